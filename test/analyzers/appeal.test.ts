import { describe, expect, it } from 'vitest'
import { createAppealTyper } from '../../analyzers/route/appeal.ts'
import type { AppealType } from '../../model/words.ts'
import { CLOSINGS, OPENINGS, THANKFUL, WANTED } from './courtesy-sentences.ts'
import { read } from './documents.ts'
import { screenText } from './screened.ts'

const typeOf = createAppealTyper()

describe('appeal type', () => {
  it.each<[AppealType, string, string]>([
    ['咨询', '咨询落户', '请问大专毕业怎么办理落户，需要什么材料？'],
    ['投诉', '工地扰民', '工地半夜施工，噪音太大，没人管，投诉多次都敷衍。'],
    ['举报', '举报黑诊所', '楼下有一家无证诊所，非法行医，请查处。'],
    ['意见建议', '建议增设公交站', '希望在小区门口增设一个公交站，方便老人出行。'],
    ['求助', '家里停水', '家里停水三天了，老人卧床，求领导帮帮我们。'],
    ['表扬', '感谢社区', '感谢社区的工作人员热心帮助，给他们点赞，特别暖心。'],
    ['求助', '来电', '来电人反映：其家中水管破裂。诉求：请尽快派人抢修。'],
  ])('%s: %s', (type, title, text) => {
    expect(typeOf(read({ title, text })).appealType).toBe(type)
  })

  it('takes thanks for something settled for no complaint about it, and no more than that', () => {
    for (const text of ['热线帮我们班组把拖了半年的工钱讨回来了，谢谢！', '押金终于退下来了，感谢市场监管局帮忙'])
      expect(typeOf(read({ text })), text).toMatchObject({ appealType: '表扬', reasons: [{ rule: 'appeal.settled' }] })
    for (const text of [
      '工钱还没要回来，谢谢',
      '水管修好了，可是路没补上，谢谢',
      '路灯修好了两天又坏了，请再修修，谢谢',
      '希望早日把工钱要回来，谢谢',
      '请把押金退给我，谢谢',
    ])
      expect(typeOf(read({ text })).appealType, text).not.toBe('表扬')
  })

  it.each([
    '谢谢你们的不作为，路灯黑了半年',
    '感谢你们啊，井盖丢了半个月都没人补',
    '表扬一下公交公司，让我在零下十度等了一个小时',
    '感谢物业让我们在黑暗里住了三天',
    '为这办事效率点赞，一个章盖了二十天',
    '真棒，暖气试水把我家地板全泡了',
    '感谢停车场，出来三分钟收我十块',
    '感谢开发商送的大礼，房子还没住墙先裂了',
    '我们楼也一样，手都伸不出来',
    '跟你们一样，洗个脸手都冻得通红',
  ])('is no praise where the thanks are meant the other way: %s', (text) => {
    expect(typeOf(read({ kind: 'comment', text })).appealType).not.toBe('表扬')
  })

  it.each([
    '路灯坏了半年，终于修好了，感谢城管委',
    '谢谢供电所师傅，停电半小时就来修好了',
    '感谢急诊的护士，排队一小时但态度特别好',
    '反映了三次的井盖昨天补上了，谢谢12345',
    '电梯停了一周，物业天天给老人送菜上楼，谢谢他们',
    '给热力公司的师傅点个赞，晚上十点还上门排气，屋里二十二度了',
    '为环卫工人点赞，零下十度还在扫雪',
    '谢谢交警，暴雪天指挥了一整天，鞋都湿透了',
    '谢谢供水的师傅，在冰水里站了两个小时',
  ])('is praise though something was borne: %s', (text) => {
    expect(typeOf(read({ text })).appealType).toBe('表扬')
  })

  it('is 其他 for news and for chat on a board', () => {
    expect(typeOf(read({ kind: 'news', title: '表扬', text: '市民投诉得到解决' })).appealType).toBe('其他')
    expect(typeOf(read({ kind: 'post', text: '昨晚的球赛看了没' })).appealType).toBe('其他')
  })

  it('takes the ticked kind as weak evidence only', () => {
    const complaint = '小区物业乱收费，服务态度恶劣，垃圾没人管，要投诉。'
    expect(typeOf(read({ text: complaint, givenAppealType: '咨询' })).appealType).toBe('投诉')
    expect(typeOf(read({ text: '小区门口的路', givenAppealType: '建言' })).appealType).toBe('意见建议')
  })

  it('says what the source said, where the answer is another', () => {
    const told = (text: string, givenAppealType?: string) =>
      screenText(text, { givenAppealType }).reasons.filter(({ rule }) => rule === 'appeal.overruled')
    const complaint = '小区物业乱收费，服务态度恶劣，垃圾没人管，要投诉。'
    expect(told(complaint, '求助')).toEqual([{ rule: 'appeal.overruled', weight: 0, text: '来源标为求助' }])
    for (const given of ['投诉', '其他', '别的', undefined]) expect(told(complaint, given), given).toEqual([])
    // A danger makes it a cry for help.
    expect(told('电梯困人，快来人', '投诉').length + told('电梯困人，快来人', '求助').length).toBe(1)
  })

  it.each(WANTED)('is made praise by no politeness: %s', (text) => {
    const polite = [text, ...CLOSINGS.map((closing) => text + closing), ...OPENINGS.map((opening) => opening + text)]
    for (const words of polite) expect(['表扬', '其他'], words).not.toContain(typeOf(read({ text: words })).appealType)
  })

  it.each(THANKFUL)('is praise where something was done well: %s', (text) => {
    expect(typeOf(read({ text })).appealType).toBe('表扬')
  })

  it('is no praise where something is still wanted, nor where a ticked complaint names a matter', () => {
    expect(typeOf(read({ text: '感谢政府改造了我们楼，但是楼梯扶手一直没装，请督促' })).appealType).not.toBe('表扬')
    const told = '我家暖气的事，谢谢供热站，谢谢大家'
    expect(typeOf(read({ text: told })).appealType).toBe('表扬')
    expect(typeOf(read({ text: told, givenAppealType: '投诉' })).appealType).not.toBe('表扬')
    expect(typeOf(read({ text: '路灯修好了，谢谢师傅', givenAppealType: '投诉' })).appealType).toBe('表扬')
  })

  it('gives spans of what it went by, also behind a polite opening', () => {
    for (const opening of ['', '尊敬的领导，感谢您百忙之中看我的信。']) {
      const doc = read({ title: '工地噪音扰民，谢谢', text: `${opening}工地天天扰民，没人管。谢谢！` })
      const { reasons } = typeOf(doc)
      expect(reasons.some((r) => r.field === 'text' || r.field === 'title')).toBe(true)
      for (const r of reasons) if (r.field) expect(doc.post[r.field].slice(r.start, r.end)).toBe(r.text)
    }
  })

  it('says only what was ticked', () => {
    const { reasons } = typeOf(read({ kind: 'comment', text: '我们这栋也是' }))
    expect(reasons.every((r) => r.text !== undefined)).toBe(true)
  })
})
