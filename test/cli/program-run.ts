import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const BIN = fileURLToPath(new URL('../../bin/lanting.mjs', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A fresh folder to run in: no config file, so the sample city unless `--config` is given. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'lanting-'))

/** Starts the program as a person would; with `input` null its standard input stays open for the caller to write to. */
export function start(
  args: readonly string[],
  cwd: string,
  input?: string | null,
): { child: ReturnType<typeof spawn>; done: Promise<Finished> } {
  // The flag keeps bin/lanting.mjs from starting a second process, so that a kill hits the program itself.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BIN, ...args], { cwd })
  // A character may lie on both sides of a chunk's end.
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  let out = ''
  let err = ''
  child.stdout.on('data', (d) => {
    out += d
  })
  child.stderr.on('data', (d) => {
    err += d
  })
  child.stdin.on('error', () => undefined)
  if (input !== null) child.stdin.end(input ?? '')
  return { child, done: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) }
}

export const lanting = (args: readonly string[], cwd: string, input?: string): Promise<Finished> =>
  start(args, cwd, input).done

export const jsonLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((l) => JSON.parse(l) as T)
