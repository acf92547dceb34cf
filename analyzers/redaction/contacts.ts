/**
 * Contact channels that are not phone numbers: WeChat, QQ, mail, web addresses, with the look-alikes people hide them in.
 * The cue («微信», «加V») stays in the text; only the identifier is found.
 */
import { createFinder } from '../patterns/finder.ts'
import type { Finding } from './finding.ts'

/** 微信 and what stands for it. Letters must not be part of a longer word. */
const WECHAT =
  '(?:[微薇威徽维惟唯溦葳崴葇嶶魏卫][\\s❤·.*_~+-]{0,3}(?:信|芯|心|星|鈊|xin|x(?![a-z])|❤)|(?<![a-z])(?:wei|vei|we)\\s{0,2}(?:xin|chat|信|芯)|(?<![a-z0-9])(?:w|v)\\s{0,2}(?:x|信|芯|❤)(?![a-z]{2,}(?![a-z0-9_-]))|(?:加|[+])\\s{0,2}(?:信|芯|鈊)|绿泡泡?|绿色软件|(?:加|\\+|➕|添加|家|茄|咖|佳)[\\s.]{0,2}(?:微|薇|威|溦|葳|v(?![a-z])|w(?![a-z])|Ⓥ)|(?<=[,，。;；\\s:：(（]|^)(?:v|薇|溦)(?=\\s{0,2}[:：]|\\s?[a-z0-9]{6}|\\s{0,3}[a-z0-9](?: [a-z0-9]){5})|[微薇](?=[\\s:：❤]{0,3}[a-z0-9][-_a-z0-9]{5})|(?:电报|纸飞机|telegram|(?<![a-z])tg)(?=[\\s:：@]{0,3}[a-z])|(?:拉你|滴我|私我|加我)(?=[\\s:：]{1,2}[a-z]+[-_0-9]))'
const PLAIN_WECHAT = /微信|wechat|weixin/i
const BETWEEN = '(?:号码?|id|账号|帐号|同号|同步|联系|咨询|好友|搜索?|加我|加|我|是|为|[\\s:：,，=+@➕→>-]){0,6}'
const IDENT = '((?=[-_0-9]*[a-z_])[a-z0-9][-_a-z0-9]{5,19}(?!班)|[a-z0-9](?:[ ._*-][a-z0-9]){5,19}|\\d{5,11}(?!\\d))'
const wechat = createFinder(new RegExp(`(${WECHAT})${BETWEEN}${IDENT}`, 'i'), true)
const OPEN_ACCOUNT = /公众|小程序|视频号|订阅号|服务号|平台|关注/

const QQ =
  '(?:(?<![a-z])q{1,2}(?![a-z])|[扣抠叩蔻][扣抠叩蔻]|口口|企鹅号?|球球|秋秋|[q扣抠]群|扣\\s?q|q\\s?扣|群号|(?<![a-z])qun(?![a-z]))'
const CN_DIGIT = '0-9零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖'
const qq = createFinder(
  new RegExp(
    // 我QQ叫小草，号码1234567890: the number a clause away, by its own label.
    `(${QQ})((?:交流|业主|维权|工作|咨询)?群?(?:号码?|账号|联系|是|为|加|[\\s:：,，=+➕-]){0,5}|[^\\d，,。！？；\\n]{1,8}[，,、 ]\\s?(?:号码?|[账帐]号)[是为:：]?\\s?)([${CN_DIGIT}](?:[ .*_-]?[${CN_DIGIT}]){4,11})(?![0-9元])`,
    'i',
  ),
  true,
)

