import type { PlaceLevel } from '../../model/words.ts'
import { AT_CROSSING, BEFORE_NAMES, NAMING_VERBS, ROAD_KINDS, SITE_KINDS } from '../dict/site-words.ts'
import { createFinder } from '../patterns/finder.ts'
import { createUnitClass } from '../patterns/unit-class.ts'
import { type NameEnd, nameLetter } from './name-letters.ts'

/** A place no gazetteer knows, read by the end of its name. */
export interface Site {
  readonly name: string
  readonly level: Extract<PlaceLevel, 'road' | 'site'>
  readonly start: number
  readonly end: number
}

/** What the gazetteer already read of a text. */
export interface Taken {
  has(index: number): boolean
  /** Where the road, village or part of town begins whose name ends at `end`: a school may be named after it. */
  nameBefore(end: number, ending: string): number | undefined
}

/** Longest first, so that 花园小区 is one ending and not two. */
const ENDINGS = createFinder(
  /小区|家属院|(?:家园小区|花园小区|家园|花园|佳园|嘉园|雅园|豪园|佳苑|嘉苑|雅苑|名苑|华庭|豪庭|华府|悦府|御府|府邸|名邸|名居|雅居|名都|康城|逸景|丽景|御景|天成|水岸|绿洲|雅筑)|安置房|公馆|公寓|山庄|学院|大学|学校|小学|中学|幼儿园|医院|卫生院|市场|商场|广场|大厦|工业园|产业园|创业园|公园|苑|大道|路|街道|街|巷/,
  true,
)
const ROAD = /(路|街|巷|大道)$/
/** A character that cannot stand inside the name: grammar, or the end of the place before it. */
const stops = createUnitClass(
  /[^\p{Script=Han}A-Za-z0-9]|[的在是住到和与我你他她们于了有把被让给从往去至对向及或这那个位市区县镇乡村路街巷道旁边内外附近映诉问询议请该本某各每全整座家条段因为由将要经过于但且就也都还又很没不来里城上下前后而说此需另]/u,
)
/** Words that end like a place and name none. */
const NO_NAME =
  /^(一|二|三|四|五|六|七|八|九|十|马|公|道|线|电|网|铁|高速公|水泥|柏油|乡村|农村|山|小|大|老|新|旧|主干|人行|出|通|半|走|让|修|断|问|思|套|销|门|气|活|弯|绕|同|顺|跑|赶|逛|上|老旧|安置|回迁|高档|住宅|居民|封闭|相邻|隔壁|周边|对面|几|多|两|其他|别|开放|民办|公办|私立|公立|寄宿|九年制|职业|技工|中心|农贸|批发|菜|超级|二手|劳动力|人才|商品房|房地产|建材|儿童|社区|街心|森林|湿地|文化|人民|省|市|县|大型|综合|商业|步行|背街小|小街小|大街小|本科|专科|重点|普通|青年|单身|人才|员工|老年|党|团|驾驶|培训|建筑|国际|租赁|资本|股票|期货|证券|消费|国内|国外|整个|原|开|道路|道|每条|沿|临|环|属地|当地|政府|所属|所在|辖区|有关|主管)$/

/** 少走路, 没人修路, 那条路, 维权之路, 深夜炸街: the last word is no name, whatever stands before it; a railway is no road. */
const NO_ROAD =
  /(?:(?:(?:..|[大小老主土车满])马|[走修赶绕迷堵抢探思网出条半线铁之此无跑套拦封占破活叉烂弯带指认领绝邪歪歧]|[走抄].|[找有没无]门|[条给留寻谋]生|(?:^|[按从由沿用款钱])原|断头|规划|分钟|小时|工地|生命|泥巴|断)路|(?:[炸扫逛沿临当满压骂]|满大|大半)街|[深窄陋]巷)$/
/** What may follow a road's name in the word it ends in: 天水|路口, 天水|路上. */
const ROADSIDE = /[上口边段旁侧中东西南北]/
/** Names are not made of words of kind, quality and number alone: 高端|别墅|小区, 水泥|硬化|路. */
function madeOf(words: ReadonlySet<string>, stem: string): boolean {
  if (stem === '') return true
  for (let length = stem.length; length > 0; length--)
    if (words.has(stem.slice(0, length)) && madeOf(words, stem.slice(length))) return true
  return false
}
/** Trades and not market halls, streets by what they sell, and schools by their grade: 房地产|市场, 商业|街, 数十所|中小学, 高中|学生. */
const NO_SITE =
  /(?:旅游|保险|建筑|金融|信息|房产|房地产|股票|文化|消费|租赁|医疗|销售)市场$|(?:浑然|自然|一气|佳偶|良缘|妙手)天成$|报名都$|.{5,}府邸$|(?:[\d套米建改期批户源]|^分配.+)安置房$|^(?:商业|成熟|样板|步行|夜宵|小吃|特色|泥巴|农贸)+街$|(?:中小|[高初]中)学$|广大学$/
