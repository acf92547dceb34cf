/** Which column of a city's export holds what: names seen in 12345, 市长信箱 and open-data exports. */
import type { Letter } from '../model/post.ts'

export type LetterKey = keyof Letter

// The first name that a header matches wins, so the more telling names come first.
const COLUMN_NAMES: Readonly<Record<LetterKey, readonly string[]>> = {
  id: ['id', '编号', '留言编号', '信件编号', '序号', '流水号', '来信编号', '问题编号', '主键'],
  title: ['title', 'subject', '标题', '主题', '留言主题', '留言标题', '来信标题', '信件标题', '诉求标题', '事项标题'],
  text: [
    'text',
    'content',
    '内容',
    '正文',
    '留言详情',
    '留言内容',
    '来信内容',
    '信件内容',
    '诉求内容',
    '反映内容',
    '问题描述',
    '事项内容',
    '来电内容',
    '工单内容',
    '诉求描述',
    '问题内容',
  ],
  author: ['author', '作者', '留言用户', '写信人', '来信人', '来电人', '反映人', '昵称', '姓名', '市民姓名', '诉求人'],
  postedAt: [
    'postedat',
    'time',
    'date',
    '时间',
    '日期',
    '留言时间',
    '来信时间',
    '提交时间',
    '来电时间',
    '受理时间',
    '发布时间',
    '登记时间',
    '创建时间',
    '诉求时间',
    '反映时间',
    '写信时间',
    '发表时间',
  ],
  source: ['source', '来源'],
  url: ['url', 'link', '网址', '链接', '地址链接'],
  kind: ['kind'],
  likes: ['likes', '点赞', '点赞数', '赞'],
  replies: ['replies', '回复数', '评论数', '跟帖数'],
  views: ['views', '浏览', '浏览量', '点击', '点击量', '点击数', '阅读数'],
  appealType: ['appealtype', '诉求类型', '信件类型', '留言类型', '诉求类别', '来信类型', '事项类型'],
  addressee: ['addressee', '收信人', '承办单位', '受理单位', '办理单位', '留言对象', '诉求对象', '责任单位'],
  sourceCaseId: ['sourcecaseid', '工单编号', '工单号', '受理编号', '案件编号'],
  sourceState: ['sourcestate', '状态', '办理状态', '处理状态', '办理情况', '处理情况', '工单状态'],
  channel: ['channel', '渠道', '诉求渠道', '来信渠道', '受理渠道', '诉求来源'],
  publicConsent: ['publicconsent', '是否公开', '公开'],
  label: ['label', '标签', '一级标签', '一级分类', '类别', '分类'],
}
const KEYS = Object.keys(COLUMN_NAMES) as LetterKey[]

/** Header text as compared: BOM, spaces, case and bracketed notes such as （必填） do not matter. */
const plainName = (name: string): string =>
  name
    .replace(/^\uFEFF/, '')
    .replace(/[(\uFF08][^)\uFF09]*[)\uFF09]/g, '')
    .replace(/[\s*:\uFF1A_]/g, '')
    .toLowerCase()

export const isLetterKey = (key: string): key is LetterKey => (KEYS as string[]).includes(key)

/**
 * Finds the column of each field in a header row. `map` (field → column name) is stronger than the known names.
 * @returns field → index, and which mapped columns the header lacks.
 */
export function findColumns(
  header: readonly string[],
  map: Readonly<Record<string, string>> = {},
): { columns: Partial<Record<LetterKey, number>>; missing: string[] } {
  const names = header.map(plainName)
  const columns: Partial<Record<LetterKey, number>> = {}
  const missing: string[] = []
  const taken = new Set<number>()
  for (const [key, wanted] of Object.entries(map)) {
    const at = names.indexOf(plainName(wanted))
    if (at < 0) missing.push(wanted)
    else if (isLetterKey(key)) {
      columns[key] = at
      taken.add(at)
    }
  }
  for (const key of KEYS) {
    if (columns[key] !== undefined) continue
    for (const name of COLUMN_NAMES[key]) {
      const at = names.indexOf(plainName(name))
      if (at < 0 || taken.has(at)) continue
      columns[key] = at
      taken.add(at)
      break
    }
  }
  // 工单编号 alone is also the best native id there is.
  if (columns.id === undefined && columns.sourceCaseId !== undefined) columns.id = columns.sourceCaseId
  return { columns, missing }
}
