import type { Reason } from '../../model/post.ts'
import type { AppealType } from '../../model/words.ts'
import {
  APPEAL_CUES,
  ASKED,
  ASKS_STILL,
  BORNE,
  DONE,
  ECHOED,
  GIVEN_TYPES,
  HELPED,
  PRAISED,
  SCOLDING,
  SETTLED,
  THANKS,
} from '../dict/appeal-cues.ts'
import { mattersOf } from '../dispatch/matter.ts'
import { createCollector } from '../learning/features.ts'
import { createLinearScorer } from '../learning/linear-scorer.ts'
import { loadModel } from '../learning/model-file.ts'
import { loadStack, softmax, stackOdds } from '../learning/stack.ts'
import { type Accept, type Cues, createCues, type Hit, isNegated, reasonOf } from '../patterns/cue.ts'
import { createFinder, type Finder } from '../patterns/finder.ts'
import type { Document } from '../text/document.ts'
import { appealBag } from './appeal-features.ts'
import { withoutCourtesy } from './courtesy.ts'

/** The shipped model beside the script that made it (train-desk.ts). */
const MODEL = new URL('../models/appeal.model', import.meta.url)

/** A cue in the title counts half again. */
const TITLE = 1.5
/** A post or comment without a word of any kind is chat; the models alone must be this sure to say otherwise. */
const SURE = 0.5
/** Characters of a post too short for the models to know. */
const SHORT = 14

const CUES = Object.entries(APPEAL_CUES).flatMap(([type, cues]) =>
  cues.map(([pattern], i) => ({ name: `cue ${type} ${i + 1}`, pattern })),
)
const KINDS = ['letter', 'post', 'comment'] as const
const TICKED: readonly AppealType[] = [...new Set(Object.values(GIVEN_TYPES))].filter((type) => type !== '其他')

/** Kinds of appeal by number in the models. */
export const APPEALS: readonly AppealType[] = ['咨询', '求助', '投诉', '举报', '意见建议', '表扬', '其他']

/** Names of what the judge reads: margins of the linear model, cues, the kind of post, what was ticked at the source. */
export const APPEAL_FIGURES: readonly string[] = [
  ...APPEALS.map((label) => `model ${label}`),
  ...CUES.map((cue) => cue.name),
  ...KINDS.map((kind) => `kind ${kind}`),
  ...TICKED.map((type) => `given ${type}`),
]
const CUES_FROM = APPEALS.length
const KINDS_FROM = CUES_FROM + CUES.length
const GIVEN_FROM = KINDS_FROM + KINDS.length

export interface AppealEvidence {
  /** One number a name of APPEAL_FIGURES; the model's margins are left 0. */
  readonly figures: Float64Array
  /** Where each cue was met. */
  readonly hits: readonly (Hit | undefined)[]
}

const [NONE, PRAISE] = [APPEALS.indexOf('其他'), APPEALS.indexOf('表扬')]
/** What is ticked by who has a grievance. */
const GRIEVED: ReadonlySet<AppealType> = new Set(['投诉', '求助', '举报'])
const [REQUESTS, THANKED, WANTING, DONE_WELL] = [ASKED, THANKS, ASKS_STILL, PRAISED].map((words) =>
  createFinder(words, true),
) as [Finder, Finder, Finder, Finder]
const told = (words: RegExp, doc: Document): boolean => words.test(doc.text.text) || words.test(doc.title.text)
const said = (words: Finder, doc: Document): boolean => words.has(doc.text.text) || words.has(doc.title.text)
/**
 * Praise that is meant: nothing is wanted nor borne, and where it was `polite`, too, thanks or praise stand in what is left. A grievance ticked beside a named
 * matter wins over mere thanks, not over what was done well: who praises often ticks what he once complained of.
 */
function praises(doc: Document, polite: boolean): boolean {
  if (said(WANTING, doc)) return false
  // Thanks for what was borne are none, and who has it like others thanks nobody. Read in the few posts that sound like praise.
  if (told(BORNE, doc) && !told(DONE, doc) && !told(HELPED, doc)) return false
  if (told(ECHOED, doc) && !said(THANKED, doc)) return false
  const given = GIVEN_TYPES[doc.post.givenAppealType?.trim() ?? '']
  const grieved = given !== undefined && GRIEVED.has(given) && mattersOf(doc).length > 0
  return grieved ? said(DONE_WELL, doc) : !polite || said(THANKED, doc)
}
/** Thanks for something settled, and nothing else: whatever it was, it is no complaint any more. */
function thanksForSettled(doc: Document): Hit | undefined {
  const { text } = doc.text
  if (doc.title.text.length + text.length > FEW || !told(GRATEFUL, doc)) return undefined
  const done = SETTLED.exec(text)
  if (done === null || said(WANTING, doc) || told(ONLY_IF, doc)) return undefined
  const end = done.index + done[0].length
  // What was borne before it was settled is over.
  return BORNE.test(text.slice(end)) ? undefined : { field: 'text', start: done.index, end }
}
/** A longer letter tells of more than what was settled. */
const FEW = 80
const GRATEFUL = /谢|感激|感恩/
/** Not yet, not really, or only by oneself. */
const ONLY_IF = /[没未不别才就又再却反倒还望盼能会若]|早日|尽快|如果|要是|等.{0,8}了|自己|先谢|提前/
let cuesOf: ((doc: Document) => Cues) | undefined
const affirmed: Accept = (text, start, end) =>
  !isNegated(text, start) && !(ASKS.test(text[end - 1]!) && SCOLDING.test(text.slice(Math.max(0, end - ASIDE), end)))
