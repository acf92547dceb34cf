/**
 * Names of persons by cue: a label (姓名：), an introduction (我叫), a relation (邻居, 我丈夫), a form of address (先生, 老师),
 * a phone or an identity number right behind, 男/女 right behind, a signature, or another name
 * beside it in a list (name-lists.ts), what neighbours and networks call somebody (called.ts). Without a cue nothing is a name. An official's surname with the
 * title (李书记) and a full name beside an official title stay: they stand for the office.
 */
import { createFinder } from '../patterns/finder.ts'
import { beforeTitle } from './before-title.ts'
import { called } from './called.ts'
import type { Finding } from './finding.ts'
import { chained, listed, listedName, signature } from './name-lists.ts'
import {
  bareName,
  besideOffice,
  endingAt,
  endingTold,
  latinName,
  nameAt,
  nickname,
  spacedName,
  surnames,
  TITLE_WORDS,
  type Trust,
} from './name-shape.ts'

const LABEL =
  '(?:被保人|参保人|投保人|欠款人|担保人|见证人|介绍人|报案人|报警人|上访人|信访代表|居民代表|职工代表|(?:学生|孩子|患者|本人|真实|我的|家长|被保人|参保人)?姓名|名字|联系人|联络人|投诉人|反映人|反应人|举报人|申请人|来电人|来信人|写信人|留言人|信访人|诉求人|求助人|当事人|委托人|代理人|原告|被告|户主|患者|病人|法定代表人|法人代表|法人|负责人|代表人|代表|经办人|承办人|收款人|开户人|户名|署名|监护人|受害人|受害者|死者|伤者|失主|房主|产权人|收件人|收信人|收货人|寄件人|寄信人|发件人|签名|签字|签章|落款|责任人|当事司机|嫌疑人)'
const INTRO =
  '(?:我叫做?|我名叫|(?:我|本人)名(?:是|为)?(?![叫字下声誉义额气列分次片校师医单牌录正落])|名叫|本人叫|名字叫做?|名字是|本人姓名|我的名字叫?是?|男子叫|女子叫|人叫)'
/** Kin by rank and by marriage: 大哥, 三姨, 表妹, 小舅子, 外甥女. */
const KIN =
  '(?:[大二三四五六](?:哥|姐夫?|弟|妹夫?|叔|伯|爷|妈|娘|婶|嫂|姨[妈夫父]?|姑[父妈]?|舅[妈父]?|爸)|小(?:弟|妹|叔子?|姑子?|姨子?|舅子?)|大[伯姑姨舅]子|[表堂](?:哥|姐夫?|弟|妹夫?|兄|叔|舅|姑|姨|嫂|侄女?)|外(?:孙女?|甥女?)|侄(?:女婿?|子|儿|媳)|闺女|丫头|尕娃|娃娃|媳妇儿?|[儿孙]媳妇?|女婿|弟[媳妹]|伯[父母伯]|叔[父母叔]|婶[婶子]|嫂[嫂子]|姨[妈父夫娘]|姑[姑父妈]|舅[舅妈父]|姐夫|妹夫|妯娌|连襟|亲家母?|[干养继][爹妈父母]|[干养继](?:女儿|儿子|女|子(?!女))|闺蜜|发小)'
const RELATION = `(?:本人|我是|(?:丈夫|老公|妻子|老婆|爱人|父亲|母亲|爸爸|妈妈|老爸|老妈|儿子|(?<!妇)女儿|孩子|小孩|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母|公公|婆婆|家父|家母|前夫|前妻|男友|女友|未婚[夫妻]|邻居|同事|同村|房东|朋友|孙子|孙女|学生|同桌|[室舍工网战队]友)|(?:我|他|她)(?:爸爸?|妈妈?|哥哥?|弟(?:弟|[媳妹])?|姐[姐夫]?|妹[妹夫]?|爷爷?|奶奶?|姨[妈父夫娘]?|舅[舅妈父]?(?!子)|叔[叔父]?|姑[姑父妈]?|嫂[嫂子]?|娃娃?)|${KIN}|班主任|群众|家长|小包工头|包工头|工头|村民|居民|市民|业主代表|业主|住户|房主|租户|租客|楼长|师傅|徒弟|学徒|导游|催收员|产妇|孕妇|司机|驾驶员|乘客|职工|工人|员工|老板娘|老板|中介|业务员|销售|会计|律师|实际控制人|法人|股东|合伙人|欠款人|当事人|受害人|死者|患者|主治医生|主治医师|医生|大夫|护士|老师|教师|教练|经理|店长|领班|管家|工程师|技术员|物业人员|工作人员|退休职工|退休教师|党员|农民工|保安|收费员|承包人|承包商|债务人|商户|摊主|店主|车主|骑手|外卖员|快递员|民工(?!程)|护工|月嫂|保姆|阿姨|保洁员?|小哥|老太太|老人|老汉|残疾人|[低五]保户|贫困户|[退转]伍军人|复员军人|退役军人|钟点工|厨师|网格员|网民|收银员|营业员|售票员|老伴|亲戚|同学|同乡|老乡|楼上|楼下|对门|隔壁|一个叫|有个叫|叫|@)`
const CUES = createFinder(
  new RegExp(
    `(${LABEL})(\\s*(?:[:：]\\s*(?:是|为|叫)?|是|为|叫|(?=[\\u4e00-\\u9fff]))\\s*)|(${INTRO})\\s*[:：]?\\s*|(${RELATION})\\s*(?:[:：]|是|叫)?\\s*(?:(?<=网[民友]|叫)[“"])?`,
  ),
  true,
)
/** Before a list of people whose names may be unusual: 名单如下：, 工友们：. */
const LIST_LABEL = createFinder(
  /(?:名单(?:如下)?|联名(?:人|者|信|业主|村民|反映)?|工友们?|[签署]名人员?|参与人员?)\s*[:：]\s*/,
  true,
)
/** 欠李秀英5000元, 退曹玉芳3600元. */
const OWED = /(?:[欠退赔]|[退归]还|付给|借给|转给|补偿)(?=[\u4e00-\u9fff]{3}\s?[:：]?\s?\d)/g
/** The labels of a printed form, set wide. */
const WIDE_LABEL = createFinder(
  /(?:姓 {1,8}名|户 {1,8}主|签 {1,8}名|(?:联 {1,4}系|申 {1,4}请|投 {1,4}诉|反 {1,4}映|来 {1,4}电) {1,4}人)\s*[:：]\s*/,
  true,
)
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

