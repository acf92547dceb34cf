/**
 * Letters of our own and the ways people copy them: the labelled set of the near-duplicate test. Two thirds of the letters are
 * shorter than 60 characters, as posts are.
 */
import { readFileSync } from 'node:fs'
import pairs from 'opencc-js/dict/TSCharacters'
import { namedSites } from '../../pipeline/words/sites.ts'

export interface Sample {
  readonly title: string
  readonly text: string
}

export const letters: readonly Sample[] = [
  {
    title: '云栖花园东门垃圾没人清',
    text: '我们是云栖花园的住户，东门外的垃圾桶已经一个星期没有人来清运，剩菜叶子和塑料袋堆到人行道上，风一吹满街都是。给物业打电话说归环卫，给环卫打电话说归物业。请有关部门定下来到底归谁，先把垃圾拉走。',
  },
  {
    title: '福安路夜里施工到三点',
    text: '福安路北段的工地从上周起每天夜里施工到凌晨三点，打桩机一响整栋楼都跟着颤。家里有刚满月的孩子，根本没法睡。我们拨过两次热线，回复说办理了夜间施工证明，可是工地门口什么证也没有贴。希望查一查有没有证，没有证就停下来。',
  },
  {
    title: '反映北岭中学门口过街难',
    text: '北岭中学门口没有红绿灯也没有斑马线，早上七点二十到七点四十是学生进校的时候，大货车一辆接一辆从坡上冲下来。上个月已经有一个孩子被刮倒。建议装一个信号灯，或者上学放学时段派人疏导。',
  },
  {
    title: '新桥小区三号楼暖气不热',
    text: '新桥小区三号楼一单元从供暖到现在室温没有超过十五度，测温的师傅来过两回，都说是管道老化要等停暖以后再换。老人孩子裹着棉袄坐在屋里，供热费一分不少交。能不能先给我们单元加一台泵，让这个冬天过得去。',
  },
  {
    title: '请求解决柳树湾村吃水问题',
    text: '柳树湾村四十多户人家吃的还是窖水，村口的自来水管去年就铺好了，到今天也没有通水。问乡上说等验收，问水厂说没有接到通知。天气越来越冷，窖口结冰打水很危险。请领导过问一下什么时候能通。',
  },
  {
    title: '公交末班车太早',
    text: '我在西边的园区上中班，晚上九点半下班，可是通往市区的公交车末班是九点。每天打车回家要四十多块，一个月下来一小半工资没有了。园区里像我这样的工人有好几千，建议把末班车延到十点。',
  },
  {
    title: '举报河边养猪场排污',
    text: '清水河上游新开了一家养猪场，每天傍晚把粪水直接排到河里，下游两公里都能闻到臭味。村民去找过老板，老板说手续齐全不用管。河水是我们浇地用的，请环保部门来取个样化验一下，给大家一个说法。',
  },
  {
    title: '工地拖欠我们十一个人的工资',
    text: '我们十一个人从五月到十月在开发区的一个厂房工地上绑钢筋，一共干了一百三十天，工头只给了生活费，剩下的工钱说等甲方拨款。现在工头电话打不通，项目部说钱早就给了分包公司。快过年了，求帮我们把工钱要回来。',
  },
  {
    title: '咨询新生儿医保怎么办',
    text: '孩子上个月出生，户口已经报在我名下，我的户口在外地，居住证在本市。想问一下能不能在本市给孩子参加居民医保，需要带哪些材料，出生后的住院费还能不能报。社区说要问医保局，医保局电话一直占线。',
  },
  {
    title: '电梯三天两头坏',
    text: '我们楼是三十三层，两部电梯坏了一部，另一部也经常停在半中间不动，上周还关进去一个送外卖的小伙子，二十分钟才救出来。物业贴了张纸说配件要从外地发，已经贴了一个月。请质监部门来看看这样的电梯还能不能运行。',
  },
  {
    title: '建议在滨河步道装几把椅子',
    text: '滨河步道修得很漂亮，每天散步的老人很多，就是从铁桥到水车园这一段两公里没有一把椅子。走累了只能坐在花坛沿上，冬天石头冰凉。建议每隔两百米放一把带靠背的木椅，花钱不多，大家都方便。',
  },
  {
    title: '楼下烧烤店油烟进屋',
    text: '我家住二楼，楼下新开的烧烤店把排烟口正对着我家厨房窗户，每天晚上六点到十二点油烟直往屋里灌，窗帘都熏黄了。找店家商量，店家说烟道是房东的。城管来过一次贴了张单子，第二天照样营业。',
  },
  {
    title: '健身房关门卡里的钱退不了',
    text: '去年十一月我在广场地下一层的健身房办了两年的卡，今年八月门上贴出通知说装修，到现在四个月了，里面的器材都拉走了。群里有三百多个会员，加起来有几十万。老板说已经把店转给别人，新老板说不认旧账。',
  },
  {
    title: '路灯半个月不亮',
    text: '从粮站到铁路道口这一段一共九盏路灯，半个月以来一盏都不亮，道口没有栏杆，晚上骑电动车的人全凭手电。前天有位大爷骑车掉进了修管道挖的沟里。希望尽快派人修一修，修之前先把沟围起来。',
  },
  {
    title: '小学课后托管收费问题',
    text: '学校的课后托管原来说是自愿参加，这学期开学老师在群里让每个家长都要接龙，不参加的要写说明。托管的时候也没有老师讲作业，就是坐在教室里看动画片。请问这个费用是不是必须交，收了钱应该提供什么服务。',
  },
  {
    title: '老楼外墙掉砖',
    text: '我们这栋楼是八十年代盖的，临街那面的瓷砖一块一块往下掉，昨天下午有一块砸在停着的车上，把前挡风砸裂了。楼下就是公交站，等车的人很多。房管所说没有维修基金，社区说要业主自己凑钱。能不能先拉个警戒线。',
  },
  {
    title: '流浪狗成群咬人',
    text: '大学后门到菜市场的巷子里有十几条流浪狗，早晚成群追着骑车的人跑，这个月光我知道的就有三个人被咬。晚上女学生都不敢一个人走。收容所说没有人手，派出所说不归他们。请定一个管的单位。',
  },
  {
    title: '办理退休被告知档案丢失',
    text: '我今年六十岁，在原来的国营纺织厂干了二十二年，厂子破产后档案交到了主管局。上个月去办退休，窗口说查不到我的档案，让我自己找证明。当年的同事有的去世了有的搬走了，我一个老太太到哪里去找。',
  },
  {
    title: '停车场乱收费',
    text: '医院对面的停车场门口写着首小时五块，实际出来的时候收费员张口就要十五，问他要发票说没有，要收费公示牌也没有。一天到晚都是看病的人，谁也没有心思跟他吵。请物价部门管一管。',
  },
  {
    title: '山坡上有裂缝担心滑坡',
    text: '我们家后面的山坡从九月那场雨以后裂开了一道缝，最宽的地方能伸进去一只手，下面住着八户人家。乡上来看过，插了两根木桩就走了。这两天又下雪，雪化了水往缝里灌。请派懂行的人来看一看要不要搬。',
  },
]

