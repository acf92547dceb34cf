import type { Department, Reason } from '../../model/post.ts'
import { type AppealType, type Route, type VictimKind, victimRule } from '../../model/words.ts'
import { THANKS } from '../dict/appeal-cues.ts'
import {
  ABSENT,
  BY_ENFORCERS,
  CALLED,
  CONNECTED,
  CUSTODY,
  FAVOUR,
  FEAST,
  GAIN,
  HANDS_ON,
  HELD,
  INSPECTED,
  KIN_OF_OFFICE,
  LEAK,
  LIST_CHANGED,
  MANNERS,
  NOT_THEIRS,
  ONE_BIDDER,
  ONLY_RULE,
  PAID_BACK,
  SEATED,
  SHORT_PAID,
  SMASHED,
  SMASHED_BY,
  SPOKE,
  STAFF,
  TAKEN_AWAY,
  TENDER,
  WANTED,
  WANTED_BY,
  WRONGED,
} from '../dict/hint-cues.ts'
import {
  ADDRESSEE,
  ASKS_DISCIPLINE,
  ASKS_SECRECY,
  BEATING,
  DOUBTFUL,
  GUESS,
  MISDEED,
  OFFICIAL,
  ONLY_ASKS,
  SECRET_RULE,
  SECRETS,
  SHIELD,
  STATUTORY,
} from '../dict/route-cues.ts'
import { AGAINST_ONE, DISCOMFORT } from '../dict/route-signs.ts'
import { ACCUSED_WAY } from '../dispatch/duties.ts'
import { type Accept, type Cues, createCues, type Hit, isNegated, reasonOf } from '../patterns/cue.ts'
import { createFinder, type Finder } from '../patterns/finder.ts'
import type { Document } from '../text/document.ts'
import { fullMarks } from '../text/full-marks.ts'
import { isFarewell, isStory, lifeDanger, sentence } from './danger.ts'
import { createRouteJudge, type Judged } from './route-judge.ts'
import { victimIn } from './victim.ts'

/**
 * The route by DOMAIN §5: secrets → restricted; somebody hurt by those they live with or are left with → protected, and emergency while
 * it goes on; a danger to life now → emergency; an allegation of bribery, abuse, beating or
 * retaliation by officials, police or a unit's staff → protected; a suit, arbitration, review, disclosure or open petition as
 * the matter itself → statutory; else a letter is a case, anything else a lead. Ordinary criticism (不作为, 踢皮球, 态度差),
 * guesses and mentions change nothing. News only ever becomes a lead, or restricted. What no sure words tell, signs may (route-judge.ts).
 */
export function createRouter(): (doc: Document, appealType: AppealType) => Routed {
  const surely = createSureRouter()
  const judge = createRouteJudge()
  return (doc, appealType) => {
    const sure = surely(doc, appealType)
    if (sure && (sure.route !== 'emergency' || sure.victim !== undefined)) return sure
    const { kind } = doc.post
    const judged = kind === 'news' || isPraise(doc, appealType) ? undefined : judge(doc)
    // Locked in, beaten, threatened: whether by those they live with only the story tells.
    if (sure) return judged?.victim === undefined ? sure : asVictim(sure, judged.victim)
    if (
      judged === undefined ||
      (judged.route === 'emergency' && (isStory(fullMarks(doc)) || isDiscomfort(doc, judged)))
    ) {
      const route = kind === 'letter' ? 'case' : 'lead'
      return { route, reasons: [{ rule: 'route.kind', weight: 0, text: kind }] }
    }
    const { read, route, victim, grounds } = judged
    const hinted = (rule: string) =>
      grounds.map(({ weight, hit }) => reasonOf(read, rule, Math.round(weight * 100) / 100, hit))
    const isPersonal = route === 'emergency' && hinted('').some(({ text }) => AGAINST_ONE.test(text))
    const rule = victim !== undefined ? victimRule(victim) : isPersonal ? 'route.violence' : 'route.signs'
    const reasons = hinted(rule)
    // No single word of it may tell.
    const told = reasons.length > 0 ? reasons : [{ rule, weight: 1, text: `全文用词与${TOLD[route]}的来件相近` }]
    return { route, victim, reasons: told }
  }
}

