import { FILED_AS, WORDED_LIKE } from '../../model/filed.ts'
import type { Department, Place, Scored } from '../../model/post.ts'
import type { AppealType, Category, Route, VictimKind } from '../../model/words.ts'
import { createLexicon } from '../patterns/lexicon.ts'
import { lifeDanger } from '../route/danger.ts'
import type { Document } from '../text/document.ts'
import { deskOf } from './desk.ts'
import { secondLevels } from './desk-category.ts'
import { ACCUSED_WAY, type DutyList, readDutyList, type Unit } from './duties.ts'
import { localUnit } from './local-unit.ts'
import { createMatterReader, type MatterScore, mattersOf } from './matter.ts'
import { severalOf } from './several.ts'

/** What the other analyzers found; any of it may be missing or wrong. */
export interface DispatchEvidence {
  readonly category: Category | null
  readonly categories: readonly Scored<Category>[]
  readonly subcategory?: string | undefined
  readonly places: readonly Place[]
  readonly district: string | null
  readonly route: Route
  readonly victim?: VictimKind | undefined
  readonly appealType: AppealType
}
/**
 * At most three units, and one for each further matter of a letter that tells several; 主办 first, by falling score; empty when nothing
 * tells (a person decides).
 */
export type Dispatcher = (document: Document, evidence: DispatchEvidence) => Department[]

/** §2.1 of the duty list: who leads when only the first level is known. */
const BY_CATEGORY: Readonly<Record<Category, readonly string[]>> = {
  城乡建设: ['市住建局', '县区政府', '县区城管'],
  环境保护: ['市生态环境局', '县区政府'],
  交通运输: ['市交通委'],
  教育文体: ['市教育局', '县区教育局'],
  劳动和社会保障: ['市人社局', '市医保局'],
  商贸旅游: ['市市场监管局', '市商务局', '市文旅局'],
  卫生计生: ['市卫健委', '市市场监管局'],
  党务政务: ['市政府办'],
  国土资源: ['市自然资源局', '县区政府'],
  纪检监察: ['市纪委监委'],
  经济管理: ['市发改委'],
  科技与信息产业: ['市科技局', '市数据局'],
  民政: ['市民政局', '市退役军人局'],
  农村农业: ['市农业农村局', '县区政府'],
  政法: ['市公安局', '市公安局交警支队'],
}
/** «请…部门», «希望…局»: the writer asks this unit to act. */
const ASKED = /(请|希望|建议|恳请|望|要求|呼吁|诉求|敦促|让|盼)[^。！？；\n]{0,10}$/
const POLICE = /(民警|警察|辅警|协警|派出所|交警|公安|出警)/
/** With one of these in the letter, police may be a mere witness. */
const OTHER_OFFICIAL = /书记|主任|科长|局长|处长|镇长|乡长|县长|区长|市长|村干部|校长|园长|城管|法官/
/** A secret goes nowhere by itself: an officer named for it takes it in person. */
const NAMED_OFFICER: Department = {
  name: '市政府办',
  level: '市',
  role: '主办',
  score: 0.95,
  reason: '涉密：停止流转，由指定专人当面接收',
}

/**
 * What the evidence is worth beside the margin of the desk's unit model: a point of a matter for the unit that leads it and for
 * its assistants (a half, a quarter …), the share of the second level for the unit that leads it and for its assistants, a unit
 * asked for by name, the office written to. Chosen by leaving one writer out over four hands, and again on five that no model had seen.
 */
const WORTH = { lead: 0.16 / 3, assist: 0.1 / 3, duty: 0.4, dutyAssist: 0.16, asked: 0.3, addressee: 0.9 } as const
/** Score shown = softmax of the sums times this: least log loss on writers left out. */
const SLOPE = 4.5
const MOST_MATTER = 10
/** Categories whose second levels have a say, and what a second level must have to be named. */
const CATEGORIES_READ = 2
const LEAST_SHARE = 0.02
const SHOWN = 3
/**
 * The share from which a unit is named beside the lead, by what speaks for it: its words or its category, a category it assists in, or
 * nothing but letters like this one. On boards that the models had not seen, of the last at the second and third place 13 of 1,054
 * were right below it, above it 46 of 633; right units among the first three stay as many (848 in a thousand), for who has a reason moves up.
 */
const LEAST = { words: 0, category: 0, assist: 0.01, alike: 0.01 } as const
/** Who hears accusations assists no ordinary letter on a mere likeness: 0 of 107 below this share, 1 of 17 above. */
const LEAST_ACCUSED = 0.1
/** A lead of less is a guess: on the same boards 82 of 314 such leads were right, of all 690 in a thousand. */
const UNSURE = 0.3
const REASONS = 3
const LEGAL_WAY = '法定途径'

