import type { Document } from '../../analyzers/text/document.ts'
import type { Post } from '../../model/post.ts'
import { read } from './documents.ts'

/** A document of its text, as the analyzers of place, relevance and department read it. */
export const letter = (text: string, post: Partial<Post> = {}): Document => read({ text, ...post })
