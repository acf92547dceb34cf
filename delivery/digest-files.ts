import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../model/error.ts'
import type { RenderedDigest } from './digest-render.ts'

/** Paths of one written digest. */
export interface DigestFiles {
  readonly html: string
  readonly text: string
  readonly json: string
}

/**
 * Writes `DAY.html`, `.txt` and `.json` into `dir` (made when missing), each whole or not at all, over an older one of
 * the same day. Throws `digest.write` with the folder and what to do.
 */
export async function writeDigest(dir: string, day: string, rendered: RenderedDigest): Promise<DigestFiles> {
  const files = { html: join(dir, `${day}.html`), text: join(dir, `${day}.txt`), json: join(dir, `${day}.json`) }
  try {
    await mkdir(dir, { recursive: true })
    await replace(files.html, rendered.html)
    await replace(files.text, rendered.text)
    await replace(files.json, rendered.json)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AppError(
      'digest.write',
      `日报写不进 ${dir}（${reason}）：请检查权限和磁盘空间，或换一个文件夹（cannot write the digest there）`,
      { cause, details: { dir, reason } },
    )
  }
  return files
}

async function replace(path: string, content: string): Promise<void> {
  const next = `${path}.${process.pid}.new`
  try {
    await writeFile(next, content)
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}
