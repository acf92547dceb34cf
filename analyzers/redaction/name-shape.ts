/**
 * What a person's name looks like where a cue says that one comes: a surname of one or two characters and one or two more, or the
 * transcribed names of the peoples of the northwest. How sure the cue is decides how usual the characters must be.
 */
import {
  DOUBLE_SURNAMES,
  GIVEN,
  NOT_NAMES,
  RARE_SURNAMES,
  SOLO,
  SURNAMES,
  WORDY_DOUBLES,
  WORDY_SURNAMES,
} from '../dict/surnames.ts'
import { isTranscribed, transcribedAt } from './transcribed.ts'

export const TITLE_WORDS =
  '先生|女士|老太太|老爷子|老汉|大伯|大婶|大嫂|小姐|老师|医生|大夫|护士|师傅|阿姨|大爷|大妈|大叔|大姐|大哥|叔叔|太太|经理|老板|律师|教练|同学|同志|主任医师|医师|教授'
export const OFFICE_WORDS =
  '副?(?:总书记|书记|市长|省长|县长|区长|镇长|乡长|村长|局长|处长|科长|厅长|(?<!班)主任|部长|主席|所长|队长|站长|校长|院长|园长|会长|社长|组长|委员长?|警官|法官|检察官|干事|支书|干部|巡视员|调研员|总理|常委|董事长|总经理|行长|科员|警员|民警|秘书长|参谋|司令|政委|大队长|支队长|指导员|教导员)'
const title = new RegExp(`(?:${TITLE_WORDS}|${OFFICE_WORDS})`, 'y')
const officeBefore = new RegExp(`(?:${OFFICE_WORDS})[:：、 ]?$`)
const officeAfter = new RegExp(`^(?:${OFFICE_WORDS})`)
/** An official's full name beside the title stands for the office. */
export const besideOffice = (text: string, start: number, length: number): boolean =>
  officeAfter.test(text.slice(start + length, start + length + 5)) ||
  officeBefore.test(text.slice(Math.max(0, start - 6), start))
export const isTitle = (text: string, at: number): boolean => {
  title.lastIndex = at
  return title.test(text)
}

export const surnames = new Set(SURNAMES)
export const rare = new Set(RARE_SURNAMES)
export const given = new Set(GIVEN)
const solo = new Set(SOLO)
/** Rare surnames that are grammar or everyday words first. */
const WORDS = new Set('把都部者元强药水火居惠容盖黑摆洒')
export const wordy = new Set(WORDY_SURNAMES)
export const doubles = new Set(DOUBLE_SURNAMES)
const doubleFirsts = new Set(DOUBLE_SURNAMES.map((name) => name[0] as string))
export const wordyDoubles = new Set(WORDY_DOUBLES)
const HAN = /[\u4e00-\u9fff]/
/** Never inside a given name: grammar words. */
export const GRAMMAR = new Set(
  '的了是在我你您他她它们说不也都就被把让给向对从到与及或但而并且这那此该其某等个位无没要能会可应请将已还又再来去上下里内外前后之以为于则因所么呢吗吧啊哦嗯很太最更只名姓',
)
/** Of those, what is also usual in given names (可馨, 向阳, 以诺, 为民, 同庆, 来福), behind a surname that is no verb or adverb. */
const ALSO_GIVEN = new Set('可向以为同之在来会应其能如从与')
/** 同意, 可爱: a word, though both characters are usual in names. */
const GRAMMAR_WORD = /^(?:同[意学事样行步志心]|可爱|向[前上]|来年|在家|以全)/
const VERBAL_SURNAMES = new Set('曾任包查付顾谢祝施易严成许全何万毕申盛赖')
/** What begins like the end of a name and is a word behind it: 于帅|一直, 李明|开车. */
const WORD_BEHIND = /^(?:实名|一[直再起同家个次]|三番|开[车始]|长期|常[年常]|有时|成天|立即|占[用据]|发现|得知)/
/** 张家山, 项家场: places of the country by their form. */
export const FAMILY_PLACE = /^.家[山泉湾滩坪庄营台堡川沟岔咀嘴坡梁崖洼岘塬峡坝河场桥井]/
/** What may follow a name where only a weak cue precedes it. */
const AFTER = new Set(
  '的说在等和与于是因从把被到不将向家及先女同老医曾已现今身电联手住系也又还就都给让对以我他她你这那有没与并用要却来去私打骂找称欠强多该未、',
)

