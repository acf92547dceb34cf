/**
 * Named sites of a text without a gazetteer: estates, roads, schools, companies, villages … by their suffix, cut on the
 * left at a function word, an administrative unit or punctuation. Names are evidence for grouping ("the same estate"),
 * never facts shown to people, so a name with a stray character on its left is fine: names are compared by their parts.
 */

import { nameLetter } from '../../analyzers/place/name-letters.ts'
import { soundsOf } from '../../analyzers/text/sounds.ts'
import { DISTRICTS } from './districts.ts'
import { remembering } from './name-memory.ts'
import { type EndSearch, eachHit, hitAt, hitAtEnd, mayEnd, searchAtEnd, searchFor } from './pattern-search.ts'
import { wordId } from './term-id.ts'

const SUFFIX = searchFor(
  /小区|花园|家园|新城|公寓|公馆|雅居|名居|名都|绿洲|水岸|山庄|家属院|广场|大厦|国际|社区|街道|安置区|开发区|工业园|产业园|园区|大道|公路|高速|学校|小学|中学|大学|学院|幼儿园|医院|公司|集团|银行|公园|大桥|隧道|市场|酒店|宾馆|驾校|超市|商场|工地|项目|楼盘|商城|[逸丽御]景|天成|搅拌站|加油站|中转站|锅炉房|(?<![内外旁边各这那该本大全的老旧新农全])村|(?<=[一二三四五六七八九十\d]|[\u4e00-\u9fa5][村塘冲湾坡岭山])组|(?<!政|省|官|乐)府|(?<![校公花家菜动植])园(?!区|林|艺)|[苑湾郡邸墅坊轩庭](?!里)|(?<![县省京进全商我本旧老])城(?!市|区|管|镇|乡|建|中村|际|铁)|(?<![道马公铁高修走一半条这那老网线思出])路(?!口|灯|面|边|段|过|上|人(?!行)|况|牌|程)|(?<![一这那条上大老逛])街(?!道|头|上)|(?<![天路修过架])巷|(?<![车到本全各某网])站(?!在|着|点|台|内|里|外)/,
  '小花家新城公雅名绿水山广大国社街安开工产园高学中幼医集银隧市酒宾驾超商项楼逸丽御天搅加锅村组府苑湾郡邸墅坊轩庭路巷站',
)

/** Words that end the run to the left of a suffix: what stands before them is not part of the name. */
const STOP = searchFor(
  /[^\u4e00-\u9fa5A-Za-z0-9·]|[的在是于和与及或由从到至往向对将被把让给请问求我您你他她它们该这那每各某本后前里内外旁边中有没无不了过着就都也还又再很太最更]|家住|位于|座落|坐落|住在|附近|关于|投诉|举报|反映|反应|咨询|建议|希望|要求|请求|解决|来自|购买|业主|居民|市民|村民|开发商|物业|旁边|对面|周边|隔壁|区|县|市|镇|乡|街道|省/,
  '的在是于和与及或由从到至往向对将被把让给请问求我您你他她它们该这那每各某本后前里内外旁边中有没无不了过着就都也还又再很太最更家位座坐住附关投举反咨建希要解来购业居市村开物周隔区县镇乡街省',
  /[^\u4e00-\u9fa5A-Za-z0-9·]/,
)

/** Of those, letters that names have too. */
const IN_NAMES = /^[和中里内外太本有向前后将都过]$/

const ONE_HAN = /^\p{Script=Han}$/u

/** Runs that name a kind of place, not a place. */
const GENERIC =
  /^(?:供热|换热|热力|供暖|变电|垃圾|污水|中转|收费|卫生|服务|消防|维修|物流|快递|社区|街道|乡|镇|县|市|区|居民|住宅|安置|生活|高档|封闭|商住|老旧|整个|全部|所有|几个|多个|很多|许多|一个|两个|两|一|几|个|多|人|十字|主干|高速|乡村|农村|城市|城镇|公共|幼儿|民办|公办|私立|私人|附属|有限|责任|分|总|子|房产|房地产|地产|公租房|廉租房|经适房|安置房|商品房|集资房|开发|建设|建筑|物业|物业管理|管理|服务|供电|自来水|燃气|公交|出租|汽车|火车|高铁|地铁|派出所|人民|中心|政府|商业|农贸|菜|综合|新建|此|贵|其他|其它|相关|有关|双向|机动|非机动|上下|水泥|断头|进出|出|入|进|下|小|大|新|老|旧)*$/

/** 静宁路72号院|小区 is an address: the road is named, and everybody's 号院小区 is nobody's name. */
const NUMBER_OF_HOUSE = /\d号院?$/

const MAX_NAME = 8

const BUS_LINE = searchFor(/(?<![\d.])\d{1,3}路(?!口)/, '0123456789')

