import type { PlaceLevel } from '../../model/words.ts'
import { createFinder } from '../patterns/finder.ts'

/** A place no gazetteer knows, read by the end of its name. */
export interface Site {
  readonly name: string
  readonly level: Extract<PlaceLevel, 'road' | 'site'>
  readonly start: number
  readonly end: number
}

/** Longest first, so that 花园小区 is one ending and not two. */
const ENDINGS = createFinder(
  /花园小区|家园小区|小区|家属院|家园|花园|佳园|嘉园|雅园|佳苑|嘉苑|雅苑|名苑|华庭|华府|公馆|公寓|山庄|学院|大学|学校|小学|中学|幼儿园|医院|卫生院|市场|商场|广场|大厦|工业园|产业园|创业园|公园|苑|大道|路|街道|街|巷/,
  true,
)
const ROAD = /(路|街|巷|大道)$/
/** A character that cannot stand inside the name: grammar, or the end of the place before it. */
const STOP =
  /[^\p{Script=Han}A-Za-z0-9]|[的在是住到和与我你他她们于了有把被让给从往去至对向及或这那个位市区县镇乡村路街巷道旁边内外附近映诉问询议请该本某各每全整座家条段因为由将要经过于但且就也都还又很没不来里城上下前后]/u
/** Words that end like a place and name none. */
const NO_NAME =
  /^(一|二|三|四|五|六|七|八|九|十|马|公|道|线|电|网|铁|高速公|水泥|柏油|乡村|农村|山|小|大|老|新|旧|主干|人行|出|通|半|走|让|修|断|问|思|套|销|门|气|活|弯|绕|同|顺|跑|赶|逛|上|老旧|安置|回迁|高档|住宅|居民|封闭|相邻|隔壁|周边|对面|几|多|两|其他|别|开放|民办|公办|私立|公立|寄宿|九年制|职业|技工|中心|农贸|批发|菜|超级|二手|劳动力|人才|商品房|房地产|建材|儿童|社区|街心|森林|湿地|文化|人民|省|市|县|大型|综合|商业|步行|背街小|小街小|大街小|本科|专科|重点|普通|青年|单身|人才|员工|老年|党|团|驾驶|培训|建筑|国际|租赁|资本|股票|期货|证券|消费|国内|国外|整个|原|开|道路|道|每条|沿|临|环|属地|当地|政府|所属|所在|辖区|有关|主管)$/

/** 少走路, 没人修路, 那条路: the last word is no name, whatever stands before it; a railway is no road. */
const NO_ROAD = /(?:[走修赶绕迷堵抢探思网出条半线铁]|(?:^|[按从由沿用款钱])原|断头|规划|分钟|小时|工地)路$/
/** What may follow a road's name in the word it ends in: 天水|路口, 天水|路上. */
const ROADSIDE = /[上口边段旁侧中东西南北]/
/** How grand or how many buildings are, and what becomes of them: no part of a name by itself. */
const QUALITY =
  /^(普惠|普惠性|公办|民办|公益性|义务教育|高端|中高端|高档|中高档|中档|低档|低端|豪华|精装|精装修|毛坯|普通|大型|中型|小型|优质|一流|知名|正规|涉外|酒店式|花园式|学区|品质|现代化|多层|高层|小高层|电梯|商住|住宅|居民|别墅|洋房|公寓|楼盘|商品房|学区房|期房|现房|房产|同一|一期|二期|三期|四期|三甲|二甲|民营|一级|二级|三级|省级|市级|区级|县级|薄弱|特大|较大|广大|剧烈|相关|主导|多功能|底商|配套|规划|在建|新建|自建|对口|初级|高级|小学|中学|业主|住户|火灾|隐患|今天|昨天|前天|明天|昨晚|今晚|市管|区管|县管|管|购买|租赁|出租|出售|装修|快速|教育|部分|大部分|绝大部分|多数|大多数)+$/
/** One-letter words of doing, asking, going and joining: they stand before a name. Inside a longer word they may be its own. */
const CLAUSE =
  /[想买卖租看走去回离靠距隔修建拆盖挖改换变办搞开读念考报送接进出入停转穿绕过跑找求要叫称指说问讲发占用打怕盼套间栋幢处条片所名号个座跟像而并且以等即再先更最很太只仅已均所能会可应需该未无非其此系据凭因若如虽但么]/
