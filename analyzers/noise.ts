/**
 * Content-free posts: nothing a person could act on. Rules `noise.*`; each is sure enough alone to set a post aside,
 * so each is narrow: a short question or a place name is content.
 */
import type { Document } from './document.ts'
import { squeeze } from './squeeze.ts'

export interface Noise {
  readonly rule: string
  readonly text: string
}

const TEST =
  /^(?:这?是?(?:一[个次条])?测试(?:一下|信件|留言|数据|内容|帖子?|请忽略|勿回)?|test(?:ing|er)?|试试?(?:看|一下)?|测|(?:请|仅)?(?:忽略|勿理)|能不能发(?:出去|帖)?|看看能不能发(?:出去|帖)?|[a-z]{0,6}测试[0-9a-z]{0,6})+$/
const BUMP =
  /^(?:顶+(?:一下|起来|上去|帖|你|楼主)?|沙发|板凳|地板|路过|飘过|打酱油|支持(?:一下|楼主|你)?|[+]1|加1|d+|dd+|up|mark|马克|签到|打卡|占楼|占位|围观|吃瓜|同问|同求|无|没有|暂无|空|略|如题|如上|1|666+|good|ok|好的?|嗯+|哦+|啊+|呵+|哈+|嘿+|嘻+|呜+|哇+|笑死|赞|棒|牛|不错|可以|收到|知道了|谢谢|再见|你好|您好|在吗|有人吗|哈喽|hello|hi|hahaha)+$/
const EMPTY_CALL =
  /^(?:来电人)?(?:接通后?)?(?:未讲话|未说话|无声|不说话|没有?(?:讲话|说话|声音)|挂断|无应答|来电|电话|后|即|自行|直接|系统|误拨|打错|骚扰)+$/
const PRAISE_ONLY = /^(?:谢谢|感谢)/
/** Repeats of one short unit: 顶顶顶, 哈哈哈, 111, abcabc. */
const REPEAT = /^(.{1,3}?)\1{2,}.?$/u

const VOWELS = /[aeiou]/g
/** Rows of a keyboard, to tell mashing from words and from codes. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

function mashed(word: string): boolean {
  if (word.length < 4) return false
  if (/[^aeiou]{6}/.test(word)) return true
  const onRow = ROWS.some((row) => [...word].every((ch) => row.includes(ch)))
  const vowels = (word.match(VOWELS) ?? []).length
  return onRow || vowels / word.length < 0.15
}

/** Latin words that are mashing, as a share of all letters and characters. */
function mashShare(text: string): number {
  const words = text.match(/[a-z]+/g) ?? []
  const latin = words.filter(mashed).reduce((sum, w) => sum + w.length, 0)
  return text.length === 0 ? 0 : latin / text.length
}

/** Characters of ordinary Chinese writing; a text without one of them is no sentence. */
const COMMON =
  /[的了是不在有我人这个他们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感市区县路街村镇请问修建水电气热车房校医保工资费]/

/** Why a post holds nothing, or undefined. Title and text are read together: content in either is content. */
export function contentFree(doc: Document): Noise | undefined {
  const title = squeeze(doc.title.text).text
  const text = squeeze(doc.text.text).text
  if (title.length + text.length > 120) return undefined
  if (title === '' && text === '') return { rule: 'noise.empty', text: 'no letter or character' }
  const fields = [title, text].filter((f) => f !== '')
  const why = fields.map((f) => kindOf(f))
  const body = kindOf(text)
  if (why.every((w) => w !== undefined)) return { rule: why.at(-1) as string, text: fields.join(' / ').slice(0, 24) }
  // A generic title does not save an empty text, nor does a one-word title: 无 / 来电人接通后未讲话.
  if (body !== undefined && body !== 'noise.bump' && title.length <= 6 && !/[路街村镇区县市楼河桥]/.test(title))
    return { rule: body, text: text.slice(0, 24) }
  return undefined
}

/** What the rows of a keyboard give through a Chinese input method. */
const CHINESE_MASH =
  /阿斯(?:蒂芬|顿|达)|啊?手动阀|飞规划|规划局看|啊实打实|爱上对方|水电费水电费|撒旦发|大法师|阿萨德|啊啊实/

function kindOf(f: string): string | undefined {
  if (f === '') return 'noise.empty'
  if (TEST.test(f)) return 'noise.test'
  if (BUMP.test(f) && !PRAISE_ONLY.test(f)) return 'noise.bump'
  if (EMPTY_CALL.test(f)) return 'noise.empty'
  if (REPEAT.test(f) && new Set(f).size <= 3) return 'noise.repeat'
  if (/^[\d+]{1,12}$/.test(f)) return 'noise.digits'
  if (CHINESE_MASH.test(f) && mashShare(f) > 0.1) return 'noise.mash'
  if (mashShare(f) > 0.3 && !/〔/.test(f)) return 'noise.mash'
  if (f.length >= 5 && /^[\u4e00-\u9fff]+$/.test(f) && f.length < 40 && !COMMON.test(f)) return 'noise.gibberish'
  return undefined
}
