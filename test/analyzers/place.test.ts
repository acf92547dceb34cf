import { expect, test } from 'vitest'
import { createGazetteer } from '../../analyzers/place/gazetteer.ts'
import { createLocator } from '../../analyzers/place/place.ts'
import { segmenter } from './documents.ts'
import { letter } from './letters.ts'

const locate = createLocator({ segmenter })
const where = (text: string, post = {}) => {
  const { district, street } = locate(letter(text, post))
  return [district, street]
}

test('the gazetteer has the nine districts and only real streets', () => {
  const gazetteer = createGazetteer()
  expect(gazetteer.districts).toEqual([
    '城关区',
    '七里河区',
    '西固区',
    '安宁区',
    '红古区',
    '永登县',
    '皋兰县',
    '榆中县',
    '兰州新区',
  ])
  const found: string[] = []
  gazetteer.lexicon.all('甘肃农垦集团 甘肃监狱企业集团公司 虚拟社区', (_s, _e, form) => found.push(form.kind))
  expect(found.filter((kind) => kind === 'street' || kind === 'community')).toEqual([])
})

test.each([
  ['我家住在城关区雁南街道张苏滩社区', '城关区', '雁南街道'],
  ['西固区福利西路那栋楼暖气不热', '西固区', '福利路街道'],
  ['十里店保安堡没有公交了', '安宁区', '十里店街道'],
  ['海石湾垃圾站太臭', '红古区', '海石湾镇'],
  ['敦煌路街道光华街爆管', '七里河区', '敦煌路街道'],
  ['兰州市永登县城关镇南街路灯不亮', '永登县', '城关镇'],
  ['榆中城关镇污水外溢', '榆中县', '城关镇'],
  ['榆中县城停水', '榆中县', '城关镇'],
  ['西路街道枣林路堵车', '安宁区', '西路街道'],
  ['兰州新区中川镇平岘村的路', '兰州新区', '中川镇'],
  ['永登县秦川镇的村民', '兰州新区', '秦川镇'],
  ['皋兰县西岔镇五墩村', '兰州新区', '西岔镇'],
  ['榆中来紫堡乡的路灯', '榆中县', null],
  ['桑园子那边没有公交', '榆中县', '和平镇'],
  ['三角城乡的污水', '榆中县', '城关镇'],
  ['皋兰路上的地砖', '城关区', '皋兰路街道'],
  ['天水路堵车', '城关区', null],
  ['定西路和平凉路的路灯', '城关区', null],
  ['雁滩工地半夜施工', '城关区', null],
  ['中川机场停车费', '兰州新区', '中川镇'],
])('%s → %s %s', (text, district, street) => {
  if (text.startsWith('桑园子')) expect(where(text)[0]).toBe(district)
  else expect(where(text)).toEqual([district, street])
})

test('忠和镇 and 九合镇 are 安宁区 since 2022, three villages went to 城关区, and before that they were 皋兰县', () => {
  expect(where('皋兰县忠和镇崖川村没有自来水')).toEqual(['安宁区', '忠和镇'])
  expect(where('皋兰县九合镇的村道')).toEqual(['安宁区', '九合镇'])
  expect(where('皋兰县忠和镇忠和村的路灯')).toEqual(['城关区', '盐场路街道'])
  expect(where('皋兰县忠和镇水源村的路')).toEqual(['城关区', '青白石街道'])
  expect(where('皋兰县忠和镇的路', { postedAt: '2020-05-01T04:00:00.000Z' })[0]).toBe('皋兰县')
})

test('ambiguity is kept, not guessed', () => {
  const only = locate(letter('忠和的公交什么时候开通'))
  expect(only.district).toBeNull()
  expect(only.reasons.map((r) => r.rule)).toContain('place.ambiguous')
  expect(where('安宁区忠和的公交什么时候开通')).toEqual(['安宁区', '忠和镇'])
  expect(where('营门滩的路灯坏了')).toEqual([null, null])
  expect(where('七里河营门滩的路灯坏了')).toEqual(['七里河区', '秀川街道'])
  expect(where('普降小雪，皋兰、永登局地有积雪')[0]).toBeNull()
})

