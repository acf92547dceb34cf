/**
 * Names of persons by cue: a label (姓名：), an introduction (我叫), a relation (邻居, 我丈夫), a form of address (先生, 老师),
 * a phone right behind, 男/女 right behind, a signature. Without a cue nothing is a name. An official's surname with the
 * title (李书记) and a full name beside an official title stay: they stand for the office.
 */
import {
  DOUBLE_SURNAMES,
  GIVEN,
  NOT_NAMES,
  RARE_SURNAMES,
  SOLO,
  SURNAMES,
  WORD_ENDS,
  WORDY_SURNAMES,
} from '../dict/surnames.ts'
import { createFinder } from '../patterns/finder.ts'
import type { Lexicon } from '../patterns/lexicon.ts'
import { createGazetteer, type Form } from '../place/gazetteer.ts'
import type { Finding } from './finding.ts'

const surnames = new Set(SURNAMES)
const rare = new Set(RARE_SURNAMES)
const given = new Set(GIVEN)
const solo = new Set(SOLO)
/** Rare surnames that are grammar or everyday words first. */
const WORDS = new Set('把都部者元强药水火居惠容盖')
const wordy = new Set(WORDY_SURNAMES)
const doubles = new Set(DOUBLE_SURNAMES)
const HAN = /[\u4e00-\u9fff]/
/** Never inside a given name: grammar words. */
const GRAMMAR = new Set(
  '的了是在我你您他她它们说不也都就被把让给向对从到与及或但而并且这那此该其某等个位无没要能会可应请将已还又再来去上下里内外前后之以为于则因所么呢吗吧啊哦嗯很太最更只名姓',
)
/** What may follow a name where only a weak cue precedes it. */
const AFTER = new Set(
  '的说在等和与于是因从把被到不将向家及先女同老医曾已现今身电联手住系也又还就都给让对以我他她你这那有没与并用要却来去私打骂找称欠强多该未、',
)

const isHan = (ch: string | undefined): boolean => ch !== undefined && HAN.test(ch)

/** Length of the surname at `at`: 2, 1 or 0. */
function surnameAt(text: string, at: number): number {
  if (doubles.has(text.slice(at, at + 2))) return 2
  return surnames.has(text[at] as string) ? 1 : 0
}

type Trust = 'label' | 'strong' | 'weak'

/**
 * Length of the person's name that begins at `at`, 0 for none. `label`: what stands there is a name, up to the next
 * delimiter; `strong`: any characters but grammar words; `weak`: usual given names only, and a fit end.
 */
function nameAt(text: string, at: number, trust: Trust): number {
  const family = surnameAt(text, at) || (rare.has(text[at] as string) ? 1 : 0)
  if (family === 0) return 0
  if (trust === 'weak' && rare.has(text[at] as string)) return rareName(text, at)
  if (trust !== 'label' && NOT_NAMES.has(text.slice(at, at + 2))) return 0
  if (trust !== 'weak') {
    const length = fullName(text, at, family)
    if (length > 0) return length
  }
  const first = text[at + family]
  const second = text[at + family + 1]
  const after = text[at + family + 2]
  if (!isHan(first) || GRAMMAR.has(first as string) || first === '某') return 0
  if (trust === 'label' && !isHan(after) && isHan(second) && !isTitle(text, at + family + 1)) return family + 2
  if (isTitle(text, at + family)) return 0
  if (goesOnAsPlace(text, at + 2)) return 0
  if (trust === 'weak' && wordy.has(text[at] as string)) return wordyName(text, at)
  if (trust === 'weak' && !given.has(first as string)) return oddName(text, at + family, family)
  const twoOk =
    isHan(second) &&
    !GRAMMAR.has(second as string) &&
    !isTitle(text, at + family + 1) &&
    (given.has(second as string) || !isHan(after) || AFTER.has(after as string)) &&
    // After a weak cue the second may be unusual where the surname is no word.
    (trust !== 'weak' || given.has(second as string) || !wordy.has(text[at] as string))
  if (twoOk && (trust !== 'weak' || given.has(first as string))) {
    // 王强家里: 家 is usual in names, but a grammar word behind it says that the name ended before.
    const goesOn = AFTER.has(second as string) && isHan(after) && !AFTER.has(after as string)
    // 李大强偷树 is no 李大 who does something by force, 王大强拆房 might be.
    if (goesOn && trust === 'weak' && !(second === '强' && !/[拆占行迫制卖收买征]/.test(after as string)))
      return family + 1
    return family + 2
  }
  if (!isHan(second)) return family + 1
  const ends = trust !== 'weak' || AFTER.has(second as string) || isTitle(text, at + family + 1)
  return ends || (solo.has(first as string) && !wordy.has(text[at] as string)) ? family + 1 : 0
}

