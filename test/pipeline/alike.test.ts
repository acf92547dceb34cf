import { describe, expect, it } from 'vitest'
import { screenLetters } from '../../bench/group-data.ts'
import { scoreGroups } from '../../bench/group-score.ts'
import { seeded } from '../../bench/letters.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'

interface Told {
  readonly issue: string
  readonly text: string
}

const HOUR = 3_600_000
const FORTNIGHT = 14 * 24 * HOUR

/** Letters of so many ms, in an order drawn by a fixed seed, and how their issues compare with those told. */
function score(told: readonly Told[], span = FORTNIGHT) {
  const random = seeded(5)
  const letters = told.map(({ issue, text }, n) => ({
    id: `${issue} ${n}`,
    text,
    kind: 'letter' as const,
    postedAt: new Date(Date.UTC(2026, 0, 5) + Math.floor(random() * span)).toISOString(),
  }))
  const grouper = createGrouper()
  for (const post of screenLetters(letters, 'lanzhou')) grouper.add(post)
  grouper.settle()
  const said = new Map(grouper.take().assignments.map(({ postId, issueId }) => [postId, issueId ?? postId]))
  return scoreGroups(new Map(letters.map(({ id }, n) => [id, told[n]!.issue])), said)
}

/** Every form said of every place. */
const forms = (places: readonly string[], said: readonly string[]): Told[] =>
  places.flatMap((issue) => said.map((form) => ({ issue, text: form.replaceAll('@', issue) })))

describe('letters of one form about several places', () => {
  it.each([
    [
      'roads of one district',
      ['张掖路', '武都路', '庆阳路', '白银路', '甘南路'],
      [
        '@一处井盖破损，存在安全隐患，请尽快维修。',
        '@的井盖坏了好久了，车一压哐哐响，晚上睡不着。',
        '来电人反映@井盖缺失，担心行人掉入，请相关部门处理。',
        '@井盖松动，昨天我骑车差点摔倒，希望有人管管',
      ],
    ],
    [
      'schools of one district',
      ['水车园小学', '一只船小学', '宁卧庄小学', '静宁路小学', '五泉小学'],
      [
        '@门口每天上下学堵成一锅粥，家长乱停车，请交警疏导。',
        '来电人反映@放学时段门口拥堵严重，希望设置护学岗。',
        '@门口电动车逆行、私家车乱停，孩子过马路很危险',
        '希望在@门口画上斑马线装红绿灯，早上太乱了',
      ],
    ],
    [
      'markets',
      ['雁滩蔬菜市场', '张苏滩批发市场', '桃海市场', '小西湖市场'],
      [
        '@东门的垃圾堆成山，苍蝇乱飞',
        '来电人反映@门口垃圾无人清运，气味难闻。',
        '@的垃圾三天没人拉，臭得走不过去',
        '咨询@的垃圾归谁管，一直没人清',
      ],
    ],
  ])('stay apart: %s', (_, places, said) => {
    const { precision, recall } = score(forms(places, said))
    expect(precision).toBeGreaterThan(0.95)
    expect(recall).toBeGreaterThan(0.9)
  })

  it('stay apart in the words of the hotline, over districts and matters', () => {
    const roads = { 城关区: ['皋兰路', '段家滩路'], 七里河区: ['西津西路', '兰工坪路'], 安宁区: ['枣林路', '桃林路'] }
    const matters = ['路灯连续五天不亮，夜间行人摔倒', '人行道地砖破损，轮椅过不去', '井盖缺失，车辆颠簸']
    const told = Object.entries(roads).flatMap(([district, names]) =>
      names.map((road, n) => ({
        issue: road,
        text: `来电人反映：${district}${road}${matters[n + (district === '城关区' ? 0 : 1)]}。诉求：请相关部门尽快核实处理并回复。`,
      })),
    )
    expect(score(told).precision).toBe(1)
  })

  it('twenty complaints about twenty matters of one district are twenty issues', () => {
    const told = [
      '费家营十字红绿灯时间太短，老人过不去',
      '枣林路烧烤摊油烟扰民',
      '孔家崖小学门口没有斑马线',
      '长风街公厕没水冲，臭气熏天',
      '刘家堡市场占道经营',
      '学府路树枝遮挡电线',
      '北滨河路自行车道被车占了',
      '万里厂家属院墙皮脱落砸到车',
      '桃海市场秤不准',
      '沙井驿村垃圾没人清',
      '十里店井盖丢了',
      '培黎广场跳舞声音太大',
      '仁寿山公园台阶破损',
      '元台子小区违章搭建',
      '众邦大道雨天积水',
      '水挂庄施工半夜打桩',
      '银安路公交站牌倒了',
      '建宁路暖气不热',
      '健康路流浪狗咬人',
      '代家庄电动车楼道充电',
    ].map((text) => ({ issue: text, text: `安宁区${text}` }))
    expect(score(told).precision).toBe(1)
  })

  it('a firm and its shops in several streets are one matter', () => {
    const told = forms(
      ['张掖路', '西津西路', '北滨河西路'],
      [
        '鹏跃健身@店突然关门，老板失联，我办的三年卡还剩两年，要求退款',
        '鹏跃健身@那家店也关了，年卡退不了，请市场监管部门查处',
      ],
    ).map(({ text }) => ({ issue: 'one', text }))
    expect(score(told).recall).toBeGreaterThan(0.6)
  })
})