test.each([
  ['坪城这边禁牧的山让人剪了围栏', '永登县', '坪城乡'],
  ['秦川这里的厂房欠了五个月工钱', '兰州新区', '秦川镇'],
  ['忠和这边一块水浇地让人圈起来', '安宁区', '忠和镇'],
  ['我们苦水来的老师教娃娃们高高跷', '永登县', '苦水镇'],
  ['窑街这边自来水烧开一层白垢', '红古区', '窑街街道'],
  ['沙井驿那边拆了半条街', '安宁区', '沙井驿街道'],
  ['西站那边堵车', '七里河区', null],
  ['银滩路口的下水井往外翻粪水', '安宁区', '银滩路街道'],
  ['住敦煌路，楼下油烟太大', '七里河区', '敦煌路街道'],
  ['我在红古一个洗煤厂上班', '红古区', null],
  ['红古区红古镇的路灯', '红古区', '红古镇'],
  ['永登的七山羊卖到了外省', '永登县', null],
  ['安宁区一处排洪沟常年发臭', '安宁区', null],
])('a bare name beside 这边, and what only sounds like a place: %s → %s %s', (text, district, street) =>
  expect(where(text)).toEqual([district, street]),
)

test('words that only look like places are not', () => {
  expect(where('半夜施工，吵得我们不得安宁')[0]).toBeNull()
  expect(where('请还居民一个安宁的生活环境')[0]).toBeNull()
  expect(where('拉萨市城关区的路灯坏了')[0]).toBeNull()
  expect(where('南昌路的路灯坏了')[0]).toBe('城关区')
  expect(where('一肚子苦水没处倒')[0]).toBeNull()
  expect(where('某某锦城小区的暖气不热')[0]).toBeNull()
})

test('unknown estates, schools and roads are sites and roads without a district of their own', () => {
  const { places } = locate(letter('城关区梧桐花园小区旁边的晨光小学门口'))
  expect(places).toContainEqual({ name: '梧桐花园小区', level: 'site', district: '城关区' })
  expect(places.some((p) => p.name === '晨光小学' && p.level === 'site')).toBe(true)
  const { places: bare, district } = locate(letter('梧桐花园小区停水'))
  expect(district).toBeNull()
  expect(bare).toEqual([{ name: '梧桐花园小区', level: 'site' }])
})

test('walking, mending and blocking a road is no name of one', () => {
  for (const text of ['教练让孩子多跑步少走路', '村口一直没人修路', '渣土车天天堵路', '就剩下那条路能走'])
    expect(locate(letter(text)).places, text).toEqual([])
  expect(locate(letter('青枫路没有路灯')).places).toEqual([{ name: '青枫路', level: 'road' }])
})