/** Put in words only where it is shown. */
interface Evidence {
  readonly value: number
  readonly say: () => string
}

/** A unit, and what speaks for it in the post at hand. */
interface Candidate {
  readonly name: string
  post: number
  total: number
  /** What stands for the total among those of all; its share is this by their sum. */
  power: number
  /** The share from which it is named. */
  least: number
  /** None where the desk's model alone speaks for it. */
  readonly evidence: Evidence[]
}

/** Who may be named in one post after the other: nearly all units are candidates each time, so they are kept. */
function createCandidates() {
  const known = new Map<string, Candidate>()
  let post = 0
  const list: Candidate[] = []
  const candidateOf = (name: string): Candidate => {
    let one = known.get(name)
    if (one === undefined) {
      one = { name, post: 0, total: 0, power: 0, least: LEAST.alike, evidence: [] }
      known.set(name, one)
    }
    return one
  }
  /** Lets it stand for this post. */
  const up = (one: Candidate): Candidate => {
    if (one.post !== post) {
      one.post = post
      one.total = 0
      one.least = LEAST.alike
      // Nearly all have none, and to empty an array is dear.
      if (one.evidence.length > 0) one.evidence.length = 0
      list.push(one)
    }
    return one
  }
  return {
    /** Those of this post, in the order they came up. */
    list: (): readonly Candidate[] => list,
    next() {
      post++
      list.length = 0
    },
    of: (name: string): Candidate => up(candidateOf(name)),
    candidateOf,
    up,
  }
}

/**
 * Who should handle a post (派单): the matter by its words first, with the quarrelled-over matters of the duty list named
 * before the quarrel; then category and second level; then units the writer asks by name. 属地为主 for matters of the street
 * (环卫、占道、物业、违建), 行业为主 for networks (水电气暖、公交、学校政策、医保、交警), as dict/matters.yaml writes it.
 * In an emergency whoever helps first (DOMAIN §7) leads before who ends its cause, unless that one comes itself. A protected letter
 * goes to 市纪委监委, one that accuses police alone to 市公安局警务督察, and never to a unit it names; a statutory one is told the legal
 * way; a secret waits for an officer named for it.
 */
export function createDispatcher(list?: DutyList): Dispatcher {
  const duties = list ?? readDutyList()
  const matters = list === undefined ? mattersOf : createMatterReader(list)
  const names = createLexicon<Unit>(
    [...duties.units.values()].flatMap((unit) => [unit.name, ...unit.aliases].map((text) => [text, unit] as const)),
  )
  const units = [...duties.units.keys()]
  const candidates = createCandidates()
  const all = units.map(candidates.candidateOf)
  const margins = new Float64Array(units.length)
  const raise: Raise = (name, value, say, least = LEAST.words) => {
    const one = candidates.of(name)
    one.total += value
    one.least = Math.min(one.least, least)
    one.evidence.push({ value, say })
  }
  return (document, evidence) => {
    if (evidence.route === 'restricted') return [NAMED_OFFICER]
    if (evidence.victim !== undefined) return victimRoute(evidence.victim)
    if (evidence.route === 'protected') return protectedRoute(document)
    const found = matters(document)
    if (evidence.route === 'emergency' && isDespair(document, found)) return RESCUE
    candidates.next()
    raiseMatters(found, raise)
    raiseCategories(duties, document, evidence, raise)
    raiseNamed(document, names, raise)
    const statutory = evidence.route === 'statutory'
    // Nothing tells: a person decides.
    if (candidates.list().length === 0 && !statutory) return []
    if (found.length > 0 || evidence.category !== null) {
      deskOf(document).units(units, margins)
      for (let u = 0; u < all.length; u++) candidates.up(all[u]!).total += margins[u]!
    }
    const others = new Map(severalOf(document).map((other) => [other.matter.lead[0]!, other] as const))
    const ranked = rank(candidates.list(), others).filter(([name]) => !(statutory && name === LEGAL_WAY))
    const first = evidence.route === 'emergency' ? firstCall(document) : undefined
    if (first) return output(called(first, ranked), duties, evidence)
    if (!statutory) return output(ranked, duties, evidence)
    const reason = '诉讼、仲裁、复议、信息公开等事项，告知法定途径'
    return output([[LEGAL_WAY, 0.9, reason], ...ranked.map(([n, s, r]) => [n, s * 0.1, r] as const)], duties, evidence)
  }
}

type Ranked = readonly [name: string, score: number, reason: string]