const CORPORA = [
  'analyzers/models/corpus-letters-2.jsonl',
  'analyzers/models/corpus-letters-3.jsonl',
  'pipeline/training/groups.jsonl',
]

/** Those above and what our writers wrote for training; no two of different issues are copies. */
export const allLetters = (): readonly (Sample & { readonly issue?: string })[] => [
  ...letters,
  ...CORPORA.flatMap((file) =>
    readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { title?: string; text: string; issue?: string })
      .filter(({ text }) => text.length >= 20)
      .map(({ title, text, issue }) => ({ title: title ?? '', text, ...(issue ? { issue } : {}) })),
  ),
]

/** Characters that people write for one another. */
const HOMOPHONES = [
  '在再',
  '的地得',
  '做作',
  '以已',
  '他她它',
  '那哪',
  '吗嘛',
  '像象',
  '坐座',
  '带戴',
  '到道',
  '园圆',
  '城成',
  '声升',
  '请情',
  '管馆',
  '停亭',
  '修休',
  '没梅',
]
const TRADITIONAL = new Map(pairs.split('|').map((pair) => pair.split(' ').slice(0, 2).reverse() as [string, string]))

/** A small generator, so that the set is the same every time. */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Ways a copy differs from what it copies and still is a copy. */
export const copies: Readonly<Record<string, (s: Sample, random: () => number) => Sample>> = {
  same: (s) => s,
  forwarded: (s) => ({ title: `转：${s.title}`, text: `转发：${s.text}` }),
  retitled: (s) => ({ title: '求助，请关注', text: s.text }),
  greeting: (s) => ({ ...s, text: `尊敬的领导您好！${s.text}谢谢。` }),
  punctuation: (s) => ({ ...s, text: s.text.replaceAll('，', ' ').replaceAll('。', '！') }),
  fullWidth: (s) => ({ ...s, text: s.text.replace(/。/g, '．').replace(/，/g, ',') }),
  lines: (s) => ({ ...s, text: s.text.replaceAll('。', '。\n\n') }),
  typo: (s, random) => {
    const at = 10 + Math.floor(random() * (s.text.length - 30))
    return { ...s, text: `${s.text.slice(0, at)}啊${s.text.slice(at)}` }
  },
  dropped: (s, random) => {
    const at = 10 + Math.floor(random() * (s.text.length - 30))
    return { ...s, text: s.text.slice(0, at) + s.text.slice(at + 2) }
  },
  urged: (s) => ({ ...s, text: `${s.text}再次恳请尽快解决。` }),
  shortened: (s) => {
    const less = s.text.replace(/[^。]{1,14}。$/, '')
    return less.length >= 0.85 * s.text.length ? { ...s, text: less } : s
  },
  cut: (s) => ({ ...s, text: s.text.slice(0, Math.ceil(s.text.length * 0.87)) }),
  quoted: (s) => ({ ...s, text: `楼上说得太对了！${s.text}` }),
  signed: (s) => ({ ...s, text: `${s.text}——全体业主联名` }),
  again: (s) => ({ ...s, text: `第二次来信，上次的没人管。${s.text}` }),
  operator: (s) => ({ ...s, text: `来电人反映：${s.text}望核实处理并回复。` }),
  shouted: (s) => ({ ...s, text: s.text.replaceAll('。', '！！！😡') }),
  spaced: (s) => ({ ...s, text: [...s.text].join(' ') }),
  traditional: (s) => ({
    title: [...s.title].map((ch) => TRADITIONAL.get(ch) ?? ch).join(''),
    text: [...s.text].map((ch) => TRADITIONAL.get(ch) ?? ch).join(''),
  }),
  misspelt: (s, random) => {
    const found = HOMOPHONES.filter((row) => [...row].some((ch) => s.text.includes(ch)))
    const row = found[Math.floor(random() * found.length)]
    if (row === undefined) return s
    const wrong = [...row].find((ch) => s.text.includes(ch))!
    return { ...s, text: s.text.replaceAll(wrong, [...row].find((ch) => ch !== wrong)!) }
  },
}