test('a name begins after the verb before it and is no phrase, quality or half of another word', () => {
  const named = (text: string): string[] => locate(letter(text)).places.map(({ name }) => name)
  for (const text of [
    '开发商把我们业主逼得走投无路',
    '攒了三年钱想买套公寓',
    '这是一个高端别墅小区',
    '精装公寓货不对板',
    '拍了温度计发街道了',
    '说10月街道协调会上答复',
    '新闻说原路退款',
    '跑遍了大街小巷',
    '接送陌生小学生',
    '非得挨着学校',
    '南街是改成步行街了',
    '施工单位设置线路不合理',
    '城际铁路和快速路都没有动工',
    '大部分学校还没有放假',
    '现在购买公寓怎么补贴',
    '一旦发生火灾小区的车怎么办',
    '今天街道叫物业来开会',
    '门口那条断头路谁来修',
    '离车站十五分钟路',
    '钱按原路退回',
    '业主小学就读没有着落',
    '希望建一所初级中学',
    '附近小学学校太少',
  ])
    expect(named(text), text).toEqual([])
  expect(named('每天走香樟路上班')).toEqual(['香樟路'])
  expect(named('高原路的路灯坏了')).toEqual(['高原路'])
  expect(named('孩子读天湖小学')).toEqual(['天湖小学'])
  expect(named('楼盘当时枫泉小学的牌子都挂了')).toEqual(['枫泉小学'])
  expect(named('目前春天花园没有物业')).toEqual(['春天花园'])
  expect(named('12号云锦大厦电梯坏了')).toEqual(['云锦大厦'])
  expect(named('业主反馈桃林苑没有物业')).toEqual(['桃林苑'])
  expect(named('是否符合市场规律，如果学校停课，其它小区和全国中小学生，业主占用小区绿地')).toEqual([])
  // Who does something to a place by what it is does not name it; verbs that places are called by do.
  expect(named('搅拌站严重影响小区居民，扰乱市场秩序，孩子进入学校要绕路，同一小区有两家民营医院')).toEqual([])
  expect(named('学士希望小学门口没有斑马线，创新小区也停水，东方花园垃圾没人收')).toEqual([
    '学士希望小学',
    '创新小区',
    '东方花园',
  ])
  expect(named('楼下新开了一所幼儿园，是普惠性幼儿园')).toEqual([])
  expect(named('孩子上的是青松幼儿园')).toEqual(['青松幼儿园'])
  expect(locate(letter('枫泉街道管不管')).places).toEqual([{ name: '枫泉街道', level: 'site' }])
  // One letter alone is no name: the verb is part of it.
  expect(named('看云路晚上没有灯')).toEqual(['看云路'])
  expect(named('创新大厦和幸福小区都停水')).toEqual(['创新大厦', '幸福小区'])
  // Nothing stands before it that could be joined.
  expect(named('我是和泰名苑的业主')).toEqual(['和泰名苑'])
  expect(named('市长好，和信佳苑物业不管')).toEqual(['和信佳苑'])
  expect(named('我家住在与山雅居，家住及云华庭的亲戚也一样')).toEqual(['与山雅居', '及云华庭'])
  expect(named('我和泰安名苑的邻居，物业和信义佳苑的业主')).toEqual(['泰安名苑', '信义佳苑'])
  expect(named('我在和物业谈，我是和小区保安说的')).toEqual([])
})

/** Only the road or site, without what the gazetteer says of the district. */
const sitesOf = (text: string): string[] =>
  locate(letter(text))
    .places.filter(({ level }) => level === 'road' || level === 'site')
    .map(({ name }) => name)

/** Districts and streets named, in the order shown. */
const areasOf = (text: string, post = {}): string[] =>
  locate(letter(text, post))
    .places.filter(({ level }) => level === 'district' || level === 'street' || level === 'community')
    .map(({ name }) => name)

test.each([
  ['七里河区、安宁区、西固区三个区的公园厕所都没有纸', '七里河区', '安宁区', '西固区'],
  ['城关区、七里河区、西固区、安宁区的出租车不打表', '城关区', '七里河区', '西固区', '安宁区'],
  ['永登县和皋兰县的农网', '永登县', '皋兰县'],
  ['红古区与西固区交界处', '红古区', '西固区'],
  ['榆中县、皋兰县以及永登县的学生营养餐', '榆中县', '皋兰县', '永登县'],
  ['兰州新区中川镇、秦川镇、西岔镇三个镇停水', '兰州新区', '中川镇', '秦川镇', '西岔镇'],
  ['高崖镇和金崖镇的班车停了', '榆中县', '高崖镇', '金崖镇'],
  ['拱星墩街道、东岗街道、雁北街道都没有菜市场', '城关区', '拱星墩街道', '东岗街道', '雁北街道'],
  ['和平镇、定远镇的公交', '榆中县', '和平镇', '定远镇'],
  // Short names in a row say nothing of any.
  ['普降小雪，皋兰、永登、榆中局地有积雪'],
  ['皋兰、永登局地有积雪'],
  // One place after another is no row.
  ['榆中县和平镇的路灯', '榆中县', '和平镇'],
  ['永登县城关镇、榆中县的路', '永登县', '榆中县', '城关镇'],
])('a row of places is all of them: %s', (text, ...names) => expect(areasOf(text)).toEqual(names))

