/**
 * Spam and noise: additive evidence into one calibrated score. Rules (dict/spam-cues.ts) say what is offered and what the
 * reader shall do; placeholders left by redaction say that a channel was given, and how; a character model says what the
 * whole looks like; a matter for the city speaks for the writer. Anonymity, anger, abuse and criticism are no evidence.
 * Only a content-free post, or an offer that outweighs its matter by far, is quarantined; what is in between waits for people.
 */
import type { Mark, Reason } from '../../model/post.ts'
import type { PiiType } from '../../model/words.ts'
import { type CueGroup, LURES, MATTERS, PULLS } from '../dict/spam-cues.ts'
import { APPROACH, OFFERS, PRIVATE, TROUBLES } from '../dict/spam-offers.ts'
import { deskOf } from '../dispatch/desk.ts'
import { createCollector } from '../learning/features.ts'
import { createLinearScorer, type LinearScorer } from '../learning/linear-scorer.ts'
import { type LinearModel, loadModel } from '../learning/model-file.ts'
import { BIAS, QUARANTINE, REVIEW, WEIGHTS } from '../models/spam-weights.ts'
import { createScan } from '../patterns/cue-scan.ts'
import type { Document } from '../text/document.ts'
import { sourceSpan } from '../text/normalize.ts'
import { type Squeezed, squeeze } from '../text/squeeze.ts'
import { withoutCallback } from './callback.ts'
import { impostor } from './impostor.ts'
import { isLatinSentence } from './latin.ts'
import { contentFree } from './noise.ts'
import { spamBag } from './spam-features.ts'
import { spamReading } from './spam-reading.ts'

/** A model of `lanting train --task spam`. */
export type SpamModel = LinearModel

export interface SpamJudgement {
  /** Calibrated probability, 0..1. */
  readonly spam: number
  readonly verdict: 'keep' | 'review' | 'quarantine'
  readonly reasons: readonly Reason[]
}

export type SpamJudge = (doc: Document) => SpamJudgement

/** What speaks for and against, before it is weighed. `margin` is the character model's, 0 when it was not asked. */
export interface SpamEvidence {
  /** Sure words of adverts and frauds. */
  readonly lure: number
  /** Wider words of the kinds of adverts. */
  readonly offer: number
  readonly pull: number
  readonly approach: number
  readonly private: number
  readonly reported: number
  readonly matter: number
  readonly trouble: number
  readonly specific: number
  /** Offered or asked for something, and named no matter, trouble, time or place. */
  readonly bare: number
  readonly channel: number
  readonly link: number
  readonly dressed: number
  readonly scattered: number
  readonly margin: number
  /** The word model's: how much this reads like an advert or noise (stance.ts). */
  readonly worded: number
  /** The writer speaks of himself. Weighs nothing; guards. */
  readonly mine: number
  /** Ends in a number to be called back at, and would not be set aside without it. Weighs nothing; guards. */
  readonly called: number
  /** A short one of these with words of an offer before the number. Weighs nothing; people look. */
  readonly hawked: number
  readonly news: number
  /** Weighs nothing; guards. */
  readonly letter: number
}

const GROUPS: readonly CueGroup[] = [...LURES, ...OFFERS, PULLS, APPROACH, PRIVATE, ...MATTERS, ...TROUBLES]
const LURE_END = LURES.length
const OFFER_END = LURE_END + OFFERS.length
const PULL = OFFER_END
/** From here the groups speak for the writer. */
const FOR = PULL + 3
const TROUBLE = FOR + MATTERS.length

/** A second phrase of a group adds this share of its weight, up to the fifth. */
const FURTHER = 0.4
const MOST = 5
/** Characters from which on words of adverts weigh less. */
const LONG = 150
const PLAIN_MATTER = 3
const PLAIN_MARGIN = -1
const CHANNELS: ReadonlySet<PiiType> = new Set<PiiType>(['手机', '微信', 'QQ', '网址', '电话', '邮箱'])

