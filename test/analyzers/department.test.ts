import { describe, expect, test } from 'vitest'
import { createDispatcher, type DispatchEvidence } from '../../analyzers/dispatch/department.ts'
import { readDutyList } from '../../analyzers/dispatch/duties.ts'
import { matterOf } from '../../analyzers/dispatch/matter.ts'
import { createLocator } from '../../analyzers/place/place.ts'
import { segmenter } from './documents.ts'
import { letter } from './letters.ts'
import { screenText } from './screened.ts'

const dispatch = createDispatcher()
const locate = createLocator({ segmenter })
const units = (text: string, evidence: Partial<DispatchEvidence> = {}, post = {}) => {
  const document = letter(text, post)
  const { places, district } = locate(document)
  // Without words the models of the desk are silent: the rules alone.
  return dispatch(
    { ...document, tokens: { title: [], text: [] } },
    {
      category: null,
      categories: [],
      places,
      district,
      route: 'case',
      appealType: '投诉',
      ...evidence,
    },
  )
}

test.each([
  ['暖气不热，室内只有14度', '市热管办'],
  ['187路公交车总是不按时发车', '市交通委'],
  ['地铁站扶梯又停了', '兰州轨道公司'],
  ['从昨晚开始停水，没有通知', '兰州城市供水集团'],
  ['天然气通气一直办不下来', '昆仑燃气'],
  ['一下雨就跳闸停电', '国网兰州供电公司'],
  ['垃圾桶满了三天没人清运', '县区城管'],
  ['人行道被流动摊贩占道经营', '县区城管'],
  ['楼顶私搭乱建违章建筑', '县区城管'],
  ['共享单车堆满路口', '市城管委'],
  ['物业公司收了物业费不打扫卫生，物业服务差', '县区住建'],
  ['交房五年办不了房产证', '市自然资源局'],
  ['公积金提取被拒', '市公积金中心'],
  ['公租房什么时候配租', '市住建局'],
  ['棚改拆迁安置房八年没回迁', '县区政府'],
  ['工地夜间施工噪声太大', '县区城管'],
  ['楼下广场舞音响太吵', '市公安局'],
  ['饭店油烟直排', '县区城管'],
  ['化工厂半夜排放刺鼻废气', '市生态环境局'],
  ['南河道河水黑臭', '市水务局'],
  ['电梯坏了半个月没人修', '市市场监管局'],
  ['路口红绿灯时间太短', '市公安局交警支队'],
  ['出租车拒载还不打表', '市交通委'],
  ['快递丢失不赔', '市邮政管理局'],
  ['楼道里电动车飞线充电', '街道'],
  ['拖欠农民工工资半年', '市人社局'],
  ['健身房老板跑路不退费', '市体育局'],
  ['理发店办卡充值后关门', '市商务局'],
  ['小学招生学区划片不合理', '市教育局'],
  ['医保异地就医报销问题', '市医保局'],
  ['养老保险补缴怎么办理', '市人社局'],
  ['超市卖过期食品', '市市场监管局'],
  ['低保申请一直没批', '市民政局'],
  ['退役军人优待证怎么办', '市退役军人局'],
  ['宅基地被邻居占了', '乡镇'],
  ['村里灌溉的水渠坏了', '市水务局'],
  ['流浪狗成群咬人', '市公安局'],
  ['宽带被乱扣费', '省通信管理局'],
  ['不动产契税发票税务局不给开发票', '市税务局'],
])('%s → %s', (text, name) => {
  expect(units(text)[0]?.name).toBe(name)
})

test('at most three units by falling score, 主办 first, each with level and reason', () => {
  const found = units('城关区雁南街道小区物业不管垃圾，电梯也坏了，消防通道被堵')
  expect(found.length).toBeLessThanOrEqual(3)
  expect(found.map((d) => d.role)).toEqual(['主办', ...found.slice(1).map(() => '协办')])
  expect([...found].sort((a, b) => b.score - a.score)).toEqual(found)
  for (const d of found) expect(d.reason).toBeTruthy()
})

test('district names resolve to the local unit', () => {
  expect(units('安宁区十里店街道垃圾桶没人清运')[0]).toMatchObject({
    name: '县区城管',
    level: '县区',
    unit: '安宁区城管执法局',
  })
  expect(units('雁南街道楼道里电动车飞线充电')[0]).toMatchObject({ name: '街道', unit: '雁南街道办事处' })
  expect(units('垃圾桶没人清运')[0]).not.toHaveProperty('unit')
})

test('routes: protected never names the unit complained of, statutory tells the legal way, restricted waits for one officer', () => {
  const secret = units('某派出所民警收受贿赂', { route: 'protected' })
  expect(secret.map((d) => d.name)).toEqual(['市公安局警务督察', '市纪委监委'])
  const witness = units('村主任收受贿赂，报警了派出所没立案', { route: 'protected' })
  expect(witness.map((d) => d.name)).toEqual(['市纪委监委', '市公安局警务督察'])
  expect(units('人社局局长索贿', { route: 'protected' }).map((d) => d.name)).toEqual(['市纪委监委'])
  expect(units('法院判决不执行', { route: 'statutory' })[0]).toMatchObject({ name: '法定途径', level: '转送' })
  expect(units('部队番号', { route: 'restricted' }).map((d) => d.name)).toEqual(['市政府办'])
})

test('category leads where no word tells; a bureau asked by name or written to is heard', () => {
  expect(units('请问这个怎么办', { category: '政法', subcategory: '交通管理' })[0]?.name).toBe('市公安局交警支队')
  expect(units('请问这个怎么办', { category: '国土资源' })[0]?.name).toBe('市自然资源局')
  expect(units('请水利局来人看看')[0]?.name).toBe('市水务局')
  expect(units('请来人看看', {}, { addressee: '市供热管理办公室' })[0]?.name).toBe('市热管办')
})