/**
 * The lead and at most two more, best first, with the share of each and up to three reasons, the weightier first; and the units of
 * the other matters of a letter that tells several, whatever their share.
 */
function rank(candidates: readonly Candidate[], others: ReadonlyMap<string, MatterScore>): Ranked[] {
  if (candidates.length === 0) return []
  const lead = candidates.reduce((best, one) => (one.total > best.total ? one : best))
  let sum = 0
  for (const one of candidates) {
    one.power = Math.exp(SLOPE * (one.total - lead.total))
    sum += one.power
  }
  const shareOf = (one: Candidate): number => one.power / sum
  const best = [lead]
  for (const one of candidates) {
    if (one === lead || others.has(one.name)) continue
    if (shareOf(one) < (ACCUSED_WAY.has(one.name) ? LEAST_ACCUSED : one.least)) continue
    let at = best.length
    while (at > 1 && best[at - 1]!.total < one.total) at--
    if (at === SHOWN) continue
    best.splice(at, 0, one)
    if (best.length > SHOWN) best.pop()
  }
  if (others.size > 0) {
    best.push(...candidates.filter((one) => one !== lead && others.has(one.name)))
    best.sort((a, b) => b.total - a.total)
  }
  return best.map((one): Ranked => {
    const other = one === lead ? undefined : others.get(one.name)
    if (other !== undefined) return [one.name, shareOf(one), `另一件诉求：${matterSaid(other)}`]
    const said = one.evidence.sort((a, b) => b.value - a.value).slice(0, REASONS)
    return [one.name, shareOf(one), said.map((e) => e.say()).join('；') || WORDED_LIKE]
  })
}

const matterSaid = ({ matter, hits }: MatterScore): string =>
  `${matter.matter}（${[...new Set(hits.slice(0, 3).map((h) => h.word))].join('、')}）`

function protectedRoute(document: Document): Department[] {
  const words = `${document.title.text}\n${document.text.text}`
  const discipline = {
    name: '市纪委监委',
    level: '转送',
    reason: '检举控告：转送纪检监察机关，不交被反映单位',
  } as const
  if (!POLICE.test(words)) return [{ ...discipline, role: '主办', score: 0.95 }]
  const police = { name: '市公安局警务督察', level: '转送', reason: '涉及民警：12389，不交被反映单位' } as const
  const [first, second] = OTHER_OFFICIAL.test(words) ? [discipline, police] : [police, discipline]
  return [
    { ...first, role: '主办', score: 0.95 },
    { ...second, role: '协办', score: 0.5 },
  ]
}

/** Whoever is hurt by those around them needs the police first; then who takes care of children, or of women. */
function victimRoute(who: VictimKind): Department[] {
  const reason = who === 'child' ? '未成年人受侵害，不公开，不交被反映单位' : '家庭暴力，不公开'
  return [
    { name: '市公安局', level: '市', role: '主办', score: 0.95, reason },
    who === 'child'
      ? { name: '市民政局', level: '市', role: '协办', score: 0.5, reason: '未成年人保护' }
      : { name: '市妇联', level: '转送', role: '协办', score: 0.5, reason: '妇女权益' },
  ]
}

/** The person is all: who is weary of life, and who harms themselves or is about to jump over no matter that a unit could settle. */
function isDespair(document: Document, found: readonly MatterScore[]): boolean {
  const kind = lifeDanger(document)?.cue.name
  if (kind === 'weary') return true
  if (kind !== 'self-harm' && kind !== 'overdose' && kind !== 'ledge') return false
  return found.every(({ matter }) => matter.lead[0] === '市公安局') || isTold(document, SEEN_TO_JUMP)
}
/** Told by who stands below: a roof's own matters are not what drives them up. */
const SEEN_TO_JUMP =
  /^(?!.*(?:薪|工资|工钱)).*(?:有个?(?:人|[男女]的?|小伙子?|姑娘|[男女]孩|老人|学生)|[男女]子)[^，。]{0,12}跳/s

const isTold = (document: Document, words: RegExp): boolean =>
  words.test(document.text.text) || words.test(document.title.text)

/** The person is rescued first, whatever drove them to it (DOMAIN §7); then who helps them to bear it. */
const RESCUE: Department[] = [
  { name: '市公安局', level: '市', role: '主办', score: 0.95, reason: '有人可能轻生：先救人，110' },
  { name: '市卫健委', level: '市', role: '协办', score: 0.5, reason: '心理援助 12356' },
]