/** One-letter words of doing, asking, going and joining: they stand before a name. Inside a longer word they may be its own. */
const CLAUSE =
  /[想买卖租看走去回离靠距隔修建拆盖挖改换变办搞开读念考报送接进出入停转穿绕过跑找求要叫称指说问讲发占用打怕盼套间栋幢处条片所名号个座跟像而并且以等即再先更最很属含临沿现原另除自按既却着得转靠距太只仅已均所能会可应需该未无非其此系据凭因若如虽但么]/
/** How many, with a measure word: 一所|幼儿园, 四年|大学. (第一|小学 and 五一|广场 are names.) */
const COUNTED =
  /^(?:[一二两三四五六七八九十百千万几数多半]+|\d+)[多余来]?[所个家条座间片栋幢处名群辆台块宗站米年天次点堆批排级户组]$/
/** Doing with its outcome: 挨着, 改成, 看到. */
const DONE = /^.[着成到过得完]$/
/** Parts of speech that are no name by themselves: pointing, joining and degree. */
const POINTING = /^[rdpc]/
/** Those, doing, words of time and set phrases stand before a name: 当时|承若|小学. Right before the ending they may be it: 春天|花园, 创新|大厦. */
const GRAMMAR = /^(?:[tcpdr]|vd?$|ad$)/
const isClause = (word: string, alone: boolean, tag: Words['tag']): boolean => {
  if (word.length === 1) return CLAUSE.test(word)
  if (COUNTED.test(word)) return true
  if (!alone && (BEFORE_NAMES.has(word) || GRAMMAR.test(tag(word)))) return true
  if (!alone && word.length >= 4 && PHRASE.test(tag(word))) return true
  return DONE.test(word) && tag(word).startsWith('v')
}
/** Endings of estates that are no word. */
const ESTATE =
  /(?:[家佳嘉雅豪]园|[佳嘉雅名]苑|[华豪]庭|[华悦御]府|府邸|名邸|[名雅]居|名都|康城|[逸丽御]景|天成|水岸|雅筑)$/
/** What everybody wants his home to be: 建设和谐|小区. Some are called so. */
const IDEAL = /^(?:和谐|文明|幸福|美丽|平安|美好|温馨)+$/
const IDEAL_BEFORE = /[建造个设的]$/
/** Endings that are words by themselves, so that one may do something to what they name: 进入|小区, 扰乱|市场. Nobody enters a 花园小区 so. */
const OWN_WORD =
  /^(?:小区|市场|商场|广场|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|公园|公寓|街道|家属院|大厦|安置房|绿洲)$/
/** Doing, whatever the dictionary says. */
const DOING =
  /^(?:影响|管理|宣传|监督|投资|违规|污蔑|启动|检测|污染|破坏|清理|方便|紧挨|搞得|逼着|顶着|绕着|圈起|离|同意|推荐)$/
/** Parts of speech of idioms and set phrases: 走投无路, 大街小巷. */
const PHRASE = /^[il]/

/** Names that are made of such a word all the same. */
const CALLED = /^(?:希望(?:小学|中学)|(?:希望|建设|新建|群众)(?:路|街|巷|大道))$/
const isDoing = (word: string, ending: string, alone: boolean, tag: Words['tag']): boolean =>
  (DOING.test(word) ||
    // 青枫园|配套|幼儿园 is the one of that estate.
    (BEFORE_NAMES.has(word) && (alone || !SITE_KINDS.has(word))) ||
    tag(word) === 'v') &&
  !NAMING_VERBS.has(word) &&
  !CALLED.test(word + ending)

export interface Words {
  /** Words of the text in reading order; joined they give it again. */
  readonly words: readonly string[]
  /** Part of speech of a word (Segmenter.tag). */
  readonly tag: (word: string) => string
}

interface Bounds {
  readonly starts: Int32Array
  readonly ends: Int32Array
}
const USUAL = 1 << 12
const MOST_KEPT = 1 << 16
const createBounds = (size: number): Bounds => ({ starts: new Int32Array(size), ends: new Int32Array(size) })
let room = createBounds(USUAL)

