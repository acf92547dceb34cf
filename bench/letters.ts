/** Synthetic letters about planted matters, seeded, in words of our own: whole texts that go through every stage. */
import type { Letter } from '../model/post.ts'

const DISTRICTS = ['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县']
const HEADS = '金兰银河南北东西新安康泰和盛福瑞雅润锦丽'
const TAILS = ['湾', '苑', '庭', '府', '园', '城', '花园', '家园', '雅居', '公寓']
/** A matter: titles, what is wrong, what is asked. `S` stands for the site. */
const MATTERS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    '暖气不热',
    [
      'S的暖气从上周起就不热，家里只有十四度，老人孩子受不了',
      '交了取暖费，S屋里的暖气片却是凉的，物业说是热力公司的事',
      'S三号楼整个单元暖气温度上不去，晚上要盖两床被子',
    ],
    ['请供热单位派人上门测温', '请尽快处理', '希望退还取暖费'],
  ],
  [
    '夜间施工噪声',
    [
      'S旁边的工地每天夜里十一点以后还在打桩，根本睡不着',
      'S北侧夜间施工声音太大，孩子第二天要上学',
      '工地半夜浇筑混凝土，S的居民投诉多次没有人管',
    ],
    ['请城管部门到现场制止', '请按规定停工整改', '希望给个答复'],
  ],
  [
    '停水',
    [
      'S昨天下午停水到现在，没有任何通知，做不了饭',
      'S水压太小，六楼以上早晚没有水',
      '一个月里S已经停水四次，水来了也是黄的',
    ],
    ['请供水公司说明原因', '请尽快恢复供水', '请安排送水车'],
  ],
  [
    '电梯故障',
    [
      'S的电梯坏了十天没有人修，十八楼的老人下不来',
      'S电梯经常困人，年检也过期了',
      'S二号楼电梯一直停着，物业说没有维修资金',
    ],
    ['请市场监管部门检查', '请督促物业维修', '希望尽快恢复使用'],
  ],
  [
    '垃圾清运',
    [
      'S门口的垃圾堆了一个星期没人拉，臭气熏天',
      'S垃圾桶太少，垃圾满地都是',
      '清运车早上四点作业，垃圾却总是清不干净，S苍蝇成群',
    ],
    ['请环卫部门及时清运', '请增加垃圾桶', '请加强管理'],
  ],
  [
    '路灯不亮',
    ['S外面的路灯坏了半个月，晚上一片漆黑，有人摔倒', 'S门前那条路没有路灯，接孩子很危险', 'S东侧路灯亮一盏灭三盏'],
    ['请路灯所维修', '请尽快装灯', '希望早日解决'],
  ],
  [
    '飞线充电',
    ['S楼上有人从窗户拉线给电动车充电，消防隐患很大', 'S楼道里停满电动车充电，担心起火', 'S没有充电棚，家家飞线'],
    ['请消防部门检查', '请建充电棚', '请物业制止'],
  ],
  [
    '不动产证办不下来',
    [
      'S入住六年，房产证一直办不下来，开发商互相推诿',
      'S的不动产登记卡在验收上，孩子上学受影响',
      'S业主交齐了契税，办证遥遥无期',
    ],
    ['请自然资源部门协调', '请告知进度', '希望给业主一个说法'],
  ],
]

/** A seeded source of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What one matter has and another has not: each takes three of these, and most of its letters tell one or two. */
const DETAILS = [
  ...[
    '隔壁幼儿园的孩子也跟着受影响',
    '上个月刚换了物业公司',
    '门口正在修地铁出入口',
    '业委会已经开过两次会',
    '去年冬天也是这样',
    '附近菜市场搬走以后更严重',
  ],
  ...[
    '楼顶的太阳能支架掉下来一块',
    '地下车库一到下雨就积水',
    '快递柜旁边的围栏被撞倒了',
    '养老服务站的老人反映最多',
    '东门的伸缩门一直关不上',
    '中心花坛被改成了停车位',
  ],
  ...[
    '二期和三期共用一个配电室',
    '工程队把临时板房搭在绿化带上',
    '高层的加压泵三天两头跳闸',
    '开发商的售楼部已经人去楼空',
    '社区医院门诊也搬不进来',
    '学校接送的校车进不了大门',
  ],
  ...[
    '煤改气的管道挖开没有回填',
    '充值卡系统升级后余额清零',
    '消防通道被一排石墩堵住',
    '公交站牌挪走后没有通知',
    '排洪沟的盖板丢了七八块',
    '篮球场的灯彻夜不关',
  ],
  ...[
    '外墙保温层大片脱落',
    '门禁刷脸机认不出老人',
    '雨水井和污水井接反了',
    '底商的烧烤店油烟直排',
    '化粪池三年没有清掏',
    '健身器材锈得不能用',
  ],
]
/** A matter is written about for so long. */
const LIFE_MS = 10 * 86_400_000

/** `count` letters over sixty days before 2026-01-19, oldest first, about one matter for each fifteen of them. */
export function* letters(count: number, seed: number): Generator<Letter & { readonly matter: string }> {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const begin = Date.UTC(2025, 10, 20)
  const span = 60 * 86_400_000
  const born = Math.max(4, Math.ceil(count / 15))
  const matters = Array.from({ length: born }, (_, i) => {
    const [name, wrongs, asks] = pick(MATTERS)
    const site = `${pick(DISTRICTS)}${HEADS[i % HEADS.length]}${HEADS[Math.floor(i / HEADS.length) % HEADS.length]}${pick([...HEADS])}${pick(TAILS)}`
    return { name, wrongs, asks, site, details: [pick(DETAILS), pick(DETAILS), pick(DETAILS)] }
  })
  for (let i = 0; i < count; i++) {
    // Those alive now lie side by side; the middle of them is the loudest.
    const now = i / count
    const alive = Math.max(2, Math.ceil((born * LIFE_MS) / span))
    const at = Math.min(born - 1, Math.max(0, Math.floor(now * born + (random() - 0.5) * alive)))
    const { name, wrongs, asks, site, details } = matters[at]!
    yield {
      id: `c${i}`,
      matter: `${site}${name}`,
      title: `${site}${name}`,
      text: `${pick(wrongs).replace('S', site)}，${pick(details)}，${pick(details)}。${pick(asks)}。`,
      author: `居民甲${Math.floor(random() * count)}`,
      postedAt: new Date(begin + span * now).toISOString(),
    }
  }
}
