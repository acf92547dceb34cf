/**
 * Letters that are grammar in a sentence and stand in names all the same: 祥和|家园 and 老人|和|小区, 王家庄 and 我家, 五里桥 and 院里.
 * Read by letters alone: no dictionary has the names, so the cut into words is wrong just there (嘉|和|名苑).
 */

const setOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Pairs that hold such a letter and that names are made of, whatever stands around. */
const PAIRS = setOf(
  `祥和 嘉和 泰和 仁和 永和 太和 瑞和 雍和 颐和 熙和 和谐 和平 和睦 和煦 世家 名家 百家 皇家 家乐 家福 家馨 大有 富有 有色 向阳 向荣 向日 向明 及第 与众 从善
  前进 前程 前海 东来 凤来 福来 喜来 来福 来宝 上品 上院 上郡 上城 上海 海上 后海 本源 经典 经纬 名都 丽都 花都 帝都 京都 成都 都市 十全 福全 外滩`,
)
/** Those that name an estate with at most two letters after them; else they are a town's: 星城国际|小区, but 星城|新宇桃花苑. */
const TOWNS = setOf(
  `康城 名城 银城 金城 锦城 丽城 悦城 尚城 佳城 嘉城 华城 龙城 凤城 长城 星城 阳城 春城 花城 水城 山城 江城 湖城 海城 雅城 福城 港城 香城 湾城 际城 居城 乐城 逸城 皇城`,
)
/** Those right before an ending: 君临天下|小区, 工人新村|小学. */
const AT_END = setOf('天下 新村')
/** Longer ones. */
const PHRASES = ['在水一方', '我爱我家', '外国语', '家天下']
/** Just before 和 and nothing before that: 益和|市场, 兴和|路. */
const BEFORE_AND =
  /[嘉祥泰信仁人益中永兴安瑞康太福裕盛顺同元义广万保合惠恒景雅润天德亨时正民美金玉宝协共融熙颐雍晟鸿丰富鑫昌庆吉百光尚谦锦春云]/
/** Of those, what ends words for people and times: 村民和, 本人和, 每天和. */
const OF_PEOPLE = /[人民天]/
/** Just after 和, and one letter alone is no name: 和兴|路, 和泰|小区. */
const AFTER_AND = /[谐美顺兴泰信盛瑞润丰悦韵畅馨雅硕睦乐鑫昌庆祥合达裕源融锦怡煦熙福贵义政善德康惠嘉志宁煌畔悠居苑园]/
/** What a name may follow without a stop: the end of the place before it, and 的, 在, 住. */
const BORDER = /[区县市镇乡村路街道巷的在住]/
const DISTRICT_BEFORE = /(?:^|[^社小园校厂库片新辖地])[区县]$/
const SURE_BORDER = /[区县镇乡道]/
/** 王家庄, 龚家湾: a family and what it lives by. */
const LAND = /[庄湾滩营堡台坪沟川咀嘴崖岔河山岭坡窑巷铺梁沙泉井寺坝墩圈集湖岗桥坊磨渠峡]/
const NO_FAMILY =
  /[这那我你他她它大人全国自各谁咱俺们哪回在公皇一独两几每别农商店厂专玩住到离搬居管当东房买卖酒病行业私自从对于往\P{Script=Han}]/u
const NUMBER = /[一二三四五六七八九十百千万]/
/** 五里桥|小学, 三里|小区; not 三里|路, nor 走了三里到学校. */
const STATION = /[铺店桥墩台河营堡屯坡]/
const QUARTER = /[兴平安宁德义仁福祥和康乐昌顺庆泰民利胜荣华]/
const HAN = /\p{Script=Han}/u

/**
 * What becomes of such a letter: it ends the name from the right (`stop`), it is of the name, so is it with the letter before it, or
 * the name begins with it.
 */
export type NameLetter = 'stop' | 'inside' | 'with-left' | 'first'

/** Endings that nobody says by themselves, so that no «and» stands right before them. */
const NO_WORD =
  /^(?:花园小区|(?:[家佳嘉雅豪]园|[佳嘉雅名]?苑|[华豪]庭|[华悦御]府|[名雅]居|名邸|雅筑|公馆|山庄)(?:小区)?|[轩庭郡邸墅坊湾])$/
const ROAD = /(?:路|街|巷|大道)$/

export interface NameEnd {
  readonly ending: string
  /** Where the ending begins. */
  readonly at: number
  /** Nothing of the name stands before it. */
  readonly from: number
}

