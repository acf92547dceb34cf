import type { Reason } from '../../model/post.ts'
import type { Kind } from '../../model/words.ts'
import { NO_TALK, PASTIMES, SOMEBODYS, TALK_OF_THE_DAY } from '../dict/chat-cues.ts'
import { ABROAD, GANSU, OURS_TOO, TALK, WORLD } from '../dict/topic-words.ts'
import { deskOf } from '../dispatch/desk.ts'
import { mattersOf } from '../dispatch/matter.ts'
import { loadStack, softmax, stackOdds } from '../learning/stack.ts'
import { createFinder, type Finder } from '../patterns/finder.ts'
import { createLexicon } from '../patterns/lexicon.ts'
import type { Stance } from '../route/stance.ts'
import type { Document } from '../text/document.ts'
import { sourceSpan } from '../text/normalize.ts'
import type { Located, Mention } from './place.ts'

export interface Relevance {
  /** 0..1: how sure it is that the post is about the city. */
  readonly relevance: number
  readonly offTopic: boolean
  /** Neither on nor off beyond doubt: people look. */
  readonly unsure: boolean
  readonly reasons: readonly Reason[]
}
export type RelevanceJudge = (document: Document, located: Located) => Relevance

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
/** Just after: an estate called after a province stands here; of a firm or a dish called after a place, a letter to this city is about ours. */
const ESTATE =
  /^(?!省|市|的|那|这|某|一|有)[\p{Script=Han}]{0,4}?(小区|家园|花园|花苑|新村|家属院|大院|大厦|商会|会馆|办事处)/u
const FIRM =
  /^(?!省|市|的|那|这|某|一|有|几)[\p{Script=Han}]{0,4}?(公司|集团|银行|宾馆|酒店|饭店|饭庄|酒楼|餐厅|火锅|小面|小吃|烤鸭|面馆|包子|麻辣烫|凉皮|肉夹馍|米线|烧烤|大盘鸡|专卖店|4S店|汽车)/iu
const PROVINCE =
  /^(河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|青海|内蒙古?|广西|西藏|宁夏|新疆)$/
/** Just after: the writer lives there for a time; who names this city, too, writes of home. */
const EMPLOYED = /^(打工|上班|工作|上学|读书|念书|当兵|服役|出差|做生意)/
/** Just after: somebody there told it. */
const TOLD_BY =
  /^(那边|那面)?的?(朋友|亲戚|同学|同事|网友|战友|老同学|闺蜜|姐姐?|哥哥?|弟弟?|妹妹?|姑姑?|姨|舅舅?|儿子|女儿|孩子)/
/** And here it is otherwise. */
const OTHERWISE = createFinder(
  /(我们|咱们?|俺们?|我家|这边|这里|本市|本地)(这[边里儿]?|市|区|县|小区|院|村|家|楼)?(还|却|就|咋|怎么|为什么|为啥|啥时候|什么时候|何时|都?没|也想|能不能|是不是|不|连|只|才|倒|依旧|依然|一直)/,
  true,
)
/** Somebody may be in danger: a post of two lovers is no mere chat then. */
const DISTRESS = createFinder(
  /被人?(?:强行)?(带走|打|绑|关|拐|砍|捅|跟踪|控制|囚禁|下药)|联系不上|失联|失踪|走失|走丢|没回家|跳楼|跳河|轻生|自杀|自残|割腕|不想活|报警|救命|求救|要杀|杀了我|家暴|打我(?!电话|手机)|传销/,
  true,
)
const LOCAL_WORDS = createFinder(
  /(兰州|金城|牛肉面|黄河边|滨河|五泉山|白塔山|12345|民情通|三维|小区|社区|街道|业主|居民|城管|路口|公交|站台)/,
  true,
)

