import type { Document } from '../../analyzers/document.ts'
import { normalize } from '../../analyzers/normalize.ts'
import type { Post } from '../../model/post.ts'

/** A document as the analyzers of place, relevance and department read it; they need no cut words. */
export function letter(text: string, post: Partial<Post> = {}): Document {
  const title = post.title ?? ''
  return {
    post: {
      kind: 'letter',
      title,
      text,
      marks: [],
      postedAt: undefined,
      givenAppealType: undefined,
      addressee: undefined,
      channel: undefined,
      ...post,
    },
    title: normalize(title),
    text: normalize(text),
    tokens: { title: [], text: [] },
  }
}