export const isHan = (ch: string | undefined): boolean => ch !== undefined && HAN.test(ch)

/** Length of the surname at `at`: 2, 1 or 0. */
export function surnameAt(text: string, at: number): number {
  const first = text[at] as string
  if (doubleFirsts.has(first) && doubles.has(text.slice(at, at + 2))) return 2
  return surnames.has(first) ? 1 : 0
}

export type Trust = 'label' | 'strong' | 'weak'

/**
 * Length of the person's name that begins at `at`, 0 for none. `label`: what stands there is a name, up to the next
 * delimiter; `strong`: any characters but grammar words; `weak`: usual given names only, and a fit end.
 */
export function nameAt(text: string, at: number, trust: Trust): number {
  const transcribed = transcribedAt(text, at)
  if (transcribed > 0) return goesOnAsPlace(text, at + transcribed) ? 0 : transcribed
  const family = surnameAt(text, at) || (rare.has(text[at] as string) ? 1 : 0)
  if (family === 0) return 0
  if (family === 2) return doubleName(text, at)
  if (trust === 'weak' && rare.has(text[at] as string)) return rareName(text, at)
  // 诉求人：全体业主: behind a label too a word that goes on is none.
  if (NOT_NAMES.has(text.slice(at, at + 2)) && (trust !== 'label' || (isHan(text[at + 2]) && isHan(text[at + 3]))))
    return 0
  if (trust !== 'weak') {
    const length = fullName(text, at)
    if (length > 0) return length
  }
  const [first, second, after] = [text[at + 1], text[at + 2], text[at + 3]]
  if (!isHan(first) || first === '某') return 0
  if (GRAMMAR.has(first as string)) return ALSO_GIVEN.has(first as string) ? grammarName(text, at, trust) : 0
  // 投诉人：向先生
  if (isTitle(text, at + 1)) return trust === 'label' ? 1 : 0
  if (trust === 'label' && !isHan(after) && isHan(second) && !isTitle(text, at + 2)) return 3
  if (goesOnAsPlace(text, at + 2) || FAMILY_PLACE.test(text.slice(at, at + 3))) return 0
  if (trust === 'weak' && wordy.has(text[at] as string)) return wordyName(text, at)
  if (trust === 'weak' && !given.has(first as string))
    return (ALSO_GIVEN.has(first as string) && grammarName(text, at, trust)) || oddName(text, at + 1)
  const twoOk =
    isHan(second) &&
    !GRAMMAR.has(second as string) &&
    !isTitle(text, at + 2) &&
    !WORD_BEHIND.test(text.slice(at + 2, at + 4)) &&
    (given.has(second as string) || !isHan(after) || AFTER.has(after as string)) &&
    // After a weak cue the second may be unusual where the surname is no word.
    (trust !== 'weak' || given.has(second as string) || !wordy.has(text[at] as string))
  if (twoOk && (trust !== 'weak' || given.has(first as string))) {
    // 王强家里: 家 is usual in names, but a grammar word behind it says that the name ended before.
    const goesOn = AFTER.has(second as string) && isHan(after) && !AFTER.has(after as string)
    // 李大强偷树 is no 李大 who does something by force, 王大强拆房 might be.
    if (goesOn && trust === 'weak' && !(second === '强' && !/[拆占行迫制卖收买征]/.test(after as string))) return 2
    return 3
  }
  if (!isHan(second)) return 2
  const ends = trust !== 'weak' || AFTER.has(second as string) || isTitle(text, at + 2)
  return ends || (solo.has(first as string) && !wordy.has(text[at] as string)) ? 2 : 0
}

/** 司马相伟, 欧阳雪: the surname says that a name it is, so one or two characters behind it may be unusual. */
function doubleName(text: string, at: number): number {
  const [first, second, after] = [text[at + 2], text[at + 3], text[at + 4]]
  if (!isHan(first) || GRAMMAR.has(first as string) || first === '某' || isTitle(text, at + 2)) return 0
  if (goesOnAsPlace(text, at + 2)) return 0
  const ends = (ch: string | undefined): boolean => !isHan(ch) || AFTER.has(ch as string)
  if (wordyDoubles.has(text.slice(at, at + 2)))
    return given.has(first as string) && (ends(second) || (given.has(second as string) && ends(after)))
      ? ends(second)
        ? 3
        : 4
      : 0
  if (!isHan(second) || GRAMMAR.has(second as string) || isTitle(text, at + 3)) return 3
  if (AFTER.has(second as string) && !ends(after)) return 3
  return given.has(second as string) || ends(after) ? 4 : 3
}

