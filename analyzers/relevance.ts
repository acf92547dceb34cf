import type { Reason } from '../model/post.ts'
import type { Document } from './document.ts'
import { createLexicon } from './lexicon.ts'
import { mattersOf } from './matter.ts'
import { sourceSpan } from './normalize.ts'
import type { Located, Mention } from './place.ts'

interface Relevance {
  /** 0..1: how sure it is that the post is about the city. */
  readonly relevance: number
  readonly offTopic: boolean
  readonly reasons: readonly Reason[]
}
export type RelevanceJudge = (document: Document, located: Located) => Relevance

/** Words of what the whole country talks about and no city can settle. */
const WORLD =
  '明星 演员 歌手 粉丝 热搜 总决赛 官宣 偶像 综艺 电视剧 票房 追星 男团 女团 塌房 恋情 出轨 直播间 网红 世界杯 欧冠 英超 NBA CBA 曼联 曼城 皇马 巴萨 利物浦 阿森纳 切尔西 拜仁 尤文 国米 湖人 勇士队 梅西 C罗 詹姆斯 库里 国足 奥运会 季后赛 主场 球星 A股 股市 大盘 涨停 跌停 沪指 上证 美股 港股 比特币 币圈 基金净值 央行 美联储 降息 美元 黄金价格 国际油价 特朗普 拜登 普京 泽连斯基 内塔尼亚胡 马斯克 白宫 北约 欧盟 关税 乌克兰 俄罗斯 美国 日本 韩国 以色列 巴勒斯坦 加沙 联合国 外交部 国务院 全国人大 发布会 新机 手游 显卡 骁龙 安卓 索尼 佳能 尼康 游戏 动漫 番剧 电竞 原神 王者荣耀 星座 彩票 双色球 iPhone 华为发布 特斯拉 航天 神舟 卫星发射 空间站 诺贝尔 好莱坞 奥斯卡 小说 歌词 吉他谱 专辑 单曲 民谣 翻唱 弹唱'.split(
    ' ',
  )
/** Places no list of Chinese divisions holds, for 兰州拉面 abroad. */
const ABROAD =
  '香港 澳门 台湾 台北 纽约 伦敦 巴黎 东京 大阪 首尔 曼谷 新加坡 悉尼 墨尔本 洛杉矶 旧金山 多伦多 温哥华 柏林 莫斯科 迪拜 吉隆坡 国外 海外 留学 欧洲 澳洲 加拿大 英国 法国 德国 泰国 马来西亚 越南'.split(
    ' ',
  )
/** Just after a place: its office, its people or its land are the matter. */
const SEAT =
  /^(的|这边)?[\p{Script=Han}]{0,5}(市政府|县政府|区政府|政府|公安局|教育局|住建局|城管|人社局|法院|小区|街道|镇|村|社区|路|医院|学校|大学|居民|市民|村民|业主|网友|人民医院|地铁|公交|人社|景区|车站|机场|商场|中学|小学|广场|12345)/u