const mail =
  /(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,39}\s{0,2}(?:@|#(?=(?:qq|163|126|sina|gmail|outlook|foxmail)[.。点])|#at#|\(at\)|\[at\]|（at）|艾特)\s{0,2}[a-z0-9-]{1,30}(?:\s?(?:\.|。|点|dot)\s?[a-z0-9-]{1,15}){1,3}/gi
/** Without one of these there is no mail address but with the sign itself. */
const AT = /at[#)\]）]|艾特|#(?:qq|1[26]|sina|gmail|outlook|foxmail)/i

const TLD =
  'com|cn|net|org|top|xyz|vip|cc|me|info|club|shop|site|tv|io|co|app|online|icu|fun|link|ltd|work|wang|win|biz|mobi|pro|store|live|tk|ink|asia|tech|space|website|gov|edu'
const url = new RegExp(
  `(?:https?\\s?[:：]\\s?/\\s?/|www\\s?[.。点]\\s?)[a-z0-9][^\\s\\u4e00-\\u9fff，。；、（）()《》“”<>]{2,300}|(?<![a-z0-9@._-])(?:[a-z0-9][a-z0-9-]{0,40}\\s?(?:\\.|。|点|dot)\\s?){1,4}(?:${TLD})(?![a-z0-9])(?:[/?:][^\\s\\u4e00-\\u9fff，。；、（）()《》“”<>]{0,300})?`,
  'gi',
)
/** Without one of these there is no address. */
const ADDRESS = /[:：]\s?\/|www|(?:[.。点]|dot)\s?[a-z]/i
/** Public addresses a letter may cite: government, schools, courts, national media, big portals named without a path. */
const PUBLIC =
  /(?:^|[/.])(?:[a-z0-9-]+\.)*(?:gov\.cn|edu\.cn|court\.gov\.cn|people\.com\.cn|people\.cn|xinhuanet\.com|news\.cn|cctv\.com|cntv\.cn|12306\.cn|12348\.gov\.cn|rednet\.cn|chinanews\.com\.cn|gansudaily\.com\.cn|gscn\.com\.cn|lzbs\.com\.cn)(?:[/:?]|$)/i
const PORTAL =
  /^(?:www\.)?(?:58|baidu|taobao|tmall|jd|sina|sohu|163|qq|weibo|anjuke|fang|ctrip|meituan|dianping|pinduoduo|douyin|toutiao|zhihu|bilibili|12306)\.(?:com|cn|com\.cn)\/?$/i

/** Contact channels in a normalised text. `phones` are spans that are known already: a WeChat number that is one stays 手机. */
export function findContacts(text: string): Finding[] {
  const out: Finding[] = []
  if (!/[a-z0-9零〇一二三四五六七八九]{4}|[a-z0-9][ .*_-][a-z0-9]|@|艾特/i.test(text)) return out
  for (const m of text.includes('@') || AT.test(text) ? text.matchAll(mail) : []) {
    if (/\.gov\.cn$/i.test(m[0])) continue
    out.push(found('邮箱', m.index, m[0], /\s|。|点|dot|艾特|at\W/i.test(m[0])))
  }
  for (const m of ADDRESS.test(text) ? text.matchAll(url) : []) {
    const clean = m[0].replace(/[.:：,?!'"]+$/, '')
    const host = clean.replace(/^https?[:：]\/\//i, '').toLowerCase()
    if (PUBLIC.test(clean) || PORTAL.test(host)) continue
    out.push(found('网址', m.index, clean, /\s|。|点|dot/i.test(clean)))
  }
  for (const m of wechat.all(text)) {
    const ident = m[2] as string
    if (OPEN_ACCOUNT.test(text.slice(Math.max(0, m.index - 6), m.index + m[0].length))) continue
    if (/^(?:weixin|wechat|https?|www|com|app|iphone|android|android|taobao|alipay|douyin)$/i.test(ident)) continue
    out.push(
      found(
        '微信',
        m.index + m[0].length - ident.length,
        ident,
        !PLAIN_WECHAT.test(m[1] as string) || /[ .*]/.test(ident),
      ),
    )
  }
  for (const m of qq.all(text)) {
    const ident = m[3] as string
    if (/^q$/i.test(m[1] as string) && m[2] === '' && ident.replace(/\D/g, '').length < 6) continue
    out.push(
      found(
        'QQ',
        m.index + m[0].length - ident.length,
        ident,
        !/^q{1,2}群?$/i.test(m[1] as string) || /[^0-9]/.test(ident),
      ),
    )
  }
  return out
}

const found = (type: Finding['type'], start: number, value: string, camouflaged: boolean): Finding => ({
  type,
  start,
  end: start + value.length,
  camouflaged,
})