/** Distinct names with their suffix, in reading order; each 3 to about 10 characters long. */
export function namedSites(text: string): string[] {
  const names: string[] = []
  const add = (name: string): void => {
    if (!names.includes(name)) names.push(name)
  }
  // A bus line is a name; a metro line is as long as the city and is none.
  eachHit(BUS_LINE, text, (from, end) => add(text.slice(from, end)))
  eachHit(SUFFIX, text, (from, end) => {
    const start = startOf(text, from, text.slice(from, end))
    if (start !== undefined) add(text.slice(start, end))
  })
  return names
}

/** Where the name begins whose suffix is at `index`; undefined when that names a kind of place. */
function startOf(text: string, index: number, suffix: string): number | undefined {
  const from = Math.max(0, index - MAX_NAME + 1)
  const run = text.slice(from, index)
  let start = 0
  let before = 0
  eachHit(STOP, run, (at, end) => {
    const stop = run.slice(at, end)
    // 康和|苑, 向阳|小区: what stands after such a letter is too short for a name, so the letter is in it. (Not 老人和|小区.)
    const after = run.length - at - 1
    const inside = after <= 1 && (after === 1 || suffix.length === 1) && run.length - before >= 2 && IN_NAMES.test(stop)
    // 祥和|家园, 和盛源|小区: what the reader of places knows of such letters. (Where 十里店 begins only words tell: 走十里店南街.)
    const letter =
      inside || stop === '里' || !ONE_HAN.test(stop)
        ? 'stop'
        : nameLetter(text, from + at, { ending: suffix, at: index, from })
    if (letter === 'first') start = at
    else if (!inside && letter === 'stop') start = end
    before = end
  })
  const stem = run.slice(start)
  return stem.length < 2 || GENERIC.test(stem) || NUMBER_OF_HOUSE.test(stem) ? undefined : from + start
}

/** Endings of estates. A road, a school or a works is met at several of them. */
const ESTATE = searchAtEnd(
  /(?:小区|花园|家园|新城|公寓|公馆|雅居|名居|名都|绿洲|水岸|山庄|家属院|国际|安置区|楼盘|[逸丽御]景|天成|府|园|苑|湾|郡|邸|墅|坊|轩|庭|城)$/,
  '区园城寓馆居都洲岸庄院际盘景成府苑湾郡邸墅坊轩庭',
)

/** 云栖|二期|小区: which part of the estate; 阳光|100|国际. */
const PART = /(?:[一二三四五六七八九十\d]+|[东西南北])(?:[期区栋组]|号楼?)$|\d+$/
/** Two characters that name one: not 雁西路|一小区, not 24日18|时城. */
const NAMING = /^[\p{Script=Han}]?[\p{Script=Han}](?<![一某几各两路街期区栋组时日])$/u

/**
 * What tells the estates among the names apart: the last three syllables before the endings of each, and the last two.
 * Who calls 金州云栖苑小区 by two syllables, 云栖苑, means the same; 云期苑 is another way to write it.
 */
export function estatesOf(names: readonly string[]): {
  readonly stems: readonly string[]
  readonly ends: readonly string[]
} {
  if (!names.some(mayBeEstate)) return NO_ESTATES
  const stems: string[] = []
  const ends: string[] = []
  for (const name of names) {
    const sound = mayBeEstate(name) ? estateOf(name) : null
    if (sound === null) continue
    if (!stems.includes(sound)) stems.push(sound)
    const end = sound.slice(-2)
    if (!ends.includes(end)) ends.push(end)
  }
  return { stems, ends }
}
const NO_ESTATES = { stems: [], ends: [] } as const
/** Of names that end otherwise nothing is remembered. */
const mayBeEstate = (name: string): boolean => mayEnd(ESTATE, name)

const estateOf = remembering((name): string | null => {
  let stem = name
  for (let end = hitAtEnd(ESTATE, stem); end >= 2; ) {
    stem = stem.slice(0, end)
    end = stem.search(PART)
    if (end < 0) end = hitAtEnd(ESTATE, stem)
  }
  return stem.length === name.length || !NAMING.test(stem.slice(-2)) ? null : soundsOf(stem.slice(-3))
})

const DIGITS = '一二三四五六七八九'

/** Other kinds of named places: a post is about one of a kind. Roads first. */
const KINDS = [
  searchAtEnd(/(?:大道|公路|高速|隧道|大桥|路|街|巷)$/, '道路速桥街巷'),
  searchAtEnd(/(?:学校|小学|中学|大学|学院|幼儿园)$/, '校学院园'),
  searchAtEnd(/村$/, '村'),
  searchAtEnd(/(?:批发|农贸|蔬菜|果蔬|水果|综合|建材|二手|便民|早)*市场$/, '场'),
  searchAtEnd(/医院$/, '院'),
]
/** 断头路, 职业学校, 城中村, 指定医院: no names. */
const NO_NAME =
  /(?:[短原走跑临沿问出回套退绕养改满过断规步口头条窄商业]|规划|步行)$|(?:职业|指定|定点|哪些?|几家|几个|义务|教育|农村|民办|附近|城中|公立|家|快递|人才|劳务|股票|证券|房产|旅游|消费|国内|[驻邻通个全进到]|省级|市级)$/
