import { contentOf } from '../../analyzers/text/fingerprint.ts'
import type { StoredPost } from '../../model/ports.ts'
import { createDuplicateIndex } from '../copies/duplicates.ts'

/** Strings to look for, and their length: a near-copy changes few of them. */
const PROBES = 6
const LENGTH = 10
/** Of so few characters everybody writes the same. */
const SHORTEST = 3

/** Strings of a text that its near-copies most likely hold too: evenly spread, without placeholders and line ends. */
export function probesOf(text: string): string[] {
  const parts = text.split(/〔[^〕]{1,8}〕|\n/)
  const clean = parts.filter((part) => part.length >= LENGTH)
  // Of a few words the longest run without a sign: one mark more makes it no other text.
  if (clean.length === 0)
    return parts
      .flatMap((part) => part.split(/[^\p{L}\p{N}]+/u))
      .sort((a, b) => b.length - a.length)
      .slice(0, 1)
      .filter((run) => run.length >= SHORTEST)
  const all = clean.flatMap((part) => {
    const n = Math.max(1, Math.min(PROBES, Math.floor(part.length / LENGTH)))
    const step = n === 1 ? 0 : (part.length - LENGTH) / (n - 1)
    return Array.from({ length: n }, (_, i) => part.slice(Math.round(i * step), Math.round(i * step) + LENGTH))
  })
  const step = Math.max(1, all.length / PROBES)
  return Array.from({ length: Math.min(PROBES, all.length) }, (_, i) => all[Math.floor(i * step)] as string)
}

type Words = Pick<StoredPost, 'id' | 'title' | 'text' | 'contentHash'>

/**
 * Which of the candidates say the same as a post: equal words, whatever marks stand between them, or near-duplicates by the rules that fold posts (another
 * place or number makes it another matter).
 */
export function siblingsOf<T extends Words>(post: Words, candidates: readonly T[]): T[] {
  const words = wordsOf(post)
  const index = createDuplicateIndex()
  index.find(post.id, post.title, post.text)
  return candidates.filter((candidate) => {
    if (candidate.id === post.id) return false
    if (candidate.contentHash === post.contentHash || wordsOf(candidate) === words) return true
    const copy = index.find(candidate.id, candidate.title, candidate.text) !== undefined
    if (!copy) index.forget(candidate.id)
    return copy
  })
}

/** Letters and digits alone. */
const wordsOf = ({ title, text }: Words): string => `${contentOf(title)}|${contentOf(text)}`
