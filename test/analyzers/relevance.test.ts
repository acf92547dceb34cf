import { expect, test } from 'vitest'
import { createLocator } from '../../analyzers/place/place.ts'
import { createRelevance } from '../../analyzers/place/relevance.ts'
import type { Kind } from '../../model/words.ts'
import { segmenter } from './documents.ts'
import { letter } from './letters.ts'

const locate = createLocator({ segmenter })
const judge = createRelevance('lanzhou')
const off = (kind: Kind, text: string, title = '') => {
  const document = letter(text, { kind, title })
  return judge(document, locate(document)).offTopic
}

test('who names another city beside this one goes to people, not away', () => {
  const judged = (text: string) => {
    const document = letter(text, { kind: 'post' })
    return judge(document, locate(document))
  }
  expect(judged('西安地铁都修到十号线了，兰州还在一条线上挤')).toMatchObject({ offTopic: false, unsure: true })
  expect(judged('西安大唐不夜城人多得走不动，兰州老街倒是清静')).toMatchObject({ offTopic: false, unsure: true })
  expect(judged('西安地铁都修到十号线了，一站一站修得真快')).toMatchObject({ offTopic: true })
})

const pastimes = [
  '今天牛大加了两个蛋，爽',
  '天水麻辣烫还是天水的正宗，兰州的不行',
  '打卡中山桥，夜景真美',
  '今天天水路上看到一只橘猫，好可爱',
  '周末去兰州老街拍照，光线绝了',
  '有人一起打羽毛球吗',
  '今天体重又涨了两斤',
  '黄河边跑了十公里，配速还行',
]
test.each(pastimes)('food and leisure are nobody’s matter, of whatever kind: %s', (text) => {
  for (const kind of ['letter', 'post', 'comment'] as const) expect(off(kind, text)).toBe(true)
})

test.each([
  '今天牛大吃出一根头发，恶心',
  '牛大一碗涨到十块了',
  '打卡中山桥，栏杆松了',
  '中山桥夜景真美，就是停车没地方',
  '黄河边跑步，步道的灯全黑了',
  '下雪了，五泉山路面结冰滑倒两个人',
  '天水路上一只狗追着人咬',
  '地铁通了，上班省了二十分钟，给建设者点赞',
  '在中山桥看夜景真美，再见了',
  '法官和对方律师一起打麻将，判决偏得很',
  '镇上的干部工作日去农家乐吃手抓，满足得很',
])('what somebody may want something of is kept: %s', (text) => {
  for (const kind of ['letter', 'post', 'comment'] as const) expect(off(kind, text)).toBe(false)
})

test.each<[Kind, string, string]>([
  ['letter', '小区停水', '从昨天到现在没有水，打电话没人接'],
  ['letter', '建议', '希望政府多听听老百姓的声音'],
  ['letter', '异地报销', '我爸在西安做的手术，回来报销跑了三趟'],
  ['letter', '孩子上学', '我从天水来兰州打工，孩子在哪里报名'],
  ['letter', '牛肉面', '楼下兰州牛肉面馆的油烟太大'],
  ['post', '张掖路堵死了', '张掖路步行街一到周末就走不动'],
  ['post', '停水', '我们小区停水两天了，物业也不管'],
  ['comment', '', '顶一下'],
  ['post', '喷泉', '全年喷水一次，就是领导来的那天，其余三百多天负责养蚊子，风雨无阻。'],
  ['post', '', '环保检查组来的那三天天是蓝的，厂是停的，检查组一走原样，嗓子又疼起来了。'],
  ['post', '送书桌', '下周搬走，一张旧书桌送给要的人，自己到盘旋路来抬，谁先到归谁。'],
  ['comment', '', '西宁十月就送上暖了'],
  ['post', '比一比', '西宁那么冷都通了，我们这边等四十分钟来一趟公交。'],
  ['news', '村晚', '农闲时节，各村自编自演的节目轮番上场，现场笑声不断。'],
  ['post', '兰州路灯', '兰州路灯换了新的，西站这一片亮堂多了。'],
  ['letter', '安宁市场', '安宁市场门口的摊位占了人行道。'],
  ['news', '公交调整', '兰州公交集团调整三条线路'],
  ['letter', '敦煌路', '敦煌路的路灯坏了一个月'],
  ['comment', '', '成都的绿道修得真好，啥时候咱也修一条'],
  ['post', '电影院', '电影院的安全出口锁着，万一着火往哪跑'],
  ['letter', '', '青海石油小区暖气不热'],
  ['post', '', '青海石油小区暖气不热'],
  ['letter', '', '四川宾馆门口的井盖翻了'],
  ['letter', '', '重庆火锅店的油烟直接排到楼道'],
  ['post', '', '陕西会馆后面那条巷子没有灯'],
  ['letter', '', '湖南大厦电梯困人'],
  ['post', '', '女朋友被人带走联系不上了'],
  ['post', '', '我闺蜜失联两天了，电话关机'],
  ['post', '', '我在北京工作,爸妈在皋兰,他们的养老金认证不了'],
  ['letter', '', '白银的朋友说他们都供暖了,我们还没有'],
  ['letter', '', '西宁的同学说停车半小时不要钱，我们怎么一进就收五块'],
  ['post', '', '银川我姐她们早就发了补贴，我们这边还没动静'],
  ['letter', '家里的事', '弟弟不养老人，我们几个姐妹该找哪里调解'],
  ['letter', '', '我在定西交了八年公积金，调到兰州工作怎么转过来？'],
  ['letter', '', '平凉崆峒区的户口要迁到兰州，需要哪些材料？'],
  ['letter', '', '张掖甘州区开往兰州的火车晚点六小时，没人解释。'],
])('%s «%s» is kept', (kind, title, text) => {
  expect(off(kind, text, title)).toBe(false)
})