/** Words of public life: a post that has one is no mere chat, though it names no place. */
const PUBLIC = createFinder(
  /领导|检查组|督查|整改|部门|上级|公家|机关|镇上|乡里|村里|村口|城管|交警|民警|派出所|消防|救护|警戒|物业|开发商|施工|挖(断|开|路)|修(好|路|完|了)|填平|[水臭]?沟|大?坑|井盖|气管|煤气|路灯|管道|垃圾|污水|噪音|收走|没收|罚款?|高度重视|正在研究|投诉|举报|地震|昨晚晃|晃了(一下|几下)|停(水|电|气|暖)|欠薪|工钱|老汉/,
  true,
)
/** Districts that share their name with another city's, and what tells that one. */
const NAMESAKES: Readonly<Record<string, RegExp>> = { 城关区: /拉萨|西藏/, 安宁区: /云南|昆明|安宁市/ }
/** What a letter wants brought here, or how one comes here: whoever asks lives elsewhere, and this city answers. */
const INTO =
  /(?:转|迁|调|落户|换[发领]?|补领?|办|报|续|接|移|上学|工作|开|发|直达|往返|[快班客列火动]车|高铁|城际|公交|大巴|长途|高速)[^，。！？；,.!?;\n]{0,6}[到入回至往在]兰州(?!拉面|牛肉|大学)|[到回至在]兰州(?:市|来)?[^，。！？；,.!?;\n]{0,6}(?:怎么[转办]|转[移学]|在哪|找哪|能不能|可不可以|换[发证领]|就读|上学|落户|车|航班|高速|高铁)/
/** The writer's own place, as against the one spoken of. */
const OURS = createFinder(/(我们|咱们?|俺们?)(这|市|兰|区|县|小区|院|村|楼|家|单位)|本市|我市/, true)

const said = (words: Finder, document: Document): boolean =>
  words.has(document.text.text) || words.has(document.title.text)

/** What the judge tells apart. */
export const TOPICS = ['city', 'off'] as const
/** Margins of the stance model that it reads, first among its figures. */
export const TOPIC_MARGINS = ['city', 'elsewhere', 'talk', 'spam'] as const satisfies readonly Stance[]
const NAMES = [
  'here',
  'away',
  'sits away first',
  'away first',
  'namesake',
  'abroad',
  'world',
  'talk',
  'matter',
  'local words',
  'public words',
  'our',
  'trap',
  'place named',
  'brief',
  'letter',
  'post',
  'news',
  'away alone',
  'no place in a letter',
  'no place nor matter',
  'abroad alone',
  'world alone',
  'talk alone',
] as const
/** Names of what the judge reads. */
export const TOPIC_FIGURES: readonly string[] = [...TOPIC_MARGINS.map((stance) => `model ${stance}`), ...NAMES]
const FROM = TOPIC_MARGINS.length

type Theme = 'world' | 'talk' | 'abroad' | 'ours'

interface TopicEvidence {
  /** One number a name of TOPIC_FIGURES; the model's margins are left 0. */
  readonly figures: Float64Array
  readonly mention: Mention | undefined
  /** Other places are named in short only, and nothing sits there. */
  readonly compares: boolean
  /** A letter asks how something or somebody comes here from elsewhere. */
  readonly into: boolean
  readonly world: readonly string[]
}

/** Characters up to which a post says too little to be judged by its words. */
const BRIEF = 12

