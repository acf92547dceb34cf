import type { Post, Tokens } from '../model/post.ts'
import type { Normalized } from './normalize.ts'

/** What every analyzer reads: one redacted post, normalised and cut once. */
export interface Document {
  readonly post: Pick<
    Post,
    'kind' | 'title' | 'text' | 'marks' | 'postedAt' | 'givenAppealType' | 'addressee' | 'channel'
  >
  /** Normalised redacted title and text; spans map back to the redacted original. */
  readonly title: Normalized
  readonly text: Normalized
  /** Words of the normalised title and text. */
  readonly tokens: Tokens
}
