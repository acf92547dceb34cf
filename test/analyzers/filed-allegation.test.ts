import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'

/** What somebody in an office has or takes that is not theirs, told without the word. Written before the rules. */
const ACCUSED: readonly string[] = [
  '村主任把低保给了自己的亲弟弟,真正穷的拿不到。',
  '某街道书记收了施工队的两条烟和一张卡,才把活给他们。',
  '所长的车库里停的是公家买的车,天天他儿子开。',
  '修水渠拨下来的款子,书记拿去给自己盖了楼。',
  '科长办事前暗示要意思意思,送了三千块才盖章。',
  '学校买的投影仪两千一台,校长按五千报的账。',
  '局里的副局长每个周末让公司老板陪着打麻将,从来只赢不输。',
  '会计和村长合伙做假名册领补贴。',
]
/** Who hears accusations would lead these; the wrong is called by its name. */
const HEARD: readonly string[] = [
  '街道干部把救济的面拉到自己家去了。',
  '交警收了三百不开票，车就放了。',
  '水务局个别人员渎职，河道里采砂的手续是后补的，望严查。',
  '村上修广场的钱，会计报了四十万，剩下的都进了腰包。',
]
/** They lead these, too: what is left undone, rules asked for, manners. */
const STAYS: readonly string[] = [
  '窗口工作人员渎职，态度差得很。',
  '请问公务员受了警告处分，几年能评职称？',
  '建议纪委把腐败案例拿到社区讲一讲。',
  '镇政府不作为，一条路反映了三年。',
  '相关部门失职，河道臭了两年没人管。',
  '派出所出警慢，打了三次才来。',
  '社区主任上班时间不在，门锁着。',
]
const ORDINARY: readonly string[] = [
  '请问公务员可以在外面兼职开网店吗?有什么规定?',
  '咨询一下,村干部任期是几年,能连任吗?',
  '事业单位人员能不能入股亲戚的公司?',
  '请问低保公示在哪里看,程序是什么?',
  '社保窗口那位大姐嗑着瓜子，头也不抬，让我自己看墙上。',
  '巡察干部上门把漏掉的低保补上了，希望表扬。',
]

describe('who accuses somebody in an office', () => {
  it('is protected', () => {
    expect(ACCUSED.filter((text) => screenText(text).route !== 'protected')).toEqual([])
  })
  it('is protected by whoever would lead it', () => {
    for (const text of HEARD) expect(screenText(text), text).toMatchObject({ route: 'protected' })
    expect(STAYS.filter((text) => screenText(text).route !== 'case')).toEqual([])
  })
  it('is told from manners at a window, praise and questions of rules', () => {
    expect(ORDINARY.filter((text) => screenText(text).route === 'protected')).toEqual([])
  })
})