test('matterOf gives matter, second level and evidence', () => {
  expect(matterOf(letter('家里暖气不热', { title: '供暖' }))).toMatchObject({
    matter: '冬季采暖',
    category: '城乡建设',
    subcategory: '城市建设和市政管理',
  })
  expect(matterOf(letter('嗯'))).toBeUndefined()
})

test('the duty list is whole: 118 second levels, every unit known', () => {
  const { duties, matters, units: known } = readDutyList()
  expect(duties.size).toBe(118)
  expect(matters.length).toBeGreaterThan(140)
  for (const duty of duties.values())
    for (const name of [...duty.lead, ...duty.assist]) expect(known.has(name)).toBe(true)
  for (const matter of matters) expect(matter.lead.length).toBeGreaterThan(0)
})

test('beside the lead stand only units that something speaks for, or whose share is worth a look', () => {
  const evidence = { category: '城乡建设', categories: [{ label: '城乡建设', score: 0.9 }] } as const
  const words = '停水三天没人管'
  const document = { ...letter(words), tokens: { title: [], text: [...segmenter.cut(words)] } }
  const found = dispatch(document, { ...evidence, places: [], district: null, route: 'case', appealType: '投诉' })
  expect(found[0]).toMatchObject({ name: '兰州城市供水集团', role: '主办' })
  for (const d of found.slice(1)) expect(d.reason).not.toBe('用词与交办该单位的来信相近')
})

test('a lead that hardly leads is 待定', () => {
  const [lead, ...others] = units('请问这个怎么办', {
    category: '党务政务',
    categories: [{ label: '党务政务', score: 0.2 }],
  })
  expect(lead).toMatchObject({ role: '主办', unsure: true, reason: expect.stringMatching(/^待定：/) })
  for (const d of others) expect(d).not.toHaveProperty('unsure')
  expect(units('家里暖气不热，供热站不管，取暖费照收')[0]).not.toHaveProperty('unsure')
})

test('the other matters of a letter are told to their units, whatever their share', () => {
  const found = units('一是暖气不热，供热站不管，取暖费照收，二是电梯经常困人，三是垃圾清运不及时，四是公交车不停站')
  expect(found.map((d) => d.name)).toEqual(expect.arrayContaining(['市热管办', '市市场监管局', '县区城管', '市交通委']))
  expect(found.filter((d) => d.reason?.startsWith('另一件诉求：')).map((d) => d.role)).toEqual(['协办', '协办', '协办'])
  const one = units('一是暖气不热，二是换热站推诿')
  expect(one.some((d) => d.reason?.startsWith('另一件诉求'))).toBe(false)
})

describe('in an emergency', () => {
  const said = (text: string) => screenText(text).departments
  test.each([
    ['着火了着火了 南关十字那边楼顶冒黑烟', '市消防救援支队'],
    ['安宁区费家营一辆电动车在楼道里烧起来了，楼上都是烟，老人下不来。', '市消防救援支队'],
    ['一栋居民楼着火，浓烟滚滚，有人在窗口喊救命，盘旋路。', '市消防救援支队'],
    ['红古区窑街煤矿有矿工被困井下。', '市消防救援支队'],
    ['永登县城关镇老人独居三天没出门，敲门不应，怕是出事了。', '市公安局'],
    ['安宁区桃林小区一家人煤气中毒昏迷，快来人。', '市卫健委'],
    ['楼道里全是煤气味，头都晕了，快来人。', '昆仑燃气'],
    ['城关区皋兰路写字楼楼顶有人要跳楼，下面围了好多人。', '市公安局'],
    ['城关区甘南路一栋楼楼顶有人要跳，下面围了好多人。', '市公安局'],
    ['西固区陈官营老太太被砸伤倒在工地边上，没人管，流了好多血。', '市卫健委'],
  ])('whoever helps first leads: %s', (text, unit) => {
    expect([said(text)[0]?.name, said(text)[0]?.role]).toEqual([unit, '主办'])
  })
  test.each([
    ['七里河区西站某小区电梯停在半空，老人和孩子在里面出不来，快派人。', '市消防救援支队', '市市场监管局'],
    ['皋兰县石洞镇一家人烧炭取暖中毒了，有一个叫不醒。', '市卫健委', '市应急局'],
  ])(
    'whoever ends the cause and comes itself may lead, and whoever helps first stands beside: %s',
    (text, first, ends) => {
      const named = said(text).map(({ name }) => name)
      expect([first, ends]).toContain(named[0])
      expect(named.slice(0, 2)).toContain(first)
    },
  )
  test('who ends its cause and comes itself stays first, with who rescues right after', () => {
    expect(
      said('城关区雁滩某小区电梯困人。')
        .slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['市市场监管局', '市消防救援支队'])
    expect(
      said('西固区化工厂爆炸了，窗户玻璃全震碎了。')
        .slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['市应急局', '市消防救援支队'])
    const flood = said('榆中县马坡乡发洪水把桥冲断了，村里十几户人被困。').map(({ name }) => name)
    expect([flood[0], new Set(flood).size]).toEqual(['市应急局', flood.length])
  })
  test('who ends its cause stays beside it, and a wire or food is for whoever ends it', () => {
    expect(said('城关区雁滩某小区电梯困人。').map(({ name }) => name)).toContain('市市场监管局')
    expect(said('城关区张掖路高压线断了掉在人行道上冒火花。')[0]?.name).toBe('国网兰州供电公司')
    expect(said('拖欠我们工钱半年，我站在楼顶了，今天不给就跳。')[0]?.name).toBe('市人社局')
  })
})
