import type { Post, Tokens } from '../../model/post.ts'
import type { Normalized } from './normalize.ts'

/** What every analyzer reads: one redacted post, normalised and cut once. */
export interface Document {
  readonly post: Pick<
    Post,
    'kind' | 'title' | 'text' | 'marks' | 'postedAt' | 'givenAppealType' | 'addressee' | 'area' | 'channel'
  >
  /** Normalised redacted title and text; spans map back to the redacted original. */
  readonly title: Normalized
  readonly text: Normalized
  /** Words of the normalised title and text. */
  readonly tokens: Tokens
  /** What was worked out of it already (oncePerDocument); a document without it is remembered all the same, at a price. */
  readonly known?: unknown[] | undefined
}

let readers = 0

/**
 * What several analyzers ask of a post, worked out once and let go with it. A whole batch is read for one thing after the other, so
 * more than the last post is remembered.
 */
export function oncePerDocument<T extends object>(read: (doc: Document) => T): (doc: Document) => T {
  const known = new WeakMap<Document, T>()
  const place = readers++
  return (doc) => {
    const own = doc.known
    if (own !== undefined) {
      if (own[place] === undefined) {
        const value = read(doc)
        while (own.length <= place) own.push(undefined)
        own[place] = value
      }
      return own[place] as T
    }
    let value = known.get(doc)
    if (value === undefined) {
      value = read(doc)
      known.set(doc, value)
    }
    return value
  }
}