/** How many, with a measure word: 一所|幼儿园. */
const COUNTED = /^[一二两三四五六七八九十几多某][所个家条座间片栋幢处]$/
/** Doing with its outcome: 挨着, 改成, 看到. */
const DONE = /^.[着成到过得完]$/
/** Parts of speech that are no name by themselves: pointing, joining and degree. */
const POINTING = /^[rdpc]/
/** Those, doing and words of time stand before a name: 当时|承若|小学. Right before the ending they may be it: 春天|花园, 创新|大厦. */
const GRAMMAR = /^(?:[tcprd]|vd?$|ad$)/
const isClause = (word: string, alone: boolean, tag: Words['tag']): boolean =>
  word.length === 1
    ? CLAUSE.test(word)
    : (!alone && GRAMMAR.test(tag(word))) || COUNTED.test(word) || (DONE.test(word) && tag(word).startsWith('v'))
/** Endings that are words by themselves, so that one may do something to what they name: 进入|小区, 扰乱|市场. Nobody enters a 花园小区 so. */
const OWN_WORD = /^(?:小区|市场|商场|广场|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|公园|公寓|街道)$/
/** Doing, whatever the dictionary says. */
const DOING =
  /^(?:影响|管理|宣传|监督|投资|违规|污蔑|启动|检测|污染|破坏|清理|方便|紧挨|搞得|逼着|顶着|绕着|圈起|离|同意|推荐)$/
/** Verbs that places are called by: 希望|小学. */
const NAMING = /^(?:安居|解放|起航|启航|创新|希望|奋斗|富强|启智|关爱|进化|建新|启明|育新|进修|摇篮)$/
/** Parts of speech of idioms and set phrases: 走投无路, 大街小巷. */
const PHRASE = /^[il]/

const isDoing = (word: string, tag: Words['tag']): boolean =>
  DOING.test(word) || (tag(word) === 'v' && !NAMING.test(word))

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

/**
 * Sites and roads by suffix (小区 家园 苑 学校 路 街 …): at most 40, each name once. They say where in words, never in which
 * district: an estate that no gazetteer knows proves nothing (METHODS §6). `taken`: what the gazetteer already read. A name
 * ends where a word ends (街 in 街道 is none), begins after the last one-letter verb, adverb or measure word before it
 * (想|买|套|公寓), is no part of an idiom (走投无路), and is more than a quality (高端|别墅|小区).
 */
export function findSites(text: string, taken: (index: number) => boolean, { words, tag }: Words): Site[] {
  const found = new Map<string, Site>()
  let bounds: Bounds | undefined
  for (const match of ENDINGS.all(text)) {
    if (found.size >= 40) break
    const end = match.index + match[0].length
    const road = ROAD.test(match[0])
    const after = text[end] ?? ''
    if (road && /[灯面人边口过程线径由费况途子段]/.test(after) && !/[口边段]/.test(after)) continue
    let start = match.index
    while (start > 0 && match.index - start < 7 && !taken(start - 1) && !STOP.test(text[start - 1] as string)) start--
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
    // 是|否符合|市场: the stop lies within a known word; a name begins with a word.
    const begins = starts[start] as number
    if (begins < start && tag(text.slice(begins, ends[start])) !== 'x')
      start = Math.min(ends[start] as number, match.index)
    let cut = start
    for (let at = first; at > start && cut === start; at = starts[at - 1] as number)
      if (isClause(text.slice(starts[at - 1], at), at === match.index, tag)) cut = at
    // 看|云|路: one letter alone is no name, so the verb may be part of it.
    if (match.index - cut !== 1 || NO_NAME.test(text.slice(cut, match.index))) start = cut
    // 其他|小区 is none, nor is 严重|影响|小区. (科技|大厦 is one, 空中|花园 another, and so is any road.)
    const last = starts[match.index - 1] as number
    const before = text.slice(Math.max(start, last), match.index)
    if (!road && start <= last) {
      const alone = start === last
      if (alone && POINTING.test(tag(before))) continue
      if ((!alone || OWN_WORD.test(match[0])) && isDoing(before, tag)) continue
    }
    const stem = text.slice(start, match.index)
    // Seven characters without a stop are a clause, not a name.
    if (
      stem.length < 2 ||
      stem.length >= 7 ||
      NO_NAME.test(stem) ||
      QUALITY.test(stem) ||
      /^\d+[年月日号]?$/.test(stem)
    )
      continue
    const name = stem + match[0]
    if (road && (/\d$/.test(stem) || NO_ROAD.test(name))) continue
    if (!found.has(name)) found.set(name, { name, level: road ? 'road' : 'site', start, end })
  }
  return [...found.values()]
}
