import { type DangerCue, LIFE, NOT_NOW, NOW } from '../dict/danger-cues.ts'
import {
  NO_ALARM,
  OTHER_DAY,
  PLAIN_DANGERS,
  PLAIN_LENGTH,
  STORY,
  TOLD_DANGERS,
  TOLD_LENGTH,
} from '../dict/plain-dangers.ts'
import { type Accept, createCues, type Hit, isNegated, isPast } from '../patterns/cue.ts'
import { createUnitClass } from '../patterns/unit-class.ts'
import { type Document, oncePerDocument } from '../text/document.ts'

const endsSentence = createUnitClass(/[。！？\n]/)

/** The sentence around a span. */
export function sentence(text: string, start: number, end: number): string {
  let from = start
  while (from > 0 && !endsSentence(text.charCodeAt(from - 1))) from--
  let to = end
  while (to < text.length && !endsSentence(text.charCodeAt(to))) to++
  return text.slice(from, to + 1)
}

/**
 * The first cue of a danger to life that happens now: not negated, not feared, not past, with the sign it asks for beside it, or
 * told in one plain sentence and nothing else. `undefined` for the great most of posts, which a single cheap scan tells.
 */
export const lifeDanger = (doc: Document): LifeDanger | undefined => dangerOf(doc).found

/** Route and urgency ask the same of one document. */
const dangerOf = oncePerDocument((doc) => ({ found: findLifeDanger(doc) }))

interface LifeDanger {
  readonly cue: { readonly name: string }
  readonly hit: Hit
}
let read: ReturnType<typeof createCues> | undefined

const now: Accept = (text, start, end) =>
  !isNegated(text, start) && !isPast(text, start, end) && !NOT_NOW.test(sentence(text, start, end))

function findLifeDanger(doc: Document): LifeDanger | undefined {
  if (doc.post.kind === 'news') return undefined
  read ??= createCues(LIFE.map((cue) => cue.pattern))
  const met = read(doc)
  for (let i = 0; i < LIFE.length; i++) {
    const cue = LIFE[i]!
    const hit = met.find(i, now)
    if (hit && !isOver(doc, hit, cue) && besideHit(doc, hit, cue.beside)) return { cue, hit }
  }
  return plainDanger(doc)
}

const wholeOf = (doc: Document): string => `${doc.title.text}。${doc.text.text}`
const isBrief = (doc: Document): boolean => doc.title.text.length + doc.text.text.length <= PLAIN_LENGTH

/** A sentence or two of a drill, a film, a rumour or a campaign: no alarm, whatever signs it shows. */
export const isStory = (doc: Document): boolean => isBrief(doc) && STORY.test(wholeOf(doc))

/**
 * A letter or post of a sentence or two that says nothing but that there is danger, or a somewhat longer one that says so in a sentence
 * with a sign of now beside it; a comment speaks of what stands above it.
 */
function plainDanger(doc: Document): LifeDanger | undefined {
  if (doc.post.kind === 'comment') return undefined
  const whole = wholeOf(doc)
  if (whole.length > TOLD_LENGTH) return undefined
  const brief = isBrief(doc)
  if (brief && !isAlarm(whole)) return undefined
  const past = OTHER_DAY.test(whole)
  readPlain ??= createCues(BRIEF_DANGERS.map((cue) => cue.pattern))
  const met = readPlain(doc)
  for (let i = brief ? 0 : PLAIN_DANGERS.length; i < BRIEF_DANGERS.length; i++) {
    const cue = BRIEF_DANGERS[i]!
    if (brief && past && !cue.lasting) continue
    for (const field of ['title', 'text'] as const) {
      const { text } = doc[field]
      const hit = met.first(i, field)
      if (!hit) continue
      if (isNegated(text, hit.start) || isPast(text, hit.start, hit.end)) continue
      if (brief || (isAlarm(sentence(text, hit.start, hit.end)) && besideHit(doc, hit, NOW))) return { cue, hit }
    }
  }
  return undefined
}

/** A somewhat longer letter is asked for the latter alone. */
const BRIEF_DANGERS = [...PLAIN_DANGERS, ...TOLD_DANGERS]
let readPlain: ReturnType<typeof createCues> | undefined

const isAlarm = (words: string): boolean => !STORY.test(words) && !NO_ALARM.test(words) && !NOT_NOW.test(words)

const isOver = (doc: Document, { field, start, end }: Hit, { unless }: DangerCue): boolean =>
  unless?.test(sentence(doc[field].text, start, end)) ?? false

/** How far from the cue the sign of «now» may stand: in a long letter another matter's «现在» says nothing. */
const NEAR = 80

function besideHit(doc: Document, hit: Hit, beside: RegExp): boolean {
  if (beside.test(doc.title.text)) return true
  const { text } = doc.text
  if (text.length <= 2 * NEAR + 40 || hit.field === 'title') return beside.test(text.slice(0, 4 * NEAR))
  return beside.test(text.slice(Math.max(0, hit.start - NEAR), hit.end + NEAR))
}
