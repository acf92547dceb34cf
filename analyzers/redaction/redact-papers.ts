/** What identifies a vehicle or a paper, keys to a letter at its source, coordinates, IP addresses. */
import { createFinder } from '../patterns/finder.ts'
import { matchesAt, starts } from '../patterns/sticky.ts'
import type { Finding } from './finding.ts'

const PROVINCE = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领'
const plate = new RegExp(
  `[${PROVINCE}]\\s?[A-HJ-NP-Za-hj-np-z]\\s?[·.•\\-—:：牌号照 ]{0,2}\\s?((?:[A-HJ-NP-Za-hj-np-z0-9零〇一二三四五六七八九幺]\\s?){4,5}(?:[A-HJ-NP-Za-hj-np-z0-9零一二三四五六七八九幺学警港澳挂领试超]))(?![A-Za-z0-9])`,
  'y',
)
/** 车牌号是A12345, 电动车牌照兰州123456: without the province, under a label; 〔车牌〕、AH556挂: one more after one found. */
const labelledPlate = createFinder(
  /(?:车牌|牌照|号牌|〔车牌〕[、,，和])(?:号码?)?\s?[是为:：]?\s?(?:兰州|甘肃)?\s?([A-Za-z]?[A-HJ-NP-Za-hj-np-z0-9]{4,7}[0-9A-HJ-NP-Za-hj-np-z挂])(?![A-Za-z0-9])/,
  true,
)
const PLATE_STARTS = starts(PROVINCE)
const vin = createFinder(
  /(?<![A-Za-z0-9])(?=[A-HJ-NPR-Z0-9]*[A-Z])(?=[A-HJ-NPR-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/i,
  true,
)
const passport = createFinder(
  /(?:护照|通行证|台胞证|回乡证|军官证|士官证)[^，。；\n]{0,8}?([A-Za-z]{1,2}\s?\d{7,9}|[\u4e00-\u9fff]字第\d{5,9}号?|\d{8,10})(?![\dA-Za-z])/,
  true,
)
const social = createFinder(
  /(?:社保|社会保障|医保|养老保险|公积金|低保)(?:卡(?=\d{8})|(?:卡|证|个人|账户|帐户)?(?:号码?|编号|账号|帐号))[^，。；\n0-9a-zA-Z]{0,4}([A-Za-z]?\d[\dA-Za-z]{5,19})/,
  true,
)
const key = createFinder(
  /(?:工单(?:编)?号?|查询码|查询号|查询编号|查询密码|受理编?号|受理单号|信访(?:件)?编?号|信件编?号|来信编?号|诉求编?号|诉求单号|投诉编?号|投诉单号|举报编?号|回执编?号|验证码|取件码|密码|住院号|病案号|病历号|门诊号|就诊卡号|学号|学籍号|考号|准考证号?|户号|缴费号|客户编?号|用户编?号|燃气号|水表号|电表号|宽带(?:账号|号)|天然气卡?号|燃气卡号|档案编号|快递单?号|运单号|物流单号|订单号|报警回执|接警单号|案件查询码|登记编号|事项编?号|支付宝账?号|(?:抖音|快手|小红书|B站|钉钉|陌陌|知乎|贴吧)\s?(?:号|账号|帐号|U?ID)|IMEI|IMSI|MEID|ICCID)(?:码|号)?\s?(?:[:：是为]|编号|号码)?\s{0,2}([A-Za-z0-9][A-Za-z0-9_.-]{2,28}[A-Za-z0-9])(?![A-Za-z0-9])/i,
  true,
)
/** Whose flat it is stands in the register under it: 甘(2021)兰州市不动产权第0012345号, 房权证城字第123456号. */
const deed = createFinder(
  /(?:不动产权|房权|房屋所有权|房产|房屋产权|土地使用权|国有土地使用|土地承包经营权)(?:证书?|证明|证书?号码?)?[^，。；、\n0-9]{0,8}?(\d{5,20})(?=号|\D|$)/,
)
/** A person's name on a network; offices and papers have theirs there to be named. */
const handle = createFinder(
  /(?<=^|[，,。；;：:！!\s(（]|我的?|本人的?|[他她]的?)(?:微博|抖音|快手|小红书|B站|知乎|贴吧)(?:号|账号|名|昵称|id)?[:：是为 ]{0,2}@((?![^，。]{0,10}(?:通报|发起|消息|报道|发文))[\u4e00-\u9fffA-Za-z0-9_-]{2,20})(?=[，,。；;：:！!\s)）]|$)/i,
)
const OPEN_HANDLE =
  /发布|公安|交警|警方|政[府务]|法院|日报|晚报|新闻|电视|网警|12345|热线|局$|委$|办$|中心|集团|公司|银行|官方|地铁|公交|在线/
/** 36.061234, 36°03′, 36°03′12″ (normalised text has the seconds as two strokes), 36°03.2′. */
const DEGREE =
  "\\d{2,3}(?:\\.\\d{4,}|[°度]\\s?\\d{1,2}(?:[′'分](?:\\s?\\d{1,2}(?:\\.\\d+)?(?:[″\"秒]|[′']{2})?)?|\\.\\d+[′'分]))\\s?[NEne]?"
const AXIS = '(?:东经|北纬|E|N|经度|纬度|坐标)?[:：\\s]{0,2}'
const coordinates = new RegExp(`${AXIS}${DEGREE}[,，、\\s]{1,3}${AXIS}${DEGREE}`, 'g')
/** Without one of these there are no coordinates. */
const DEGREES = /\d(?:\.\d{4}|[°度]\s?\d)/
const ip = createFinder(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/, true)

/** Plates, frame numbers, passports, social insurance numbers, keys to a letter, coordinates, IP addresses. */
export function findPapers(text: string): Finding[] {
  const out: Finding[] = []
  const group = (type: Finding['type'], m: RegExpExecArray): void => {
    const value = m[1] as string
    const start = m.index + m[0].lastIndexOf(value)
    out.push({ type, start, end: start + value.length, camouflaged: false })
  }
  for (const m of matchesAt(text, plate, PLATE_STARTS)) {
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
  for (const m of labelledPlate.all(text)) if ((m[1]?.match(/\d/g) ?? []).length > 2) group('车牌', m)
  for (const m of text.includes('@') ? handle.all(text) : []) if (!OPEN_HANDLE.test(m[1] as string)) group('编号', m)
  if (!/\d/.test(text)) return out
  for (const m of vin.all(text))
    if (
      /车架|VIN|识别/i.test(text.slice(Math.max(0, m.index - 16), m.index)) ||
      ((m[0].match(/[A-Z]/gi) ?? []).length >= 4 && (m[0].match(/\d/g) ?? []).length >= 5 && /^[LJWSKVZ]/i.test(m[0]))
    )
      out.push({ type: '车架号', start: m.index, end: m.index + 17, camouflaged: false })
  for (const m of passport.all(text)) group('护照', m)
  for (const m of social.all(text)) group('社保号', m)
  for (const m of text.includes('权') || text.includes('房产') || text.includes('土地') ? deed.all(text) : [])
    if (/证|第|号/.test(m[0])) group('编号', m)
  for (const m of key.all(text))
    if (/\d/.test(m[1] as string) || /抖音|快手|支付宝|小红书|钉钉|密码|验证码/.test(m[0])) group('编号', m)
  for (const m of DEGREES.test(text) ? text.matchAll(coordinates) : [])
    out.push({ type: '坐标', start: m.index, end: m.index + m[0].length, camouflaged: false })
  for (const m of ip.all(text)) {
    const parts = m[0].split('.')
    const cue = /ip|地址|服务器/i.test(text.slice(Math.max(0, m.index - 8), m.index))
    if (parts.every((p) => Number(p) <= 255) && (cue || parts.filter((p) => p.length === 3).length >= 2))
      out.push({ type: 'IP', start: m.index, end: m.index + m[0].length, camouflaged: false })
  }
  return out
}