describe('the first short letters of a new store, all of one hour and each of a matter of its own', () => {
  const said = [
    '中介不退定金',
    '高空抛物砸到人了',
    '买的二手车是事故车，商家不退',
    '租房被骗了',
    '我妈住院办异地备案，手机上一直显示审核中',
    '我妈喝了农药，救护车还没到',
    '健身器材坏了没人修',
    '孩子作业太多，写到半夜',
    '邻居家的狗整夜叫',
    '补办身份证要等多久',
    '打零工的钱要不回来',
    '快递总放在外面淋雨',
  ]
  it('stay apart', () =>
    expect(
      score(
        said.map((text) => ({ issue: text, text })),
        HOUR,
      ).f1,
    ).toBeGreaterThan(0.9))
})

describe('several matters at one estate', () => {
  const HEAT = ['暖气一直是凉的，家里只有十四度', '供暖一个星期了暖气片还冰手', '屋里太冷，换热站说再等等']
  const LAMPS = ['院里的路灯黑了半个月没人修', '晚上回家一路摸黑，路灯全坏了', '东门到西门的路灯一盏都不亮']
  const WATER = ['自来水又停了，没有任何通知', '水龙头放出来的水发黄有铁锈味', '高层水压太小，晚上洗不成澡']
  const noteOf = (said: string): string => `来电人反映雁滩家园小区${said}，希望相关部门尽快处理`
  const told = (issue: string, said: readonly string[]): Told[] => said.map((text) => ({ issue, text }))

  it('are several issues, told in own words', () => {
    const own = (said: readonly string[]) => said.map((text) => `雁滩家园小区${text}`)
    const s = score([...told('heat', own(HEAT)), ...told('lamps', own(LAMPS)), ...told('water', own(WATER))])
    expect(s.precision).toBe(1)
    expect(s.recall).toBeGreaterThan(0.6)
  })
  it('are not copies of one another in the words of one form', () => {
    const said = ['暖气不热', '路灯不亮', '垃圾没人清']
    const letters = said.flatMap((text) => [
      { id: `${text} 0`, text: noteOf(text) },
      { id: `${text} 1`, text: noteOf(text) },
    ])
    const grouper = createGrouper()
    for (const post of screenLetters(
      letters.map((letter) => ({ ...letter, kind: 'letter' as const, postedAt: '2026-01-05' })),
      'lanzhou',
    ))
      grouper.add(post)
    const copies = grouper
      .take()
      .assignments.flatMap(({ postId, duplicateOf }) => (duplicateOf ? [[duplicateOf, postId]] : []))
    expect(new Map(copies as [string, string][])).toEqual(new Map(said.map((text) => [`${text} 0`, `${text} 1`])))
  })
})

describe('several matters along one road', () => {
  const alone = (texts: readonly string[]): Told[] => texts.map((text) => ({ issue: text, text }))

  it('are several issues, told in own words', () => {
    const s = score(
      alone([
        '庆阳路的公交站牌被货车撞歪了，等车的看不见几路。',
        '庆阳路夜里十二点还有人唱露天卡拉OK。',
        '庆阳路一栋老楼的暖气不热，屋里十四度。',
        '庆阳路那家理发店办了卡就关门。',
        '庆阳路下水道返味，走路都捂鼻子。',
        '庆阳路的垃圾箱满了三天没人拉。',
        '庆阳路建个人行天桥吧，老人过马路太慢。',
        '我在庆阳路一家火锅店干了两个月没拿到工资。',
      ]),
    )
    expect(s.precision).toBeGreaterThan(0.85)
  })
  it('are several issues in the words of one form, each told more than once', () => {
    const said = ['路灯不亮', '下水道堵塞', '垃圾没人清运', '自来水压力不足']
    const told = said.flatMap((text) =>
      [12, 57, 130].map((house) => ({
        issue: text,
        text: `城关区武都路${house}号院${text}，已有${house % 9}天，请处理`,
      })),
    )
    const s = score(told)
    expect(s.precision).toBe(1)
  })
  it('the yards of several roads have no name in common', () =>
    expect(
      score(
        ['张掖路', '武都路', '庆阳路', '甘南路'].flatMap((road) =>
          [7, 45].map((house) => ({ issue: road, text: `城关区${road}${house}号院小区大门坏了，没人修` })),
        ),
      ).precision,
    ).toBeGreaterThan(0.9))
  it('a danger is not folded with what is asked about the road days later', () =>
    expect(
      score(
        alone([
          '通渭路一栋楼楼道里煤气味很大，有人头晕',
          '城关区通渭路路灯坏了一周',
          '通渭路丽景苑停车费涨价，一个月三百',
          '通渭路的垃圾桶满了没人清',
        ]),
      ).f1,
    ).toBe(1))
})