/** How a post is filed and who would lead it. */
interface Filed {
  readonly category: string | null
  readonly subcategory: string | undefined
  readonly lead: Department | undefined
  readonly appealType: AppealType
}
/** Asked, proposed or praised, nobody is accused. */
const ACCUSES_NOBODY: ReadonlySet<AppealType> = new Set(['咨询', '意见建议', '表扬'])

/**
 * A post that goes the ordinary way although it is filed under discipline, or who hears accusations would lead it: who accuses somebody in an
 * office of what is not theirs, or of a wrong by its name, is protected all the same. What an office leaves undone and manners at a window are filed
 * there, too, and so are questions of the rules: they stay a case.
 */
export function routeFiled(post: Document, filed: Filed, routed: Routed): Routed {
  const doc = fullMarks(post)
  const { kind } = doc.post
  if (kind === 'news' || (routed.route !== 'case' && routed.route !== 'lead')) return routed
  const { category, subcategory, lead } = filed
  const heard = lead !== undefined && lead.unsure !== true && ACCUSED_WAY.has(lead.name)
  const disciplined = category === '纪检监察'
  if (!disciplined && !heard && subcategory !== '警务督察') return routed
  const whole = `${doc.title.text}。${doc.text.text}`
  if (!SEATED.test(whole) || MANNERS.test(whole)) return routed
  const wronged = !ACCUSES_NOBODY.has(filed.appealType)
  for (const field of ['title', 'text'] as const) {
    const { text } = doc[field]
    const hit = (disciplined ? NOT_THEIRS.exec(text) : null) ?? (wronged ? toldOf(WRONGED.exec(text), text) : null)
    if (!hit) continue
    const { index: start } = hit
    return {
      route: 'protected',
      reasons: [reasonOf(doc, 'route.accusation', 1, { field, start, end: start + hit[0].length })],
    }
  }
  return routed
}

/** Where it is said as a fact of somebody in an office. */
const toldOf = (hit: RegExpExecArray | null, text: string): RegExpExecArray | null => {
  if (hit === null) return null
  const end = hit.index + hit[0].length
  if (!asserted(text, hit.index, end)) return null
  return SEATED.test(text.slice(Math.max(0, hit.index - AROUND_WRONG), end + AROUND_WRONG)) ? hit : null
}
/** So near stands who did it. */
const AROUND_WRONG = 60

/** Praise that thanks for nothing may be a story told calmly: 民警把我儿子打得耳膜穿孔. */
const isPraise = (doc: Document, appealType: AppealType): boolean =>
  appealType === '表扬' && (THANKS.test(doc.text.text) || THANKS.test(doc.title.text))

/** No word of it told of a danger, and it names what buses, counters and canteens are blamed for every day. */
const isDiscomfort = (doc: Document, { victim, grounds }: Judged): boolean =>
  victim === undefined && grounds.length === 0 && DISCOMFORT.test(`${doc.title.text}。${doc.text.text}`)

/** What a post of the route tells, as people are told it. */
const TOLD = {
  protected: '检举控告或私下受害',
  emergency: '险情',
  statutory: '诉讼复议',
  restricted: '涉密',
} as const

const asVictim = (sure: Routed, victim: VictimKind): Routed => ({
  ...sure,
  victim,
  reasons: sure.reasons.map((reason) => ({ ...reason, rule: victimRule(victim) })),
})

export interface Routed {
  readonly route: Route
  /** Who is hurt by those around them, where that is the route's reason. */
  readonly victim?: VictimKind | undefined
  readonly reasons: Reason[]
}

