import { describe, expect, it } from 'vitest'
import { createUrgency, heatingSeason } from '../../analyzers/urgency.ts'
import { read } from './documents.ts'

const urgencyOf = createUrgency()
const winter = '2025-12-20T02:00:00.000Z'
const summer = '2025-07-20T02:00:00.000Z'

describe('urgency', () => {
  it.each<[number, string, string]>([
    [3, '着火', '楼下现在着火了，冒着浓烟，快来人！'],
    [3, '全小区停水', '今天早上突然停水，整个小区十几栋楼都没水，到现在还没来。'],
    [2, '屋里14度', '供暖以来客厅只有14度，家里有八十岁老人，冻得不行。'],
    [2, '讨薪', '我们三十多个农民工被拖欠工资四个月，要不到工钱。'],
    [2, '电线', '路边一根电线断了垂下来，孩子天天经过。'],
    [1, '井盖', '人行道上井盖不见了，晚上很危险。'],
    [1, '消防通道', '消防通道被私家车堵死。'],
    [0, '气愤', '太气愤了！！！再不解决我就去省里上访！！！'],
    [0, '路灯', '小区门口路灯坏了，请修一下。'],
    [0, '预防', '如果发生火灾后果不堪设想，去年就着过火，请加强演练。'],
    [0, '已经恢复', '上周停水，昨天已经恢复供水，谢谢。'],
  ])('%i: %s', (level, title, text) => {
    expect(urgencyOf(read({ title, text, postedAt: winter }), {}).urgency).toBe(level)
  })

  it('counts the cold in the heating season of the place only', () => {
    const cold = { title: '暖气不热', text: '家里暖气冰凉，室温才12度，有两个月的婴儿。' }
    expect(urgencyOf(read({ ...cold, postedAt: winter }), {}).urgency).toBe(2)
    expect(urgencyOf(read({ ...cold, postedAt: summer }), {}).urgency).toBe(0)
    expect(urgencyOf(read({ ...cold, postedAt: '2025-10-25T02:00:00.000Z' }), { district: '城关区' }).urgency).toBe(0)
    expect(urgencyOf(read({ ...cold, postedAt: '2025-10-25T02:00:00.000Z' }), { district: '兰州新区' }).urgency).toBe(2)
  })

  it('knows the dates of heating', () => {
    expect(heatingSeason('2025-10-31T15:59:00Z', undefined)).toBe(false)
    expect(heatingSeason('2025-10-31T16:00:00Z', undefined)).toBe(true)
    expect(heatingSeason('2026-03-31T15:59:00Z', '城关区')).toBe(true)
    expect(heatingSeason('2026-03-31T16:00:00Z', '城关区')).toBe(false)
    expect(heatingSeason('2026-04-10T02:00:00Z', '兰州新区')).toBe(true)
    expect(heatingSeason(undefined, undefined)).toBeUndefined()
  })

  it('gives the words that raised it', () => {
    const doc = read({ title: '', text: '您好。人行道上井盖不见了。', postedAt: winter })
    const { reasons } = urgencyOf(doc, {})
    expect(reasons).toEqual([
      expect.objectContaining({ rule: 'urgency.manhole', weight: 1, field: 'text', text: '井盖不见' }),
    ])
  })
})
