import { describe, expect, it } from 'vitest'
import { createUrgency, heatingSeason } from '../../analyzers/route/urgency.ts'
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
    [2, '顶楼13度', '顶楼室内温度13度，已持续五天，家里有刚出院的88岁老人。'],
    [2, '屋里15度', '暖气片半截冰，卧室量了15度，家里有个一岁的娃。'],
    [2, '专户', '我们木工班组欠了四十一万，总包推分包。'],
    [2, '羊', '我家的羊死了五只，嘴里起泡，邻居家也这样。'],
    [2, '路面', '右侧车道塌了个坑，底下是空的，晚上看不见。'],
    [3, '不想撑了', '今天一个人在桥上站了两个小时，我不想再撑了，对不起。'],
    [0, '谢谢民警', '我父亲今天走失，老年痴呆，民警找了五个小时在河边找到的，感谢。'],
    [3, '柜子里的药', '孩子把柜子里找到的药都吃下去了，快来救人。'],
    [3, '着火', '楼下现在着火了，消防栓找到了没有水，快来人！'],
    [0, '急', '图书馆几点开门，现在在线等，要爆炸了。'],
    [0, '气愤', '太气愤了！！！再不解决我就去省里上访！！！'],
    [0, '停业', '今日到店发现停业，工作人员失联，办的卡退不了。'],
    [0, '押金', '中介今天失联，押金要不回来。'],
    [3, '老人', '我父亲七十六岁，今天下午出门后失联，穿黑棉袄。'],
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
