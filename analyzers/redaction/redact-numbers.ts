/**
 * Mobile phones, landlines, identity cards and bank cards in runs of digits, in every written form.
 * Identity card: GB 11643 (region, date, MOD 11-2). Bank card: ISO/IEC 7812 (Luhn). Mobile: 1[3-9] and nine more.
 */

import { createFinder } from '../patterns/finder.ts'
import { digitRuns, type Piece } from './digit-runs.ts'
import type { Finding } from './finding.ts'

const REGIONS = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of the first 17 digits (ISO 7064 MOD 11-2). */
const idCheck = (digits: string): string =>
  '10X98765432'[WEIGHTS.reduce((sum, w, i) => sum + w * Number(digits[i]), 0) % 11] as string

function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 2)
    sum += d > 9 ? d - 9 : d
  }
  return sum % 10 === 0
}

function dateAt(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))]
  return year >= 1900 && year <= 2035 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

const CUE = {
  phone:
    /(?:电话|手机|号码|联系|拨打|致电|咨询|热线|微信|薇信|来电|短信|回电|回拨|回个?话|打过来|打给|打我|tel|phone|mobile|T:|电|☎|V|\+86)[^，。；\n]{0,6}$/i,
  landline: /(?:电话|座机|固话|宅电|tel|传真|号码|拨打|致电|回电)(?:号码?)?[是为:： ()（]{0,3}$/i,
  id: /(?:身份证|身份号码|证件号|居民证|残疾证|证号|公民号码|户口[本簿]?|户籍)[^，。；\n]{0,8}$/,
  card: /(?:卡号|银行卡|工资卡|储蓄卡|账号|帐号|账户|帐户|户头|存折|一卡通|农行|工行|建行|中行|邮储|信用社)[^，。；\n]{0,10}$/,
  order:
    /(?:订单|单号|流水|编号|文号|批号|运单|合同|票据|发票|代码|许可证|凭证|信用|条码|书号|ISBN|登记号|证书)[^，。；\n]{0,8}$/i,
  amount: /^ ?(?:元|万|亿|平方|吨|立方|人民币|多元|余元|圆|块|%|千瓦|kwh|度电)/i,
}
/** Right before what is numbered so: an order, an invoice, a meter. No 手机卡号, 会员卡号 or 用户号码, which are often a phone. */
const NUMBERED =
  /(?:(?<!传)单|发票|票据|合同|凭证|流水|受理|批|文|案|(?:房产|产权|许可|登记|资格|合格|毕业)证书?|[水电气]表|(?:燃气|天然气|购气|[水电气]|公交|图书)卡)(?:编号|号码?|代码)\s?[是为:：#]?\s?$|户号\s?[是为:：]?\s?$|[编条](?:号|码)\s?[是为:：]?\s?$/
const isNumbered = (text: string, at: number): boolean => NUMBERED.test(before(text, at, 12))
/** Letters of a parcel's number: SF1443882910023. */
const LETTERED = /[A-Za-z]{2,4}$/
/** Who may own a landline that stays. A single character of an office (处, 所, 办) also stands in 处理, 所以, 办理: never alone. */
const OFFICE =
  /[局厅](?![部面限])|(?<!主)委(?!托|屈|派|员)|办(?=公|事处|[：:电联座]|$)|(?:管理|办事|信访|联络|接待|派出|研究|事务)[处所站]|[处所站股科](?=[：:电联座]|$)|中心|[医法检察学]院|街道|政府|大队|支队|公司|热线|客服|物业|学校|[小中大]学|幼儿园|银行|社区|居委|村委|大厅|窗口|单位|部门|[科处]室|服务|监督|举报|投诉电话|咨询电话|值班|酒店|宾馆|营业|机关|总机|前台|售后|官方|工作人员|我[市区县]|协会|公交|机场|调度|燃气|供水|供电|供热/
/** Who invites the public to call is an office. */
const INVITES = /拨打|致电|欢迎|如有疑问|咨询|垂询/
const PERSONAL =
  /我家|本人|我的|我(?=电话|手机|座机)|联系人|家里|家中|家庭|住宅|宅电|业主|先生|女士|邻居|他的|她的|家电话|家[长属]|投诉人|来电人|反映人|联系我|打给我|找我/
/** What a writer asks for; the number behind it is where to answer. */
const ASKS = /[请望盼求]|麻烦|恳求/
/** Notices and directories give an office's number in a clause of its own. */
const NOTICE = /通知|公告|公示|定于|各有关|各单位|地址|[办公作]时间|工作日|受理|接待|报名|招聘|招标|名单/
/** The clause before the number is a name and nothing else. */
const NAMED =
  /^(?:(?!我|反映|投诉|举报|要求|求助|请|找|去|到|在|被).)*(?:[局厅委办处所站科股院部]|中心|公司|大厅|街道|社区|物业|学校|[小中大]学|幼儿园|银行|政府|热线|窗口|酒店|宾馆)$/

/**
 * Whether a landline is an office's, by the clause it stands in, and where that clause says nothing but «电话», by those before it.
 * Whom one writes to (请供热公司派人，电话…) does not own the number one leaves.
 */
function isOffices(sentence: string): boolean {
  const clauses = sentence.split(/[，,]/)
  const own = clauses.pop() as string
  if (PERSONAL.test(own)) return false
  if (INVITES.test(own)) return true
  if (ASKS.test(own)) return false
  if (OFFICE.test(own)) return true
  const earlier = clauses.join('，')
  if (PERSONAL.test(earlier)) return false
  return INVITES.test(earlier) || NOTICE.test(earlier) || NAMED.test(clauses.at(-1)?.trim() ?? '')
}

const GROUPS = new Set(
  '11 3,4,4 3,3,5 3,5,3 3,8 4,4,3 4,3,4 7,4 5,6 6,5 3,4,2,2 3,2,2,2,2 3,2,3,3 3,3,3,2 1,10 1,5,5 1,3,3,4 5,3,3 4,7 8,3 1,2,2,2,2,2 2,3,3,3 2,3,2,4 1,1,1,1,1,1,1,1,1,1,1'.split(
    ' ',
  ),
)
/** All digits apart but two that were left together: 18 3 9 4 2 …; numbers that stand in a row are seldom so short. */
const ONE_BY_ONE = /^(?=.{19}$)(?:1,)*2(?:,1)*$/
const HARD = /^[ \t\-_.*·—|~+()（）=#'"…]{0,3}$/

/** Pieces [from, to) joined, or undefined where the digits do not come to `length`. */
interface Window {
  readonly digits: string
  readonly start: number
  readonly end: number
  readonly pieces: readonly Piece[]
}

function* windows(run: readonly Piece[], lengths: readonly number[]): Generator<[Window, number, number]> {
  const longest = Math.max(...lengths)
  for (let i = 0; i < run.length; i++) {
    let digits = ''
    const { start } = run[i] as Piece
    for (let j = i; j < run.length && digits.length <= longest; j++) {
      const piece = run[j] as Piece
      const pieces = run.slice(i, j + 1)
      // 五一直: a Chinese digit that begins the next word may hang on to the number.
      const cut =
        piece.script === 'chinese' && j > i
          ? lengths.find((n) => n === digits.length + piece.digits.length - 1)
          : undefined
      digits += piece.digits
      if (cut !== undefined && j === run.length - 1)
        yield [{ digits: digits.slice(0, cut), start, end: piece.end - 1, pieces }, i, j]
      if (lengths.includes(digits.length)) yield [{ digits, start, end: piece.end, pieces }, i, j]
    }
  }
}

/** Written one by one, in mixed or Chinese digits: more trouble than a reader needs. 139-1234-5678 is not. */
const odd = (w: Window): boolean =>
  w.pieces.some((p) => p.script === 'chinese' || /[OolI]/.test(p.digits)) ||
  (w.pieces.length > 3 && w.pieces.slice(1).some((p) => p.lead !== '-' && p.lead !== ' ')) ||
  w.pieces.length > 5

const before = (text: string, at: number, n = 16): string => text.slice(Math.max(0, at - n), at)

export function findNumbers(text: string): Finding[] {
  const out: Finding[] = []
  const free = (w: { start: number; end: number }): boolean => !out.some((f) => f.start < w.end && w.start < f.end)
  const add = (type: Finding['type'], w: Window, end = w.end): void => {
    if (free({ start: w.start, end })) out.push({ type, start: w.start, end, camouflaged: odd(w) })
  }
  for (const run of digitRuns(text)) {
    identity(text, run, add)
    card(text, run, add)
    mobile(text, run, add)
    landline(text, run, add)
  }
  for (const m of /\d[ \t]*[\nxX×]/.test(text) ? text.matchAll(BROKEN) : [])
    if (/[\nxX×]/.test(m[0]) && (CUE.phone.test(before(text, m.index)) || isColumn(text, m))) add('手机', whole(m))
  for (const m of MASKED_ID.all(text)) add('身份证', whole(m))
  return out
}

type Add = (type: Finding['type'], w: Window, end?: number) => void
const whole = (m: RegExpExecArray): Window => ({ digits: m[0], start: m.index, end: m.index + m[0].length, pieces: [] })

/** 手机138⏎9312⏎3456, 138x9312x3456: a phone over line ends, or with a letter between, under its cue. */
const BROKEN = /(?<!\d)1[3-9](?:[ \t\nxX×-]{0,2}\d){9}(?!\d)/g
/** ⏎1389318⏎7742⏎: in the groups of a phone over two lines or three, and no column of figures. */
function isColumn(text: string, m: RegExpExecArray): boolean {
  const groups = m[0].split(/[ \t-]*\n[ \t-]*|[ -]/)
  return (
    groups.length < 4 &&
    GROUPS.has(groups.map((group) => group.length).join(',')) &&
    !/\d\s*$/.test(before(text, m.index, 4)) &&
    !/^\s*\d/.test(text.slice(m.index + m[0].length, m.index + m[0].length + 4)) &&
    !FIGURES.test(before(text, m.index))
  )
}
/** What numbers one below the other are of. */
const FIGURES = /(?:金额|[费款数量号价]|面积|合计|分别为?|如下)[是为:：]?\s*$/
/** 62010219900101****: masked, and still says where and when somebody was born. */
const MASKED_ID = createFinder(/(?<!\d)[1-8]\d{9,13}[*xX×＊]{3,8}\d{0,4}[xX]?(?!\d)/, true)

/** A digit right after, of the same script and without a separator, makes it another number. */
function identity(text: string, run: readonly Piece[], add: Add): void {
  for (const [w] of windows(run, [17, 18, 15])) {
    const rest = text.slice(w.end, w.end + 4)
    const lead = before(text, w.start)
    if (w.digits.length === 17) {
      // Under 残疾证 a kind and a grade follow the identity number.
      const x = /残疾证/.test(lead)
        ? /^[ -]{0,2}[xX×](?:\d{2})?/.exec(rest)
        : /^[ -]{0,2}[xX×](?![0-9A-Za-z])/.exec(rest)
      if (x && REGIONS.has(w.digits.slice(0, 2)) && dateAt(w.digits.slice(6, 14))) add('身份证', w, w.end + x[0].length)
      continue
    }
    if (!REGIONS.has(w.digits.slice(0, 2)) && !CUE.id.test(lead)) continue
    const born = w.digits.length === 18 ? w.digits.slice(6, 14) : `19${w.digits.slice(6, 12)}`
    const good = dateAt(born) && w.digits.length === 18 && idCheck(w.digits) === w.digits[17]
    if (CUE.id.test(lead) || good) add('身份证', w)
    else if (dateAt(born) && w.digits.length === 18 && !CUE.order.test(lead) && regular(w)) add('身份证', w)
  }
  // A piece of twenty digits under 残疾证 is the identity number and a grade.
  for (const [w] of windows(run, [20])) if (/残疾证/.test(before(text, w.start))) add('身份证', w)
}

const regular = (w: Window): boolean => w.pieces.slice(1).every((p) => HARD.test(p.lead))

function card(text: string, run: readonly Piece[], add: Add): void {
  // Where the check digit is wrong the longest is taken, so that no last digits stay.
  const likely = [...windows(run, [19, 18, 17, 16])]
    .filter(([w, i, j]) => {
      const lead = before(text, w.start)
      return (
        !(i > 0 && j < run.length - 1) &&
        regular(w) &&
        !(CUE.order.test(lead) && !CUE.card.test(lead)) &&
        !/0{8}/.test(w.digits)
      )
    })
    .map(([w]) => w)
    .sort((a, b) => b.digits.length - a.digits.length)
  for (const w of likely)
    if (luhn(w.digits) && /^(?:62|60|9[0-9]|4|5[1-6]|3[567]|68|69|84|88)/.test(w.digits)) add('银行卡', w)
  for (const w of likely) if (CUE.card.test(before(text, w.start))) add('银行卡', w)
  for (const [w] of windows(run, [12, 13, 14, 15, 20, 21]))
    if (w.pieces.length === 1 && CUE.card.test(before(text, w.start))) add('银行卡', w)
}

function mobile(text: string, run: readonly Piece[], add: Add): void {
  for (const [w, i, j] of windows(run, [11, 12, 13, 15])) {
    if (!/^(?:0|86|0086|\+86)?1[3-9]\d{9}$/.test(w.digits) || CUE.amount.test(text.slice(w.end, w.end + 4))) continue
    if (isNumbered(text, w.start)) continue
    const lone = w.pieces.length === 1
    const cue = CUE.phone.test(before(text, w.start))
    const glued = w.pieces.slice(1).every((p) => p.lead === '')
    const next = run[j + 1]
    if (lone && /^[.]/.test((run[i] as Piece).lead) && i > 0) continue
    const tail = w.digits.slice(-11)
    const extra = w.digits.length - 11
    const shape = shapeOf(w, extra)
    const entire = i === 0 && next === undefined
    if (
      lone ||
      (glued && (cue || next === undefined || next.lead !== '')) ||
      ((GROUPS.has(shape) || ONE_BY_ONE.test(shape)) && regular(w)) ||
      (cue && entire && tail.length === 11)
    )
      add('手机', w)
  }
  // Numbers run together: 手机 twice, or with other digits glued before or after.
  if (run.length !== 1) return
  const { start } = run[0] as Piece
  const lead = before(text, start)
  if (isNumbered(text, start) || (LETTERED.test(lead) && !CUE.phone.test(lead))) return
  for (const m of gluedMobiles(run[0] as Piece)) add('手机', m)
}

/** Lengths of the pieces without a country code: "3,4,4". */
function shapeOf(w: Window, extra: number): string {
  const lengths = w.pieces.map((p) => p.digits.length)
  if (extra > 0 && lengths[0] === extra) lengths.shift()
  else if (extra > 0) lengths[0] = (lengths[0] as number) - extra
  return lengths.join(',')
}

function gluedMobiles(piece: Piece): Window[] {
  const n = piece.digits.length
  if (n === 22 && /^(?:1[3-9]\d{9}){2}$/.test(piece.digits)) return [slice(piece, 0, 11), slice(piece, 11, 22)]
  if (n < 12 || n > 16) return []
  if (/^1[3-9]/.test(piece.digits.slice(n - 11)) && n !== 16) return [slice(piece, n - 11, n)]
  return /^1[3-9]\d{9}/.test(piece.digits) && n <= 14 ? [slice(piece, 0, 11)] : []
}
const slice = (p: Piece, from: number, to: number): Window => ({
  digits: p.digits.slice(from, to),
  start: p.start + from,
  end: p.start + to,
  pieces: [{ ...p, lead: '' }],
})

const AREA = /^0(?:10|2\d|[3-9]\d{2})$/

function landline(text: string, run: readonly Piece[], add: Add): void {
  for (const [w, i, j] of windows(run, [12, 11, 10, 7, 8])) {
    const next = run[j + 1]
    const long = w.digits.length >= 10
    const area = w.digits[1] === '1' || w.digits[1] === '2' ? 3 : 4
    if (long) {
      const local = w.digits.length - area
      if (
        !AREA.test(w.digits.slice(0, area)) ||
        !/^[2-8]/.test(w.digits.slice(area)) ||
        local < 7 ||
        local > 8 ||
        !regular(w)
      )
        continue
      if (w.pieces.length > 1 && w.pieces.length < 5 && (w.pieces[0] as Piece).digits.length !== area) continue
    } else if (i > 0 || next !== undefined || w.pieces.length > 2 || !regular(w) || !/^[2-8]/.test(w.digits)) continue
    else if (!CUE.landline.test(before(text, w.start, 10))) continue
    if (CUE.amount.test(text.slice(w.end, w.end + 4))) continue
    const sentence =
      before(text, w.start, 60)
        .split(/[。！？\n;；]/)
        .at(-1) ?? ''
    if (isOffices(sentence)) continue
    add('电话', bracketed(text, w))
  }
}

/** (0931)8465732: the bracket before the area code is part of the number. */
const bracketed = (text: string, w: Window): Window =>
  /[(（]/.test(text[w.start - 1] ?? '') && /[)）]/.test(w.pieces[1]?.lead ?? '') ? { ...w, start: w.start - 1 } : w