/** The model made by models/train-spam.ts. Throws `model.file` when it is missing or damaged. */
export const shippedSpamModel = (): SpamModel => loadModel(new URL('../models/spam.model', import.meta.url), 'spam')

/** The shipped model, or one taught on from it: it reads what that one reads, and its margin is one piece of evidence. */
export const isEvidence = (model: SpamModel): boolean =>
  model.evidence === true || (model.task === 'spam' && model.digest === shippedSpamModel().digest)

/** Share of characters that stand alone between spaces, signs, invisible characters, 0..1: «应 急 周 转». */
function scatteredShare(doc: Document, kept: number): number {
  const raw = doc.post.text
  if (raw.length < 8 || kept * 1.6 > raw.length) return 0
  const junk = raw.match(
    /(?<=[\u4e00-\u9fffa-zA-Z0-9])[^\u4e00-\u9fffa-zA-Z0-9，。！？；：、（）“”\n]{1,2}(?=[\u4e00-\u9fffa-zA-Z0-9](?:[^\u4e00-\u9fffa-zA-Z0-9，。！？；：、（）“”\n]|$))/gu,
  )
  return Math.min(1, ((junk?.length ?? 0) * 3) / raw.length)
}

/** A reason not yet put in words: of most posts few are shown. */
interface Ground {
  readonly weight: number
  readonly make: () => Reason
}

interface Gathered {
  readonly evidence: SpamEvidence
  readonly reasons: Ground[]
}

/**
 * Weighs nothing yet: counts what there is, and names it. Of a post that ends in a number to be called back at, what stands before
 * the number is read alone: whoever tells of something may leave one, and an offer reads like one without it, too.
 */
export function createEvidence(base: LinearScorer): (doc: Document) => Gathered {
  const whole = createWholeEvidence(base)
  const collector = createCollector()
  return (doc) => {
    const gathered = whole(doc)
    const { marks } = doc.post
    const phones = marks.some(isPhone) && marks.every((m) => !CHANNELS.has(m.type) || (isPhone(m) && !m.camouflaged))
    const told = phones ? withoutCallback(doc.text.text) : undefined
    if (told === undefined) return gathered
    const { evidence } = gathered
    const reading = spamReading(doc.title.text, told.text)
    const margin = clamped(base.margins(spamBag(reading, reading, collector))[1] as number)
    const read = { ...evidence, margin, channel: 0, bare: offersOf(evidence) > 0 ? evidence.bare : 0 }
    if (!isTold(read, told.parted)) return gathered
    return { ...gathered, evidence: calledBack(evidence, read, doc.title.text.length + told.text.length) }
  }
}

const isPhone = (m: Mark): boolean => m.type === '手机' || m.type === '电话'
const clamped = (margin: number): number => Math.max(-2.5, Math.min(2.5, margin))
const offersOf = (e: SpamEvidence): number => e.lure + e.offer + e.pull + e.approach

/** Log-odds, read without the number, below which a post is judged by them. */
const TOLD = 1.25
/** The same where nothing parts the number from what stands before it, as in adverts by SMS: only a matter, and no offer. */
const GLUED = 0.6
/** Characters before the number up to which words of an offer are looked at; in a longer post they stand by chance. */
const HAWK = 30

function isTold(read: SpamEvidence, parted: boolean): boolean {
  const z = oddsOf(read)
  return parted ? z < TOLD : z < GLUED && offersOf(read) === 0 && read.matter + read.trouble > 0
}

/** Where words of adverts stand beside, half of what the number says stays. */
function calledBack(e: SpamEvidence, read: SpamEvidence, length: number): SpamEvidence {
  if (offersOf(e) === 0) return { ...read, called: 1 }
  const hawked = offersOf(e) > e.pull && length <= HAWK ? 1 : 0
  return { ...read, called: 1, hawked, margin: (e.margin + read.margin) / 2, channel: e.channel / 2 }
}

/** Characters up to which a post may be one sentence of a customer. */
const BRIEF = 40
/** What is answered, called or paid to, in whatever writing. */
const HAILS = /\d{5}|[a-z]+\d|回复|退订|域名|[卡帐账]号|号码|户名/
/** The most that the character model says of one: it knows banks, operators and shops from adverts. The median of such letters is -1. */
const CUSTOMER = -0.25

