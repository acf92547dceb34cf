import { findCue, type Hit, isNegated, isPast } from './cue.ts'
import { type DangerCue, LIFE, NOT_NOW } from './dict/danger-cues.ts'
import type { Document } from './document.ts'

/** The sentence around a span. */
export function sentence(text: string, start: number, end: number): string {
  let from = start
  while (from > 0 && !/[。！？\n]/.test(text[from - 1] as string)) from--
  let to = end
  while (to < text.length && !/[。！？\n]/.test(text[to] as string)) to++
  return text.slice(from, to + 1)
}

/**
 * The first cue of a danger to life that happens now: not negated, not feared, not past, with the sign it asks for beside it.
 * `undefined` for the great most of posts, which a single cheap scan tells.
 */
export function lifeDanger(doc: Document): { cue: DangerCue; hit: Hit } | undefined {
  if (doc.post.kind === 'news') return undefined
  for (const cue of LIFE) {
    const hit = findCue(
      doc,
      cue.pattern,
      (text, start, end) =>
        !isNegated(text, start) && !isPast(text, start, end) && !NOT_NOW.test(sentence(text, start, end)),
    )
    if (hit && (cue.beside.test(doc.text.text) || cue.beside.test(doc.title.text))) return { cue, hit }
  }
  return undefined
}
