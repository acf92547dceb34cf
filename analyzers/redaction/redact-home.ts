/**
 * Where a person lives.
 * A 小区, a road, a school and a building alone (3号楼) stay: they are the matter's place. Flat and unit go.
 */

import { matchesAtRows, starts } from '../patterns/sticky.ts'
import type { Finding } from './finding.ts'

const N = '(?:\\d{1,4}|[一二三四五六七八九十百零〇两]{1,5})'
const BLOCK = `(?:${N}|[a-zA-Z]\\d{0,2}|[东西南北甲乙丙丁])\\s?(?:号楼|号院|栋|幢|座|#楼?|号(?=\\s?${N}\\s?单元)|楼(?=\\s?-?\\s?(?:${N})\\s?(?:单元|门|-|\\d{3}))|-(?=${N}\\s?单元))`
const UNIT = `(?:${N}|[a-zA-Z东西中甲乙丙丁])\\s?#?\\s?(?:单元|门洞|号门)`
const FLOOR = `${N}\\s?(?:楼|层)`
const ROOM = `(?:\\d{1,4}|[一二三四五六七八九十零〇幺两]{1,5})\\s?(?:室|房(?![东产屋间子价])|号房|号(?![楼线院门路车站令文]))`
const BARE = `(?:\\d{3,4}|[一二三四五六七八九十零〇幺两]{3,5})(?![\\d.]|\\s?(?:户|米|元|平|人|年|个|万|块|㎡|m|多|余|名|家|套|号线|路|度|天|、))`
const GAP = '[\\s,，-]{0,2}'
/** 3栋2门601: a gate is one of a block's stairs, and means one only behind its block. */
const GATE = `${N}\\s?门`
/** 六楼西户: which of the flats of a floor. */
const SIDE = '(?:[东西南北左右中]|中间|[东西]边|[东西南北]边?中)户'
/** 三楼东门: which of the doors of a landing, where somebody lives there; a hall's east gate reads the same. */
const LANDING = '[东西南北左右中]门(?![口诊厅禁])'
const chain = new RegExp(
  `(?:${BLOCK}${GAP})?${UNIT}${GAP}(?:${FLOOR}${GAP}(?:${SIDE}|${ROOM}|${BARE})|${ROOM}|${BARE})|(?:${BLOCK}${GAP}){1,2}(?:${GATE}${GAP})?(?:${FLOOR}${GAP}(?:${SIDE}|${ROOM}|${BARE})|${ROOM}|${BARE})`,
  'y',
)
/** 3楼301房: a flat by its floor, without block or unit. */
const flat = new RegExp(
  `${FLOOR}${GAP}(?:(?:\\d{3,4})\\s?(?:室|房(?![东产屋间子价])|号房)|${BARE}|${SIDE}|${LANDING})`,
  'y',
)
const unitOnly = new RegExp(`(?:${BLOCK}${GAP})?${UNIT}(?:${GAP}${FLOOR}(?:${GAP}${LANDING})?)?`, 'y')
/** 400-889-3333 and 800-… are offices' telephones. */
const dashed =
  /(?<![\d.-])(?![48]00-\d{3}-)(?:[A-Za-z]?\d{1,3}[-#—]){1,2}(?:\d{1,2}[-—])?\d{3,4}(?:室|房)?(?![\d.-]|年|元|米|万|号(?:文|公告|通知|地块|宗地))/g
const roomAlone = /(?<!号)(?:\d{3,4}|[一二三四五六七八九十零〇]{3,5})\s?(?:室|房(?![东产屋间子价])|号房)/y
const door = new RegExp(
  `(?<=(?:路|街|巷|道|村|组|社|队|庄|里|弄|屯|湾|沟|坪|堡|台|滩|坡|墩|岔|营|区|院|胡同)\\s?)${N}\\s?号(?:之[一二三四五\\d]|附\\d{1,3}号?|院)?(?:${GAP}(?:${ROOM}|${BARE}))?(?![线楼车令文站门])`,
  'y',
)
/** 房号：1203, 楼上1801漏水: a flat's number by its label or by who lives there. */
const labelled = new RegExp(
  `(?<=(?:房号|房间号|门牌号|室号)\\s?[:：是为]?\\s?)(?:[A-Za-z]?\\d{1,3}[-#—]){0,3}\\d{3,4}(?!\\d)|(?<=(?:楼上|楼下|对门|隔壁)的?\\s?)${BARE}(?=的?(?:漏|住|业主|邻居|天天|每天|半夜|装修|家|噪|在|把|人|吵|$|[，,。]))`,
  'y',
)
/** A house of a village: its group's number says whose it is, whatever is told of it. */
const rural = new RegExp(
  `(?<=(?:${N}|[东西南北上下前后新老])\\s?[组社队]\\s?)${N}\\s?号(?:之[一二三四五\\d]|附\\d{1,3}号?|院)?(?![线楼车令文站门井机桩杆])|(?<=[村庄营湾沟坪屯]\\s?)${N}\\s?号(?:之[一二三四五\\d]|附\\d{1,3}号?)`,
  'y',
)
const DIGITS = '0123456789'
const CHINESE = '一二三四五六七八九十百零〇两幺'
const NUMERALS = starts(DIGITS + CHINESE)
const BLOCKS = starts(`${DIGITS}${CHINESE}东西南北中甲乙丙丁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ`)
const LIVES =
  /(?:家住|我住|现住|居住|住址|住在|住于|租住|家庭地址|家庭住址|通讯地址|收件地址|收货地址|户籍|户口|身份证地址|我家|本人住|家里住|家在|家是|老家|本人家|住(?![所建房户院宅改]))[^。！？\n]{0,30}$/
const DWELLS =
  /(?:住|我家|家里|家住|我的|本人|业主|住户|邻居|楼上|楼下|对门|隔壁|入户|户主|租户|房东|自家|地址|购买|买|房产|房屋)[^。！？\n]{0,24}$/
const ESTATE =
  /(?:小区|花园|家园|苑|城|院|府|庭|湾|园|里|郡|邸|居|公寓|佳苑|家属院|宿舍|社区|新村|广场|庄|号院|期|区|楼)\s?[（(]?\s?$/
const STREET = /[路街巷道]\s?$/
const OFFICE =
  /(?:大厦|写字楼|办公楼|办公室|政务|行政中心|商务|大楼|酒店|宾馆|商场|教学楼|医院|门诊|住院部|机关|法院|银行|超市|中心|广场)[A-Za-z东西南北]?\s?$/

/** Where people work and wait: rooms of such houses are no homes. */
const WORKS =
  /(?:大厦|写字楼|办公|政务|行政|商务|大[楼厅]|酒店|宾馆|商场|教学|学校|小学|中学|大学|医院|门诊|住院|机关|法院|银行|超市|中心|广场|公司|[局所厅站科馆校]|会议)[^，,。；;]{0,8}$/

const sentence = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

/** Addresses of homes down to unit and room, house numbers somebody says they live at. */
export function findHomes(text: string): Finding[] {
  const out: Finding[] = []
  const add = (m: RegExpMatchArray): void => {
    const lead = /^[\s,，、-]+/.exec(m[0])?.[0].length ?? 0
    out.push({
      type: '住址',
      start: (m.index as number) + lead,
      end: (m.index as number) + m[0].trimEnd().length,
      camouflaged: false,
    })
  }
  if (/室|房|单元|栋|幢|座|楼|层\s?\d{3}|门洞|[#号户]/.test(text)) {
    const units = /单元|门洞|号门/.test(text)
    for (const m of units || /号院|[栋幢座#楼]/.test(text) ? matchesAtRows(text, chain, BLOCKS) : []) {
      const lead = sentence(text, m.index)
      if (OFFICE.test(lead) && !LIVES.test(lead) && !/单元/.test(m[0])) continue
      add(m)
    }
    for (const m of units ? matchesAtRows(text, unitOnly, BLOCKS) : [])
      if (/[住]|我家|家在|住址|地址|本人家/.test(lastClause(sentence(text, m.index))) && /栋|幢|楼|座|号/.test(m[0]))
        add(m)
    for (const m of /[\d一二三四五六七八九十]\s?[楼层]/.test(text) ? matchesAtRows(text, flat, NUMERALS) : []) {
      const lead = sentence(text, m.index)
      const clause = lastClause(lead)
      // 室 is as often an office's.
      const home =
        /房$/.test(m[0]) ||
        (m[0].endsWith('户') && (DWELLS.test(clause) || /我是|单元|号楼|栋|幢/.test(clause))) ||
        (/室$/.test(m[0]) && (DWELLS.test(clause) || ESTATE.test(lead) || lead.trim() === ''))
      if (LIVES.test(clause) || (home && !WORKS.test(lead))) add(m)
    }
    for (const m of /[室房]/.test(text) ? matchesAtRows(text, roomAlone, NUMERALS) : []) {
      const lead = sentence(text, m.index)
      if (
        !OFFICE.test(lead) &&
        (DWELLS.test(lead) ||
          /^(?:的)?(?:业主|住户|邻居|租户|房东|家)/.test(text.slice(m.index + m[0].length, m.index + m[0].length + 4)))
      )
        add(m)
    }
    if (text.includes('号') && /住|家|户籍|户口/.test(text))
      for (const m of matchesAtRows(text, door, NUMERALS)) if (LIVES.test(lastClause(sentence(text, m.index)))) add(m)
  }
  if (text.includes('号') && /[组社队村庄营湾沟坪屯]\s?[\d一二三四五六七八九十百零〇两]{1,5}\s?号/.test(text))
    for (const m of matchesAtRows(text, rural, NUMERALS)) add(m)
  if (/[房室牌]间?号|楼[上下]|对门|隔壁/.test(text)) for (const m of matchesAtRows(text, labelled, BLOCKS)) add(m)
  if (/\d[-#—]\d/.test(text)) {
    for (const m of text.matchAll(dashed)) {
      const lead = sentence(text, m.index)
      const parts = m[0].split(/[-#—]/).length
      if (/20\d\d$|19\d\d$/.test(m[0]) && !LIVES.test(lead)) continue
      if (
        ESTATE.test(lead) ||
        LIVES.test(lastClause(lead)) ||
        (/室|房/.test(m[0]) && parts > 1) ||
        (parts > 2 && (DWELLS.test(lastClause(lead)) || STREET.test(lead)))
      )
        add(m)
    }
  }
  return out
}
const lastClause = (text: string): string => text.split(/[。！？\n；;]/).at(-1) ?? ''