test.each<[Kind, string, string]>([
  ['letter', '路灯', '拉萨市城关区某街道的路灯坏了，请拉萨市政府处理'],
  ['letter', '', '青海省西宁市城东区的小区停水了'],
  ['letter', '', '西安高新区的路灯坏了'],
  ['post', '', '男朋友冷战三天了该不该分手'],
  ['post', '', '电影里女主失踪那段剧情太假'],
  ['post', '', '成都的酒店住着真舒服，下次还去'],
  ['letter', '取暖', '来电人反映：天水市秦州区某小学教室没有暖气'],
  ['post', '城关区的路', '城关区蔡公堂那边修了一年，老人都要绕，拉萨的交通台能不能说一说'],
  ['post', '安宁市温泉', '昆明过去半小时，安宁市那几家温泉带娃合适'],
  ['letter', '倒土', '我在云南安宁市太平新城，小区夜里有工地倒土，没人理'],
  ['post', '租房', '上海杨浦区兰州路口那片老小区，一室户贵不贵'],
  ['post', '暖气', '乌鲁木齐暖气十月十号就来了，屋里穿短袖'],
  ['post', '吉他谱', '那首兰州的间奏口琴是几调的，有谱子的发我一份，总差一点'],
  ['comment', '', '曼联这后防线我奶奶上去都不至于丢三个'],
  ['letter', '四川广元的房子', '买在广元利州区，开发商跑了，四川省的网站注册不了'],
  ['post', '探店', '成都新开了一家兰州拉面，味道一般'],
  ['post', '单曲循环《兰州》', '这首歌的前奏一响就想哭，谁有无损专辑'],
  ['post', '国足又输了', '这场比赛看得我想睡觉，国足没救了'],
  ['news', '股市', 'A股三大指数收跌，沪指跌破三千点'],
  ['post', '西安旅游', '西安市雁塔区的大唐不夜城人太多了'],
  ['post', '酱牛肉怎么卤', '香料先焯水，卤料包加桂皮花椒，小火炖两小时再收汁'],
  ['post', '追完大结局', '编剧真的烂尾，男主最后一集都没出场，求推荐悬疑剧'],
  ['comment', '', '这赛季打野太弱了，上分全靠队友'],
  ['post', '周末去哪', '去敦煌看莫高窟和鸣沙山，酒店订哪边方便，求攻略'],
  ['letter', '', '庆阳西峰区小区停水三天，开发商跑了，老板说是兰州人。'],
  ['letter', '', '白银区到平川区的公交涨价了，市民意见很大。'],
])('%s «%s» is off-topic', (kind, title, text) => {
  expect(off(kind, text, title)).toBe(true)
})

test('city none: everything is on topic', () => {
  const document = letter('西安市雁塔区的大唐不夜城人太多了', { kind: 'post' })
  expect(createRelevance('none')(document, locate(document))).toEqual({
    relevance: 1,
    offTopic: false,
    unsure: false,
    reasons: [],
  })
})

test('districts of Beijing, Tianjin, Shanghai and Chongqing are elsewhere, and so is 海东 behind its province', () => {
  for (const text of [
    '我在北京西城区住，楼下工地夜里施工。',
    '我住北京朝阳区，楼下工地夜里施工。',
    '天津滨海新区的房子漏水。',
    '山西大同供暖不热，怎么办？',
  ])
    expect(off('letter', text), text).toBe(true)
  for (const text of [
    '城关区朝阳小区停水三天。',
    '大同路的路灯坏了，七里河区。',
    '安宁区海东花园停水。',
    '城关区北京华联超市卖过期食品。',
    '我孩子在北京上学，兰州的医保怎么报销？',
  ])
    expect(off('letter', text), text).toBe(false)
  const elsewhere = (text: string) => locate(letter(text)).elsewhere.map(({ form }) => form.name)
  expect(elsewhere('我们在青海海东')).toEqual(['青海海东'])
  // One place and not two.
  expect(elsewhere('重庆市渝中区')).toEqual(['重庆市', '重庆'])
})
