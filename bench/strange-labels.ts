/**
 * Kind of appeal, categories and matters of the boards the grouper learns from, as screening files posts it has not seen: what is
 * shipped learnt from these very posts and is never wrong about them, which would teach the grouper to trust labels blindly.
 * Run: node bench/strange-labels.ts (about ten minutes). It trains the desk's models without the boards in a copy of the program,
 * screens the boards there and writes pipeline/training/strange-labels.jsonl: labels, no text.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CITIES } from '../analyzers/models/city-rows.ts'
import type { GroupInput } from '../pipeline/grouping/group-features.ts'
import { citySet, type GroupSet, sampleSet } from './group-data.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = new URL('../pipeline/training/strange-labels.jsonl', import.meta.url)
const COPIED = ['analyzers', 'bench', 'cli', 'model', 'pipeline', 'samples', 'store', 'package.json']

export type StrangeLabels = Pick<GroupInput, 'appealType' | 'category' | 'subcategory' | 'filings' | 'matters'>

/** The set with the labels of strangers. */
export function withStrangeLabels({ name, rows }: GroupSet): GroupSet {
  const labels = new Map(
    readFileSync(FILE, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StrangeLabels & { set: string; id: string })
      .map(({ set, id, ...own }) => [`${set} ${id}`, own]),
  )
  return {
    name,
    rows: rows.map((row) => {
      const own = labels.get(`${name} ${row.post.id}`)
      // A post that the other models kept out has no labels but those of what is shipped.
      return own === undefined ? row : { ...row, post: { ...row.post, ...own } }
    }),
  }
}

const learnt = (): GroupSet[] => [sampleSet(), ...CITIES.train.map(citySet)]

function print(): void {
  for (const { name, rows } of learnt())
    for (const { post } of rows) {
      const { id, appealType, category, subcategory, filings, matters } = post
      process.stdout.write(
        `${JSON.stringify({ set: name, id, appealType, category, subcategory, filings, matters })}\n`,
      )
    }
}

function make(): void {
  const copy = mkdtempSync(join(tmpdir(), 'strange-'))
  try {
    for (const part of COPIED) cpSync(join(ROOT, part), join(copy, part), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, args, {
        cwd: copy,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    run('analyzers/models/train-desk.ts', 'analyzers/models', '--ungrouped')
    writeFileSync(FILE, run('bench/strange-labels.ts', '--print'))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  if (process.argv.includes('--print')) print()
  else make()
