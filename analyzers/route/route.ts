import type { Reason } from '../../model/post.ts'
import type { AppealType, Route } from '../../model/words.ts'
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
import { type Accept, type Cues, createCues, type Hit, isNegated, reasonOf } from '../patterns/cue.ts'
import { createFinder } from '../patterns/finder.ts'
import type { Document } from '../text/document.ts'
import { isStory, lifeDanger, sentence } from './danger.ts'
import { createRouteJudge } from './route-judge.ts'
import { type VictimKind, victimIn } from './victim.ts'

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
    if (sure) return sure
    const { kind } = doc.post
    const judged = kind === 'news' || appealType === '表扬' ? undefined : judge(doc)
    if (judged === undefined || (judged.route === 'emergency' && isStory(doc))) {
      const route = kind === 'letter' ? 'case' : 'lead'
      return { route, reasons: [{ rule: 'route.kind', weight: 0, text: kind }] }
    }
    const { route, victim, grounds } = judged
    const rule = victim === undefined ? 'route.signs' : `route.victim.${victim}`
    const reasons = grounds.map(({ weight, hit }) => reasonOf(doc, rule, Math.round(weight * 100) / 100, hit))
    // No single word of it may tell.
    const told = reasons.length > 0 ? reasons : [{ rule, weight: 1, text: `全文用词与${TOLD[route]}的来件相近` }]
    return { route, victim, reasons: told }
  }
}

/** What a post of the route tells, as people are told it. */
const TOLD = {
  protected: '检举控告或私下受害',
  emergency: '险情',
  statutory: '诉讼复议',
  restricted: '涉密',
} as const

interface Routed {
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
    ...STATUTORY.map((cue) => cue.pattern),
  ])
  return (doc, appealType) => {
    const { kind } = doc.post
    const met = read(doc)
    const as = (route: Route, rule: string, weight: number, ...hits: Hit[]): Routed => ({
      route,
      reasons: hits.map((hit) => reasonOf(doc, `route.${rule}`, weight, hit)),
    })
    const secret = met.find(AT.secrets, disclosed)
    if (secret) return as('restricted', 'secret', 1, secret)
    const victim = victimIn(doc)
    const praise = kind === 'news' || appealType === '表扬'
    if (victim || !praise) {
      const life = lifeDanger(doc)
      if (victim) {
        const route = victim.now || life ? 'emergency' : 'protected'
        return { ...as(route, `victim.${victim.who}`, 1, victim.hit), victim: victim.who }
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
const AT = { secrets: 0, beating: 1, misdeed: 2, secrecy: 3, doubtful: 4, shield: 5, statutory: 6 } as const

/** Characters of a letter in which whatever stands belongs together. */
const BRIEF = 500
/** In so many first characters a letter says what it is about. */
const OPENING = 100
/** An official this near to the misdeed, in the same sentence, is the one accused. */
const NEAR = 28

/**
 * A misdeed and who did it, said as a fact; a misdeed in the title or told to the disciplinary organs, and an official; or a doubtful
 * deed and an official in a letter that asks not to be betrayed to them.
 */
function accusation(doc: Document, met: Cues): Hit[] | undefined {
  const beaten = met.find(AT.beating, asserted)
  if (beaten) return [beaten]
  const near = besideOfficial(met, AT.misdeed)
  if (near) return near
  const official = officialIn(doc.text.text)
  if (!official) return undefined
  const accused: Hit = { field: 'text', ...official }
  const disciplined = ASKS_DISCIPLINE.test(doc.text.text)
  const misdeed = met.find(AT.misdeed, asserted)
  if (misdeed && (misdeed.field === 'title' || disciplined)) return [misdeed, accused]
  const shield = besideOfficial(met, AT.shield)
  if (shield && (shield[0].field === 'title' || shield[0].start <= OPENING)) return shield
  const reproach = disciplined ? met.find(AT.shield, asserted) : undefined
  if (reproach) return [reproach, accused]
  const secrecy = doc.text.text.length <= BRIEF ? met.find(AT.secrecy) : undefined
  const doubtful = secrecy && met.find(AT.doubtful, asserted)
  return doubtful && [doubtful, accused, secrecy]
}

/** The first of the pattern that is said as a fact with an official right beside it. */
function besideOfficial(met: Cues, index: number): [Hit, Hit] | undefined {
  let who: Omit<Hit, 'field'> | undefined
  const near = met.find(index, (text, start, end) => {
    if (!asserted(text, start, end)) return false
    const from = Math.max(0, start - NEAR)
    const official = officialIn(text.slice(from, end + NEAR))
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

const asserted: Accept = (text, start, end) => {
  const words = sentence(text, start, end)
  return !GUESS.test(words) && !/[？?]$/.test(words.trimEnd()) && !isNegated(text, start)
}

/** The first official in the words who is not merely addressed (尊敬的书记, 书记您好). */
function officialIn(words: string): { start: number; end: number } | undefined {
  const match = OFFICIALS.first(words, ({ 0: name, index }) => {
    const end = index + name.length
    const after = words.slice(end, end + 4)
    return !ADDRESSEE.test(words.slice(0, index)) && !/^[:：，,!！]?\s*(您|你)|^[:：]/.test(after)
  })
  return match && { start: match.index, end: match.index + match[0].length }
}

const OFFICIALS = createFinder(OFFICIAL)

const meant: Accept = (text, start) => !ONLY_ASKS.test(text.slice(Math.max(0, start - 12), start))

/** In the title one cue is enough; in the text it takes two, or one in a short letter. */
function legalWay(doc: Document, met: Cues): { name: string; hit: Hit } | undefined {
  let first: { name: string; hit: Hit } | undefined
  let count = 0
  for (let i = 0; i < STATUTORY.length; i++) {
    const hit = met.find(AT.statutory + i, meant)
    if (!hit) continue
    const { name, pattern } = STATUTORY[i]!
    if (hit.field === 'title') return { name, hit }
    first ??= { name, hit }
    count += [...doc.text.text.matchAll(new RegExp(pattern, 'g'))].length
  }
  return first && (count >= 2 || doc.text.text.length <= 240) ? first : undefined
}