/** Whom to call first, and for what. */
interface FirstCall {
  readonly unit: string
  readonly reason: string
  /** Units that come themselves: where one of them ends the cause, it stays first. */
  readonly beside: readonly string[]
}
/** Who comes by day and night. */
const RESCUERS = ['市消防救援支队', '市公安局', '市公安局交警支队', '市应急局', '国网兰州供电公司'] as const
const CALL = {
  fire: { unit: '市消防救援支队', reason: '火情：先救人，119', beside: ['市应急局'] },
  blast: { unit: '市消防救援支队', reason: '爆炸或有毒气体：先救人，119', beside: ['市应急局'] },
  caught: {
    unit: '市消防救援支队',
    reason: '有人被困：先救人，119',
    beside: [...RESCUERS, '市市场监管局', '市城管委'],
  },
  water: { unit: '市消防救援支队', reason: '有人落水：先救人，119', beside: RESCUERS },
  gas: { unit: '昆仑燃气', reason: '燃气泄漏：先关阀疏散，119', beside: RESCUERS },
  hurt: { unit: '市卫健委', reason: '有人伤病垂危：先救人，120', beside: [...RESCUERS, '市市场监管局'] },
  fumes: { unit: '市卫健委', reason: '一氧化碳中毒：先救人，120', beside: RESCUERS },
  crash: { unit: '市公安局交警支队', reason: '车祸有人受伤：先救人，122', beside: RESCUERS },
  violence: { unit: '市公安局', reason: '有人受暴力威胁：先救人，110', beside: ['市妇联', '市消防救援支队'] },
  missing: { unit: '市公安局', reason: '有人走失：110', beside: [] },
  silent: { unit: '市公安局', reason: '敲门无人应：先上门救人，110', beside: ['市消防救援支队'] },
  flood: { unit: '市应急局', reason: '洪水围困：先救人，119', beside: [...RESCUERS, '市水务局'] },
} as const satisfies Readonly<Record<string, FirstCall>>

/** By the name of the danger's cue. Who eats bad food, a house that gives way and a live wire belong to whoever ends it. */
const CALL_OF: Readonly<Record<string, FirstCall>> = {
  fire: CALL.fire,
  blast: CALL.blast,
  trapped: CALL.caught,
  lift: CALL.caught,
  water: CALL.water,
  gas: CALL.gas,
  hurt: CALL.hurt,
  birth: CALL.hurt,
  overdose: CALL.hurt,
  crash: CALL.crash,
  violence: CALL.violence,
  captive: CALL.violence,
  missing: CALL.missing,
  silent: CALL.silent,
  flood: CALL.flood,
}
const FUMES = /一氧化碳|(?:烧|点|生)(?:着|了)?[^，。]{0,3}(?:炭|煤|炉)|[煤炭]炉|炭火|蜂窝煤|火盆/
const LEAKS = /[气味][^，。]{0,4}味|味道?|漏/
const FLAMES = /[着起失]火|火势|浓烟/
const CAPTOR = /被|把|让|不放|[他她]们?(?:在|要|拿)|刀|躲/
const BURIED = /[埋困压卡砸](?:[了着住在]|进)|[掉栽摔陷](?:进|下|到|入)|里[面头](?:还)?有人/

/** Who helps now, by the kind of danger (DOMAIN §7), where it is another than who ends its cause. */
function firstCall(document: Document): FirstCall | undefined {
  const kind = lifeDanger(document)?.cue.name
  if (kind === undefined) return undefined
  const told = (words: RegExp): boolean => isTold(document, words)
  if ((kind === 'gas' || kind === 'poison') && (told(FUMES) || (told(/煤气中毒/) && !told(LEAKS))))
    return told(/敲[^。]{0,20}(?:没人|不)/) ? CALL.silent : CALL.fumes
  // Cries for help and doors that do not open tell of fires and lifts, too.
  if (kind === 'violence' && told(FLAMES)) return CALL.fire
  if (kind === 'violence' && told(BURIED) && !told(/打|砍|刀|捅|杀|砸|威胁|追|锁|关/)) return CALL.caught
  if (kind === 'captive' && !told(CAPTOR)) return CALL.caught
  // Who is on thin ice is not in the water yet.
  if (kind === 'ice' && told(BURIED)) return CALL.water
  if (kind === 'collapse' && told(BURIED) && !told(/[拉救][上出走][来了]|拉走/)) return CALL.caught
  return CALL_OF[kind]
}