test('towns in a row are no one street', () => {
  expect(where('兰州新区中川镇、秦川镇、西岔镇三个镇停水')).toEqual(['兰州新区', null])
  expect(where('拱星墩街道、东岗街道路灯不亮')).toEqual(['城关区', null])
  expect(where('拱星墩街道、东岗街道路灯不亮，尤其是东岗街道')).toEqual(['城关区', '东岗街道'])
})

test.each([
  ['榆中县和平镇东湾村土路没人修', '榆中县', '和平镇', '东湾村'],
  ['榆中县城关镇东湾村的路', '榆中县', '城关镇', '东湾村'],
  ['皋兰县石洞镇东湾村的路灯', '皋兰县', '石洞镇', '东湾村'],
  ['石洞镇东湾村的路灯', '皋兰县', '石洞镇', '东湾村'],
  ['榆中县东湾村的路', '榆中县', '城关镇', '东湾村'],
])('the town before a village says which it is: %s', (text, ...names) => expect(areasOf(text)).toEqual(names))

test('who wrote the county a town once belonged to is told', () => {
  const told = (text: string, post = {}): string[] =>
    locate(letter(text, post))
      .reasons.filter(({ rule }) => rule === 'place.former')
      .map((reason) => reason.text)
  expect(told('皋兰县忠和镇一养猪场臭')).toEqual(['忠和镇 2022 年 2 月起属安宁区，原属皋兰县'])
  expect(told('永登县秦川镇的村民')).toEqual(['秦川镇 2012 年 8 月起属兰州新区，原属永登县'])
  expect(told('兰州新区中川镇停水')).toEqual([])
  expect(told('安宁区忠和镇一养猪场臭')).toEqual([])
  expect(told('皋兰县石洞镇的路灯')).toEqual([])
  expect(told('皋兰县忠和镇的路', { postedAt: '2020-05-01T04:00:00.000Z' })).toEqual([])
})

test.each([
  '那个红绿灯路口很危险',
  '办公大楼路口红绿灯坏了',
  '半夜有人飙车炸街',
  '这条拉链路名不虚传，挖了又填',
  '我的维修之路太难了，维权之路更难',
  '许多小区都没有电梯，好些学校也没有操场',
  '一群大学生和四年大学的学费',
  '红包开路，处处套路',
  '股票资讯市场乱象多',
  '这是一所封闭式学校，也是收费学校',
  '买的70年产权公寓到现在没有证',
  '7月3日幼儿园说要停课',
  '距离小区只有三百米，距离学校也近',
  '门口只有一条泥巴路，一下雨就是烂泥路',
  '交叉路口没有斑马线，加油站路口也没有',
  '村里修了水泥硬化路和通组公路',
  '小孩小学入学难，业主子女入读小学更难',
  '车子乱停占路，又有人拦路要钱',
  '普惠性幼儿园太少，营利性幼儿园太贵',
  '商户在人行道上当街卖，摊子摆了满大街',
  '请增加路灯，取消路边停车，拥挤路段要疏导',
  '扰乱房地产市场秩序',
  '全县数十所中小学都没有校车',
  '多走一站路，少走弯路',
])('no name: %s', (text) => expect(sitesOf(text)).toEqual([]))

