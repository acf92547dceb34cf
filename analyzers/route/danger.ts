import { type DangerCue, NOT_SEEN, NOT_TOLD } from '../dict/danger-cue.ts'
import { FEARED, LIFE, NOT_NOW, NOW, SUPPOSED } from '../dict/danger-cues.ts'
import { DESPAIR, DESPAIR_SIGNS, NO_DESPAIR } from '../dict/despair-cues.ts'
import { HINT, HINTED } from '../dict/hinted-dangers.ts'
import {
  ASKED,
  ASKED_IF,
  ASKS,
  CRY,
  DOUBTED,
  FIGURE,
  NO_ALARM,
  NO_FACT,
  OTHER_DAY,
  PLAIN_DANGERS,
  PLAIN_LENGTH,
  STORY,
  TOLD_DANGERS,
  TOLD_LENGTH,
  WISH,
} from '../dict/plain-dangers.ts'
import { FICTION, OUT_AGAIN, SEEN } from '../dict/seen-dangers.ts'
import { type Accept, type Cues, createCues, type Hit, isNegated, isPast } from '../patterns/cue.ts'
import { createUnitClass } from '../patterns/unit-class.ts'
import { type Document, oncePerDocument } from '../text/document.ts'
import { fullMarks } from '../text/full-marks.ts'

const endsSentence = createUnitClass(/[。！？\n]/)

/** The sentence around a span. */
export function sentence(text: string, start: number, end: number): string {
  let from = start
  while (from > 0 && !endsSentence(text.charCodeAt(from - 1))) from--
  let to = end
  while (to < text.length && !endsSentence(text.charCodeAt(to))) to++
  return text.slice(from, to + 1)
}

const endsClause = createUnitClass(/[，。！？；\n]/)

/** The sentence up to the end of the clause that tells the span, with the mark there: behind it its writer goes on to what is feared and wanted. */
function toldOf(text: string, start: number, end: number): string {
  let from = start
  while (from > 0 && !endsSentence(text.charCodeAt(from - 1))) from--
  let to = end
  while (to < text.length && !endsClause(text.charCodeAt(to))) to++
  return text.slice(from, to + 1)
}

/**
 * The first cue of a danger to life that happens now: not negated, not feared, not past, with the sign it asks for beside it, seen as it
 * happens, or told in one plain sentence and nothing else; or somebody who is weary of life. `undefined` for the great most of posts, which a single cheap scan tells.
 */
export const lifeDanger = (doc: Document): LifeDanger | undefined => dangerOf(fullMarks(doc)).found

/** Route and urgency ask the same of one document. */
const dangerOf = oncePerDocument((doc) => ({ found: findLifeDanger(doc) }))

interface LifeDanger {
  readonly cue: { readonly name: string }
  readonly hit: Hit
}
let read: ReturnType<typeof createCues> | undefined
let readHinted: typeof read

const said: Accept = (text, start, end) => !isNegated(text, start) && !isPast(text, start, end)

/** Doubts count up to where an event is told, and in the whole sentence that tells a state. */
type Scope = typeof toldOf

const nowIn =
  (scope: Scope): Accept =>
  (text, start, end) => {
    if (!said(text, start, end)) return false
    const words = sentence(text, start, end)
    return (
      !SUPPOSED.test(scope(text, start, end)) &&
      !ASKED_IF.test(toldOf(text, start, end)) &&
      !NOT_NOW.test(words) &&
      !FICTION.test(words) &&
      !FICTION.test(text.slice(0, HEAD))
    )
  }

/** So far into a post it says that it tells a dream or a story. */
const HEAD = 30

const now = { event: nowIn(toldOf), state: nowIn(sentence) }

const seenIn =
  (scope: Scope): Accept =>
  (text, start, end) =>
    said(text, start, end) && !NOT_TOLD.test(scope(text, start, end)) && !NOT_SEEN.test(sentence(text, start, end))
const seen = { event: seenIn(toldOf), state: seenIn(sentence) }

/** Where each stands among the patterns read. */
const SEEN_FROM = LIFE.length
const DESPAIR_AT = SEEN_FROM + SEEN.length

function findLifeDanger(doc: Document): LifeDanger | undefined {
  if (doc.post.kind === 'news') return undefined
  read ??= createCues([...[...LIFE, ...SEEN].map((cue) => cue.pattern), DESPAIR, ...DESPAIR_SIGNS])
  const met = read(doc)
  for (let i = 0; i < LIFE.length; i++) {
    const cue = LIFE[i]!
    const hit = met.find(i, cue.state ? now.state : now.event)
    if (hit && !isOver(doc, hit, cue) && besideHit(doc, hit, cue.beside)) return { cue, hit }
  }
  const brief = wholeLength(doc) <= TOLD_LENGTH
  const firstOf = (cues: readonly DangerCue[], by: Cues, from: number): LifeDanger | undefined => {
    for (const [i, cue] of cues.entries()) {
      const hit = by.find(from + i, cue.state ? seen.state : seen.event)
      if (hit && !isOver(doc, hit, cue) && besideHit(doc, hit, cue.beside) && (brief || besideHit(doc, hit, NOW)))
        return { cue, hit }
    }
    return undefined
  }
  const shown = firstOf(SEEN, met, SEEN_FROM)
  if (shown) return shown
  if (brief && (HINT.test(doc.text.text) || HINT.test(doc.title.text))) {
    readHinted ??= createCues(HINTED.map((cue) => cue.pattern))
    const hinted = firstOf(HINTED, readHinted(doc), 0)
    if (hinted) return hinted
  }
  return (brief ? despair(doc, met) : undefined) ?? plainDanger(doc)
}

