/** What a source remembers between two looks, as the small string map that SourceStore keeps. No titles, no texts. */
import { createHash } from 'node:crypto'

export interface OpenLetter {
  readonly key: string
  readonly url: string | undefined
  /** When it was last read, UTC. */
  readonly at: string
  /** When it was first read, UTC: nobody waits for ever. */
  readonly since: string
}

export interface SourceMemory {
  /** postedAt of the newest letter of the last complete look. */
  readonly watermark: string | undefined
  /** The last look reached its end, so whatever is not on its pages is older than what we have. */
  readonly complete: boolean
  /** Hash of a row's key → its state word then. */
  readonly seen: Map<string, string>
  readonly open: readonly OpenLetter[]
  readonly etag: string | undefined
  readonly modified: string | undefined
  readonly rereadAt: string | undefined
}

/** Rows that are remembered from one look to the next. */
export const SEEN_MAX = 3000
/** Letters without an answer that are remembered: a busy box has a hundred new ones a day, for months. */
export const OPEN_MAX = 20_000

/** Twelve characters tell 3,000 rows apart and tell nobody what they were. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 12)

/** Drops what was put in first until `most` are left. */
export function forgetOldest(known: Map<string, unknown> | Set<string>, most: number): void {
  for (const key of known.keys()) {
    if (known.size <= most) return
    known.delete(key)
  }
}

const list = (text: string | undefined): unknown[] => {
  if (text === undefined) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** A state that cannot be read is an empty one: the source is read from its start, which doubles nothing. */
export function readMemory(state: Readonly<Record<string, string>>): SourceMemory {
  return {
    watermark: state.watermark,
    complete: state.complete === '1',
    seen: new Map(list(state.seen).filter((x): x is [string, string] => Array.isArray(x) && x.length === 2)),
    open: list(state.open).filter(
      (x): x is OpenLetter => typeof x === 'object' && x !== null && 'key' in x && 'at' in x,
    ),
    etag: state.etag,
    modified: state.modified,
    rereadAt: state.rereadAt,
  }
}

export function writeMemory(memory: SourceMemory): Record<string, string> {
  const seen = [...memory.seen].slice(-SEEN_MAX)
  const state: Record<string, string> = { complete: memory.complete ? '1' : '0', seen: JSON.stringify(seen) }
  const open = [...memory.open].sort((a, b) => (a.since < b.since ? 1 : -1)).slice(0, OPEN_MAX)
  if (open.length > 0) state.open = JSON.stringify(open)
  for (const key of ['watermark', 'etag', 'modified', 'rereadAt'] as const) {
    const value = memory[key]
    if (value !== undefined) state[key] = value
  }
  return state
}