/**
 * A customer's word on a trade is no offer of it: an advert invites, or gives a channel. A short post that does neither and names a trouble is
 * read for what else it says, and words of the trade count half.
 */
function ofCustomer(brief: boolean, e: SpamEvidence): SpamEvidence {
  const invites = e.pull + e.approach + e.private + e.channel + e.link + e.dressed + e.scattered > 0
  if (!brief || invites || e.trouble === 0) return e
  return {
    ...e,
    margin: Math.min(e.margin, CUSTOMER),
    lure: e.lure / 2,
    offer: e.offer / 2,
    worded: Math.min(e.worded, e.worded / 2),
    bare: 0,
  }
}

function createWholeEvidence(base: LinearScorer): (doc: Document) => Gathered {
  const collector = createCollector()
  const scan = createScan(GROUPS.map((g) => g.words))
  const marginOf = (doc: Document): number => {
    const reading = spamReading(doc.title.text, doc.text.text)
    return base.margins(spamBag(reading, reading, collector))[1] as number
  }
  /** Different phrases of each group in this post, at most five. */
  const found = GROUPS.map((): string[] => [])
  return (doc) => {
    const reasons: Ground[] = []
    const fields = [
      ['title', squeeze(doc.title.text)],
      ['text', squeeze(doc.text.text)],
    ] as const
    for (const known of found) if (known.length > 0) known.length = 0
    for (const [field, squeezed] of fields)
      scan(squeezed.text, (g, at, matched) => {
        const known = found[g]!
        if (known.length >= MOST) return true
        if (known.includes(matched)) return false
        known.push(matched)
        const { rule, weight } = GROUPS[g] as CueGroup
        const signed = (g >= FOR ? -1 : 1) * weight * (known.length === 1 ? 1 : FURTHER)
        reasons.push({ weight: signed, make: () => reasonOf(doc, rule, signed, field, squeezed, at, matched.length) })
        return known.length === MOST
      })
    const weigh = (g: number): number => {
      const n = found[g]!.length
      return n === 0 ? 0 : (GROUPS[g] as CueGroup).weight * (1 + FURTHER * (n - 1))
    }
    const sum = (from: number, to: number): number => {
      let total = 0
      for (let g = from; g < to; g++) total += weigh(g)
      return total
    }
    // A long text meets more words by chance.
    const length = fields[0][1].text.length + fields[1][1].text.length
    const thin = Math.min(1, Math.sqrt(LONG / length))
    const lure = sum(0, LURE_END) * thin
    const offer = sum(LURE_END, OFFER_END) * thin
    const pull = weigh(PULL)
    const approach = weigh(PULL + 1) * thin
    const reported = weigh(FOR)
    const matter = sum(FOR, TROUBLE)
    const trouble = weigh(TROUBLE)
    const specific = weigh(TROUBLE + 1)
    const marks = doc.post.marks.filter((m) => CHANNELS.has(m.type))
    const link = marks.some((m) => m.type === '网址') ? 1 : 0
    for (const m of marks.slice(0, 3))
      reasons.push({ weight: m.camouflaged ? CAMOUFLAGE : CONTACT, make: () => markReason(doc, m) })
    // A letter full of matters without an offer or a channel is not asked about further: most letters, and the model is slow.
    const plain = lure + approach === 0 && marks.length === 0 && matter + trouble - offer >= PLAIN_MATTER
    const margin = plain ? PLAIN_MARGIN : marginOf(doc)
    const asks = lure + offer + pull + approach > 0 || marks.length > 0
    const brief = length <= BRIEF && !HAILS.test(fields[1][1].text)
    return {
      evidence: ofCustomer(brief, {
        lure: Math.min(lure, 9),
        offer: Math.min(offer, 6),
        pull,
        approach: Math.min(approach, 2.2),
        private: weigh(PULL + 2),
        reported,
        matter: Math.min(matter, 7),
        trouble: Math.min(trouble, 2.2),
        specific: Math.min(specific, 1.4),
        bare: asks && matter + trouble + specific === 0 ? 1 : 0,
        channel: marks.length > link ? 1 : 0,
        link,
        dressed: marks.some((m) => m.camouflaged) && lure + pull + offer + approach > 0 ? 1 : 0,
        scattered: scatteredShare(doc, fields[1][1].text.length) > 0.3 ? 1 : 0,
        margin: Math.max(-2.5, Math.min(2.5, margin)),
        worded: Math.max(-1.5, Math.min(1.5, deskOf(doc).stance('spam'))),
        mine: MINE.test(doc.text.text) || MINE.test(doc.title.text) ? 1 : 0,
        called: 0,
        hawked: 0,
        news: doc.post.kind === 'news' ? 1 : 0,
        letter: doc.post.kind === 'letter' ? 1 : 0,
      }),
      reasons,
    }
  }
}

