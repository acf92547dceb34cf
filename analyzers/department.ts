import type { Department, Place, Scored } from '../model/post.ts'
import type { AppealType, Category, Route } from '../model/words.ts'
import type { Document } from './document.ts'
import { type DutyList, readDutyList, type Unit } from './duties.ts'
import { createLexicon } from './lexicon.ts'
import { createMatterReader, type MatterScore, mattersOf } from './matter.ts'

/** What the other analyzers found; any of it may be missing or wrong. */
export interface DispatchEvidence {
  readonly category: Category | null
  readonly categories: readonly Scored<Category>[]
  readonly subcategory?: string | undefined
  readonly places: readonly Place[]
  readonly district: string | null
  readonly route: Route
  readonly appealType: AppealType
}
/** At most three units, 主办 first, by falling score; empty when nothing tells (a person decides) or for `restricted`. */
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
const POLICE = /(民警|警察|辅警|派出所|交警|公安)/
const LOCAL_SUFFIX: Readonly<Record<string, string>> = {
  县区城管: '城管执法局',
  县区住建: '住建局',
  县区教育局: '教育局',
  县区政府: '人民政府',
}

/** What the first, second … unit of a matter gets of its score; the lead of a second matter may pass the third unit. */
const SHARE = [1, 0.62, 0.45, 0.3]

/** From this probability on the second category has a say. */
const WORTH_A_LOOK = 0.1

interface Candidate {
  score: number
  reason: string
}

/**
 * Who should handle a post (派单): the matter by its words first, with the quarrelled-over matters of the duty list named
 * before the quarrel; then category and second level; then units the writer asks by name. 属地为主 for matters of the street
 * (环卫、占道、物业、违建), 行业为主 for networks (水电气暖、公交、学校政策、医保、交警), as dict/matters.yaml writes it.
 * A protected letter goes to 市纪委监委 alone and never to a unit it names; a statutory one is told the legal way.
 */
export function createDispatcher(list?: DutyList): Dispatcher {
  const duties = list ?? readDutyList()
  const matters = list === undefined ? mattersOf : createMatterReader(list)
  const names = createLexicon<Unit>(
    [...duties.units.values()].flatMap((unit) => [unit.name, ...unit.aliases].map((text) => [text, unit] as const)),
  )
  return (document, evidence) => {
    if (evidence.route === 'restricted') return []
    if (evidence.route === 'protected') return protectedRoute(document)
    const candidates = new Map<string, Candidate>()
    const raise = (name: string, score: number, reason: string) => {
      const known = candidates.get(name)
      if (known === undefined) candidates.set(name, { score, reason })
      // Two reasons for one unit support each other, the weaker one by half.
      else if (score > known.score) candidates.set(name, { score: score + known.score * 0.3, reason })
      else known.score += score * 0.3
    }
    const found = matters(document)
    raiseMatters(found, evidence, raise)
    raiseCategory(duties, evidence, found.length > 0, raise)
    raiseNamed(document, names, candidates, raise)
    const ranked = [...candidates].sort((a, b) => b[1].score - a[1].score)
    if (evidence.route === 'statutory') {
      const way: [string, Candidate] = [
        '法定途径',
        { score: 20, reason: '诉讼、仲裁、复议、信息公开等事项，告知法定途径' },
      ]
      return output([way, ...ranked.filter(([name]) => name !== '法定途径')], duties, evidence)
    }
    return output(ranked, duties, evidence)
  }
}

function protectedRoute(document: Document): Department[] {
  const reason = '检举控告：转送纪检监察机关，不交被反映单位'
  const out: Department[] = [{ name: '市纪委监委', level: '转送', role: '主办', score: 0.95, reason }]
  if (POLICE.test(document.title.text) || POLICE.test(document.text.text))
    out.push({
      name: '市公安局警务督察',
      level: '转送',
      role: '协办',
      score: 0.5,
      reason: '涉及民警：12389，不交被反映单位',
    })
  return out
}

type Raise = (name: string, score: number, reason: string) => void

