import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AppError } from '../model/error.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown'

/**
 * Makes a folder and those above it that are missing. Level by level: asked for all at once (`recursive`), Node goes on asking
 * for ever below a folder that takes none, as /proc. Throws `folder.unusable`.
 */
export function makeFolder(path: string, mode?: number): void {
  const missing: string[] = []
  for (let at = resolve(path); ; at = dirname(at)) {
    const there = statSync(at, { throwIfNoEntry: false })
    if (there?.isDirectory()) break
    if (there) throw unusable(path, 'ENOTDIR')
    missing.push(at)
  }
  for (const folder of missing.toReversed())
    try {
      mkdirSync(folder, mode)
    } catch (error) {
      // Another process was quicker.
      if (codeOf(error) !== 'EEXIST') throw unusable(path, codeOf(error), error)
    }
}

const unusable = (path: string, reason: string, cause?: unknown): AppError =>
  new AppError('folder.unusable', `${path}: no folder can be made there (${reason})`, {
    cause,
    details: { path, reason },
  })