/** Characters that names of the peoples of the northwest are written with: 马依布拉, 阿依古丽, 才让东智. */
const TRANSCRIBED =
  /^[阿艾爱巴白拜班保比毕卜布才措达丹旦德迪丁东都多额尔法福尕嘎格古哈海和赫吉加佳杰金卡坎克库拉兰郎老勒雷里力丽利列龙洛麻马玛麦曼买毛么美米木姆穆那娜南尼努诺帕皮平其恰千乔让热日荣肉茹萨塞三色沙山什舍斯丝苏索塔坦提铁图吐土瓦旺维乌吾西希夏先祥辛雄许牙亚雅延央杨依伊以尹英永尤玉扎则增扎张者珍智扎则中珠卓孜祖]+$/

/** What stands whole between an introduction and a stop: 周后军, of three characters; 马依布拉, of more, where it is a transcription. */
function fullName(text: string, at: number, family: number): number {
  const run = /^[\u4e00-\u9fff]{2,7}(?=[，,。；;、\s（(]|$)/.exec(text.slice(at, at + 8))?.[0] ?? ''
  if (run.length === family + 2 && family === 1)
    return given.has(run[2] as string) &&
      !wordy.has(run[0] as string) &&
      !rare.has(run[0] as string) &&
      !isTitle(text, at + 1)
      ? 3
      : 0
  return run.length >= 4 && TRANSCRIBED.test(run) && !isTitle(text, at + run.length - 2) ? run.length : 0
}

/** 阿依古丽, 才让东智: a name without a surname, where an introduction says that one comes. */
function bareName(text: string, at: number): number {
  const run = /^[\u4e00-\u9fff]{3,8}(?=[，,。；;、\s（(]|$)/.exec(text.slice(at, at + 9))?.[0] ?? ''
  const dotted = /^[\u4e00-\u9fff]{2,7}[·•.][\u4e00-\u9fff]{2,8}/.exec(text.slice(at, at + 17))?.[0] ?? ''
  if (dotted !== '') return dotted.length
  return run !== '' && TRANSCRIBED.test(run) && !NOT_NAMES.has(run.slice(0, 2)) ? run.length : 0
}

/** 景致雅苑, 金富北城: what goes on as a place or a firm is no name. */
const PLACE =
  /^(?:[苑园城府庭湾邸郡村路街巷镇乡县市区厂店馆楼桥站港湖岭坪堡寺]|小区|花园|家园|大厦|公司|集团|学校|医院|广场|公寓|酒店|饭店|荣府)/

const goesOnAsPlace = (text: string, at: number): boolean =>
  PLACE.test(text.slice(at, at + 2)) || (given.has(text[at] as string) && PLACE.test(text.slice(at + 1, at + 3)))

/** A surname that is also a word (方, 金, 时): two usual given characters and no third, or nothing. */
function wordyName(text: string, at: number): number {
  const [first, second, after] = [text[at + 1], text[at + 2], text[at + 3]] as [string, string, string]
  return given.has(first) && given.has(second) && !given.has(after) ? 3 : 0
}

/** After a usual surname a first character that is not usual in names, a second that is, and a fit end: 汪得海把…. */
function oddName(text: string, from: number, family: number): number {
  const [second, after] = [text[from + 1], text[from + 2]]
  const ends = !isHan(after) || AFTER.has(after as string) || family === 2
  return given.has(second as string) && ends && !NOT_NAMES.has(text.slice(from, from + 2)) ? family + 2 : 0
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

const TITLE_WORDS =
  '先生|女士|老太太|老爷子|老汉|大伯|大婶|大嫂|小姐|老师|医生|大夫|护士|师傅|阿姨|大爷|大妈|大叔|大姐|大哥|叔叔|太太|经理|老板|律师|教练|同学|同志|主任医师|医师|教授'
const OFFICE_WORDS =
  '副?(?:总书记|书记|市长|省长|县长|区长|镇长|乡长|村长|局长|处长|科长|厅长|(?<!班)主任|部长|主席|所长|队长|站长|校长|院长|园长|会长|社长|组长|委员长?|警官|法官|检察官|干事|支书|干部|巡视员|调研员|总理|常委|董事长|总经理|行长|科员|警员|民警|秘书长|参谋|司令|政委|大队长|支队长|指导员|教导员)'
const title = new RegExp(`(?:${TITLE_WORDS}|${OFFICE_WORDS})`, 'y')
const officeBefore = new RegExp(`(?:${OFFICE_WORDS})[:：、 ]?$`)
const officeAfter = new RegExp(`^(?:${OFFICE_WORDS})`)
const isTitle = (text: string, at: number): boolean => {
  title.lastIndex = at
  return title.test(text)
}

const LABEL =
  '(?:被保人|参保人|投保人|欠款人|担保人|见证人|介绍人|报案人|报警人|上访人|信访代表|居民代表|职工代表|(?:学生|孩子|患者|本人|真实|我的|家长|被保人|参保人)?姓名|名字|联系人|联络人|投诉人|反映人|反应人|举报人|申请人|来电人|来信人|写信人|留言人|信访人|诉求人|求助人|当事人|委托人|代理人|原告|被告|户主|患者|病人|法定代表人|法人代表|法人|负责人|代表人|代表|经办人|承办人|收款人|开户人|户名|署名|监护人|受害人|受害者|死者|伤者|失主|房主|产权人|收件人|签名|落款|责任人|当事司机|嫌疑人)'
const INTRO =
  '(?:我叫做?|我名叫|(?:我|本人)名(?:是|为)?(?![叫字下声誉义额气列分次片校师医单牌录正落])|名叫|本人叫|名字叫做?|名字是|本人姓名|我的名字叫?是?|男子叫|女子叫|人叫)'
const RELATION =
  '(?:本人|我是|(?:丈夫|老公|妻子|老婆|爱人|父亲|母亲|爸爸|妈妈|老爸|老妈|儿子|(?<!妇)女儿|孩子|小孩|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母|公公|婆婆|邻居|同事|房东|朋友|表哥|表弟|堂哥|堂弟|侄子|外甥|孙子|孙女|学生)|(?:我|他|她)(?:爸爸?|妈妈?|哥哥?|弟弟?|姐姐?|妹妹?|爷爷?|奶奶?|姨|舅|叔叔?|姑姑?)|班主任|小包工头|包工头|工头|村民|居民|市民|业主代表|业主|住户|房主|租户|租客|司机|驾驶员|乘客|职工|工人|员工|老板娘|老板|中介|业务员|销售|会计|律师|实际控制人|法人|股东|合伙人|欠款人|当事人|受害人|死者|患者|主治医生|主治医师|医生|护士|老师|教师|教练|经理|店长|领班|管家|工程师|技术员|物业人员|工作人员|退休职工|退休教师|党员|农民工|保安|收费员|承包人|承包商|债务人|商户|摊主|店主|车主|骑手|外卖员|快递员|民工|护工|钟点工|厨师|网格员|收银员|营业员|售票员|妹夫|姐夫|嫂子|弟媳|儿媳|女婿|舅舅|姑姑|姨妈|叔叔|伯伯|老伴|亲戚|同学|同乡|老乡|楼上|楼下|对门|隔壁|一个叫|有个叫|叫)'
const CUES = createFinder(
  new RegExp(
    `(${LABEL})(\\s*(?:[:：]\\s*(?:是|为|叫)?|是|为|叫|(?=[\\u4e00-\\u9fff]))\\s*)|(${INTRO})\\s*[:：]?\\s*|(${RELATION})\\s*(?:[:：]|是|叫)?\\s*`,
  ),
  true,
)
/** What ends like a name before a title, and is none: 租车师傅, 校车师傅, 物业经理. */
const NOT_BEFORE_TITLE =
  /(?:共和国|民法|音乐|租车|公交车|货车|校车|开车|年龄|年级|高级|初级|特级|社区|小区|连锁|物业|房管|水暖|水电|安保|幼儿园|学|体育|数学|全体|所有|各位|广大|其他|别的|这位|那位|某位|几位|一位|两位|多位|主管|销售|客户|大堂|项目|店铺|公司|前台|值班|门诊|代课|实习|退休|在职|编制|乡村|支教|小学|中学|高中|初中|大学|中医|西医|村医|校医|家庭|急诊|接诊|主治|坐诊|经办|当班|理发|美容|装修|维修|公交|出租|司炉|快递|搬家|开锁|饭店|酒店|餐馆|包工|小|老|大|女|男)$/
const SUFFIX = createFinder(new RegExp(`(?:${TITLE_WORDS})`), true)

/** 〔姓名〕 〔手机〕 何占林: the next in a list of people that was redacted before. */
const LISTED = /〔姓名〕(?:\s?〔(?:手机|电话|身份证|住址)〕)?\s?(?:[、,，/\s]|和|与|及)\s?(?=[\u4e00-\u9fff])/g

/** 〔住址〕马福祥家: whose house it is. */
const HOUSE_OF = /〔住址〕\s?(?=[\u4e00-\u9fff]{2,4}(?:家|户|的?房|宅))/g

/** 王建国，男，… */
const SEX = /[，,、 (（]\s*[男女](?=[，,、 ;；)）。]|性|$)/g
/** 王建国本人还打了人, and after a hospital's department 市二院骨科王建军. */
const HIMSELF = /(?=(?:本人|此人|这个人|其人)(?!以|之|的?名))/g
const WARD = /(?:[骨内外妇产儿眼胸]|皮肤|口腔|急诊|神经|肿瘤)科(?=[\u4e00-\u9fff]{3}(?![\u4e00-\u9fff]))/g
/** 我姓郝，… */
const OWN_SURNAME = /(?:我|本人|免贵)姓(?!名)[\u4e00-\u9fff](?=[，,。；;、\s（(]|$)/g

/** Names by cue in one normalised text. Spans are of that text; the cue and the form of address stay. */
export function findNames(text: string, phones: readonly Finding[]): Finding[] {
  const out: Finding[] = []
  const add = (start: number, length: number): void => {
    if (length < 1) return
    if (
      officeAfter.test(text.slice(start + length, start + length + 5)) ||
      officeBefore.test(text.slice(Math.max(0, start - 6), start))
    )
      return
    out.push({ type: '姓名', start, end: start + length, camouflaged: false })
  }
  for (const m of CUES.all(text)) {
    const at = m.index + m[0].length
    const delimited = m[1] !== undefined && /[:：\s]/.test(m[2] ?? '')
    const trust: Trust = delimited ? 'label' : m[3] ? 'strong' : 'weak'
    add(at, nameAt(text, at, trust) || (trust === 'weak' ? 0 : bareName(text, at)))
  }
  for (const m of SUFFIX.all(text)) {
    const [start, length] = beforeTitle(text, m.index)
    if (length > 0 && !ofPlace(text, start, m.index)) add(start, length)
  }
  for (const m of /本人|此人|其人|这个人/.test(text) ? text.matchAll(HIMSELF) : []) {
    const [start, length] = endingAt(text, m.index, 'weak')
    // 应许本人, 老板本人: two characters before it are as often a word.
    if (length > 2) add(start, length)
  }
  for (const m of text.includes('科') ? text.matchAll(WARD) : []) {
    const at = m.index + m[0].length
    if (nameAt(text, at, 'weak') === 3) add(at, 3)
  }
  for (const phone of phones) {
    add(...beforePhone(text, phone.start))
    add(...afterPhone(text, phone.end))
  }
  for (const m of text.includes('男') || text.includes('女') ? text.matchAll(SEX) : [])
    add(...endingAt(text, m.index, 'strong'))
  for (const m of text.includes('姓') ? text.matchAll(OWN_SURNAME) : []) add(m.index + m[0].length - 1, 1)
  for (const m of text.includes('〔姓名〕') ? text.matchAll(LISTED) : [])
    add(m.index + m[0].length, nameAt(text, m.index + m[0].length, 'weak'))
  for (const m of text.includes('〔住址〕') ? text.matchAll(HOUSE_OF) : [])
    add(m.index + m[0].length, nameAt(text, m.index + m[0].length, 'weak'))
  add(...signature(text))
  return chained(text, out)
}

/** What stands right before a name although it is no border. */
const LEADS = /(?:联系|联系人|请找|找|咨询|致电|我是|我叫|叫|本人|经理|老板|业主|村民|市民|居民|联络员)$/

/** The name that ends exactly at `end` and begins at a border, longest first; [0,0] for none. */
function endingAt(text: string, end: number, trust: Trust): [number, number] {
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

/** Read when the first form of address asks: most texts have none. */
let places: Lexicon<Form> | undefined

/** 皋兰一中|老师, 党家山|师傅: what stands before a form of address is a place by its form or by the gazetteer, begins within one, or is a school by its number. */
function ofPlace(text: string, start: number, end: number): boolean {
  const before = text.slice(start, end)
  if (/^.家[山泉湾滩坪庄营台堡川沟岔咀嘴坡梁崖洼岘塬峡坝河]$/.test(before)) return true
  if (/[一二三四五六七八九十][中小院]$/.test(before) && isHan(text[start - 1])) return true
  places ??= createGazetteer().lexicon
  const from = Math.max(0, start - 6)
  let found = false
  places.all(text.slice(from, end), (a, b, form) => {
    const [left, right] = [from + a, from + b]
    if (form.kind === 'elsewhere' || form.kind === 'trap' || right <= start) return
    found ||= left < start || (right === end && b - a > 2)
  })
  return found
}

/** Whether the surname at `at` ends an everyday word: 班主任|老师, 公司|陈老板, 提高|老师待遇. */
const endsWord = (text: string, at: number): boolean =>
  WORD_ENDS[text[at] as string]?.includes(text[at - 1] ?? ' ') === true &&
  !OTHER_WORD.test(text.slice(Math.max(0, at - 2), at))
/** What takes the character before a surname to itself: 业主|任女士, 主任|何老师. */
const OTHER_WORD = /(?:[业户房店车摊失货债]主|主任|银行|[员职]工|[小中大同]学)$/

/** 王建国老师 and 王老师: the longest of full name and surname before a form of address. */
function beforeTitle(text: string, at: number): [number, number] {
  if (NOT_BEFORE_TITLE.test(text.slice(Math.max(0, at - 4), at))) return [0, 0]
  for (const length of [4, 3, 2]) {
    const start = at - length
    if (start < 0) continue
    const family = surnameAt(text, start)
    if (family === 0 || length - family < 1 || length - family > 2 || NOT_NAMES.has(text.slice(start, start + 2)))
      continue
    if (endsWord(text, start)) continue
    const rest = [...text.slice(start + family, at)]
    if (
      rest.every((ch) => given.has(ch)) &&
      !(length > 2 && wordy.has(text[start] as string) && isHan(text[start - 1]))
    )
      return [start, length]
  }
  if (doubles.has(text.slice(at - 2, at))) return [at - 2, 2]
  const family = text[at - 1] as string
  if (at === 0 || !surnames.has(family) || endsWord(text, at - 1)) return [0, 0]
  return !wordy.has(family) || (TITLED.has(family) && BORDER.test(text.slice(Math.max(0, at - 4), at - 1)))
    ? [at - 1, 1]
    : [0, 0]
}

/** Of the surnames that are words, those that are a person's right before a title where nothing stands before them. */
const TITLED = new Set('史文金方安华古景党游管')
const BORDER = /(?:^|[^\u4e00-\u9fff]|天|上午|下午|晚上|的|找|问|是|叫|跟|让|请)$/

/** 王建国 139…, 王建国：139…, （王建国，电话139…）. */
function beforePhone(text: string, phone: number): [number, number] {
  const lead = /(?:[\s:：,，、(（/|-]|联系|电话|手机|号码|号|是|为|tel|本人)*$/i.exec(
    text.slice(Math.max(0, phone - 14), phone),
  )
  const end = phone - (lead?.[0].length ?? 0)
  return endingAt(text, end, 'weak')
}

/** 139…，王建国。 and 139…（王建国）: a name alone between two stops. */
function afterPhone(text: string, end: number): [number, number] {
  const m = /^[\s,，、(（]{1,2}([\u4e00-\u9fff]{2,3})(?=[\s,，。；;、)）]|$)/.exec(text.slice(end, end + 8))
  return m?.[1] ? endingAt(text, end + m[0].length, 'weak') : [0, 0]
}

/** A last line that is a name alone, or a name and a date. */
function signature(text: string): [number, number] {
  const m =
    /(?:\n|敬上|此致敬礼|敬礼|谢谢|[。！!])[\s!！。]*([\u4e00-\u9fff]{2,4})(?:\s*\d{4}\s*[年.-]\s*\d{1,2}\s*[月.-]\s*\d{1,2}\s*日?)?\s*$/.exec(
      text.slice(-60),
    )
  if (!m?.[1]) return [0, 0]
  const start = text.length - 60 < 0 ? m.index + m[0].indexOf(m[1]) : text.length - 60 + m.index + m[0].indexOf(m[1])
  return endingAt(text, start + m[1].length, 'weak')
}

/** What ends a name in a list. */
const LIST_ENDS = /^[\u4e00-\u9fff]{2,4}?(?=[、，,。；;！!\s)）]|和|与|及|等|$)/

/** An unusual name between two separators of a list of people: 、钱多多和. */
function listedName(text: string, at: number): number {
  const length = LIST_ENDS.exec(text.slice(at, at + 5))?.[0].length ?? 0
  const family = surnameAt(text, at)
  const rest = [...text.slice(at + family, at + length)]
  const fits = family > 0 && rest.length >= 1 && rest.length <= 2 && !rest.some((ch) => GRAMMAR.has(ch))
  if (!fits || NOT_NAMES.has(text.slice(at, at + 2)) || isTitle(text, at + family)) return 0
  // 高管, 金融, 马路: two characters are a name only where they are usual ones.
  if (rest.length === 1 && !given.has(rest[0] as string)) return 0
  return goesOnAsPlace(text, at + 2) || goesOnAsPlace(text, at + length - 1) ? 0 : length
}

/** 王建国、李秀英和张伟: who stands in a list with a name found is a name too. Same full names elsewhere count as found. */
function chained(text: string, found: Finding[]): Finding[] {
  const out = [...found]
  for (let i = 0; i < out.length && out.length < 200; i++) {
    const one = out[i] as Finding
    const link = /^\s*(?:[、,，/ ]|和|与|及|以及|同)\s*/.exec(text.slice(one.end, one.end + 4))
    if (!link || one.end - one.start < 2) continue
    const at = one.end + link[0].length
    const length = nameAt(text, at, 'weak') || (/[、和与及]/.test(link[0]) ? listedName(text, at) : 0)
    if (length > 1 && !out.some((o) => o.start === at)) out.push({ ...one, start: at, end: at + length })
  }
  return out
}