const ESTATES = ['云栖花园', '澄岚花苑', '北岭小区', '锦绣家园', '柳林社区', '桃园小区']
/** Words whose change makes another matter of a short text. */
const CONTRARY = [
  ['停水', '停电'],
  ['暖气', '燃气'],
  ['东门', '西门'],
  ['小学', '中学'],
  ['漏水', '漏气'],
  ['路灯', '电梯'],
  ['垃圾', '噪声'],
  ['停车', '占道'],
] as const

/** The wording of a letter with something else said in it: a matter of its own; undefined where it has no such word. */
export const others: Readonly<Record<string, (s: Sample, i: number) => Sample | undefined>> = {
  otherPlace: (s, i) => {
    const sites = namedSites(`${s.title}。${s.text}`).filter((site) => site.length <= 6 && s.text.includes(site))
    if (sites.length === 0) return undefined
    const moved = (text: string): string =>
      sites.reduce((out, site, k) => out.replaceAll(site, ESTATES[(i + k) % ESTATES.length]!), text)
    return { title: moved(s.title), text: moved(s.text) }
  },
  otherNumber: (s) => {
    const counted = (text: string): string => text.replace(/\d+/g, (digits) => String(Number(digits) + 3))
    return /\d/.test(s.text) ? { title: counted(s.title), text: counted(s.text) } : undefined
  },
  otherMatter: (s) => {
    const pair = CONTRARY.find(([one]) => s.text.length < 60 && s.text.includes(one))
    if (pair === undefined) return undefined
    const [one, another] = pair
    return { title: s.title.replaceAll(one, another), text: s.text.replaceAll(one, another) }
  },
}

/** What a copy may add without becoming a matter of its own. */
export const additions: Readonly<Record<string, (s: Sample) => Sample>> = {
  aNumber: (s) => ({ title: s.title, text: `12号楼的情况：${s.text}` }),
  aPlace: (s) => ({ title: s.title, text: `锦绣家园的情况：${s.text}` }),
}