/** Just before: somebody comes from there or goes there, or was there once. */
const TRAVEL = /(去|到|往|从|回|来|发往|飞|至|在|前往|寄|来自|嫁到|调到|户口|老家)$/
/** All that may stand before a place that the whole post is about: its first words, or an operator's opening. */
const OPENING =
  /^(我是|我们是|我们|我在|我家住|家住|本人是?|关于|反映|投诉|咨询|举报|请问|建议|请|来电人(称|反映|咨询|投诉|建议)?|您好|你好|领导|尊敬的|位于|地址|地点|甘肃省?|中国|[《【“"：:，,！!。、\s])*$/
/** Just after: somebody's origin, not where the matter is. */
const NATIVE = /^(省|市|县)?(人(?!民|社|才)|籍|户籍|户口|考生|的?学生|老乡|打工)/
/** Just before: the writer stands there. */
const STANDS = /(我在|住在|我是|位于|家住|我们是|我们|人在|坐标|地点：?|地址：?|现居|本人在|来电人反映：?|反映：?)$/
const LOCAL_WORDS =
  /(兰州|金城|牛肉面|黄河边|滨河|五泉山|白塔山|12345|民情通|三维|小区|社区|街道|业主|居民|城管|路口|公交|站台)/

/** Words of public life: a post that has one is no mere chat, though it names no place. */
const PUBLIC =
  /领导|检查组|督查|整改|部门|上级|公家|机关|镇上|乡里|村里|村口|城管|交警|民警|派出所|消防|救护|警戒|物业|开发商|施工|挖(断|开|路)|修(好|路|完|了)|填平|[水臭]?沟|大?坑|井盖|气管|煤气|路灯|管道|垃圾|污水|噪音|收走|没收|罚款?|高度重视|正在研究|投诉|举报|地震|昨晚晃|晃了(一下|几下)|停(水|电|气|暖)|欠薪|工钱|老汉/
/** Districts that share their name with another city's, and what tells that one. */
const NAMESAKES: Readonly<Record<string, RegExp>> = { 城关区: /拉萨|西藏/, 安宁区: /云南|昆明|安宁市/ }
/** The writer's own place, as against the one spoken of. */
const OURS = /(我们|咱们?|俺们?)(这|市|兰|区|县|小区|院|村|楼|家|单位)|本市|我市/

/**
 * Whether a post is about the city. A letter to the city's own desk is on topic unless it clearly speaks of elsewhere; a
 * post, comment or news needs a tie to Lanzhou or a civic matter. Better to keep one too many: what is off-topic is not read.
 * City `none`: everything is on topic.
 */
export function createRelevance(city: 'lanzhou' | 'none'): RelevanceJudge {
  if (city === 'none') return () => ({ relevance: 1, offTopic: false, reasons: [] })
  const words = createLexicon<'world' | 'abroad'>([
    ...WORLD.map((word) => [word, 'world'] as const),
    ...ABROAD.map((word) => [word, 'abroad'] as const),
  ])
  return (document, located) => {
    const letter = document.post.kind === 'letter'
    const reasons: Reason[] = []
    const whole = `${document.title.text}\n${document.text.text}`
    const namesake = isNamesake(whole, located)
    const here = namesake ? 0 : hereScore(located)
    const away = awayScore(document, located)
    const themes = { world: new Set<string>(), abroad: new Set<string>() }
    for (const field of ['title', 'text'] as const)
      words.longest(document[field].text, (start, end, kind) =>
        themes[kind].add(document[field].text.slice(start, end)),
      )
    const elsewhere = away.score + Math.min(2, themes.abroad.size) + (namesake ? 1 : 0)
    const matter = mattersOf(document)[0]?.score ?? 0
    const civic = Math.min(3, matter / 2) + (LOCAL_WORDS.test(whole) ? 0.5 : 0)
    const trap = located.trapMentions > 0 && here === 0

    if (here > 0)
      reasons.push({
        rule: 'relevance.here',
        weight: here,
        text: `提到本市${located.district ? `（${located.district}）` : ''}`,
      })
    if (away.mention)
      reasons.push({
        rule: 'relevance.elsewhere',
        weight: -elsewhere,
        field: away.mention.field,
        ...sourceSpan(document[away.mention.field], away.mention.start, away.mention.end),
        text: `提到外地：${away.mention.form.name}`,
      })
    if (trap) reasons.push({ rule: 'relevance.trap', weight: -1, text: '「兰州」只作为食品、香烟或歌曲出现' })
    if (themes.world.size > 0 && here === 0)
      reasons.push({
        rule: 'relevance.world',
        weight: -themes.world.size,
        text: `全国性话题：${[...themes.world].slice(0, 3).join('、')}`,
      })

    let offTopic: boolean
    let logit: number
    if (letter) {
      // A board of the city: only a plain statement that the matter lies elsewhere tells against it.
      logit = 2.5 + here - 1.2 * elsewhere - (trap ? 1 : 0) - (matter === 0 ? Math.min(2, themes.world.size) : 0)
      offTopic =
        here === 0 && (away.opens || namesake || (away.leads && !OURS.test(whole))) && elsewhere >= (trap ? 1.5 : 1.6)
      if (here === 0 && elsewhere === 0 && matter === 0 && themes.world.size >= 3) offTopic = true
    } else {
      logit = -0.8 + 1.3 * here + civic - 1.3 * elsewhere - (trap ? 1.2 : 0) - 0.6 * Math.min(4, themes.world.size)
      const tied =
        here > 0 ? here * 1.5 >= elsewhere - 1 : elsewhere < 1 && civic >= 1.5 && themes.world.size * 1.5 < civic
      const short = whole.length <= 20
      const chat = !(
        short ||
        document.post.kind !== 'post' ||
        located.reasons.length > 0 ||
        civic > 0 ||
        PUBLIC.test(whole)
      )
      // 重庆轻轨坐反了三次: begins with another place and comes back to none of ours. A comment may only compare.
      const abroad = here === 0 && (away.opens || (away.leads && document.post.kind !== 'comment')) && !OURS.test(whole)
      // A short comment says nothing of any place; the thread it hangs on does.
      offTopic = abroad || (!tied && (elsewhere >= 1 || themes.world.size > 0 || trap || chat))
    }
    const relevance = Math.round((1 / (1 + Math.exp(-logit))) * 1000) / 1000
    return { relevance: offTopic ? Math.min(relevance, 0.4) : Math.max(relevance, 0.5), offTopic, reasons }
  }
}

/** 城关区 of Lhasa, 安宁 of Kunming: the one district named is another city's, and nothing else is ours. */
function isNamesake(whole: string, located: Located): boolean {
  const other = located.district === null ? undefined : NAMESAKES[located.district]
  return (
    other !== undefined &&
    located.cityMentions === 0 &&
    !located.places.some((p) => p.level === 'street' || p.level === 'community') &&
    other.test(whole)
  )
}

/** 3 for a district proven, 1.5 for 兰州 named as a place, 0.5 more for each further time, up to 5. */
function hereScore(located: Located): number {
  const named = located.places.some((p) => p.level === 'street' || p.level === 'community' || p.district !== undefined)
  const city = located.cityMentions > 0 ? 1.5 + 0.5 * Math.min(3, located.cityMentions - 1) : 0
  const district = located.district === null ? 0 : named ? 3 : 2
  return Math.min(5, district + city)
}

/**
 * The weight of other places: 1 a name in passing, 2 in full, half as much again where the matter or the writer sits there. `opens`:
 * the post begins with a matter that sits there; `leads`: it begins with the name.
 */
function awayScore(
  document: Document,
  located: Located,
): { score: number; opens: boolean; leads: boolean; mention: Mention | undefined } {
  let score = 0
  let opens = false
  let leads = false
  let mention: Mention | undefined
  let most = 0
  const seen = new Set<string>()
  for (const m of located.elsewhere) {
    const base = m.form.name.replace(/(省|市|县|区|州)$/, '')
    const first = !seen.has(base)
    seen.add(base)
    const { text } = document[m.field]
    const native = NATIVE.test(text.slice(m.end, m.end + 6))
    const sits =
      !native &&
      (SEAT.test(text.slice(m.end, m.end + 14)) || STANDS.test(text.slice(Math.max(0, m.start - 4), m.start)))
    const before = text.slice(Math.max(0, m.start - 4), m.start)
    const travel =
      !sits &&
      (TRAVEL.test(before) || /^(打工|上班|工作|上学|读书|回来|户籍|户口|人(?!民))/.test(text.slice(m.end, m.end + 3)))
    const value = ((m.form.weight === 2 ? 1.6 : 0.7) + (sits ? 1.1 : 0)) * (travel ? 0.4 : 1)
    score += first ? value : value * 0.3
    const opening = OPENING.test(text.slice(0, m.start))
    if (sits && !travel && opening) opens = true
    if (opening && !travel && !native && m.form.weight >= 1) leads = true
    if (value > most) {
      most = value
      mention = m
    }
  }
  return { score, opens, leads, mention }
}