/** Where each character's word begins and ends; valid until the next text is asked for. */
function wordBounds(words: readonly string[]): Bounds {
  let length = 0
  for (let k = 0; k < words.length; k++) length += words[k]!.length
  if (room.starts.length < length || room.starts.length > MOST_KEPT) room = createBounds(Math.max(USUAL, length))
  const { starts, ends } = room
  let at = 0
  for (let k = 0; k < words.length; k++) {
    const end = at + words[k]!.length
    for (let i = at; i < end; i++) {
      starts[i] = at
      ends[i] = end
    }
    at = end
  }
  return room
}

/** What is named after the road it stands at: 静宁路|小学. A 小区 or a 学校 there is just one of several. */
const AT_ROAD = /^(?:小学|中学|幼儿园|医院|卫生院|市场|商场|广场|公园|大厦|街道)$/
/** 敦煌路|第二|小学, 福利路|菜|市场. */
const BETWEEN = /(?:第[一二三四五六七八九十]+|中心|实验|农贸|综合|蔬菜|水果|果蔬|菜|早|便民|批发|附属)*$/
/** 市场监管所, 学校长: the ending begins an office, a post. */
const OFFICE_AFTER = /^(?:市场[监管经化秩准主价营]|公园路|广场舞)/

/** No name begins so but 称钩驿. */
const SAID = /^称(?!钩)/

/** What ends before a name within a word no dictionary has: 12月5日|青枫小学, 200米|路, 3.|开元路 in a list, 2号线|五一广场, 修一哈|路 (一下, as it is spoken here). */
const NUMBERED =
  /^(?:.*一哈(?!密|尔滨)子?|.*[一二三四五六七八九十\d]号线|.*\d(?:[年月日点米班亩站楼层名所家条个级项]|号|分钟?|小时)+|\d(?=[^\d中小校医院期区]{2}))/

/**
 * Sites and roads by suffix (小区 家园 苑 学校 路 街 …): at most 40, each name once. They say where in words, never in which
 * district: an estate that no gazetteer knows proves nothing (METHODS §6). What is named after a road or a village is one name. A name
 * ends where a word ends (街 in 街道 is none), begins after the last word before it that is none of a name (想|买|套|公寓,
 * 距离|小区, 12月5日|青枫小学), is no part of an idiom (走投无路), and is more than kinds and qualities (高端|别墅|小区, 泥巴|路).
 */
export function findSites(text: string, taken: Taken, { words, tag }: Words): Site[] {
  const found = new Map<string, Site>()
  let bounds: Bounds | undefined
  let lastRoad: Site | undefined
  for (const match of ENDINGS.all(text)) {
    if (found.size >= 40) break
    const end = match.index + match[0].length
    const road = ROAD.test(match[0])
    const after = text[end] ?? ''
    if (road && /[灯面人过程线径由费况途子名牌障基]/.test(after)) continue
    bounds ??= wordBounds(words)
    const { starts, ends } = bounds
    const first = starts[match.index] as number
    const wordEnd = ends[end - 1] as number
    const word = text.slice(first, wordEnd)
    // 街道, 小学生: the ending is the head of another word. (Of an unknown one it is not: the cut may be wrong.)
    if (first === match.index && wordEnd === end + 1 && !(road && ROADSIDE.test(after)) && tag(word) !== 'x') continue
    // 中|小学|生: nor where it lies inside one.
    if (!road && first < match.index && wordEnd > end && tag(word) !== 'x') continue
    if (road && word.length >= 4 && PHRASE.test(tag(word))) continue
    // 名居|民, 丽景|路
    if (ESTATE.test(match[0]) && (after === '民' || (/[路街巷]/.test(after) && !/[口段]/.test(text[end + 1] ?? ''))))
      continue
    const whole = standsAt(text, match, taken, lastRoad)
    if (whole !== undefined) {
      // 枫林路|小学 is at that road, and the road is not what the post names.
      if (whole === lastRoad?.start && found.get(lastRoad.name) === lastRoad) found.delete(lastRoad.name)
      const name = text.slice(whole, end)
      if (!found.has(name)) found.set(name, { name, level: road ? 'road' : 'site', start: whole, end })
      continue
    }
    const { start: from, kept } = leftOf(text, match, taken)
    let start = from
    // 是|否符合|市场: the stop lies within a known word; a name begins with a word.
    const begins = starts[start] as number
    if (begins < start && !kept.includes(start) && tag(text.slice(begins, ends[start])) !== 'x')
      start = Math.min(ends[start] as number, match.index)
    start = Math.min(afterClause(text, start, first, match.index, bounds, kept, tag), match.index)
    // 2012|年青枫小学: what is left of a date.
    if (/\d/.test(text[start - 1] ?? '') && /[年月日号]/.test(text[start] as string)) start++
    // 有业主|称青枫小区: who says so.
    if (SAID.test(text.slice(start, match.index))) start++
    start += NUMBERED.exec(text.slice(start, match.index))?.[0].length ?? 0
    // 其他|小区 is none, nor is 严重|影响|小区. (科技|大厦 is one, 空中|花园 another, and so is any road.)
    const last = starts[match.index - 1] as number
    const before = text.slice(Math.max(start, last), match.index)
    if (start <= last && !kept.some((at) => at >= last)) {
      const alone = start === last
      if (!road && alone && POINTING.test(tag(before))) continue
      if (
        (road ? alone && before.length > 1 : !alone || OWN_WORD.test(match[0])) &&
        isDoing(before, match[0], alone, tag)
      )
        continue
    }
    const stem = text.slice(start, match.index)
    // Seven characters without a stop are a clause, not a name.
    if (stem.length < 2 || stem.length >= 7 || NO_NAME.test(stem) || /^\d+[年月日号]?$/.test(stem)) continue
    if (COUNTED.test(stem) || (road ? match[0] === '路' && madeOf(ROAD_KINDS, stem) : madeOf(SITE_KINDS, stem)))
      continue
    const name = stem + match[0]
    if (NO_SITE.test(name)) continue
    if (IDEAL.test(stem) && (stem.length > 2 || IDEAL_BEFORE.test(text.slice(Math.max(0, start - 1), start)))) continue
    if (road && (/\d$/.test(stem) || NO_ROAD.test(name) || (ROADSIDE.test(after) && AT_CROSSING.test(stem)))) continue
    const site: Site = { name, level: road ? 'road' : 'site', start, end }
    if (road) lastRoad = site
    if (!found.has(name)) found.set(name, site)
  }
  return [...found.values()]
}

