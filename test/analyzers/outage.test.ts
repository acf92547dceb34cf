import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'

/** The least level, by what is out, for how long and whom it hits (DOMAIN §7). Written before the cues. */
const WITHOUT: readonly (readonly [number, string])[] = [
  [1, '阳光花园2号楼我家停水了,问物业说不清楚。'],
  [2, '阳光花园整个小区从昨天早上就没水了,到现在快二十个小时。'],
  [2, '我们院停水一天一夜了,我妈在家做腹透,没水没法冲洗。'],
  [2, '水龙头干了八个小时,家里有刚满月的娃,奶瓶都没法洗。'],
  [2, '整栋楼没水已经十个钟头,马桶臭得不行,冲都冲不了。'],
  [2, '我们小区昨晚到现在一滴水没有,做不了饭。'],
  [3, '区医院住院部停水停电,呼吸机靠备用电源撑着。'],
  [2, '小学食堂断水两天了,娃娃们中午吃方便面。'],
  [3, '县医院透析室没水,病人都在走廊等着。'],
  [2, '养老院停电一夜,暖气也没了,三十多个老人冻着。'],
  [2, '停暖三天了,屋里才十二度,我八十岁的奶奶盖三床被子。'],
  [2, '暖气断了两天多,月子里的娃脸冻得发紫。'],
  [2, '全小区停电七个小时了,楼上有人用制氧机。'],
  [2, '家里停电,我爱人用呼吸机,电池只能撑一小时。'],
  [3, '自来水拧开是黄的还有股怪味,全楼都这样。'],
  [2, '连着两天天然气没气,整个小区吃不上热饭。'],
]
const UNPAID: readonly string[] = [
  '我们十几个人在安宁区一个工地干了五个月,工钱一分没给。',
  '老板欠着我们班组二十个人的血汗钱,快过年了不见人。',
  '厂里四个月没发工资,一车间的工人都没钱吃饭了。',
  '项目部拖欠我们民工队三十几万,推来推去。',
  '俺们八个老乡的工钱到现在没结,包工头电话关机。',
  '我们三十多个保洁员的工资从七月份就没给过。',
]
const ORDINARY: readonly string[] = [
  '请问明天停水通知的时间是几点到几点?',
  '水压太小,六楼洗澡热水器打不着。',
  '停车场里没水没电,能不能建个公共厕所?',
  '家里停水半小时又来了,希望以后提前通知。',
  '感谢自来水公司,停水四个小时就修好了,我家老人很满意。',
  '我们小区去年停水两天,今年又要改造管网,能不能提前贴通知?',
  '请问今年最低工资标准是多少?',
  '我们单位十个人的工资卡要换银行,怎么办?',
  '老板拖欠我一个月工资,离职后一直不结。',
  '辞职两个月了,最后一个月的工资没给我。',
  '我在饭店打工,欠我三千块工钱。',
  '公司少发我一百块奖金,想问找谁。',
]

/** An estate without, and how people end a letter. */
const PLEADED: readonly (readonly [number, string])[] = [
  [3, '整个小区停水两天了，请处理。'],
  [3, '整个小区停水两天了,请尽快恢复供水。'],
  [3, '整个村停水五天了，原因不明。'],
  [3, '全小区停电从昨晚到现在，请有关部门采取措施。'],
  [3, '全街道停气了，老人做不了饭，可能是管道问题。'],
  [3, '西固福利区一带今早起大面积停气，请处理'],
  [3, '来电人反映：其小区今日上午开始整体停水，要求处理。'],
  [3, '几千户停暖了，屋里冰凉，要求恢复供暖！'],
  [3, '我们片区停气了，昨天到现在，何时恢复供气？'],
  [3, '求求你们了，全村停电一天一夜，没恢复供电！'],
  [2, '我们这栋楼停暖三天，家里有婴儿，请处理。'],
  [2, '暖气停了三天，问题一直没有得到解决，家里有孕妇。'],
]
/** Over, announced or come back again, in the same words. */
const SETTLED: readonly string[] = [
  '整个小区停水两天，昨天已恢复供水，但没有提前通知，请处理。',
  '上周全村停电一天，现在恢复供电了，要求赔偿冰箱里的肉。',
  '小区停水三小时就恢复供水了，问题得到解决，表扬抢修师傅。',
  '有人说小区要停水两天，是不是真的？请处理！',
  '整个小区白天停水晚上来水，一年多了，请处理。',
  '我们村停电从来不通知，请采取措施！',
  '物业要对欠费户断水断电处理，请制止。',
  '门口的溪里没有水，臭味扑鼻，请尽快处理。',
]

describe('what is out', () => {
  it('stays out when it is asked to be restored, dealt with or explained', () => {
    expect(PLEADED.filter(([least, text]) => screenText(text).urgency < least)).toEqual([])
    expect(SETTLED.filter((text) => screenText(text).urgency > 0)).toEqual([])
  })
  it('is as urgent as it is long and as those whom it hits are frail, in whatever words', () => {
    expect(WITHOUT.filter(([least, text]) => screenText(text).urgency < least)).toEqual([])
  })
  it('is one level where one outage of an estate is told in three ways', () => {
    const told = [
      '滨河雅居停水了，做不了饭。',
      '滨河雅居没水，连马桶都冲不了。',
      '滨河雅居2号楼停水已经八小时，家里有透析的病人。',
    ]
    expect(told.map((text) => screenText(text).urgency)).toEqual([3, 3, 3])
  })
  it('is a matter of hours where many are not paid', () => {
    expect(UNPAID.filter((text) => screenText(text).urgency < 2)).toEqual([])
  })
  it('waits where it is announced, over, a hydrant or one wage', () => {
    const hydrant = '小区消防栓打开一滴水没有，物业说没人交水费。'
    expect([...ORDINARY, hydrant].filter((text) => screenText(text).urgency > 1)).toEqual([])
  })
})