/** What becomes of the letter at `at`, which elsewhere ends a name, before the ending `end`. */
export function nameLetter(text: string, at: number, end: NameEnd): NameLetter {
  const isRoad = ROAD.test(end.ending)
  const left = at > end.from ? (text[at - 1] as string) : ''
  const right = at + 1 < end.at ? (text[at + 1] as string) : ''
  const letter = text[at] as string
  if (left !== '') {
    if (PAIRS.has(left + letter)) return 'with-left'
    if (end.at - at <= 3 && TOWNS.has(left + letter)) return 'with-left'
    if (right === '' && !isRoad && AT_END.has(left + letter)) return 'with-left'
  }
  if (right !== '' && PAIRS.has(letter + right)) return 'inside'
  if (inPhrase(text, at, end)) return 'inside'
  if (right !== '' && JOINING.test(letter) && LIVES.test(text.slice(Math.max(0, at - 2), at))) return 'first'
  if (letter === '和') return ofAnd(text, at, left, right, end)
  if (letter === '家') return ofHome(text, at, left, right, end)
  if (letter === '里' && left !== '') {
    if (NUMBER.test(left)) return (right === '' ? !isRoad : STATION.test(right)) ? 'with-left' : 'stop'
    // 永昌里|小区
    if (right === '' && !isRoad && QUARTER.test(left) && at - 2 >= end.from && beginsAt(text, at - 2, end, BORDER))
      return 'with-left'
  }
  return 'stop'
}

function inPhrase(text: string, at: number, { from, at: end }: NameEnd): boolean {
  for (const phrase of PHRASES)
    for (let k = phrase.indexOf(text[at] as string); k !== -1; k = phrase.indexOf(text[at] as string, k + 1))
      if (at - k >= from && at - k + phrase.length <= end && text.startsWith(phrase, at - k)) return true
  return false
}

/** A name may begin at `at`: nothing stands before it, or a stop, or the end of another place. */
const beginsAt = (text: string, at: number, { from }: NameEnd, border: RegExp): boolean =>
  at <= from || !HAN.test(text[at - 1] as string) || border.test(text[at - 1] as string)

function ofAnd(text: string, at: number, left: string, right: string, end: NameEnd): NameLetter {
  // 嘉和|名苑, but no one says «和 名苑»; 泰和|小区, though who speaks of «孩子和小区» joins two.
  if (right === '' && NO_WORD.test(end.ending) && HAN.test(left) && !BORDER.test(left)) return 'with-left'
  const rest = end.at - at - 1
  if (
    rest <= 1 &&
    left !== '' &&
    BEFORE_AND.test(left) &&
    beginsAt(text, at - 1, end, OF_PEOPLE.test(left) ? SURE_BORDER : BORDER)
  )
    return 'with-left'
  if (right === '' || !AFTER_AND.test(right)) return 'stop'
  if (rest === 1) return 'first'
  // 城关区和盛源|小区: nobody joins a district and an estate, nor is there anything to join where a clause begins or after a word that still wants its noun.
  const joinsNothing = at === 0 || NOTHING_BEFORE.test(text[at - 1] as string)
  return joinsNothing || DISTRICT_BEFORE.test(text.slice(Math.max(0, at - 2), at)) ? 'first' : 'stop'
}
const NOTHING_BEFORE = /[。！？；：，,!?;:\s（(「“《是于在住]/
/** Letters that join two things or lead to one; after where somebody lives they can only be of the name: 住在与山|雅居. */
const JOINING = /[和与及向同]/
const LIVES = /(?:住在|家在|家住|位于|地处)$/

function ofHome(text: string, at: number, left: string, right: string, end: NameEnd): NameLetter {
  if (left !== '' && !NO_FAMILY.test(left)) {
    if (LAND.test(right)) return 'with-left'
    if (right === '' && beginsAt(text, at - 1, end, BORDER) && (NO_WORD.test(end.ending) || end.ending === '花园'))
      return 'with-left'
    // 水岸万家|花园
    if (right === '' && NO_WORD.test(end.ending) && left === '万') return 'with-left'
  }
  // 家和|苑
  return right !== '' &&
    NO_WORD.test(end.ending) &&
    end.at - at === 2 &&
    beginsAt(text, at, end, BORDER) &&
    AFTER_HOME.test(right)
    ? 'first'
    : 'stop'
}
const AFTER_HOME = /[和合兴悦誉佳嘉美安祥瑞]/