function reasonOf(
  doc: Document,
  rule: string,
  weight: number,
  field: 'title' | 'text',
  s: Squeezed,
  at: number,
  length: number,
): Reason {
  const start = s.map[at] as number
  const end = (s.map[at + length - 1] as number) + 1
  const span = sourceSpan(field === 'title' ? doc.title : doc.text, start, end)
  return { rule, weight, field, ...span, text: doc.post[field].slice(span.start, span.end) }
}

/** Weights that a channel is shown with. */
const CAMOUFLAGE = 1.5
const CONTACT = 0.3

const markReason = (doc: Document, m: Mark): Reason => ({
  rule: m.camouflaged ? 'spam.camouflage' : 'spam.contact',
  weight: m.camouflaged ? CAMOUFLAGE : CONTACT,
  field: m.field,
  start: m.start,
  end: m.end,
  text: doc.post[m.field].slice(m.start, m.end),
})

/** With a matter of this much, an offer must weigh twice as much before a machine sets the post aside. */
const GUARD_MATTER = 3
const GUARD_LURE = 4
/** Two words of people who report a fraud. */
const REPORTED = 2
/** An offer of this much, alone, is looked at. */
const OFFERED = 1.4
/** A model of one's own replaces the score; it quarantines only what it is nearly sure of and what names no matter. */
const OWN = { review: 0.6, quarantine: 0.97, matter: 2 }

/** A letter that the character model knows for one is no offer on a board; news offers nothing. */
const LETTER = -0.4
const asked = (kind: string, margin: number): boolean => kind !== 'news' && (kind !== 'letter' || margin > LETTER)

const KINDS = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]

/** I and we, but not our bank or our shop. */
const MINE = /[我俺咱](?![司行店厂公院校])/
/** With less from the character model, a channel that a writer gives of himself is no offer. */
const OWN_CHANNEL = 1

/** Log-odds of a post's evidence by the fitted weights. */
export const oddsOf = (evidence: SpamEvidence): number => KINDS.reduce((sum, k) => sum + WEIGHTS[k] * evidence[k], BIAS)

/**
 * What no weights may quarantine: what would not be without the number it ends in; what names anything, or is told of oneself, and the
 * character model does not find like spam (nor, of a post or comment, the word model); a writer who gives his own number and offers
 * nothing; what tells of adverts and frauds in several words; and a matter of weight with an offer that does not outweigh it by far.
 * Being told of oneself or naming something saves nothing that has no matter, trouble nor report and odds (`z`) beyond doubt: lures are
 * told of oneself.
 */
export const guarded = (e: SpamEvidence, z: number): boolean =>
  e.called === 1 || ((z < BEYOND_DOUBT || e.matter + e.trouble + e.reported > 0) && spokenFor(e))

/** Log-odds; the likeliest advert among genuine posts without matter or report, of writers we read, stands at even odds. */
const BEYOND_DOUBT = 4

