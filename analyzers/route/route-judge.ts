import type { Route, VictimKind } from '../../model/words.ts'
import { ROUTE_SIGNS } from '../dict/route-signs.ts'
import { deskOf } from '../dispatch/desk.ts'
import { loadStack, stackOdds } from '../learning/stack.ts'
import { type Hit, isNegated } from '../patterns/cue.ts'
import { createScan } from '../patterns/cue-scan.ts'
import type { Document } from '../text/document.ts'
import { BRIEF, withoutPleas } from './courtesy.ts'
import { whoIsHurt } from './victim.ts'

/** What the judge tells apart; `ordinary` is a case or a lead. */
export const ROUTE_LABELS = [
  'ordinary',
  'protected',
  'emergency',
  'statutory',
  'restricted',
  'victim',
  'harmed',
] as const
type Label = (typeof ROUTE_LABELS)[number]
/** The stance whose margin speaks for each. */
export const STANCE_OF = {
  ordinary: 'city',
  protected: 'protected',
  emergency: 'emergency',
  statutory: 'statutory',
  restricted: 'restricted',
  victim: 'victim',
  harmed: 'harmed',
} as const

const SIGNS = Object.keys(ROUTE_SIGNS)
/** Signs that say more together than apart. */
const PAIRS: readonly (readonly [string, string])[] = [
  ...['gift', 'kin', 'false', 'beaten', 'public', 'hidden', 'after'].map((sign) => ['office', sign] as const),
  ...['gift', 'beaten', 'shield', 'false'].map((sign) => ['police', sign] as const),
  ...['gift', 'beaten'].map((sign) => ['staff', sign] as const),
  ['kin', 'favour'],
  ['gift', 'favour'],
  ...['hazard', 'caught', 'hurt', 'lost', 'violence'].map((sign) => [sign, 'now'] as const),
  ...['caught', 'hurt', 'lost'].map((sign) => [sign, 'weak'] as const),
  ...['marks', 'violence', 'beaten'].map((sign) => ['home', sign] as const),
  ['marks', 'weak'],
  ['hurt', 'many'],
  ['cut', 'many'],
  ['hazard', 'caught'],
  ['hazard', 'wish'],
  ...['court', 'arbitration', 'review', 'petition'].map((sign) => [sign, 'done'] as const),
  ['court', 'asks'],
  ['army', 'spy'],
  ['secret', 'spy'],
]
/** The same by number. */
const PLACED = PAIRS.map(([one, other]) => [SIGNS.indexOf(one), SIGNS.indexOf(other)] as const)
const SIGNS_FROM = ROUTE_LABELS.length
const PAIRS_FROM = SIGNS_FROM + SIGNS.length
const LETTER = PAIRS_FROM + PAIRS.length
const QUESTION = LETTER + 1

/** Names of what the judge reads: margins of the linear model, signs, pairs of signs, the kind of post, whether it ends by asking. */
export const ROUTE_FIGURES: readonly string[] = [
  ...ROUTE_LABELS.map((label) => `model ${label}`),
  ...SIGNS,
  ...PAIRS.map((pair) => pair.join(' with ')),
  'letter',
  'question',
]

export interface RouteEvidence {
  /** One number a name of ROUTE_FIGURES; the model's margins are left 0. */
  readonly figures: Float64Array
  /** Where each sign was first met. */
  readonly hits: readonly (Hit | undefined)[]
}

/** Characters from which on a sign weighs less: a long text meets more of them by chance. */
const LONG = 120
/** Each further phrase of one sign adds this, up to the fourth. */
const FURTHER = 0.4
const MOST = 4

let scan: ReturnType<typeof createScan> | undefined

