/** The fields of the query language and what their values mean. */
import { dayStart, localDay, readTime } from '../../model/time.ts'
import {
  APPEAL_TYPES,
  type AppealType,
  CATEGORIES,
  CATEGORY_CODES,
  type Category,
  DISPOSITIONS,
  type Disposition,
  KINDS,
  type Kind,
} from '../../model/words.ts'
import { broken } from './syntax.ts'

/** One condition on a document, values resolved. */
export type Filter =
  | { readonly is: 'title'; readonly text: string }
  /** The district's name or a part of it: 城关 finds 城关区. */
  | { readonly is: 'district'; readonly name: string }
  /** A first-level category by code or display name; else the name of a second-level one. */
  | { readonly is: 'category'; readonly code: Category }
  | { readonly is: 'subcategory'; readonly name: string }
  | { readonly is: 'source'; readonly source: string }
  /** Milliseconds; from is included, to is not. */
  | { readonly is: 'from'; readonly at: number }
  | { readonly is: 'to'; readonly at: number }
  | { readonly is: 'answered'; readonly answered: boolean }
  | { readonly is: 'disposition'; readonly disposition: Disposition }
  | { readonly is: 'appealType'; readonly appealType: AppealType }
  | { readonly is: 'kind'; readonly kind: Kind }
  /** The department's name or a part of it. */
  | { readonly is: 'department'; readonly name: string }
  | { readonly is: 'issue'; readonly issueId: string }
  /** The post's id or the id at its source. */
  | { readonly is: 'id'; readonly id: string }
  /** Heat of the post's issue; see heat.ts, which turns it into `issues` before any engine sees it. */
  | { readonly is: 'heat'; readonly bound: Bound; readonly heat: number }
  /** Any of these issues. */
  | { readonly is: 'issues'; readonly issueIds: readonly string[] }
  | { readonly is: 'urgency'; readonly bound: Bound | '='; readonly level: number }

export type Bound = '>' | '>=' | '<' | '<='

const FIELDS = {
  title: '标题',
  district: '区县',
  category: '类别',
  source: '来源',
  after: '起始',
  before: '截止',
  status: '状态',
  type: '类型',
  department: '部门',
  issue: '事项',
  id: '编号',
  heat: '热度',
  urgency: '紧急',
} as const
export type Field = keyof typeof FIELDS

/** The field of an English or Chinese name; undefined when there is none. */
export const fieldOf = (name: string): Field | undefined =>
  (Object.keys(FIELDS) as Field[]).find((field) => field === name.toLowerCase() || FIELDS[field] === name)

const STATUS: Readonly<Record<string, boolean | Disposition>> = {
  answered: true,
  已答复: true,
  已回复: true,
  unanswered: false,
  未答复: false,
  未回复: false,
  // Every name that the console, the command line and the digest give a disposition.
  保留: 'kept',
  采用: 'kept',
  有效: 'kept',
  待研判: 'review',
  人工研判: 'review',
  待人工研判: 'review',
  暂存: 'quarantined',
  疑似无效: 'quarantined',
  疑似无效信息: 'quarantined',
  '暂存（疑似无效）': 'quarantined',
  重复: 'duplicate',
  重复并入: 'duplicate',
  归并: 'duplicate',
  无关: 'off-topic',
  与本市无关: 'off-topic',
}
const KIND_NAMES: Readonly<Record<string, Kind>> = { 来信: 'letter', 帖子: 'post', 评论: 'comment', 新闻: 'news' }

/** Throws AppError `search.syntax` at offset `at` for a value that the field cannot have. */
export function filterOf(field: Field, value: string, at: number): Filter {
  switch (field) {
    case 'title':
      return { is: 'title', text: value }
    case 'district':
      return { is: 'district', name: value }
    case 'category': {
      const code = CATEGORY_CODES.find((c) => c === value || CATEGORIES[c] === value)
      return code ? { is: 'category', code } : { is: 'subcategory', name: value }
    }
    case 'source':
      return { is: 'source', source: value }
    case 'after':
      return { is: 'from', at: dateOf(value, at) }
    case 'before':
      return { is: 'to', at: dateOf(value, at) }
    case 'status':
      return statusOf(value, at)
    case 'type':
      return typeOf(value, at)
    case 'department':
      return { is: 'department', name: value }
    case 'issue':
      return { is: 'issue', issueId: value }
    case 'id':
      return { is: 'id', id: value }
    case 'heat':
      return heatOf(value, at)
    case 'urgency':
      return urgencyOf(value, at)
  }
}

/** What the console calls the levels, from 0. */
const LEVELS = ['一般', '较急', '紧急', '特急']

/** A level by name or number is that level alone. */
function urgencyOf(value: string, at: number): Filter {
  const read = /^(>=|≥|>|<=|≤|<|)\s*(.+)$/.exec(value.normalize('NFKC'))
  const name = read?.[2] ?? ''
  const level = /^[0-3]$/.test(name) ? Number(name) : LEVELS.indexOf(name)
  if (level < 0)
    throw broken(
      at,
      `“${value}”不是紧急程度，可用 ${LEVELS.join('、')} 或 0 到 3，例如 紧急:特急、紧急:>=2`,
      `${value} is no urgency; write 0 to 3, such as urgency:3 or urgency:>=2`,
    )
  return { is: 'urgency', bound: signOf(read?.[1] || '='), level }
}

const signOf = <S extends Bound | '='>(sign: string): S => sign.replace('≥', '>=').replace('≤', '<=') as S

/** A bare number is the least heat asked for. */
function heatOf(value: string, at: number): Filter {
  const read = /^(>=|≥|>|<=|≤|<|)\s*(\d{1,9}(?:\.\d{1,6})?)$/.exec(value.normalize('NFKC'))
  if (!read) throw broken(at, `“${value}”不是热度，例如 热度:>20`, `${value} is no heat; write heat:>20`)
  return { is: 'heat', bound: signOf(read[1] || '>='), heat: Number(read[2]) }
}

/** A bare day or month is its first moment in Asia/Shanghai, so `after:2026-01 before:2026-02` is January. */
function dateOf(value: string, at: number): number {
  const read = readTime(/^\d{4}$/.test(value) ? `${value}-01` : value)
  if (!read) throw broken(at, `“${value}”不是日期，例如 2026-01-19`, `${value} is not a date such as 2026-01-19`)
  if (read.precision === 'minute') return Date.parse(read.at)
  return dayStart(localDay(read.at)).getTime()
}

function statusOf(value: string, at: number): Filter {
  const known = DISPOSITIONS.find((d) => d === value) ?? STATUS[value]
  if (known === undefined)
    throw broken(
      at,
      `没有“${value}”这种状态，可用 已答复、未答复、保留、待研判、暂存、重复并入、与本市无关`,
      `no status ${value}; use answered, unanswered or a disposition`,
    )
  return typeof known === 'boolean' ? { is: 'answered', answered: known } : { is: 'disposition', disposition: known }
}

function typeOf(value: string, at: number): Filter {
  const appealType = APPEAL_TYPES.find((t) => t === value)
  if (appealType) return { is: 'appealType', appealType }
  const kind = KINDS.find((k) => k === value) ?? KIND_NAMES[value]
  if (kind) return { is: 'kind', kind }
  throw broken(
    at,
    `没有“${value}”这种类型，可用 ${APPEAL_TYPES.join('、')}`,
    `no type ${value}; use an appeal type, or ${KINDS.join(', ')}`,
  )
}