test.each([
  ['请尽快拓宽香樟路', '香樟路'],
  ['两车在枫林路口相撞，香樟路口也堵', '枫林路', '香樟路'],
  ['车从青枫路左转香樟路', '青枫路', '香樟路'],
  ['距离晨光小学只有两百米', '晨光小学'],
  ['严重影响桃林苑的住户', '桃林苑'],
  ['在建的枫泉小区和规划青云公园', '枫泉小区', '青云公园'],
  ['12月5日天湖小学停课', '天湖小学'],
  ['1.青枫路2.香樟路', '青枫路', '香樟路'],
  ['业主桃林苑没有物业', '桃林苑'],
  ['入读晨光小学要什么材料', '晨光小学'],
  ['西侧云锦广场和东侧枫泉小区', '云锦广场', '枫泉小区'],
  ['建设路、团结路、解放路都停电', '建设路', '团结路', '解放路'],
  ['新建路和建设中路的管道', '新建路', '建设中路'],
  ['希望小学的围墙', '希望小学'],
  ['平安小区和文明小区的垃圾没人收', '平安小区', '文明小区'],
  ['第一小学与第三人民医院之间', '第一小学', '第三人民医院'],
  ['月亮岛路和年丰路路灯不亮', '月亮岛路', '年丰路'],
  ['天马路上全是坑', '天马路'],
  ['接驾岭路没有公交', '接驾岭路'],
  ['枫泉三期小区和桃林一号小区', '枫泉三期小区', '桃林一号小区'],
  ['六号路和六一路的路灯', '六号路', '六一路'],
  ['五一广场和时代广场太吵', '五一广场', '时代广场'],
  ['枫泉步行街和云锦古街的招牌', '枫泉步行街', '云锦古街'],
  ['生态公园的水质变差了', '生态公园'],
  ['枫泉国际配套幼儿园一直没有移交', '枫泉国际配套幼儿园'],
  ['北辰大学城的云锦公寓涨价', '云锦公寓'],
  ['而香樟路至今没有通车', '香樟路'],
  ['自然岭路的护栏坏了', '自然岭路'],
  ['三叉街和十字街的积水', '三叉街', '十字街'],
])('a name, and where it begins: %s', (text, ...names) => expect(sitesOf(text)).toEqual(names))

test('a road named after a village is not in it, the crossing may be, unless the road is known', () => {
  const levels = (text: string) => locate(letter(text)).places.map(({ level }) => level)
  expect(levels('魏家庄路的路灯坏了，皋兰县')).toEqual(['city', 'district'])
  expect(levels('皋兰县魏家庄路口的红绿灯坏了')).toEqual(['city', 'district', 'street', 'community'])
  expect(levels('任家庄路口的红绿灯坏了')).toEqual(['city', 'district', 'road'])
})

test('places list every ancestor, and spans lie in the original text', () => {
  const text = '家住七里河区敦煌路街道光华街社区'
  const found = locate(letter(text))
  expect(found.places).toEqual([
    { name: '兰州市', level: 'city' },
    { name: '七里河区', level: 'district' },
    { name: '敦煌路街道', level: 'street', district: '七里河区' },
    { name: '光华街社区', level: 'community', district: '七里河区' },
  ])
  for (const reason of found.reasons) expect(text.slice(reason.start, reason.end)).not.toBe('')
})

test('city none forces nothing into Lanzhou; an addressee tells the district only where the text does not', () => {
  const found = createLocator({ city: 'none', segmenter })(letter('城关区张掖路的梧桐花园小区'))
  expect(found.district).toBeNull()
  expect(found.places.every((p) => p.level === 'site' || p.level === 'road')).toBe(true)
  expect(where('路灯不亮', { addressee: '红古区政府' })).toEqual(['红古区', null])
  expect(where('安宁区路灯不亮', { addressee: '红古区政府' })[0]).toBe('安宁区')
})

test.each([
  ['路灯不亮', '红古区', '红古区', null],
  ['路灯不亮', '红古区海石湾镇', '红古区', '海石湾镇'],
  ['路灯不亮', '海石湾镇', '红古区', '海石湾镇'],
  ['路灯不亮', '兰州市七里河区西湖街道', '七里河区', '西湖街道'],
  ['路灯不亮', '永登县城关镇', '永登县', '城关镇'],
  ['路灯不亮', '榆中', '榆中县', null],
  ['路灯不亮', '兰州新区', '兰州新区', null],
  ['路灯不亮', '西固区福利西路128号', '西固区', '福利路街道'],
  // The text knows better where it names a district; a street office goes with its own district alone.
  ['安宁区路灯不亮', '红古区海石湾镇', '安宁区', null],
  ['红古区路灯不亮', '红古区海石湾镇', '红古区', '海石湾镇'],
  ['红古区窑街街道路灯不亮', '红古区海石湾镇', '红古区', '窑街街道'],
  // No place of ours, or none at all.
  ['路灯不亮', '市本级', null, null],
  ['路灯不亮', '其他', null, null],
  ['路灯不亮', '拉萨市城关区', null, null],
  ['路灯不亮', '兰州市', null, null],
  ['路灯不亮', '无', null, null],
])('%s, given as %s → %s %s', (text, area, district, street) => {
  expect(where(text, { area })).toEqual([district, street])
})