const ASKS = /[?？]/
/** So far back begins what scolds. */
const ASIDE = 24

/** What a post says of its kind besides what the linear model reads. */
export function appealEvidence(doc: Document): AppealEvidence {
  const figures = new Float64Array(APPEAL_FIGURES.length)
  cuesOf ??= createCues(CUES.map((cue) => cue.pattern))
  const met = cuesOf(doc)
  const hits = CUES.map((_, i) => {
    const hit = met.find(i, affirmed)
    if (hit) figures[CUES_FROM + i] = hit.field === 'title' ? TITLE : 1
    return hit
  })
  const kind = KINDS.indexOf(doc.post.kind as (typeof KINDS)[number])
  if (kind !== -1) figures[KINDS_FROM + kind] = 1
  const given = TICKED.indexOf(GIVEN_TYPES[doc.post.givenAppealType?.trim() ?? ''] ?? '其他')
  if (given !== -1) figures[GIVEN_FROM + given] = 1
  return { figures, hits }
}

/** What was ticked or set at the source, where the answer is another: the kind sets the clock (DOMAIN §4), so people are told. */
export function overruled(given: string | undefined, appealType: AppealType): Reason[] {
  const word = given?.trim() ?? ''
  const type = GIVEN_TYPES[word]
  if (type === undefined || type === '其他' || type === appealType) return []
  return [{ rule: 'appeal.overruled', weight: 0, text: `来源标为${word}` }]
}

/**
 * Types the appeal by a judge over a linear model of how it is worded, cues and what was ticked at the source; news is always
 * 其他. Reasons: the cues that spoke for the answer (`appeal.<type>`, weight in log-odds above the mean of the kinds),
 * `appeal.given`, or where neither did `appeal.model` with the probability. A letter always asks for something, and so does a
 * post that asks an office: 其他 is for news and for chat. What would be praise is read again without what is polite at its beginning and end (courtesy.ts).
 */
export function createAppealTyper(): (doc: Document) => { appealType: AppealType; reasons: Reason[] } {
  const scorer = createLinearScorer(loadModel(MODEL, 'appeal'))
  const place = APPEALS.map((label) => scorer.labels.indexOf(label))
  const stack = loadStack('appeal')
  const mean = APPEAL_FIGURES.map((_, k) => stack.weights.reduce((sum, row) => sum + row[k]!, 0) / APPEALS.length)
  const collector = createCollector()
  const readingOf = (doc: Document, praise: boolean) => {
    const { figures, hits } = appealEvidence(doc)
    const margins = scorer.margins(appealBag(doc, collector))
    for (let l = 0; l < place.length; l++) figures[l] = margins[place[l]!]!
    const shares = softmax(stackOdds(stack, figures))
    const asks = doc.post.kind === 'letter' || said(REQUESTS, doc)
    const open = (l: number): boolean => !(asks && l === NONE) && (praise || l !== PRAISE)
    let best = 0
    for (let l = 1; l < shares.length; l++) if (shares[l]! > shares[best]! && open(l)) best = l
    return { figures, hits, shares, asks, matters: mattersOf(doc).length > 0, best }
  }
  return (whole) => {
    const { kind, givenAppealType } = whole.post
    if (kind === 'news') return { appealType: '其他', reasons: [{ rule: 'appeal.news', weight: 1, text: kind }] }
    const settled = thanksForSettled(whole)
    if (settled !== undefined) return { appealType: '表扬', reasons: [reasonOf(whole, 'appeal.settled', 1, settled)] }
    let doc = whole
    let read = readingOf(doc, true)
    // Praise is no voice of an issue: it takes thanks for something and nothing asked or complained of, politeness left out.
    if (read.best === PRAISE) {
      const plain = withoutCourtesy(whole)
      if (!praises(plain, plain !== whole)) {
        doc = plain
        read = readingOf(doc, false)
      }
    }
    const { figures, hits, shares, asks, matters } = read
    let { best } = read
    // Who names a matter of the city's says something, however clumsily.
    const spoken = hits.some(Boolean) || figures.subarray(GIVEN_FROM).some(Boolean) || matters
    const sure = shares[best]! >= SURE && doc.title.text.length + doc.text.text.length >= SHORT
    if (!asks && !spoken && !sure) best = NONE
    const appealType = APPEALS[best]!
    const worth = (k: number): number => (stack.weights[best]![k]! - mean[k]!) * figures[k]!
    const reasons = hits.flatMap((hit, i) => {
      const weight = hit ? worth(CUES_FROM + i) : 0
      return hit && weight > 0 ? [reasonOf(doc, `appeal.${appealType}`, Math.round(weight * 100) / 100, hit)] : []
    })
    const ticked = TICKED.indexOf(appealType)
    if (ticked !== -1 && figures[GIVEN_FROM + ticked])
      reasons.push({ rule: 'appeal.given', weight: worth(GIVEN_FROM + ticked), text: givenAppealType as string })
    if (reasons.length === 0)
      reasons.push({ rule: 'appeal.model', weight: Math.round(shares[best]! * 1000) / 1000, text: appealType })
    return { appealType, reasons: reasons.sort((a, b) => b.weight - a.weight) }
  }
}