export function routeEvidence(doc: Document): RouteEvidence {
  scan ??= createScan(Object.values(ROUTE_SIGNS), true)
  const figures = new Float64Array(ROUTE_FIGURES.length)
  const hits: (Hit | undefined)[] = SIGNS.map(() => undefined)
  /** Of each sign met: its different phrases, the first few. */
  const said: (string[] | undefined)[] = SIGNS.map(() => undefined)
  for (const field of ['title', 'text'] as const)
    scan(doc[field].text, (sign, start, matched) => {
      if (isNegated(doc[field].text, start)) return
      hits[sign] ??= { field, start, end: start + matched.length }
      const phrases = said[sign]
      if (phrases === undefined) said[sign] = [matched]
      else if (phrases.length < MOST && !phrases.includes(matched)) phrases.push(matched)
    })
  const thin = Math.min(1, Math.sqrt(LONG / (doc.title.text.length + doc.text.text.length)))
  for (let s = 0; s < said.length; s++) {
    const phrases = said[s]
    if (phrases !== undefined) figures[SIGNS_FROM + s] = (1 + FURTHER * (phrases.length - 1)) * thin
  }
  for (let p = 0; p < PLACED.length; p++) {
    const [one, other] = PLACED[p]!
    if (hits[one] && hits[other]) figures[PAIRS_FROM + p] = thin
  }
  figures[LETTER] = doc.post.kind === 'letter' ? 1 : 0
  figures[QUESTION] = /[?？吗呢]$/.test(doc.text.text.trimEnd()) ? 1 : 0
  return { figures, hits }
}

/**
 * Added to the log-odds: a suit or a secret missed costs more than one too many. The hands that wrote of dangers and allegations wrote of
 * them far oftener than people do, so those take more certainty (how chosen: decision 18).
 */
export const LEAN: Readonly<Record<Label, number>> = {
  ordinary: 0,
  protected: -1,
  emergency: -0.8,
  statutory: 0.5,
  restricted: 1.5,
  victim: 0.25,
  harmed: 0.25,
}
/**
 * Without one of these signs the answer does not stand. Dangers, people hurt at home and allegations are told without any: of dangers told in
 * hints by hands that were not learned from the signs kept out three in ten, and hardly a false one.
 */
const NEEDED: Partial<Record<Label, readonly string[]>> = {
  statutory: ['court', 'arbitration', 'review', 'disclosure', 'petition'],
  restricted: ['secret', 'army', 'spy'],
}

/** The answer to figures whose margins are filled in. */
export function routeOfFigures(stack: ReturnType<typeof loadStack>, figures: Float64Array): Label {
  const odds = stackOdds(stack, figures)
  const has = (sign: string): boolean => figures[SIGNS_FROM + SIGNS.indexOf(sign)]! > 0
  let best: Label = 'ordinary'
  let most = Number.NEGATIVE_INFINITY
  for (const [l, label] of ROUTE_LABELS.entries()) {
    const value = (HURT.has(label) ? hurtOdds(odds) : odds[l]!) + LEAN[label]
    if (value > most && (NEEDED[label]?.some(has) ?? true)) [best, most] = [label, value]
  }
  return HURT.has(best) ? goesOn(odds) : best
}

const [VICTIM, HARMED] = [ROUTE_LABELS.indexOf('victim'), ROUTE_LABELS.indexOf('harmed')]
const HURT: ReadonlySet<Label> = new Set(['victim', 'harmed'])

/** Whether somebody is hurt is asked before whether it goes on: two halves of one doubt lose to no third. */
const hurtOdds = (odds: Float64Array): number => Math.log(Math.exp(odds[VICTIM]!) + Math.exp(odds[HARMED]!))
const goesOn = (odds: Float64Array): Label => (odds[VICTIM]! >= odds[HARMED]! ? 'victim' : 'harmed')

/** From this margin of «ordinary» on hardly a letter of the corpora was anything else (2 of 330): signs are not looked for. */
const PLAIN = 1.25

/** What goes on is an emergency, what is over is told in confidence. */
const ROUTE_OF = {
  protected: 'protected',
  emergency: 'emergency',
  statutory: 'statutory',
  restricted: 'restricted',
  victim: 'emergency',
  harmed: 'protected',
} as const satisfies Record<Exclude<Label, 'ordinary'>, Route>

