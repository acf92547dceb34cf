import type { Document } from '../../analyzers/text/document.ts'
import { normalize } from '../../analyzers/text/normalize.ts'
import { createSegmenter } from '../../analyzers/text/segment.ts'

type Given = Partial<Document['post']> & { text: string }

/** The process's segmenter (one dictionary a process; two seconds the first time). */
export const segmenter = createSegmenter()

/** A post read the way screening reads it; a letter unless said otherwise. */
export function read(given: Given): Document {
  const post = {
    kind: 'letter' as const,
    title: '',
    marks: [],
    postedAt: undefined,
    givenAppealType: undefined,
    addressee: undefined,
    channel: undefined,
    ...given,
  }
  const title = normalize(post.title)
  const text = normalize(post.text)
  return { post, title, text, tokens: { title: segmenter.cut(title.text), text: segmenter.cut(text.text) } }
}