/** 房东姓苏，叫玉兰: the name in two halves. */
const HALVES = /姓([\u4e00-\u9fff])[，,、 ]{0,2}(?:名叫?|叫做?|名字叫)([\u4e00-\u9fff]{1,2})(?=[，,。；;、\s]|$)/g

/** Names by cue in one normalised text; `numbers` are a person's: phones and identity numbers. Spans are of that text; the cue and the form of address stay. */
export function findNames(text: string, numbers: readonly Finding[]): Finding[] {
  const out: Finding[] = []
  const add = (start: number, length: number): void => {
    if (length < 1 || besideOffice(text, start, length)) return
    out.push({ type: '姓名', start, end: start + length, camouflaged: false })
  }
  for (const m of CUES.all(text)) {
    const at = m.index + m[0].length
    const delimited = m[1] !== undefined && /[:：\s]/.test(m[2] ?? '')
    const trust: Trust = delimited ? 'label' : m[3] ? 'strong' : 'weak'
    add(at, nameAt(text, at, trust) || (trust === 'weak' ? 0 : bareName(text, at) || latinName(text, at)))
    if (m[4]) add(at, nickname(text, at))
    if (delimited && /[:：]/.test(m[2] ?? '')) add(at, spacedName(text, at))
  }
  for (const m of WIDE_LABEL.all(text)) {
    const at = m.index + m[0].length
    add(at, nameAt(text, at, 'label') || bareName(text, at) || spacedName(text, at))
  }
  for (const m of LIST_LABEL.all(text)) {
    const at = m.index + m[0].length
    add(at, nameAt(text, at, 'weak') || listedName(text, at))
  }
  for (const m of text.includes('元') ? text.matchAll(OWED) : []) {
    const at = m.index + m[0].length
    if (nameAt(text, at, 'weak') === 3) add(at, 3)
  }
  for (const m of SUFFIX.all(text)) {
    add(...beforeTitle(text, m.index, m.index + m[0].length))
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
  for (const number of numbers) {
    add(...beforeNumber(text, number.start))
    add(...afterNumber(text, number.end))
  }
  for (const m of text.includes('男') || text.includes('女') ? text.matchAll(SEX) : [])
    add(...endingAt(text, m.index, 'strong'))
  for (const m of text.includes('姓') ? text.matchAll(OWN_SURNAME) : []) add(m.index + m[0].length - 1, 1)
  for (const m of text.includes('姓') ? text.matchAll(HALVES) : []) {
    add(m.index + 1, 1)
    add(m.index + m[0].length - (m[2] as string).length, (m[2] as string).length)
  }
  for (const m of text.includes('〔姓名〕') ? text.matchAll(LISTED) : [])
    add(m.index + m[0].length, nameAt(text, m.index + m[0].length, 'weak'))
  for (const m of text.includes('〔住址〕') ? text.matchAll(HOUSE_OF) : [])
    add(m.index + m[0].length, nameAt(text, m.index + m[0].length, 'weak'))
  for (const span of listed(text)) add(...span)
  for (const span of called(text)) add(...span)
  add(...signature(text))
  return chained(text, out)
}

/** 王建国 139…, 王建国：139…, （王建国，身份证号6201…）; right before it, a name less usual or after a word too: 答复欧阳建国139…, 张三丰139…. */
function beforeNumber(text: string, number: number): [number, number] {
  const lead = LEAD.exec(text.slice(Math.max(0, number - 14), number))
  const end = number - (lead?.[0].length ?? 0)
  const own = /证/.test(lead?.[0] ?? '') ? OWN.exec(text.slice(Math.max(0, end - 5), end))?.[1] : undefined
  if (own !== undefined && surnames.has(own[0] as string)) return [end - own.length, own.length]
  const [start, length] = endingAt(text, end, 'weak')
  return length > 0 ? [start, length] : endingTold(text, end)
}
/** 本人苏予棠，身份证号6201…: who writes a number of identity behind it says a name, however seldom it is. */
const OWN = /本人([\u4e00-\u9fff]{2,3})$/
const LEAD = /(?:[\s:：,，、(（/|-]|联系|电话|手机|号码|号|是|为|tel|本人|身份证|证件)*$/i

/** 139…，王建国。 and 139…（王建国）: a name alone between two stops; 139…王建国: a usual one glued on. */
function afterNumber(text: string, end: number): [number, number] {
  const m = /^[\s,，、(（]{1,2}([\u4e00-\u9fff]{2,4})(?=[\s,，。；;、)）]|$)/.exec(text.slice(end, end + 8))
  if (m?.[1]) return endingAt(text, end + m[0].length, 'weak')
  const length = nameAt(text, end, 'weak')
  return length > 2 ? [end, length] : [0, 0]
}
