/**
 * What people are called by who knows them, and what they call themselves: 楼上张姐, 邻居阿强, 网名叫…. A part of a name finds a
 * person among the neighbours, a name on a network finds them everywhere. Shops named so stay (王姐烧烤), and what hides stays (王某).
 */
import { createFinder } from '../patterns/finder.ts'
import { isHan, surnames, wordy } from './name-shape.ts'
import { TRADE } from './shop.ts'

type Span = readonly [start: number, length: number]

const KIN = ['姐', '哥', '叔', '婶', '姨', '嫂'] as const
/** Surnames that make a word with one of these: 师哥, 路哥. */
const NO_KIN = new Set('师空表堂大小老二三干奶舅')
/** 张姐妹, 李哥们, 王叔叔 (a form of address of its own). */
const GOES_ON = /^[妹弟夫们姐哥叔婶姨嫂公]/
/** What stands right before one who is spoken of. */
const BEFORE =
  /(?:邻居|楼[上下]|[楼层户室号]的|隔壁|对[门面]|同事|房东|[和跟与同找叫让问被对向说听的，,]|中介|保[安洁]|业主|住户|租户|村民|老板娘?|店主|一个|有个|这个|那个)$/
/** What makes a shop of it, or a place: 王姐烧烤, 阿强水果店, 张哥牛肉面; who does something to one is a person (王叔开水果店). */
const SHOP = new RegExp(
  `^(?:家|的|记)?${TRADE}{0,4}?(?:[店馆铺坊摊吧]|超市|烧烤|烤[肉鱼串]|麻辣|火锅|[面米]粉|牛肉|羊肉|拉面|米线|凉皮|小吃|早[点餐]|包子|水果|蔬菜|理发|美[发容]|便利|商行|批发|农家|餐饮|饭庄|食府|厨房|卤|酿皮)`,
)

/** Spoken of where a clause begins or right behind what leads to a person. */
const isSpokenOf = (text: string, start: number): boolean =>
  !isHan(text[start - 1]) || BEFORE.test(text.slice(Math.max(0, start - 3), start))

/** 张姐, 李哥: the surname before a word for the elder of one's own kind. */
function beforeKin(text: string): Span[] {
  const out: Span[] = []
  for (const kin of KIN)
    for (let at = text.indexOf(kin, 1); at > 0; at = text.indexOf(kin, at + 1)) {
      const family = text[at - 1] as string
      if (!surnames.has(family) || wordy.has(family) || NO_KIN.has(family)) continue
      const behind = text.slice(at + 1, at + 9)
      if (isSpokenOf(text, at - 1) && !GOES_ON.test(behind) && !SHOP.test(behind)) out.push([at - 1, 1])
    }
  return out
}

/** Usual after 阿, and no beginning of a place or a word: 阿强, not 阿干镇, 阿里, 阿胶. */
const AFTER_A = new Set('强明华芳玲珍娟燕辉杰勇彪豪斌刚伟军丽红梅兰英')
function withA(text: string): Span[] {
  const out: Span[] = []
  for (let at = text.indexOf('阿'); at >= 0; at = text.indexOf('阿', at + 1))
    if (AFTER_A.has(text[at + 1] as string) && isSpokenOf(text, at) && !SHOP.test(text.slice(at + 2, at + 10)))
      out.push([at, 2])
  return out
}

const NETWORK = createFinder(
  /(?:网名|昵称|(?:微信|抖音|快手|微博|QQ|qq)(?:名字?|昵称|用户名))(?:\s{0,2}[:：]\s{0,2}|\s{1,2}|叫做?|是|为|(?=[“"「『]))/,
)
/** Up to a stop, or within quotation marks. */
const SELF_NAMED =
  /^(?:叫|是|为)?[“"「『]([^”"」』\n]{1,16})[”"」』]|^(?:叫|是|为)?([\u4e00-\u9fffA-Za-z0-9_·-]{2,12}?)(?=[，,。；;！!？?、\s（(）)]|的(?:网友|用户|人|群友|业主|主播)|$)/
/** Of names on networks, and no name. */
const NO_NAME =
  /^(?:什么|啥|不|没|无|空|怎[么样]|如何|可以|必须|需要|应该|实名|真名|真实|本人|随便|自动|系统|一样|匿名|谁|哪|未|都|也|我们|大家|已经|不详|保密)|(?:〔|怎么|什么)/
function onNetworks(text: string): Span[] {
  const out: Span[] = []
  for (const m of NETWORK.all(text)) {
    const from = m.index + m[0].length
    const found = SELF_NAMED.exec(text.slice(from, from + 24))
    const name = found?.[1] ?? found?.[2]
    if (found && name !== undefined && !NO_NAME.test(name)) out.push([from + found[0].indexOf(name), name.length])
  }
  return out
}

export const called = (text: string): Span[] => [
  ...beforeKin(text),
  ...(text.includes('阿') ? withA(text) : []),
  ...(/[名称]/.test(text) ? onNetworks(text) : []),
]
