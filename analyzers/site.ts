import type { PlaceLevel } from '../model/words.ts'

/** A place no gazetteer knows, read by the end of its name. */
export interface Site {
  readonly name: string
  readonly level: Extract<PlaceLevel, 'road' | 'site'>
  readonly start: number
  readonly end: number
}

/** Longest first, so that 花园小区 is one ending and not two. */
const ENDINGS =
  /花园小区|家园小区|小区|家属院|家园|花园|佳园|嘉园|雅园|佳苑|嘉苑|雅苑|名苑|华庭|华府|公馆|公寓|山庄|学院|大学|学校|小学|中学|幼儿园|医院|卫生院|市场|商场|广场|大厦|工业园|产业园|创业园|公园|苑|大道|路|街|巷/g
const ROAD = /(路|街|巷|大道)$/
/** A character that cannot stand inside the name: grammar, or the end of the place before it. */
const STOP =
  /[^\p{Script=Han}A-Za-z0-9]|[的在是住到和与我你他她们于了有把被让给从往去至对向及或这那个位市区县镇乡村路街巷道旁边内外附近映诉问询议请该本某各每全整座家条段因为由将要经过于但且就也都还又很没不来里城上下前后]/u
/** Words that end like a place and name none. */
const NO_NAME =
  /^(一|二|三|四|五|六|七|八|九|十|马|公|道|线|电|网|铁|高速公|水泥|柏油|乡村|农村|山|小|大|老|新|旧|主干|人行|出|通|半|走|让|修|断|问|思|套|销|门|气|活|弯|绕|同|顺|跑|赶|逛|上|老旧|安置|回迁|高档|住宅|居民|封闭|相邻|隔壁|周边|对面|几|多|两|其他|别|开放|民办|公办|私立|公立|寄宿|九年制|职业|技工|中心|农贸|批发|菜|超级|二手|劳动力|人才|商品房|房地产|建材|儿童|社区|街心|森林|湿地|文化|人民|省|市|县|大型|综合|商业|步行|背街小|小街小|大街小|本科|专科|重点|普通|青年|单身|人才|员工|老年|党|团|驾驶|培训|建筑|国际|租赁|资本|股票|期货|证券|消费|国内|国外|整个|原|开|道路|道|每条|沿|临|环)$/

/** 少走路, 没人修路, 那条路: the last word is no name, whatever stands before it. */
const NO_ROAD = /[走修赶绕迷堵抢探思网出条半]路$/

/**
 * Sites and roads by suffix (小区 家园 苑 学校 路 街 …): at most 40, each name once. They say where in words, never in which
 * district: an estate that no gazetteer knows proves nothing (METHODS §6). `from` skips what the gazetteer already read.
 */
export function findSites(text: string, taken: (index: number) => boolean): Site[] {
  const found = new Map<string, Site>()
  ENDINGS.lastIndex = 0
  for (let match = ENDINGS.exec(text); match !== null && found.size < 40; match = ENDINGS.exec(text)) {
    const end = match.index + match[0].length
    const road = ROAD.test(match[0])
    const after = text[end] ?? ''
    if (road && /[灯面人边口过程线径由费况途子段]/.test(after) && !/[口边段]/.test(after)) continue
    let start = match.index
    while (start > 0 && match.index - start < 7 && !taken(start - 1) && !STOP.test(text[start - 1] as string)) start--
    const stem = text.slice(start, match.index)
    // Seven characters without a stop are a clause, not a name.
    if (stem.length < (road ? 2 : 2) || stem.length >= 7 || NO_NAME.test(stem) || /^\d+$/.test(stem)) continue
    const name = stem + match[0]
    if (road && (/\d$/.test(stem) || NO_ROAD.test(name))) continue
    if (!found.has(name)) found.set(name, { name, level: road ? 'road' : 'site', start, end })
  }
  return [...found.values()]
}
