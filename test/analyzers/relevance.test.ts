import { expect, test } from 'vitest'
import { createLocator } from '../../analyzers/place.ts'
import { createRelevance } from '../../analyzers/relevance.ts'
import type { Kind } from '../../model/words.ts'
import { letter } from './letters.ts'

const locate = createLocator()
const judge = createRelevance('lanzhou')
const off = (kind: Kind, text: string, title = '') => {
  const document = letter(text, { kind, title })
  return judge(document, locate(document)).offTopic
}

test.each<[Kind, string, string]>([
  ['letter', '小区停水', '从昨天到现在没有水，打电话没人接'],
  ['letter', '建议', '希望政府多听听老百姓的声音'],
  ['letter', '异地报销', '我爸在西安做的手术，回来报销跑了三趟'],
  ['letter', '孩子上学', '我从天水来兰州打工，孩子在哪里报名'],
  ['letter', '牛肉面', '楼下兰州牛肉面馆的油烟太大'],
  ['post', '张掖路堵死了', '张掖路步行街一到周末就走不动'],
  ['post', '停水', '我们小区停水两天了，物业也不管'],
  ['comment', '', '顶一下'],
  ['news', '公交调整', '兰州公交集团调整三条线路'],
])('%s «%s» is kept', (kind, title, text) => {
  expect(off(kind, text, title)).toBe(false)
})

test.each<[Kind, string, string]>([
  ['letter', '路灯', '拉萨市城关区某街道的路灯坏了，请拉萨市政府处理'],
  ['letter', '取暖', '来电人反映：天水市秦州区某小学教室没有暖气'],
  ['post', '探店', '成都新开了一家兰州拉面，味道一般'],
  ['post', '单曲循环《兰州》', '这首歌的前奏一响就想哭，谁有无损专辑'],
  ['post', '国足又输了', '这场比赛看得我想睡觉，国足没救了'],
  ['news', '股市', 'A股三大指数收跌，沪指跌破三千点'],
  ['post', '西安旅游', '西安市雁塔区的大唐不夜城人太多了'],
])('%s «%s» is off-topic', (kind, title, text) => {
  expect(off(kind, text, title)).toBe(true)
})

test('city none: everything is on topic', () => {
  const document = letter('西安市雁塔区的大唐不夜城人太多了', { kind: 'post' })
  expect(createRelevance('none')(document, locate(document))).toEqual({ relevance: 1, offTopic: false, reasons: [] })
})