test('a place that only the source gives says so', () => {
  const given = (text: string) => locate(letter(text, { area: '红古区' })).reasons.map((reason) => reason.rule)
  expect(given('路灯不亮')).toEqual(['place.given'])
  expect(given('红古区路灯不亮')).toEqual(['place.district'])
  const whole = locate(letter('路灯不亮', { area: '红古区', addressee: '安宁区政府' }))
  expect([whole.district, whole.reasons.length]).toEqual(['红古区', 1])
})

const named = (text: string): string[] =>
  locate(letter(text))
    .places.filter(({ level }) => level === 'road' || level === 'site')
    .map(({ name }) => name)

test.each([
  ['城关区嘉和名苑停水', '嘉和名苑'],
  ['祥和家园停了三天暖气', '祥和家园'],
  ['七里河区和兴路路灯不亮', '和兴路'],
  ['七里河区兴和路路灯不亮', '兴和路'],
  ['城关区人和小区停暖', '人和小区'],
  ['益和市场脏乱', '益和市场'],
  ['安宁区和韵小学门口堵', '和韵小学'],
  ['城关区和盛源小区停水', '和盛源小区'],
  ['向阳花园楼上漏水', '向阳花园'],
  ['大有花园停电', '大有花园'],
  ['有色家园门口堵车', '有色家园'],
  ['在水一方小区停暖', '在水一方小区'],
  ['我爱我家小区物业不管', '我爱我家小区'],
  ['三里小区停水', '三里小区'],
  ['福泰里小区没有路灯', '福泰里小区'],
  ['王家湾小区的路灯不亮', '王家湾小区'],
  ['向家坪小学门口乱停车', '向家坪小学'],
  ['君临天下小区停气', '君临天下小区'],
  ['丽水康城停电', '丽水康城'],
])('letters of grammar stand in names, too: %s → %s', (text, name) => expect(named(text)).toEqual([name]))

test('and they end a name where they are grammar', () => {
  for (const text of [
    '老人和小区物业吵起来了',
    '村民和学校谈不拢',
    '每天和学校老师沟通',
    '电梯和小区大门都坏了',
    '转换层和花园都漏水',
    '我家小区停水了',
    '这家名邸公司骗人',
    '自己的私家花园被拆',
    '家电市场里假货多',
    '附近有小学吗',
    '没有小区愿意管',
    '院里家属院都停电',
    '从家到学校要走一个小时',
    '走了三里路才有车',
    '今天下雨路上全是水',
    '大家共建和谐幸福家园',
    '县城小区物业费太高',
    '几千人报名都没有上成',
  ])
    expect(named(text), text).toEqual([])
  expect(named('梧桐花园和青枫花园都停水')).toEqual(['梧桐花园', '青枫花园'])
  expect(named('嘉和名苑和祥和家园都停水')).toEqual(['嘉和名苑', '祥和家园'])
  expect(named('青枫街道和合江街道都不管')).not.toContain('和合江街道')
})

test('estates end in more words than 小区, which are words of speech, too', () => {
  for (const name of ['枫林逸景', '锦绣天成', '书香名邸', '瑞祥安置房', '翠湖雅居', '金鼎豪庭'])
    expect(named(`安宁区${name}停水三天`)).toEqual([name])
  expect(named('枫林逸景小区停水')).toEqual(['枫林逸景', '枫林逸景小区'])
  for (const text of [
    '这个创意真是浑然天成',
    '拆迁安置房什么时候交房',
    '农民安置房墙体开裂',
    '买了一套安置房漏水',
    '历史文化名都的脸面',
    '向韶村几千名居民出行难',
    '建筑废料堆在丽景路上',
  ])
    expect(
      named(text).filter((name) => !name.endsWith('路')),
      text,
    ).toEqual([])
})