/** The route that words tell which mean it and nothing else; undefined where there are none. */
export function createSureRouter(): (doc: Document, appealType: AppealType) => Routed | undefined {
  const read = createCues([
    SECRETS,
    BEATING,
    MISDEED,
    ASKS_SECRECY,
    DOUBTFUL,
    SHIELD,
    GAIN,
    CALLED,
    ...HINTS.map((hint) => hint.pattern),
    ...STATUTORY.map((cue) => cue.pattern),
  ])
  return (post, appealType) => {
    const doc = fullMarks(post)
    const { kind } = doc.post
    const met = read(doc)
    const as = (route: Route, rule: string, weight: number, ...hits: Hit[]): Routed => ({
      route,
      reasons: hits.map((hit) => reasonOf(doc, `route.${rule}`, weight, hit)),
    })
    const secret = met.find(AT.secrets, disclosed)
    if (secret) return as('restricted', 'secret', 1, secret)
    const victim = victimIn(doc)
    const praise = kind === 'news' || isPraise(doc, appealType)
    const life = lifeDanger(doc)
    if (victim || !praise || (life && isFarewell(doc, life))) {
      if (victim) {
        const route = victim.now || life ? 'emergency' : 'protected'
        const { who, hit } = victim
        return { route, victim: who, reasons: [reasonOf(doc, victimRule(who), 1, hit)] }
      }
      if (life) return as('emergency', life.cue.name, 1, life.hit)
      const accused = accusation(doc, met)
      if (accused) return as('protected', 'accusation', 1, ...accused)
      const legal = legalWay(doc, met)
      if (legal) return as('statutory', legal.name, 1, legal.hit)
    }
    return undefined
  }
}

/** Where each stands among the patterns read. */
const AT = {
  secrets: 0,
  beating: 1,
  misdeed: 2,
  secrecy: 3,
  doubtful: 4,
  shield: 5,
  gain: 6,
  called: 7,
  hints: 8,
} as const

/** Said as a fact: no guess, no question. */
const stated: Accept = (text, start, end) => {
  const words = sentence(text, start, end)
  return !GUESS.test(words) && !/[？?]$/.test(words.trimEnd())
}
const asserted: Accept = (text, start, end) => stated(text, start, end) && !isNegated(text, start)
/** Stated, with words of this kind just before. */
const after =
  (before: RegExp): Accept =>
  (text, start, end) =>
    stated(text, start, end) && before.test(text.slice(Math.max(0, start - BEFORE), start))

/** Allegations told by what was seen; each says enough alone. */
const HINTS: readonly { pattern: RegExp; accept: Accept }[] = [
  { pattern: LEAK, accept: (text, start) => !isNegated(text, start) },
  { pattern: PAID_BACK, accept: asserted },
  { pattern: WANTED, accept: (text, start, end) => !isNegated(text, start) && after(WANTED_BY)(text, start, end) },
  { pattern: LIST_CHANGED, accept: asserted },
  { pattern: ONE_BIDDER, accept: (text, start, end) => TENDER.test(text) && asserted(text, start, end) },
  { pattern: ABSENT, accept: (text, start) => !isNegated(text, start) },
  { pattern: SHORT_PAID, accept: asserted },
  { pattern: CONNECTED, accept: asserted },
  { pattern: CUSTODY, accept: (text) => HELD.test(text) },
  { pattern: TAKEN_AWAY, accept: after(SPOKE) },
  { pattern: FEAST, accept: after(INSPECTED) },
  { pattern: HANDS_ON, accept: after(BY_ENFORCERS) },
  { pattern: SMASHED, accept: after(SMASHED_BY) },
  {
    pattern: KIN_OF_OFFICE,
    accept: (text, start, end) =>
      asserted(text, start, end) &&
      FAVOUR.test(text.slice(Math.max(0, start - AROUND), end + AROUND)) &&
      !ONLY_RULE.test(text.slice(0, BRIEF)),
  },
]
const STATUTORY_FROM = AT.hints + HINTS.length

/** Characters of a letter in which whatever stands belongs together. */
const BRIEF = 500
/** What somebody's relation got stands so near. */
const AROUND = 36
/** So far back stands what a hint follows from. */
const BEFORE = 60
/** In so many first characters a letter says what it is about. */
const OPENING = 100
/** An official this near to the misdeed, in the same sentence, is the one accused. */
const NEAR = 28

/**
 * A misdeed or a gain and who did it, said as a fact; a hint that says enough alone; a misdeed in the title or told to the disciplinary
 * organs, and an official; or a doubtful deed and an official in a letter that asks not to be betrayed to them.
 */
