/**
 * Redaction: the only analyzer that sees raw text. Personal data and contact channels are replaced by typed placeholders
 * 〔手机〕 before anything is stored (PIPL 6, 28; METHODS §7). Streets, estates, schools, offices and officials' titles stay.
 */
import type { Mark, Redacted } from '../../model/post.ts'
import { PII_TYPES, type PiiType } from '../../model/words.ts'
import { type Normalized, normalize, sourceSpan } from '../text/normalize.ts'
import { findContacts } from './contacts.ts'
import { mayHaveRuns } from './digit-runs.ts'
import type { Finding } from './finding.ts'
import { findNames } from './names.ts'
import { findHomes } from './redact-home.ts'
import { findNumbers } from './redact-numbers.ts'
import { findPapers } from './redact-papers.ts'
import { findSensitive } from './redact-person.ts'

const PLACEHOLDER = new RegExp(`〔(${PII_TYPES.join('|')})〕`, 'g')
/** Two findings may overlap; the surer kind wins. */
const RANK: Readonly<Record<PiiType, number>> = {
  身份证: 0,
  手机: 1,
  银行卡: 2,
  邮箱: 3,
  网址: 4,
  车架号: 5,
  电话: 6,
  护照: 7,
  社保号: 8,
  编号: 9,
  车牌: 10,
  微信: 11,
  QQ: 12,
  坐标: 13,
  IP: 14,
  住址: 15,
  病情: 16,
  学生: 17,
  出生日期: 18,
  民族宗教: 19,
  姓名: 20,
}
/** Rounds until nothing new is found; what a placeholder uncovers (〔姓名〕、王强) is found in the next. */
const ROUNDS = 4

interface Kept {
  readonly type: PiiType
  readonly start: number
  readonly end: number
  readonly camouflaged: boolean
}

/**
 * Redacts a title and a text. Marks are UTF-16 spans of the redacted strings and cover placeholders that were there
 * before, so redacting twice changes nothing. Never throws.
 */
export function redact(title: string, text: string): Redacted {
  const names = new Set<string>()
  let one = field(title, names)
  const two = field(text, names)
  if (names.size > 0) one = field(one.text, names, one.kept)
  const marks: Mark[] = []
  for (const k of one.kept) marks.push({ ...k, field: 'title' })
  for (const k of two.kept) marks.push({ ...k, field: 'text' })
  return { title: one.text, text: two.text, marks }
}

function field(source: string, names: Set<string>, known: readonly Kept[] = []): { text: string; kept: Kept[] } {
  let text = source
  let kept = placeholders(text, known)
  for (let round = 0; round < ROUNDS; round++) {
    const n = normalize(text)
    const hits = findings(n.text, names)
    const fresh = chosen(text, n, hits, kept)
    if (fresh.length === 0) break
    const next = replaced(text, kept, fresh)
    text = next.text
    kept = next.kept
  }
  return { text, kept }
}

/** Placeholders that stand in the text already. */
function placeholders(text: string, known: readonly Kept[]): Kept[] {
  if (!text.includes('〔')) return []
  return [...text.matchAll(PLACEHOLDER)].map((m) => ({
    type: m[1] as PiiType,
    start: m.index,
    end: m.index + m[0].length,
    camouflaged: known.some((k) => k.start === m.index && k.camouflaged),
  }))
}

const QUICK_DIGITS =
  /[0-9〇零一二三四五六七八九][^\u4e00-\u9fff]{0,3}[0-9〇零一二三四五六七八九]|[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{5}/

function findings(text: string, names: Set<string>): Finding[] {
  const numbers = mayHaveRuns(text) && QUICK_DIGITS.test(text) ? findNumbers(text) : []
  const people = findNames(
    text,
    numbers.filter((f) => f.type === '手机' || f.type === '电话' || f.type === '身份证'),
  )
  for (const p of people) if (p.end - p.start > 2) names.add(text.slice(p.start, p.end))
  const again: Finding[] = []
  for (const name of names)
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      again.push({ type: '姓名', start: at, end: at + name.length, camouflaged: false })
  return [
    ...numbers,
    ...findContacts(text),
    ...findHomes(text),
    ...findPapers(text),
    ...findSensitive(text),
    ...people,
    ...again,
  ]
}

/** Findings without overlaps, in source spans, in order. */
function chosen(source: string, n: Normalized, hits: readonly Finding[], kept: readonly Kept[]): Kept[] {
  if (hits.length === 0) return []
  const out: Kept[] = []
  const ordered = [...hits].sort(
    (a, b) => RANK[a.type] - RANK[b.type] || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  for (const hit of ordered) {
    const span = tight(source, sourceSpan(n, hit.start, hit.end))
    const overlaps = (k: Kept): boolean => k.start < span.end && span.start < k.end
    if (span.end <= span.start || kept.some(overlaps) || out.some(overlaps)) continue
    out.push({
      type: hit.type,
      ...span,
      camouflaged: hit.camouflaged || dressed(hit.type, source.slice(span.start, span.end)),
    })
  }
  return out.sort((a, b) => a.start - b.start)
}

/** Spaces and line ends after the value are not part of it. */
function tight(source: string, span: { start: number; end: number }): { start: number; end: number } {
  let { start, end } = span
  while (end > start && /\s/.test(source[end - 1] as string)) end--
  while (start < end && /\s/.test(source[start] as string)) start++
  return { start, end }
}

/** The raw writing of a contact holds circled digits, emoji, invisible characters: dress that readers do not need. */
const dressed = (type: PiiType, raw: string): boolean =>
  RANK[type] < 13 && /[^\u0020-\u007e\u00b7\u2014\u3000\uff01-\uff5e\u4e00-\u9fff\s]/.test(raw)

function replaced(text: string, kept: readonly Kept[], fresh: readonly Kept[]): { text: string; kept: Kept[] } {
  const all = [...kept.map((k) => ({ ...k, old: true })), ...fresh.map((k) => ({ ...k, old: false }))].sort(
    (a, b) => a.start - b.start,
  )
  const parts: string[] = []
  const out: Kept[] = []
  let from = 0
  let length = 0
  for (const k of all) {
    const before = text.slice(from, k.start)
    const shown = k.old ? text.slice(k.start, k.end) : `〔${k.type}〕`
    parts.push(before, shown)
    out.push({
      type: k.type,
      start: length + before.length,
      end: length + before.length + shown.length,
      camouflaged: k.camouflaged,
    })
    length += before.length + shown.length
    from = k.end
  }
  parts.push(text.slice(from))
  return { text: parts.join(''), kept: out }
}
