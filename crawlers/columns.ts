/** Which column of a city's export holds what: names seen in 12345, 市长信箱 and open-data exports. */
import type { Letter } from '../model/post.ts'

/** Exports give the place in two columns, which are the letter's `area` together. */
const AREA_PARTS = ['district', 'street'] as const
export type LetterKey = keyof Letter | (typeof AREA_PARTS)[number]

// The first name that a header matches wins, so the more telling names come first.
const COLUMN_NAMES: Readonly<Record<LetterKey, readonly string[]>> = {
  id: [
    'id',
    '编号',
    '留言编号',
    '信件编号',
    '流水号',
    '来信编号',
    '问题编号',
    '诉求编号',
    '事项编号',
    '办件编号',
    '登记编号',
    '信件号',
    '来信号',
    '留言号',
    '诉求号',
    '信件id',
    '留言id',
    '主键',
  ],
  title: [
    'title',
    'subject',
    '标题',
    '主题',
    '留言主题',
    '留言标题',
    '来信标题',
    '信件标题',
    '诉求标题',
    '事项标题',
    '诉求主题',
    '来信主题',
    '信件主题',
    '事项主题',
    '工单标题',
    '工单主题',
    '问题标题',
    '反映主题',
  ],
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
    '来信正文',
    '信件正文',
    '留言正文',
    '市民反映',
    '市民诉求',
    '群众诉求',
    '群众反映',
    '反映问题',
    '反映情况',
    '诉求详情',
    '问题详情',
    '事项描述',
    '工单描述',
    '主要内容',
  ],
  author: [
    'author',
    '作者',
    '留言用户',
    '写信人',
    '来信人',
    '来电人',
    '反映人',
    '昵称',
    '姓名',
    '市民姓名',
    '诉求人',
    '写信人姓名',
    '来信人姓名',
    '来电人姓名',
    '反映人姓名',
    '诉求人姓名',
    '投诉人',
    '投诉人姓名',
  ],
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
    '写信日期',
    '来信日期',
    '来电日期',
    '来电时段',
    '受理日期',
    '登记日期',
    '提交日期',
    '留言日期',
    '发布日期',
    '诉求日期',
    '反映日期',
    '发帖时间',
    '呼入时间',
    '接听时间',
  ],
  source: ['source', '来源'],
  url: ['url', 'link', '网址', '链接', '地址链接'],
  kind: ['kind'],
  likes: ['likes', '点赞', '点赞数', '赞'],
  replies: ['replies', '回复数', '评论数', '跟帖数'],
  views: ['views', '浏览', '浏览量', '点击', '点击量', '点击数', '阅读数'],
  appealType: ['appealtype', '诉求类型', '信件类型', '留言类型', '诉求类别', '来信类型', '事项类型'],
  addressee: [
    'addressee',
    '收信人',
    '承办单位',
    '受理单位',
    '办理单位',
    '留言对象',
    '诉求对象',
    '责任单位',
    '承办',
    '承办部门',
    '责任部门',
    '受理部门',
    '办理部门',
    '主办单位',
  ],
  sourceCaseId: ['sourcecaseid', '工单编号', '工单号', '工单流水号', '受理编号', '受理号', '案件编号'],
  sourceState: ['sourcestate', '状态', '办理状态', '处理状态', '工单状态', '答复状态', '办理情况', '处理情况'],
  channel: ['channel', '渠道', '诉求渠道', '来信渠道', '受理渠道', '诉求来源'],
  publicConsent: ['publicconsent', '是否公开', '公开'],
  area: ['area'],
  district: [
    'district',
    '区县',
    '县区',
    '所属区县',
    '所属县区',
    '所在区县',
    '诉求区县',
    '事发区县',
    '区县名称',
    '行政区',
    '行政区划',
    '所属行政区',
    '所属区域',
    '所在区域',
    '事发区域',
    '诉求区域',
    '辖区',
    '区域',
    '属地',
    '所属地',
    '所属地区',
    '诉求属地',
    '事发地区',
    '地区',
  ],
  // An address says where, too, in an export that names no street office.
  street: [
    'street',
    '街道',
    '乡镇',
    '街道乡镇',
    '乡镇街道',
    '镇街',
    '所属街道',
    '所属乡镇',
    '所属镇街',
    '所属街道乡镇',
    '所属乡镇街道',
    '所在街道',
    '所在乡镇',
    '事发街道',
    '事发地址',
    '事发地点',
    '诉求地址',
    '诉求地点',
    '问题地址',
    '问题地点',
    '发生地址',
    '发生地点',
    '反映地址',
  ],
  answerText: [
    'answertext',
    '答复内容',
    '回复内容',
    '答复',
    '回复',
    '答复意见',
    '回复意见',
    '办理结果',
    '处理结果',
    '办理答复',
    '官方回复',
    '办结意见',
    '处理意见',
    '办理意见',
    '反馈内容',
    '反馈结果',
  ],
  answerUnit: ['answerunit', '答复单位', '回复单位', '答复部门', '回复部门', '答复机构', '回复机构', '反馈单位'],
  answerAt: ['answerat', '答复时间', '回复时间', '答复日期', '回复日期', '办结时间', '办结日期', '反馈时间'],
  label: ['label', 'category', '标签', '一级标签', '一级分类', '类别', '分类'],
}
/** Count the rows of one export and begin anew in the next: they name no letter. */
const ROW_NUMBERS = new Set(['序号', '行号', '顺序号', 'no', 'no.', '#'])
const KEYS = Object.keys(COLUMN_NAMES) as LetterKey[]