function accusation(doc: Document, met: Cues): Hit[] | undefined {
  const beaten = met.find(
    AT.beating,
    (text, start, end) => !/[把将]$/.test(text.slice(0, start)) && asserted(text, start, end),
  )
  if (beaten) return [beaten]
  const near = beside(met, AT.misdeed, OFFICIALS)
  if (near) return near
  // In a long letter they may be told of in passing.
  const opens = (hit: Hit): boolean => hit.field === 'title' || hit.start <= OPENING || doc.text.text.length <= BRIEF
  const gain = beside(met, AT.gain, STAFFS) ?? beside(met, AT.called, STAFFS)
  if (gain && opens(gain[0])) return gain
  for (let h = 0; h < HINTS.length; h++) {
    const hint = met.find(AT.hints + h, HINTS[h]!.accept)
    if (hint && opens(hint)) return [hint]
  }
  const official = officialIn(doc.text.text, OFFICIALS)
  if (!official) return undefined
  const accused: Hit = { field: 'text', ...official }
  const disciplined = ASKS_DISCIPLINE.test(doc.text.text)
  const misdeed = met.find(AT.misdeed, asserted)
  if (misdeed && (misdeed.field === 'title' || disciplined)) return [misdeed, accused]
  const shield = beside(met, AT.shield, OFFICIALS)
  if (shield && (shield[0].field === 'title' || shield[0].start <= OPENING)) return shield
  const reproach = disciplined ? met.find(AT.shield, asserted) : undefined
  if (reproach) return [reproach, accused]
  const secrecy = doc.text.text.length <= BRIEF ? met.find(AT.secrecy) : undefined
  const doubtful = secrecy && met.find(AT.doubtful, asserted)
  return doubtful && [doubtful, accused, secrecy]
}

/** The first of the pattern that is said as a fact with one of these right beside it. */
function beside(met: Cues, index: number, names: Finder): [Hit, Hit] | undefined {
  let who: Omit<Hit, 'field'> | undefined
  const near = met.find(index, (text, start, end) => {
    if (!asserted(text, start, end)) return false
    const from = Math.max(0, start - NEAR)
    const official = officialIn(text.slice(from, end + NEAR), names)
    if (
      !official ||
      /[。！？\n]/.test(text.slice(Math.min(start, from + official.end), Math.max(start, from + official.start)))
    )
      return false
    who = { start: from + official.start, end: from + official.end }
    return true
  })
  return near && who && [near, { ...who, field: near.field }]
}

const disclosed: Accept = (text, start, end) => !isNegated(text, start) && !SECRET_RULE.test(sentence(text, start, end))

/** The first official in the words who is not merely addressed (尊敬的书记, 书记您好). */
function officialIn(words: string, names: Finder): { start: number; end: number } | undefined {
  const match = names.first(words, ({ 0: name, index }) => {
    const end = index + name.length
    const after = words.slice(end, end + 4)
    return !ADDRESSEE.test(words.slice(0, index)) && !/^[:：，,!！]?\s*(您|你)|^[:：]/.test(after)
  })
  return match && { start: match.index, end: match.index + match[0].length }
}

const OFFICIALS = createFinder(OFFICIAL)
/** Titles and whoever sits in an office. */
const STAFFS = createFinder(STAFF)

const meant: Accept = (text, start) => !ONLY_ASKS.test(text.slice(Math.max(0, start - 12), start))

/** In the title one cue is enough; in the text it takes two, or one in a short letter. */
function legalWay(doc: Document, met: Cues): { name: string; hit: Hit } | undefined {
  let first: { name: string; hit: Hit } | undefined
  let count = 0
  for (let i = 0; i < STATUTORY.length; i++) {
    const hit = met.find(STATUTORY_FROM + i, meant)
    if (!hit) continue
    const { name, pattern } = STATUTORY[i]!
    if (hit.field === 'title') return { name, hit }
    first ??= { name, hit }
    count += [...doc.text.text.matchAll(new RegExp(pattern, 'g'))].length
  }
  return first && (count >= 2 || doc.text.text.length <= 240) ? first : undefined
}