/** The first called before those who end the cause, or right after one that comes itself; each as likely beside the others as before. */
function called({ unit, reason, beside }: FirstCall, ranked: readonly Ranked[]): Ranked[] {
  const rest = ranked.filter(([name]) => name !== unit).slice(0, SHOWN - 1)
  const [lead] = ranked
  if (lead !== undefined && lead[0] !== unit && beside.includes(lead[0])) {
    const [, share, why] = lead
    return [
      [lead[0], Math.max(share, FIRST), why],
      [unit, 1 - FIRST, reason],
      ...rest.slice(1).map(([n, s, w]): Ranked => [n, s * (1 - FIRST), w]),
    ]
  }
  return [[unit, FIRST, reason], ...rest.map(([name, share, why]): Ranked => [name, share * (1 - FIRST), why])]
}
/** What the kind of a danger leaves to doubt. */
const FIRST = 0.9

type Raise = (name: string, value: number, say: () => string, least?: number) => void

function raiseMatters(found: readonly MatterScore[], raise: Raise): void {
  // The best matter speaks for each unit, once as its lead and once as its assistant.
  const led = new Set<string>()
  const assisted = new Set<string>()
  for (const one of found) {
    const { matter, score } = one
    const say = () => matterSaid(one)
    const points = Math.min(MOST_MATTER, score)
    for (let i = 0; i < matter.lead.length; i++) {
      const name = matter.lead[i]!
      const done = i === 0 ? led : assisted
      if (done.has(name)) continue
      done.add(name)
      raise(name, points * (i === 0 ? WORTH.lead : WORTH.assist / (i + 0.5)), say)
    }
  }
}

function raiseCategories(duties: DutyList, document: Document, evidence: DispatchEvidence, raise: Raise): void {
  const { category, subcategory } = evidence
  if (category === null) return
  const sure = evidence.categories.length > 0 ? evidence.categories : [{ label: category, score: 1 }]
  for (const { label, score } of sure.slice(0, CATEGORIES_READ)) {
    const levels = secondLevels(document, label)
    // What was decided already stands, by whomever.
    const given = label === category && subcategory !== undefined && levels[0]?.label !== subcategory
    const read = given ? [{ label: subcategory, score: 1 }] : levels
    for (const { label: level, score: of } of read) {
      const share = given ? score : of * score
      // The best stand first.
      if (share < LEAST_SHARE) break
      const duty = duties.duties.get(`${label}/${level}`)
      if (duty === undefined) continue
      const leads = () => `${FILED_AS}${label}/${level}`
      const assists = () => `${leads()} 协办`
      for (let i = 0; i < duty.lead.length; i++)
        raise(duty.lead[i]!, (WORTH.duty * share) / (i + 1), leads, LEAST.category)
      for (let i = 0; i < duty.assist.length; i++)
        raise(duty.assist[i]!, (WORTH.dutyAssist * share) / (i + 1), assists, LEAST.assist)
    }
    const says = () => `${FILED_AS}${label}`
    if (subcategory === undefined)
      for (let i = 0; i < BY_CATEGORY[label].length; i++)
        raise(BY_CATEGORY[label][i]!, (WORTH.duty * score) / (i + 1), says, LEAST.category)
  }
}

/** Units the writer asks to act or writes to. «物业说归城管管» asks nobody. */
function raiseNamed(document: Document, names: ReturnType<typeof createLexicon<Unit>>, raise: Raise): void {
  const done = new Set<string>()
  for (const field of ['title', 'text'] as const) {
    const { text } = document[field]
    names.longest(text, (start, end, unit) => {
      if (done.has(unit.name) || !ASKED.test(text.slice(Math.max(0, start - 14), start))) return
      done.add(unit.name)
      raise(unit.name, WORTH.asked, () => `信中请求${text.slice(start, end)}`)
    })
  }
  const to = document.post.addressee
  if (to !== undefined)
    names.longest(to, (_start, _end, unit) => {
      // A district or the city's office receives everything: only a bureau's own box tells the matter.
      if (unit.name === '县区政府' || unit.name === '市政府办') return
      raise(unit.name, WORTH.addressee, () => `收信单位 ${unit.name}`)
    })
}

function output(ranked: readonly Ranked[], duties: DutyList, evidence: DispatchEvidence): Department[] {
  return ranked.map(([name, score, reason], i): Department => {
    const unsure = i === 0 && score < UNSURE
    const unit = duties.units.get(name)
    const street = evidence.places.find((p) => p.level === 'street')?.name
    const local = localUnit(name, { district: evidence.district, street })
    return {
      name,
      level: unit?.level ?? '市',
      role: i === 0 ? '主办' : '协办',
      score: Math.round(score * 1000) / 1000,
      ...(local === undefined ? {} : { unit: local }),
      ...(unsure ? { unsure } : {}),
      reason: unsure ? `待定：${reason}` : reason,
    }
  })
}