/** Traditional forms of the characters in these names, and the simplified ones below them: a Big5 export heads its columns so. */
const TRADITIONAL =
  '鄉寫況擊劃創別辦區單縣發號復覆複對屬態戶時機構標來點狀電稱簽類級結編網見覽記論評訴詳讀責讚贊轄鏈鍵鎮長門問間閱項順題饋內'
const SIMPLIFIED =
  '乡写况击划创别办区单县发号复复复对属态户时机构标来点状电称签类级结编网见览记论评诉详读责赞赞辖链键镇长门问间阅项顺题馈内'
const simplified = (char: string): string => SIMPLIFIED[TRADITIONAL.indexOf(char)] ?? char

/** Header text as compared: BOM, spaces, case and bracketed notes such as （必填） do not matter. */
const plainName = (name: string): string =>
  name
    .replace(/^\uFEFF/, '')
    .replace(/[(\uFF08][^)\uFF09]*[)\uFF09]/g, '')
    .replace(/[\s*:\uFF1A_]/g, '')
    .replace(/\p{Script=Han}/gu, simplified)
    .toLowerCase()

const PLAIN_NAMES = new Map(KEYS.map((key) => [key, COLUMN_NAMES[key].map(plainName)]))

/** The field that a name means: itself, or one of the names it is known by (`time`, 正文). */
export function letterKeyOf(name: string): LetterKey | undefined {
  if ((KEYS as string[]).includes(name)) return name as LetterKey
  return KEYS.find((key) => PLAIN_NAMES.get(key)?.includes(plainName(name)))
}

/** What headings are made of; hardly two cells of a row of data are. */
const HEADING_WORD = /[号码间期容文题类型态级址区源]$|内容|反映|诉求|来信|来电|信件|留言|工单|单位|部门|描述|详情/
const HEADING_LENGTH = 12

/** The cells of a row that can be nothing but headings; none where it may be a row of data, which nobody should be shown. */
export function headingsIn(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim()).filter((cell) => cell !== '')
  const telling = names.filter((name) => HEADING_WORD.test(name.replace(/[(\uFF08].*$/, ''))).length
  const short = names.every((name) => name.length <= HEADING_LENGTH && !/\d{2}|[。，！？；@]/.test(name))
  return short && names.length > 1 && 2 * telling >= names.length ? names : []
}

export interface Columns {
  /** Field → index in the row. */
  readonly columns: Partial<Record<LetterKey, number>>
  /** Mapped columns that the header lacks. */
  readonly missing: readonly string[]
  /** Headings of which no letter takes anything (a label serves training only). */
  readonly unused: readonly string[]
  /** The rows are numbered by the export itself. */
  readonly numbered: boolean
}

/** Finds the column of each field in a header row. `map` (field → column name) is stronger than the known names. */
export function findColumns(header: readonly string[], map: Partial<Record<LetterKey, string>> = {}): Columns {
  const names = header.map(plainName)
  const columns: Partial<Record<LetterKey, number>> = {}
  const missing: string[] = []
  const taken = new Set<number>()
  for (const [key, wanted] of Object.entries(map) as [LetterKey, string][]) {
    const at = names.indexOf(plainName(wanted))
    if (at < 0) missing.push(wanted)
    else {
      columns[key] = at
      taken.add(at)
    }
  }
  for (const key of KEYS) {
    if (columns[key] !== undefined) continue
    for (const name of PLAIN_NAMES.get(key) as readonly string[]) {
      const at = names.indexOf(name)
      if (at < 0 || taken.has(at)) continue
      columns[key] = at
      taken.add(at)
      break
    }
  }
  const isNumber = (name: string, at: number): boolean => ROW_NUMBERS.has(name) && !taken.has(at)
  const unused = header.filter(
    (heading, at) =>
      heading.trim() !== '' && (!taken.has(at) || at === columns.label) && !isNumber(names[at] as string, at),
  )
  return { columns, missing, unused: unused.map((heading) => heading.trim()), numbered: names.some(isNumber) }
}

/** What stands in the columns as fields of a letter: district and street as one phrase, the way an address is written. */
export function namedFields(value: (key: LetterKey) => unknown, found: Columns): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const key of Object.keys(found.columns) as LetterKey[]) fields[key] = value(key)
  const parts = AREA_PARTS.map((part) => fields[part] ?? '')
  for (const part of AREA_PARTS) delete fields[part]
  fields.area ??= parts.join('') || undefined
  return fields
}