/** Counts what ties a post to the city and what speaks of elsewhere or of nobody's matter. */
export function createTopicReader(): (document: Document, located: Located) => TopicEvidence {
  const words = createLexicon<Theme>([
    ...TALK.map((word) => [word, 'talk'] as const),
    ...WORLD.map((word) => [word, 'world'] as const),
    ...[...ABROAD, ...GANSU].map((word) => [word, 'abroad'] as const),
    ...OURS_TOO.map((word) => [word, 'ours'] as const),
  ])
  return (document, located) => {
    const { kind } = document.post
    const whole = `${document.title.text}\n${document.text.text}`
    const namesake = isNamesake(whole, located)
    const named = namesake ? 0 : hereScore(located)
    const away = awayScore(document, located, named > 0)
    const into = kind === 'letter' && !namesake && away.score > 0 && INTO.test(whole)
    const here = into ? Math.max(named, NAMED) : named
    const themes = {
      world: new Set<string>(),
      talk: new Set<string>(),
      abroad: new Set<string>(),
      ours: new Set<string>(),
    }
    for (const field of ['title', 'text'] as const)
      words.longest(document[field].text, (start, end, theme) =>
        themes[theme].add(document[field].text.slice(start, end)),
      )
    const matter = Math.min(10, mattersOf(document)[0]?.score ?? 0)
    const nowhere = here === 0 && away.score === 0 && themes.abroad.size === 0
    const [world, talk] = [Math.min(4, themes.world.size), Math.min(5, themes.talk.size)]
    const values: Record<(typeof NAMES)[number], number> = {
      here,
      away: Math.min(4, away.score),
      'sits away first': +away.opens,
      'away first': +away.leads,
      namesake: +namesake,
      abroad: Math.min(2, themes.abroad.size),
      world,
      talk,
      matter: matter / 3,
      'local words': +said(LOCAL_WORDS, document),
      'public words': +said(PUBLIC, document),
      our: +said(OURS, document),
      trap: +(located.trapMentions > 0 && here === 0),
      'place named': +(located.reasons.length > 0),
      brief: +(whole.length <= BRIEF),
      letter: +(kind === 'letter'),
      post: +(kind === 'post'),
      news: +(kind === 'news'),
      'away alone': here === 0 ? Math.min(4, away.score) : 0,
      'no place in a letter': +(kind === 'letter' && nowhere),
      'no place nor matter': +(nowhere && matter === 0),
      'abroad alone': here === 0 ? Math.min(2, themes.abroad.size) : 0,
      'world alone': nowhere && matter === 0 ? world : 0,
      'talk alone': nowhere && matter === 0 ? talk : 0,
    }
    const figures = new Float64Array(TOPIC_FIGURES.length)
    for (let k = 0; k < NAMES.length; k++) figures[FROM + k] = values[NAMES[k]!]
    return { figures, mention: away.mention, compares: away.compares, into, world: [...themes.world] }
  }
}

/**
 * Whether a post is about the city, by a judge over the margins of the stance model, its places and its words
 * (models/train-stance.ts). What is off-topic is not read, so it takes more for a letter to the city's own desk, and what the
 * judge is not sure of goes to people. City `none`: everything is on topic.
 */
export function createRelevance(city: 'lanzhou' | 'none'): RelevanceJudge {
  if (city === 'none') return () => ({ relevance: 1, offTopic: false, unsure: false, reasons: [] })
  const read = createTopicReader()
  const stack = loadStack('topic')
  return (document, located) => {
    const { figures, mention, compares, into, world } = read(document, located)
    const desk = deskOf(document)
    for (let k = 0; k < TOPIC_MARGINS.length; k++) figures[k] = desk.stance(TOPIC_MARGINS[k]!)
    const figure = (name: (typeof NAMES)[number]): number => figures[FROM + NAMES.indexOf(name)]!
    const off = softmax(stackOdds(stack, figures))[1]!
    const elsewhere = ELSEWHERE.some((name) => figure(name) > 0)
    const { kind } = document.post
    // A comment may only compare with elsewhere; a letter that names no other place must be surer to be mere talk.
    const doubtful = kind === 'letter' ? !elsewhere : kind === 'comment' && elsewhere && figure('talk') === 0
    // Who names this city, too, or tells that it is otherwise here may compare, and who is in danger does not chat: people say.
    const alarmed = !elsewhere && figure('talk') <= 1 && said(DISTRESS, document)
    const heard = alarmed || (compares && said(OTHERWISE, document))
    const pastime = isPastime(document)
    const offTopic = pastime || (figure('here') === 0 && !heard && off >= (doubtful ? OFF.doubtful : OFF.plain))
    const unsure = !offTopic && !into && off >= UNSURE
    const reasons: Reason[] = []
    if (figure('here') > 0)
      reasons.push({
        rule: 'relevance.here',
        weight: figure('here'),
        text: `提到本市${located.district ? `（${located.district}）` : ''}`,
      })
    if (mention)
      reasons.push({
        rule: 'relevance.elsewhere',
        weight: -figure('away'),
        field: mention.field,
        ...sourceSpan(document[mention.field], mention.start, mention.end),
        text: `提到外地：${mention.form.name}`,
      })
    if (figure('trap') > 0)
      reasons.push({ rule: 'relevance.trap', weight: -1, text: '「兰州」只作为食品、香烟或歌曲出现' })
    if (world.length > 0 && figure('here') === 0)
      reasons.push({
        rule: 'relevance.world',
        weight: -world.length,
        text: `全国性话题：${world.slice(0, 3).join('、')}`,
      })
    if (pastime || ((offTopic || unsure) && desk.stance('talk') > desk.stance('city')))
      reasons.push({ rule: 'relevance.talk', weight: -1, text: '像闲聊，不是公共事务' })
    return { relevance: Math.round((1 - off) * 1000) / 1000, offTopic, unsure, reasons }
  }
}

