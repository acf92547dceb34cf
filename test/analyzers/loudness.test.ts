import { describe, expect, it } from 'vitest'
import { calmed } from '../../analyzers/route/appeal-features.ts'
import { screenText } from './screened.ts'

/** What is wrong, and what is asked; written before the rule, every other one unseen until it stood. */
const WRONG: readonly string[] = [
  '雁滩路这段的井盖松了,车一过咣当响,请修一下。',
  '小区门口的垃圾堆了五天没人清,请派人清运。',
  '楼下烧烤店油烟排到我家窗户,请查处。',
  '供热站停了我们这栋楼的暖气两天,请恢复。',
  '工地半夜打桩,全楼都睡不着,请制止。',
  '公交站牌倒了一个月,请扶起来。',
  '老板拖欠我们八个人三个月工资,请帮忙要回来。',
  '物业不退装修押金,一千块拖了半年。',
  '楼顶漏水,顶层三家的天花板都发霉了,物业不修。',
  '化工厂晚上排黄烟,味道呛人,请环保部门查。',
  '人行道被共享单车占满,盲道走不成,请清理。',
  '驾校收了三千八不给约车也不退费。',
  '自来水发黄三天了,不能喝,请检测。',
  '学校食堂的饭里有虫,家长反映没人理。',
  '社区医院挂号窗口只开一个,排队两小时。',
  '河边护栏断了一截,小孩差点掉下去,请修。',
  '邻居在楼道堆杂物还养鸡,臭得很,请处理。',
  '出租车不打表,从西站到雁滩要了八十。',
  '我母亲的医保卡被停了,买药报不了,请帮忙恢复。',
  '高层电梯坏了十天,老人下不了楼。',
]
const ASKED: readonly string[] = [
  '请问公积金能提取付房租吗？',
  '新生儿落户要带哪些材料？',
  '城关区哪里能办老年公交卡？',
  '二手房过户的契税怎么算？',
  '低保户看病能报多少？',
  '请问地铁2号线什么时候开通？',
  '外地驾照能在兰州换证吗？',
  '灵活就业人员可以缴公积金吗？',
  '高龄津贴八十岁能领多少，在哪里申请？',
  '孩子转学需要房产证吗？',
  '失业金可以领几个月？',
  '请问加装电梯有补贴吗？',
  '暖气费可以按实际面积交吗？',
  '居住证到期了在哪里签注？',
  '养老认证能在手机上做吗？',
  '新能源车落户有没有限号？',
  '残疾证换新要本人去吗？',
  '宅基地可以过户给女儿吗？',
  '退休人员取暖费今年还发吗？',
  '请问考教师资格证要兰州户口吗？',
]
const SCOLDED: readonly ((text: string) => string)[] = [
  (text) => `${text}你们是瞎子吗?`,
  (text) => `${text}难道要等出了事才管吗？`,
  (text) => `${text}还让不让人活了?!`,
  (text) => `${text}这是人干的事吗??!!`,
]
const LOUD: readonly ((text: string) => string)[] = [
  (text) => text.replace(/？$/, '??'),
  (text) => text.replace(/？$/, '?!'),
  (text) => `急!!!${text}`,
  (text) => `${text}急等!!`,
]
const typeOf = (text: string): string => screenText(text).appealType
const moved = (texts: readonly string[], ways: readonly ((text: string) => string)[]): string[] =>
  texts.flatMap((text) => ways.map((way) => way(text)).filter((told) => typeOf(told) !== typeOf(text)))

describe('the kind of appeal', () => {
  it('does not turn on questions that only scold', () => {
    expect(moved(WRONG, SCOLDED).length).toBeLessThanOrEqual(2)
    expect(WRONG.flatMap((text) => SCOLDED.map((way) => typeOf(way(text)))).filter((type) => type === '咨询')).toEqual(
      [],
    )
  })
  it('stays a question however loud', () => {
    expect(moved(ASKED, LOUD)).toEqual([])
    expect(ASKED.filter((text) => typeOf(text) !== '咨询')).toEqual([])
  })
  it('is read from what is told', () => {
    expect(calmed('水停了!!!什么时候来??')).toBe('水停了!!!什么时候来??')
    expect(calmed('水停了。你们是瞎子吗?!请修。')).toBe('水停了。请修。')
    expect(calmed('你们是瞎子吗?')).toBe('你们是瞎子吗?')
  })
})