/** Where the name begins that is made of another place's: 静宁路|小学, 敦煌路|第二|小学. */
function standsAt(text: string, match: RegExpExecArray, taken: Taken, road: Site | undefined): number | undefined {
  const ending = match[0]
  if (OFFICE_AFTER.test(text.slice(match.index, match.index + 3))) return undefined
  const between = AT_ROAD.test(ending)
    ? (BETWEEN.exec(text.slice(Math.max(0, match.index - 6), match.index))?.[0] ?? '')
    : ''
  for (const at of new Set([match.index - between.length, match.index])) {
    const known = taken.nameBefore(at, ending) ?? (road?.end === at && AT_ROAD.test(ending) ? road.start : undefined)
    if (known !== undefined) return known
  }
  return undefined
}

/** Where the letters before an ending stop being a name's, at most seven, and which of them are its for certain. */
function leftOf(text: string, match: RegExpExecArray, taken: Taken): { start: number; kept: readonly number[] } {
  const at = match.index
  let from = at
  while (from > 0 && at - from < 9 && !taken.has(from - 1)) from--
  const end: NameEnd = { ending: match[0], at, from }
  let start = at
  const kept: number[] = []
  while (start > from && at - start < 7) {
    if (stops(text.charCodeAt(start - 1))) {
      const letter = nameLetter(text, start - 1, end)
      if (letter === 'stop') break
      kept.push(--start)
      if (letter === 'with-left') kept.push(--start)
      else if (letter === 'first') break
    } else start--
  }
  return { start, kept }
}

/** Where the name begins that ends at `ending` (whose word begins at `first`): after the last word from `start` on that is none of it. */
function afterClause(
  text: string,
  start: number,
  first: number,
  ending: number,
  { starts }: Bounds,
  kept: readonly number[],
  tag: Words['tag'],
): number {
  // 建设|西路: what stands before a side stands before the ending.
  const near = /^[东南西北中]$/.test(text.slice(first, ending)) ? first : ending
  for (let at = first; at > start; at = starts[at - 1] as number) {
    const from = Math.max(start, starts[at - 1] as number)
    if (kept.some((letter) => letter >= from && letter < at)) continue
    if (!isClause(text.slice(from, at), at === near, tag)) continue
    // 看|云|路, 接驾|岭|路: one letter alone is no name, so the verb may be part of it. (距离|该|路 has none.)
    const sure = BEFORE_NAMES.has(text.slice(from, at)) || NO_NAME.test(text.slice(at, ending))
    if (ending - at === 1 && !sure) continue
    return at
  }
  return start
}