/** What stands whole between an introduction and a stop: 周后军, of three characters; 马依布拉, of more, where it is a transcription. */
function fullName(text: string, at: number): number {
  const run = /^[\u4e00-\u9fff]{2,7}(?=[，,。；;、\s（(]|$)/.exec(text.slice(at, at + 8))?.[0] ?? ''
  if (run.length === 3)
    return given.has(run[2] as string) &&
      !wordy.has(run[0] as string) &&
      !rare.has(run[0] as string) &&
      !isTitle(text, at + 1)
      ? 3
      : 0
  return run.length >= 4 && isTranscribed(run) && !isTitle(text, at + run.length - 2) ? run.length : 0
}

/** 王可馨, 马为民: the second character usual in names, or whatever stands alone behind a label. */
function grammarName(text: string, at: number, trust: Trust): number {
  const [family, second, after] = [text[at] as string, text[at + 2], text[at + 3]]
  if (!isHan(second) || isTitle(text, at + 2) || goesOnAsPlace(text, at + 2)) return 0
  if (trust === 'label' && !isHan(after)) return 3
  if (wordy.has(family) || rare.has(family) || VERBAL_SURNAMES.has(family)) return 0
  if (GRAMMAR_WORD.test(text.slice(at + 1, at + 3))) return 0
  if (WORD_BEHIND.test(text.slice(at + 2, at + 4))) return 2
  return given.has(second as string) && !GRAMMAR.has(second as string) ? 3 : 0
}

/** 阿依古丽, 才让东智: a name without a surname, where an introduction says that one comes. */
export function bareName(text: string, at: number): number {
  const run = /^[\u4e00-\u9fff]{3,8}(?=[，,。；;、\s（(]|$)/.exec(text.slice(at, at + 9))?.[0] ?? ''
  const dotted = /^[\u4e00-\u9fff]{2,7}[·•.][\u4e00-\u9fff]{2,8}/.exec(text.slice(at, at + 17))?.[0] ?? ''
  if (dotted !== '') return dotted.length
  return run !== '' && isTranscribed(run) && !NOT_NAMES.has(run.slice(0, 2)) ? run.length : 0
}

/** After a relation: 保安小赵, 邻居老张头, 孙女叫朵朵. Of the surnames that make no word with 小 or 老. */
const NICKNAME =
  /^(?:[小老][王李张刘陈杨赵吴徐孙胡郭罗郑宋许韩冯邓曹彭曾肖袁潘蒋蔡余杜](?:头|子)?(?![家庄村店路沟湾山坡])|([\u4e00-\u9fff])\1)/
const KIN = /[爸妈爷奶哥姐弟妹叔姑婆公舅伯姨天人家个处时刻年]/
export function nickname(text: string, at: number): number {
  const m = NICKNAME.exec(text.slice(at, at + 4))
  if (!m) return 0
  // 叫朵朵，: twice the same, alone behind «is called».
  if (m[1] !== undefined && (text[at - 1] !== '叫' || isHan(text[at + 2]) || KIN.test(m[1]))) return 0
  return m[0].length
}

/** 王 小 明, 王　明: characters apart, as forms of an office have them, up to a stop or the next label. */
const SPACED =
  /^[\u4e00-\u9fff]{1,2} {1,4}(?:[\u4e00-\u9fff](?: {1,4}[\u4e00-\u9fff])?|[\u4e00-\u9fff]{2})(?=\s*(?:$|[^\u4e00-\u9fff\s]|\n| {2}|[男女]|性 *别|年 *龄|民 *族|电 *话|手 *机|联 *系|身 *份|住 *址|地 *址))/
export function spacedName(text: string, at: number): number {
  const length = SPACED.exec(text.slice(at, at + 24))?.[0].length ?? 0
  const family = surnameAt(text, at) || (rare.has(text[at] as string) ? 1 : 0)
  return length > 0 && family > 0 && text[at + family] === ' ' ? length : 0
}

/** Zhang Wei, after an introduction or a label. */
export const latinName = (text: string, at: number): number =>
  /^[A-Z][a-z]{1,14}(?:[ ·][A-Z][a-z]{1,14}){1,3}(?![A-Za-z])/.exec(text.slice(at, at + 64))?.[0].length ?? 0

/** 景致雅苑, 金富北城: what goes on as a place or a firm is no name. */
const PLACE =
  /^(?:[苑园城府庭湾邸郡村路街巷镇乡县市区厂店馆楼桥站港湖岭坪堡寺]|小区|花园|家园|大厦|公司|集团|学校|医院|广场|公寓|酒店|饭店|荣府)/

export const goesOnAsPlace = (text: string, at: number): boolean =>
  PLACE.test(text.slice(at, at + 2)) || (given.has(text[at] as string) && PLACE.test(text.slice(at + 1, at + 3)))

/** A surname that is also a word (方, 金, 时): two usual given characters and no third, or nothing. */
function wordyName(text: string, at: number): number {
  const [first, second, after] = [text[at + 1], text[at + 2], text[at + 3]] as [string, string, string]
  if (!given.has(first)) return 0
  if (WORD_BEHIND.test(second + after)) return 2
  return given.has(second) && (!given.has(after) || /[家同]/.test(after)) ? 3 : 0
}

/** After a usual surname a first character that is not usual in names, a second that is, and a fit end: 汪得海把…. */
function oddName(text: string, from: number): number {
  const [second, after] = [text[from + 1], text[from + 2]]
  const ends = !isHan(after) || AFTER.has(after as string)
  return given.has(second as string) && ends && !NOT_NAMES.has(text.slice(from, from + 2)) ? 3 : 0
}

/** A rare surname after a weak cue: two usual given characters and a fit end. */
function rareName(text: string, at: number): number {
  const [first, second, after] = [text[at + 1], text[at + 2], text[at + 3]]
  const ends = !isHan(after) || AFTER.has(after as string)
  return !WORDS.has(text[at] as string) &&
    given.has(first as string) &&
    given.has(second as string) &&
    ends &&
    !NOT_NAMES.has(text.slice(at, at + 2))
    ? 3
    : 0
}

/** What stands right before a name although it is no border. */
const LEADS =
  /(?:联系|联系人|请找|找|咨询|致电|答复|回复|告知|通知|回访|我是|我叫|叫|本人|经理|老板|业主|村民|市民|居民|联络员)$/

/** The name that ends exactly at `end` and begins at a border, longest first; [0,0] for none. */
export function endingAt(text: string, end: number, trust: Trust): [number, number] {
  for (const length of [4, 3, 2]) {
    const start = end - length
    if (start < 0 || (isHan(text[start - 1]) && !LEADS.test(text.slice(Math.max(0, start - 3), start)))) continue
    const family = surnameAt(text, start) || (length === 3 && rare.has(text[start] as string) ? 1 : 0)
    if (family === 0 || length - family < 1 || length - family > 2) continue
    const rest = [...text.slice(start + family, end)]
    if (NOT_NAMES.has(text.slice(start, start + 2))) continue
    if (rest.every((ch) => isHan(ch) && !GRAMMAR.has(ch) && (trust !== 'weak' || given.has(ch)))) return [start, length]
  }
  return [0, 0]
}

/**
 * Less usual names right before a number that tells of a person: behind a surname of two characters whatever stands before it
 * (答复欧阳建国), behind one of one character at a border (张三丰). [0,0] for none.
 */
export function endingTold(text: string, end: number): [number, number] {
  for (const length of [4, 3]) {
    const start = end - length
    if (start < 0) continue
    const two = doubles.has(text.slice(start, start + 2)) && !wordyDoubles.has(text.slice(start, start + 2))
    const one = length === 3 && surnames.has(text[start] as string) && !wordy.has(text[start] as string)
    if (!two && (!one || isHan(text[start - 1]) || NOT_NAMES.has(text.slice(start, start + 2)))) continue
    const rest = [...text.slice(two ? start + 2 : start + 1, end)]
    const named = rest.every((ch) => isHan(ch) && !GRAMMAR.has(ch)) && (two || rest.some((ch) => given.has(ch)))
    if (
      named &&
      !isTitle(text, end - 2) &&
      !PLACE.test(text.slice(end - 2, end)) &&
      !PLACE.test(text[end - 1] as string)
    )
      return [start, length]
  }
  return [0, 0]
}