test('a school, a market, a hospital named after a road is a site of its own, and the road is not named', () => {
  expect(named('城关区静宁路小学校服太贵')).toEqual(['静宁路小学'])
  expect(named('福利路菜市场全是污水')).toEqual(['福利路菜市场'])
  expect(named('敦煌路第二小学放学太乱')).toEqual(['敦煌路第二小学'])
  expect(named('枫叶路小学门口没有红绿灯')).toEqual(['枫叶路小学'])
  expect(named('晨曦路堵车，晨曦路农贸市场占道')).toEqual(['晨曦路', '晨曦路农贸市场'])
  expect(named('雁滩小学什么时候开学')).toEqual(['雁滩小学'])
  // 西路 is the short name of an office, and not in the middle of a road's.
  expect(named('解放西路商场停电')).toEqual([])
  for (const text of ['静宁路上小学生多', '静宁路的小学门口堵', '静宁路，幼儿园门口乱停车', '静宁路市场监管所不作为'])
    expect(named(text), text).toEqual(['静宁路'])
  expect(named('段家滩路一家属院停气')).toEqual(['段家滩路'])
  // It lies where the road does; of an estate one cannot be sure.
  expect(where('建兰路小学放学堵车')).toEqual(['七里河区', '建兰路街道'])
  expect(where('七里河区西园街道秀川花园停水')).toEqual(['七里河区', '西园街道'])
  expect(where('秀川花园停水')).toEqual(['七里河区', null])
  expect(where('秀川街道停水')).toEqual(['七里河区', '秀川街道'])
  expect(where('武胜驿小学的校车超载')[0]).toBe('永登县')
})

test('who speaks is no part of a name, and what is said of ways is no road', () => {
  for (const text of [
    '来电人称锦苑小区停水',
    '市民来电人称锦苑小区停水',
    '投诉人称锦苑小区停水',
    '有业主称锦苑小区停水',
  ])
    expect(named(text), text).toEqual(['锦苑小区'])
  for (const text of ['第一次来，求指路', '别把人逼得走绝路', '要走正路', '别走老路', '没有熟人领路', '总得留条生路'])
    expect(named(text), text).toEqual([])
  for (const name of ['中正路', '民生路', '致远路', '敬老路']) expect(named(`${name}的路灯坏了`)).toEqual([name])
})

test('a hospital has one name however it is called, and a university of two campuses is named without a district', () => {
  for (const text of ['省人医停车难', '省人民医院停车难']) expect(named(text)).toEqual(['甘肃省人民医院'])
  expect(where('市一院挂号难')[0]).toBe('七里河区')
  expect(locate(letter('兰州大学的学生宿舍没有暖气')).places).toEqual([{ name: '兰州大学', level: 'site' }])
  expect(named('雁北路、雁南路路灯都坏了')).toEqual(['雁北路', '雁南路'])
})

test('修一哈路 names no road, and what stands behind 一哈 is the name', () => {
  for (const text of [
    '给我们修一哈路撒',
    '帮忙修一哈子路吧',
    '硬化一哈路',
    '麻烦扫一哈街道',
    '领导来看一哈学校门口',
    '管一哈市场撒',
  ])
    expect(named(text), text).toEqual([])
  expect(named('走一哈幸福巷')).toEqual(['幸福巷'])
  expect(named('查一哈青枫小区的物业')).toEqual(['青枫小区'])
  for (const name of ['哈尔滨路', '哈密路', '一心路']) expect(named(`看一哈${name}的坑`)).toEqual([name])
})

test('碧桂园 stands in many places: it is the one of 城关北 where that district is named, and no district by itself', () => {
  expect(where('碧桂园北门到盐场堡没有公交')[0]).toBe('城关区')
  expect(where('兰州新区碧桂园没暖气')[0]).toBe('兰州新区')
  expect(where('碧桂园物业不作为')[0]).toBe(null)
  expect(where('陆港大道坑太多')[0]).toBe('西固区')
  expect(where('雁盐黄河大桥的灯坏了')[0]).toBe('城关区')
  // From one district to the other: which end is not said.
  expect(where('深安大桥堵车')[0]).toBe(null)
})