/** Who takes leave thanks people: it is no praise, unless of whoever came to the rescue. */
export const isFarewell = (doc: Document, danger: LifeDanger): boolean =>
  danger.cue === WEARY || (FATAL.has(danger.cue.name) && !/警|消防|医生|救|劝/.test(wholeOf(doc)))
const FATAL: ReadonlySet<string> = new Set(['ledge', 'self-harm', 'overdose'])

const WEARY = { name: 'weary' } as const

/**
 * Weariness of life (DOMAIN §7: rescue the person): in words that mean it, or two signs of different kinds, one of them of the heart. A
 * longer letter tells of other people's troubles with such words.
 */
function despair(doc: Document, met: Cues): LifeDanger | undefined {
  let hit = met.find(DESPAIR_AT, said)
  if (!hit) {
    const [weary, farewell, end, given, means, place, gone] = DESPAIR_SIGNS.map((_, i) =>
      met.find(DESPAIR_AT + 1 + i, said),
    )
    const last = end ?? given ?? means
    // Who is weary and out of reach may only owe money.
    if (weary) hit = (farewell ?? last ?? place) && weary
    else if (farewell) hit = (last ?? place ?? gone) && farewell
    else if (end) hit = (given ?? means ?? place) && end
    // What is theirs is settled, and they sit where one falls.
    else hit = place && given
  }
  return hit && !NO_DESPAIR.test(wholeOf(doc)) ? { cue: WEARY, hit } : undefined
}

const wholeLength = (doc: Document): number => doc.title.text.length + doc.text.text.length

const wholeOf = (doc: Document): string => `${doc.title.text}。${doc.text.text}`
const isBrief = (doc: Document): boolean => wholeLength(doc) <= PLAIN_LENGTH

/**
 * A sentence or two of a drill, a film, a rumour, a campaign or a way of speaking, or somewhat more of somebody who is out again: no
 * alarm, whatever signs it shows.
 */
export const isStory = (doc: Document): boolean => {
  if (wholeLength(doc) > TOLD_LENGTH) return false
  const whole = wholeOf(doc)
  return OUT_AGAIN.test(whole) || (isBrief(doc) && (STORY.test(whole) || FIGURE.test(whole)))
}

/**
 * A letter or post of a sentence or two that says nothing but that there is danger, or a somewhat longer one that says so in a sentence
 * with a sign of now beside it; a comment speaks of what stands above it.
 */
function plainDanger(doc: Document): LifeDanger | undefined {
  if (doc.post.kind === 'comment') return undefined
  const whole = wholeOf(doc)
  if (whole.length > TOLD_LENGTH) return undefined
  const brief = isBrief(doc)
  if (brief && (!isAlarm(whole) || (WISH.test(whole) && !CRY.test(whole)))) return undefined
  const past = OTHER_DAY.test(whole)
  readPlain ??= createCues(BRIEF_DANGERS.map((cue) => cue.pattern))
  const met = readPlain(doc)
  for (let i = brief ? 0 : PLAIN_DANGERS.length; i < BRIEF_DANGERS.length; i++) {
    const cue = BRIEF_DANGERS[i]!
    if (brief && past && !cue.lasting) continue
    const told = brief ? fact : alarm
    const hit = met.find(i, cue.state ? told.state : told.event)
    if (hit?.field === 'text' && doubted(doc.title.text)) continue
    if (hit && (brief || besideHit(doc, hit, NOW))) return { cue, hit }
  }
  return undefined
}

/** A somewhat longer letter is asked for the latter alone. */
const BRIEF_DANGERS = [...PLAIN_DANGERS, ...TOLD_DANGERS]
let readPlain: ReturnType<typeof createCues> | undefined

const isAlarm = (words: string): boolean =>
  !STORY.test(words) && !FIGURE.test(words) && !NO_ALARM.test(words) && !NOT_NOW.test(words) && !ASKS.test(words)

const doubted = (words: string): boolean => NO_FACT.test(words) || SUPPOSED.test(words)

const factIn =
  (scope: Scope): Accept =>
  (text, start, end) =>
    said(text, start, end) &&
    !doubted(scope(text, start, end)) &&
    !(ASKED.test(toldOf(text, start, end)) && !CRY.test(text))
const unfeared: Accept = (text, start, end) =>
  !FEARED.test(text) && !DOUBTED.test(text) && factIn(sentence)(text, start, end)
/** Told as what is so; a state that is feared or doubted anywhere in a sentence or two is none yet. */
const fact = { event: factIn(toldOf), state: unfeared }

const alarmIn =
  (scope: Scope): Accept =>
  (text, start, end) =>
    factIn(scope)(text, start, end) && isAlarm(sentence(text, start, end))
const alarm = { event: alarmIn(toldOf), state: alarmIn(sentence) }

const isOver = (doc: Document, { field, start, end }: Hit, { name, unless }: DangerCue): boolean =>
  (unless?.test(sentence(doc[field].text, start, end)) ?? false) ||
  (name === 'trapped' && OUT_AGAIN.test(`${doc.title.text}。${doc.text.text.slice(0, TOLD_LENGTH)}`))

/** How far from the cue the sign of «now» may stand: in a long letter another matter's «现在» says nothing. */
const NEAR = 80

function besideHit(doc: Document, hit: Hit, beside: RegExp): boolean {
  if (beside.test(doc.title.text)) return true
  const { text } = doc.text
  if (text.length <= 2 * NEAR + 40 || hit.field === 'title') return beside.test(text.slice(0, 4 * NEAR))
  return beside.test(text.slice(Math.max(0, hit.start - NEAR), hit.end + NEAR))
}