/** Characters up to which a post of food or leisure can be nothing else. */
const PASTIME = 40

/** Food, leisure and the pleasure in it, and nothing that anybody could want of an office. */
function isPastime(document: Document): boolean {
  const { length } = document.text.text
  if (length === 0 || length + document.title.text.length > PASTIME || document.post.kind === 'news') return false
  const whole = `${document.title.text}\n${document.text.text}`
  if (PASTIMES.some(([doing, joy]) => doing.test(whole) && joy.test(whole)) && !SOMEBODYS.test(whole)) return true
  return TALK_OF_THE_DAY.some(([theme, tone]) => {
    const rest = whole.trim().replace(theme, '')
    return rest.length < whole.trim().length && tone.test(rest) && !hasMatter(rest.replace(tone, ''))
  })
}

const hasMatter = (rest: string): boolean => SOMEBODYS.test(rest) || NO_TALK.test(rest)

/** From this probability on a post is not about the city. */
const OFF = { plain: 0.6, doubtful: 0.9 } as const
/** From this on people say whether it is. */
const UNSURE = 0.5
/** What says where else a letter plays. */
const ELSEWHERE = ['away', 'namesake', 'abroad', 'world'] as const satisfies readonly (typeof NAMES)[number][]

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

/** What 兰州 counts that is named as a place. */
const NAMED = 1.5

/** 3 for a district proven, NAMED for 兰州, 0.5 more for each further time, up to 5. */
function hereScore(located: Located): number {
  const named = located.places.some((p) => p.level === 'street' || p.level === 'community' || p.district !== undefined)
  const city = located.cityMentions > 0 ? NAMED + 0.5 * Math.min(3, located.cityMentions - 1) : 0
  const district = located.district === null ? 0 : named ? 3 : 2
  return Math.min(5, district + city)
}

/** 青海石油小区, 重庆火锅: a name that stands in this city. */
const isNameHere = (kind: Kind, name: string, after: string): boolean =>
  (PROVINCE.test(name) && ESTATE.test(after)) || (kind === 'letter' && FIRM.test(after))

/**
 * The weight of other places: 1 a name in passing, 2 in full, half as much again where the matter or the writer sits there. `opens`:
 * the post begins with a matter that sits there; `leads`: it begins with the name.
 */
function awayScore(
  document: Document,
  located: Located,
  here: boolean,
): { score: number; opens: boolean; leads: boolean; compares: boolean; mention: Mention | undefined } {
  let score = 0
  let opens = false
  let leads = false
  let compares = located.elsewhere.length > 0
  let mention: Mention | undefined
  let most = 0
  const seen = new Set<string>()
  for (const m of located.elsewhere) {
    const { text } = document[m.field]
    const after = text.slice(m.end, m.end + 14)
    if (isNameHere(document.post.kind, m.form.name, after)) continue
    const base = m.form.name.replace(/(省|市|县|区|州)$/, '')
    const first = !seen.has(base)
    seen.add(base)
    const native = NATIVE.test(text.slice(m.end, m.end + 6))
    const sits =
      !native &&
      !(here && EMPLOYED.test(after)) &&
      !TOLD_BY.test(after) &&
      (SEAT.test(after) || STANDS.test(text.slice(Math.max(0, m.start - 4), m.start)))
    const before = text.slice(Math.max(0, m.start - 4), m.start)
    const travel =
      !sits &&
      (TRAVEL.test(before) || /^(打工|上班|工作|上学|读书|回来|户籍|户口|人(?!民))/.test(text.slice(m.end, m.end + 3)))
    const value = ((m.form.weight === 2 ? 1.6 : 0.7) + (sits ? 1.1 : 0)) * (travel ? 0.4 : 1)
    if (sits || m.form.weight === 2) compares = false
    score += first ? value : value * 0.3
    const opening = OPENING.test(text.slice(0, m.start))
    if (sits && !travel && opening) opens = true
    if (opening && !travel && !native && m.form.weight >= 1) leads = true
    if (value > most) {
      most = value
      mention = m
    }
  }
  return { score, opens, leads, compares, mention }
}
