/** Rows in a JSON answer, and which of their keys hold what; by the names that public sites use. */
import { readDate } from '../date.ts'
import { scalar } from '../json-path.ts'
import { letterState } from '../status.ts'

export interface JsonList {
  readonly path: string
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Field of a recipe → key of a row. */
  readonly keys: Readonly<Record<string, string>>
}

// The first name that the rows have wins; a text form of a time comes before its number (which was wrong on a sibling site).
const NAMES: Readonly<Record<string, readonly string[]>> = {
  nativeId: ['tid', 'contentId', 'ClusterIdStr', 'id', 'articleId', 'docId', 'newsId', 'uuid', 'word_scheme'],
  url: ['publishUrl', 'url', 'link', 'href', 'Url', 'linkUrl', 'doc_pub_url', 'URL'],
  title: ['title', 'subject', 'Title', 'TITLE', 'word', 'doctitle', 'headline'],
  postedAt: [
    'publishedTimeStr',
    'publishTime',
    'pubDate',
    'publishDate',
    'dateline',
    'date',
    'createTime',
    'pubtime',
    'time',
    'publishedTime',
    'DOCRELTIME',
  ],
  text: ['content', 'summary', 'description', 'abstract', 'text'],
  author: ['nickName', 'nickname'],
  sourceState: ['stateInfo', 'status', 'state', 'processInfo'],
  givenAppealType: ['typeName'],
  addressee: ['forumName', 'deptName', 'unitName'],
  channel: ['channelName', 'columnName'],
  answerText: ['answerContent', 'replyContent'],
  answerUnit: ['answerOrganization', 'replyUnit'],
  answerAt: ['answerDateline', 'replyTime'],
  views: ['HotValue', 'num', 'viewNum', 'clickCount'],
}
const DEEPEST = 4

type Rows = Readonly<Record<string, unknown>>[]

function arrays(value: unknown, path: string, depth: number): { path: string; rows: Rows }[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  if (Array.isArray(value)) {
    const rows = value.filter((x): x is Rows[number] => typeof x === 'object' && x !== null && !Array.isArray(x))
    return rows.length > 0 && rows.length === value.length ? [{ path, rows }] : []
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    /^[^.[\]]+$/.test(key) ? arrays(inner, path === '' ? key : `${path}.${key}`, depth + 1) : [],
  )
}

const fits = (field: string, rows: Rows, key: string, now: Date): boolean => {
  const texts = rows.map((row) => scalar(row[key])?.trim() ?? '').filter((text) => text !== '')
  if (texts.length === 0 || (texts.length < rows.length * 0.8 && !/^answer|^text|^author/.test(field))) return false
  if (field === 'postedAt' || field === 'answerAt') return texts.every((text) => readDate(text, now) !== undefined)
  if (field === 'nativeId') return new Set(texts).size === rows.length
  if (field === 'sourceState') return texts.some((text) => letterState(text) !== undefined)
  if (field === 'views') return texts.every((text) => /^\d+$/.test(text))
  return true
}

/** The list of rows with a title, the longest one; undefined when the JSON holds none. */
export function findJsonList(json: unknown, now: Date): JsonList | undefined {
  return arrays(json, '', 0)
    .map(({ path, rows }) => {
      const keys: Record<string, string> = {}
      for (const [field, names] of Object.entries(NAMES)) {
        const key = names.find((name) => fits(field, rows, name, now))
        if (key !== undefined) keys[field] = key
      }
      return { path, rows, keys }
    })
    .filter((list) => list.keys.title !== undefined)
    .sort((a, b) => b.rows.length * Object.keys(b.keys).length - a.rows.length * Object.keys(a.keys).length)[0]
}
