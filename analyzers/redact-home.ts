/**
 * Where a person lives, what identifies a vehicle or a paper, and keys to a letter at its source.
 * A 小区, a road, a school and a building alone (3号楼) stay: they are the matter's place. Flat and unit go.
 */
import type { Finding } from './finding.ts'

const N = '(?:\\d{1,4}|[一二三四五六七八九十百零〇两]{1,5})'
const BLOCK = `(?:${N}|[a-zA-Z]\\d{0,2}|[东西南北甲乙丙丁])\\s?(?:号楼|号院|栋|幢|座|#楼?|号(?=\\s?${N}\\s?单元)|楼(?=\\s?-?\\s?(?:${N})\\s?(?:单元|门|-|\\d{3}))|-(?=${N}\\s?单元))`
const UNIT = `(?:${N}|[a-zA-Z东西中])\\s?(?:单元|门洞|号门)`
const FLOOR = `${N}\\s?(?:楼|层)`
const ROOM = `(?:\\d{1,4}|[一二三四五六七八九十零〇幺两]{1,5})\\s?(?:室|房(?![东产屋间子价])|号房|户(?![主型籍口外])|号(?![楼线院门路车站令文]))`
const BARE = `(?:\\d{3,4}|[一二三四五六七八九十零〇幺两]{3,5})(?![\\d.]|\\s?(?:户|米|元|平|人|年|个|万|块|㎡|m|多|余|名|家|套|号线|路|度|天|、))`
const GAP = '[\\s,，-]{0,2}'
const chain = new RegExp(
  `(?:${BLOCK}${GAP})?${UNIT}${GAP}(?:${FLOOR}${GAP})?(?:${ROOM}|${BARE})|${BLOCK}${GAP}(?:${FLOOR}${GAP})?(?:${ROOM}|${BARE})`,
  'y',
)
const unitOnly = new RegExp(`(?:${BLOCK}${GAP})?${UNIT}(?:${GAP}${FLOOR})?`, 'y')
const dashed = /(?<![\d.-])(?:[A-Za-z]?\d{1,3}[-#—]){1,2}(?:\d{1,2}[-—])?\d{3,4}(?:室|房)?(?![\d.-]|年|元|米|万)/g
const roomAlone = /(?<![\d号])(?:\d{3,4}|[一二三四五六七八九十零〇]{3,5})\s?(?:室|房(?![东产屋间子价])|号房)/g
const door = new RegExp(
  `(?<=(?:路|街|巷|道|村|组|社|队|庄|里|弄|屯|湾|沟|坪|营|区|院|胡同))\\s?${N}\\s?号(?:之[一二三四五\\d]|附\\d{1,3}号?|院)?(?:${GAP}(?:${ROOM}|${BARE}))?(?![线楼车令文站门])`,
  'g',
)
const LIVES =
  /(?:家住|我住|现住|居住|住址|住在|住于|租住|家庭地址|家庭住址|通讯地址|收件地址|收货地址|户籍|户口|身份证地址|我家|本人住|家里住|家在|家是|老家|本人家|住(?![所建房户院宅改]))[^。！？\n]{0,30}$/
const DWELLS =
  /(?:住|我家|家里|家住|我的|本人|业主|住户|邻居|楼上|楼下|对门|隔壁|入户|户主|租户|房东|自家|地址|购买|买|房产|房屋)[^。！？\n]{0,24}$/
const ESTATE =
  /(?:小区|花园|家园|苑|城|院|府|庭|湾|园|里|郡|邸|居|公寓|佳苑|家属院|宿舍|社区|新村|广场|庄|号院|期|区|楼)\s?$/
const OFFICE =
  /(?:大厦|写字楼|办公楼|办公室|政务|行政中心|商务|大楼|酒店|宾馆|商场|教学楼|医院|门诊|住院部|机关|法院|银行|超市|中心|广场)[A-Za-z东西南北]?\s?$/

const sentence = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at)

function homes(text: string): Finding[] {
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
  if (/室|房|单元|栋|幢|座|楼|门洞|[#号户]/.test(text)) {
    for (const m of text.matchAll(chain)) {
      const lead = sentence(text, m.index)
      if (OFFICE.test(lead) && !LIVES.test(lead) && !/单元/.test(m[0])) continue
      add(m)
    }
    for (const m of text.matchAll(unitOnly))
      if (/[住]|我家|家在|住址|地址|本人家/.test(lastClause(sentence(text, m.index))) && /栋|幢|楼|座|号/.test(m[0]))
        add(m)
    for (const m of text.matchAll(roomAlone)) {
      const lead = sentence(text, m.index)
      if (
        !OFFICE.test(lead) &&
        (DWELLS.test(lead) ||
          /^(?:的)?(?:业主|住户|邻居|租户|房东|家)/.test(text.slice(m.index + m[0].length, m.index + m[0].length + 4)))
      )
        add(m)
    }
    if (/住|家|户籍|户口/.test(text))
      for (const m of text.matchAll(door)) if (LIVES.test(lastClause(sentence(text, m.index)))) add(m)
  }
  if (/\d[-#—]\d/.test(text)) {
    for (const m of text.matchAll(dashed)) {
      const lead = sentence(text, m.index)
      const parts = m[0].split(/[-#—]/).length
      if (/20\d\d$|19\d\d$/.test(m[0]) && !LIVES.test(lead)) continue
      if (
        ESTATE.test(lead) ||
        LIVES.test(lastClause(lead)) ||
        (/室|房/.test(m[0]) && parts > 1) ||
        (parts > 2 && DWELLS.test(lastClause(lead)))
      )
        add(m)
    }
  }
  return out
}
const lastClause = (text: string): string => text.split(/[。！？\n；;]/).at(-1) ?? ''

const PROVINCE = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领'
const plate = new RegExp(
  `[${PROVINCE}]\\s?[A-HJ-NP-Za-hj-np-z]\\s?[·.•\\-—:：牌号照 ]{0,2}\\s?((?:[A-HJ-NP-Za-hj-np-z0-9零〇一二三四五六七八九幺]\\s?){4,5}(?:[A-HJ-NP-Za-hj-np-z0-9零一二三四五六七八九幺学警港澳挂领试超]))(?![A-Za-z0-9])`,
  'g',
)
const vin = /(?<![A-Za-z0-9])(?=[A-HJ-NPR-Z0-9]*[A-Z])(?=[A-HJ-NPR-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/gi
const passport =
  /(?:护照|通行证|台胞证|回乡证|军官证|士官证)[^，。；\n]{0,8}?([A-Za-z]{1,2}\s?\d{7,9}|[\u4e00-\u9fff]字第\d{5,9}号?|\d{8,10})(?![\dA-Za-z])/g
const social =
  /(?:社保|社会保障|医保|养老保险|公积金|低保)(?:卡|证|个人|账户|帐户)?(?:号码?|编号|账号|帐号)[^，。；\n0-9a-zA-Z]{0,4}([A-Za-z]?\d[\dA-Za-z]{5,19})/g
const key =
  /(?:工单(?:编)?号?|查询码|查询号|查询编号|查询密码|受理编?号|受理单号|信访(?:件)?编?号|信件编?号|来信编?号|诉求编?号|诉求单号|投诉编?号|投诉单号|举报编?号|回执编?号|验证码|取件码|密码|住院号|病案号|病历号|门诊号|就诊卡号|学号|学籍号|考号|准考证号?|户号|缴费号|客户编?号|用户编?号|燃气号|水表号|电表号|宽带账号|报警回执|接警单号|案件查询码|登记编号|事项编?号|支付宝账?号|抖音号|快手号|小红书号)(?:码)?\s?(?:[:：是为]|编号|号码|：)?\s{0,2}([A-Za-z0-9][A-Za-z0-9_-]{3,29})(?![A-Za-z0-9])/g
const coordinates =
  /(?:东经|北纬|E|N|经度|纬度|坐标)?[:：\s]{0,2}\d{2,3}(?:\.\d{4,}|[°度]\s?\d{1,2}(?:[′'分]\s?\d{1,2}(?:\.\d+)?[″"秒]?|\.\d+[′'分]))\s?[NEne]?[,，、\s]{1,3}(?:东经|北纬|E|N|经度|纬度)?[:：\s]{0,2}\d{2,3}(?:\.\d{4,}|[°度]\s?\d{1,2}(?:[′'分]\s?\d{1,2}(?:\.\d+)?[″"秒]?|\.\d+[′'分]))\s?[NEne]?/g
const ip = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g

/** Homes, plates, frame numbers, passports, social insurance numbers, keys to a letter, coordinates, IP addresses. */
export function findHomeAndPapers(text: string): Finding[] {
  const out = homes(text)
  const group = (type: Finding['type'], m: RegExpExecArray): void => {
    const value = m[1] as string
    const start = m.index + m[0].lastIndexOf(value)
    out.push({ type, start, end: start + value.length, camouflaged: false })
  }
  for (const m of text.matchAll(plate)) {
    const tail = (m[1] as string).replace(/\s/g, '')
    if (
      (tail.match(/[0-9零〇一二三四五六七八九幺]/g) ?? []).length < 2 ||
      (/^[零一二三四五六七八九]+$/.test(tail.slice(0, 2)) && tail.length < 5)
    )
      continue
    out.push({
      type: '车牌',
      start: m.index,
      end: m.index + m[0].trimEnd().length,
      camouflaged: /[零〇一二三四五六七八九幺]/.test(tail),
    })
  }
  if (!/\d/.test(text)) return out
  for (const m of text.matchAll(vin))
    if (
      /车架|VIN|识别/i.test(text.slice(Math.max(0, m.index - 16), m.index)) ||
      ((m[0].match(/[A-Z]/gi) ?? []).length >= 4 && (m[0].match(/\d/g) ?? []).length >= 5 && /^[LJWSKVZ]/i.test(m[0]))
    )
      out.push({ type: '车架号', start: m.index, end: m.index + 17, camouflaged: false })
  for (const m of text.matchAll(passport)) group('护照', m)
  for (const m of text.matchAll(social)) group('社保号', m)
  for (const m of text.matchAll(key))
    if (/\d/.test(m[1] as string) || /抖音|快手|支付宝|小红书|密码|验证码/.test(m[0])) group('编号', m)
  for (const m of text.matchAll(coordinates))
    out.push({ type: '坐标', start: m.index, end: m.index + m[0].length, camouflaged: false })
  for (const m of text.matchAll(ip)) {
    const parts = m[0].split('.')
    const cue = /ip|地址|服务器/i.test(text.slice(Math.max(0, m.index - 8), m.index))
    if (parts.every((p) => Number(p) <= 255) && (cue || parts.filter((p) => p.length === 3).length >= 2))
      out.push({ type: 'IP', start: m.index, end: m.index + m[0].length, camouflaged: false })
  }
  return out
}