const spokenFor = (e: SpamEvidence): boolean =>
  (e.margin <= 0 && !chatter(e) && (e.mine === 1 || e.matter + e.trouble + e.specific > 0)) ||
  (e.mine === 1 && e.margin < OWN_CHANNEL && !chatter(e) && e.lure + e.offer + e.approach + e.private === 0) ||
  e.reported >= REPORTED ||
  (e.matter + e.trouble >= GUARD_MATTER && e.lure + e.offer / 2 < GUARD_LURE * 1.5)

const chatter = (e: SpamEvidence): boolean => e.letter === 0 && e.worded > 0

/** Which of the thresholds a post is set aside by. */
export const thresholdOf = (e: SpamEvidence): keyof typeof QUARANTINE => {
  if (e.letter === 1) return 'letter'
  if (e.news === 1) return 'news'
  return offersOf(e) + e.private + e.channel + e.link > 0 ? 'other' : 'chat'
}

/** From these odds on a post is set aside. */
export const quarantineFrom = (e: SpamEvidence): number => QUARANTINE[thresholdOf(e)]

/** An offer on a board that names no matter, trouble, time or place is at least looked at. */
export const offered = (e: SpamEvidence): boolean => e.bare === 1 && e.lure + e.offer + e.approach + e.pull >= OFFERED

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * The judge of a process. `ownModel`: one of `lanting train --task spam`, whose probability becomes the score. Pure and
 * deterministic; reads the redacted post only.
 */
export function createSpamJudge(ownModel?: SpamModel, shipped: SpamModel = shippedSpamModel()): SpamJudge {
  const gather = createEvidence(createLinearScorer(shipped))
  const ownScorer = ownModel ? createLinearScorer(ownModel) : undefined
  const collector = createCollector()
  return (doc) => {
    const own = ownScorer && round(ownScorer.probabilities(spamBag(...rawAndNormal(doc), collector))[1] as number)
    const noise = contentFree(doc) ?? impostor(doc)
    if (noise) {
      const reason: Reason = { rule: noise.rule, weight: 6, text: noise.text }
      // One's own model was taught what short texts are; it gives the score, the rule alone what becomes of the post.
      return { spam: own ?? 0.97, verdict: noise.unsure ? 'review' : 'quarantine', reasons: [reason] }
    }
    const { evidence, reasons } = gather(doc)
    const z = oddsOf(evidence)
    const shown = z > -1 ? reasons : reasons.filter((r) => r.weight > 0).slice(0, 3)
    const weight = round(WEIGHTS.margin * evidence.margin)
    const model: Ground = {
      weight,
      make: () => ({ rule: 'spam.model', weight, text: doc.text.text.slice(0, 20) }),
    }
    const all = [...shown, ...(z > -1 ? [model] : [])]
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, 12)
      .map((ground) => ground.make())
    if (own !== undefined) {
      const sure = own >= OWN.quarantine && evidence.matter < OWN.matter && !guarded(evidence, z)
      return { spam: own, verdict: sure ? 'quarantine' : own >= OWN.review ? 'review' : 'keep', reasons: all }
    }
    const looked = z >= REVIEW || evidence.hawked === 1 || (offered(evidence) && asked(doc.post.kind, evidence.margin))
    const setAside = z >= quarantineFrom(evidence) && !guarded(evidence, z)
    const foreign = setAside && offersOf(evidence) + evidence.channel + evidence.link === 0 && isForeign(doc)
    const verdict = setAside && !foreign ? 'quarantine' : looked || foreign ? 'review' : 'keep'
    return { spam: round(sigmoid(z)), verdict, reasons: all }
  }
}

/** The models have read hardly a letter of theirs that is none of an advert: people look. */
const isForeign = ({ title, text }: Document): boolean => isLatinSentence(`${title.text} ${text.text}`)

const round = (x: number): number => Math.round(x * 1e4) / 1e4

/** Title and text as one, as they stand and normalised: what `lanting train --task spam` reads. */
export const rawAndNormal = ({ post, title, text }: Document): [string, string] => [
  post.title ? `${post.title}\n${post.text}` : post.text,
  title.text ? `${title.text}\n${text.text}` : text.text,
]