function raiseMatters(found: readonly MatterScore[], evidence: DispatchEvidence, raise: Raise): void {
  for (const { matter, score, hits } of found.slice(0, 4)) {
    // The category model reads the whole letter; where it is sure of another first level the words are perhaps an aside.
    const sure =
      evidence.categories.find((c) => c.label === matter.category)?.score ??
      (matter.category === evidence.category ? 0.7 : 0)
    const factor =
      evidence.category === null ? 1 : 0.4 + 1.2 * sure + (matter.subcategory === evidence.subcategory ? 0.1 : 0)
    const words = [...new Set(hits.slice(0, 3).map((h) => h.word))].join('、')
    for (const [i, name] of matter.lead.entries())
      raise(name, score * factor * (SHARE[i] ?? 0.2), `${matter.matter}（${words}）`)
  }
}

function raiseCategory(duties: DutyList, evidence: DispatchEvidence, hasMatter: boolean, raise: Raise): void {
  const { category, subcategory } = evidence
  if (category === null) return
  const sure = evidence.categories.find((c) => c.label === category)?.score ?? 0.5
  const duty = subcategory === undefined ? undefined : duties.duties.get(`${category}/${subcategory}`)
  const base = hasMatter ? 1.2 * sure : 3 * sure
  if (duty !== undefined) {
    for (const [i, name] of duty.lead.entries()) raise(name, base * (1 - 0.2 * i), `类别 ${category}/${subcategory}`)
    for (const [i, name] of duty.assist.entries())
      raise(name, base * (0.5 - 0.1 * i), `类别 ${category}/${subcategory} 协办`)
  } else
    for (const [i, name] of BY_CATEGORY[category].entries()) raise(name, base * (0.8 - 0.25 * i), `类别 ${category}`)
  // Who leads the second likely category is worth a look before the assistants of the first.
  const next = evidence.categories[1]
  const lead = next && next.score >= WORTH_A_LOOK ? BY_CATEGORY[next.label][0] : undefined
  if (next && lead) raise(lead, next.score * (hasMatter ? 1.2 : 3), `类别 ${next.label}`)
}

function raiseNamed(
  document: Document,
  names: ReturnType<typeof createLexicon<Unit>>,
  candidates: ReadonlyMap<string, Candidate>,
  raise: Raise,
): void {
  const done = new Set<string>()
  for (const field of ['title', 'text'] as const) {
    const { text } = document[field]
    names.longest(text, (start, end, unit) => {
      if (done.has(unit.name)) return
      const asked = ASKED.test(text.slice(Math.max(0, start - 14), start))
      if (!asked && !candidates.has(unit.name)) return
      done.add(unit.name)
      raise(unit.name, asked ? 2 : 1, `信中${asked ? '请求' : '提到'}${text.slice(start, end)}`)
    })
  }
  const to = document.post.addressee
  if (to !== undefined)
    names.longest(to, (_start, _end, unit) => {
      // A district or the city's office receives everything: only a bureau's own box tells the matter.
      if (unit.name !== '县区政府' && unit.name !== '市政府办') raise(unit.name, 3, `收信单位 ${unit.name}`)
    })
}

function output(ranked: readonly [string, Candidate][], duties: DutyList, evidence: DispatchEvidence): Department[] {
  return ranked.slice(0, 3).map(([name, { score, reason }], i): Department => {
    const unit = duties.units.get(name)
    const local = localUnit(name, evidence)
    return {
      name,
      level: unit?.level ?? '市',
      role: i === 0 ? '主办' : '协办',
      score: Math.round((score / (score + 3)) * 1000) / 1000,
      ...(local === undefined ? {} : { unit: local }),
      reason,
    }
  })
}

/** The unit a generic name means in this district: 县区城管 → 城关区城管执法局, 街道 → 雁南街道办事处. */
function localUnit(name: string, evidence: DispatchEvidence): string | undefined {
  const { district } = evidence
  if (name === '街道' || name === '乡镇') {
    const street = evidence.places.find((p) => p.level === 'street')?.name
    if (street === undefined) return undefined
    return street.endsWith('街道') ? `${street}办事处` : `${street}人民政府`
  }
  const suffix = LOCAL_SUFFIX[name]
  if (district === null || suffix === undefined) return undefined
  return district === '兰州新区' && name === '县区政府' ? '兰州新区管委会' : `${district}${suffix}`
}