/** Who closes by asking where to go accuses nobody: 我小舅子名下有套房子，想过户，请问找哪个窗口. */
const ASKS_WAY = /(?:请问|想问|咨询)[^。！]{0,12}(?:[找去到在]哪|怎么办理|如何办理)[^。！]{0,8}$/
/** How one may pay is no bribe: 车管所只收现金. */
const PAYMENT = /(?:只|不|拒)收现金|不(?:让|给|能|支持)(?:扫码|刷卡)/
/** Nor is a needle violence: 抽血扎了三次没扎准. */
const TREATMENT = /(?:抽血|输液|体检)[^。！？]{0,8}扎/
/** Officials who came to look, promised or answered: 书记、主任都来看过，没解决. */
const ATTENDED =
  /来看|来过|到过|看[过了]现场|[来到去][^，。！？]{0,8}(?:看|量|查|核实|调解|调研|走访|登记|慰问|测|修|处理|清理)[^，。！？]{0,6}[过了]|到场|上门(?:看|查|核实|登记|调解)|接待|[答回]复|回了?信|答应|调研|走访|说(?:要|会|得等|等|已经|月底|年底|人手|没钱|列入|转给|在走)|列入计划|(?:人|态度)[很挺]?好/
/** And things are as they were. */
const UNCHANGED =
  /还[是没不]|[没未不][^，。！？]{0,4}(?:解决|修|动|亮|热|通|批|搬|到|清|扫|来|有?下文|消息|进展|动静|答复|办)|依然|仍|照样|等了|水压|一直|什么时候/
/** Signs of what is alleged, not of whom. */
const ALLEGED = [
  'gift',
  'hidden',
  'kin',
  'favour',
  'false',
  'beaten',
  'seized',
  'after',
  'secrecy',
  'witness',
  'public',
  'shield',
  'election',
  'discipline',
].map((sign) => SIGNS.indexOf(sign))
const isEveryday = (label: Label, text: string, hits: RouteEvidence['hits']): boolean =>
  label === 'protected'
    ? ASKS_WAY.test(text) ||
      PAYMENT.test(text) ||
      (text.length <= BRIEF && ATTENDED.test(text) && UNCHANGED.test(text) && ALLEGED.every((sign) => !hits[sign]))
    : HURT.has(label) && TREATMENT.test(text)
/** Adverts and lures tell of money, secrets and fear, too. */
const TELLING = Object.values(STANCE_OF)

export interface Judged {
  /** What was read: the post without its pleas. Hits are of it. */
  readonly read: Document
  readonly route: Exclude<Route, 'case' | 'lead'>
  /** Whoever is hurt by those around them. */
  readonly victim: VictimKind | undefined
  /** What spoke for it, the weightiest first. */
  readonly grounds: readonly { readonly weight: number; readonly hit: Hit }[]
}

/**
 * Judges a post whose story no sure words tell, by a linear model of how allegations, dangers and suits are told and by signs
 * (models/train-stance.ts); undefined for what is ordinary.
 */
export function createRouteJudge(): (doc: Document) => Judged | undefined {
  const stack = loadStack('route')
  return (whole) => {
    const doc = withoutPleas(whole)
    const desk = deskOf(doc)
    if (desk.stance('city') >= PLAIN) return undefined
    if (desk.stance('spam') > Math.max(...TELLING.map((stance) => desk.stance(stance)))) return undefined
    const { figures, hits } = routeEvidence(doc)
    for (let l = 0; l < ROUTE_LABELS.length; l++) figures[l] = desk.stance(STANCE_OF[ROUTE_LABELS[l]!])
    const label = routeOfFigures(stack, figures)
    if (label === 'ordinary' || isEveryday(label, whole.text.text, hits)) return undefined
    const row = stack.weights[ROUTE_LABELS.indexOf(label)]!
    const plain = stack.weights[0]!
    const grounds = hits.flatMap((hit, s) => {
      const k = SIGNS_FROM + s
      const weight = (row[k]! - plain[k]!) * figures[k]!
      return hit && weight > 0 ? [{ weight, hit }] : []
    })
    const victim = HURT.has(label) ? whoIsHurt(whole) : undefined
    return {
      read: doc,
      route: ROUTE_OF[label],
      victim,
      grounds: grounds.sort((a, b) => b.weight - a.weight).slice(0, 3),
    }
  }
}