const HAN = /^\p{Script=Han}+$/u
/** 天水北路 may be called 天水路. */
const SIDE = /[东西南北中]$/

export interface NamedPlace {
  readonly kind: number
  /** What tells it from others of its kind, by its sound. */
  readonly stem: string
  /** How it may be called in short. */
  readonly end: string
}

/** Of names that end otherwise nothing is remembered. */
const mayBePlace = (name: string): boolean => {
  for (let kind = 0; kind < KINDS.length; kind += 1) if (mayEnd(KINDS[kind] as EndSearch, name)) return true
  return false
}

/** Roads, schools, villages, markets and hospitals among the names. */
export function placesOf(names: readonly string[]): readonly NamedPlace[] {
  if (!names.some(mayBePlace)) return NO_PLACES
  const places: NamedPlace[] = []
  const called: string[] = []
  for (const name of names) {
    const place = mayBePlace(name) ? placeOf(name) : null
    if (place === null) continue
    places.push(place)
    called.push(name)
  }
  if (places.length < 2) return places
  // 静宁路小学 is no road.
  const longer = (name: string): boolean => called.some((other) => other !== name && other.startsWith(name))
  return places.filter((_, n) => !longer(called[n] as string))
}
const NO_PLACES: readonly NamedPlace[] = []

const placeOf = remembering((name): NamedPlace | null => {
  for (let kind = 0; kind < KINDS.length; kind += 1) {
    const end = hitAtEnd(KINDS[kind] as EndSearch, name)
    if (end < 0) continue
    const stem = name.slice(0, end)
    if (stem.length < 2 || !HAN.test(stem.slice(-2)) || NO_NAME.test(stem)) return null
    const short = kind === 0 && stem.length > 2 ? stem.replace(SIDE, '') : stem
    return { kind, stem: soundsOf(stem.slice(-3)), end: soundsOf(short.slice(-2)) }
  }
  return null
})

const LINE = searchFor(
  /(?<![\dA-Za-z.一二三四五六七八九十])(?:(\d{1,2})|([一二三四五六七八九十]))号(?:[东南西北](?:延长?)?)?线/,
  `0123456789${DIGITS}十`,
)
const LINE_KIND = KINDS.length

/** Metro lines: none is a site, for it is as long as the city, but a letter about one is about no other. */
export function linesOf(text: string): readonly NamedPlace[] {
  const lines: NamedPlace[] = []
  eachHit(LINE, text, (from) => {
    const [, digits, hanzi] = hitAt(LINE, text, from)
    const stem = `${digits ?? `${DIGITS}十`.indexOf(hanzi as string) + 1}号线`
    if (!lines.some((line) => line.stem === stem)) lines.push({ kind: LINE_KIND, stem, end: stem })
  })
  return lines
}

/** Bits that a kind's number takes. */
const KIND_BITS = 3
/** The id of a name, with its kind in the lowest bits, and the kind from there. */
export const idOfName = (name: string, kind: number): number => ((wordId(name) >> KIND_BITS) << KIND_BITS) | kind
export const kindOfName = (id: number): number => id & (2 ** KIND_BITS - 1)

const LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DISTRICT = searchFor(new RegExp(`[A-Z]\\d+[区县]|${DISTRICTS}`), `${LATIN}城七西安红兰永榆皋`)

/** Administrative units of a text (城关区, 榆中县; also masked ones such as A3区): two different ones speak against one matter. */
export function districtsOf(text: string): string[] {
  const found: string[] = []
  eachHit(DISTRICT, text, (from, end) => {
    const name = text.slice(from, end)
    if (!found.includes(name)) found.push(name)
  })
  return found
}

const NUMBERED = searchFor(
  /(?<![\dA-Za-z.])(?:(\d{1,4})(号[楼院]|[栋幢期组标班路](?!口)|单元|号线)|([一二三四五六七八九])([栋幢期组标](?!间))|([A-Za-z])([座栋区](?![域别县]))|([东西南北])([区园门](?![域林口])|路(?!口)|大?街(?!道)))/,
  `0123456789${DIGITS}${LATIN}${LATIN.toLowerCase()}东西南北`,
)

/** Buildings, phases, groups, lots, lines of a text with their number, and 东路, 西区, written alike: 二期 and 2期 are 2期. */
export function numbersOf(text: string): string[] {
  const found: string[] = []
  eachHit(NUMBERED, text, (from) => {
    const [, digits, unit, hanzi, unit2, letter, unit3, side, unit4] = hitAt(NUMBERED, text, from)
    const what = unit ?? unit2 ?? unit3 ?? unit4
    const number = digits ?? side ?? (hanzi === undefined ? letter?.toUpperCase() : DIGITS.indexOf(hanzi) + 1)
    const name = `${number}${what === '号楼' || what === '幢' ? '栋' : what}`
    if (!found.includes(name)) found.push(name)
  })
  return found
}

/** For tests: that no character a hit may begin or end with was forgotten. */
export const searches = { LINE, SUFFIX, BUS_LINE, STOP, DISTRICT, NUMBERED }
export const endings = { ESTATE, KINDS }
