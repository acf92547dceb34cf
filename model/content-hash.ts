import { createHash } from 'node:crypto'

/** SHA-256 hex of title ␀ text (both redacted): equal hashes are equal content. */
export const contentHash = (title: string, text: string): string =>
  createHash('sha256').update(`${title}\0${text}`).digest('hex')
