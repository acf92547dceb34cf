import stringWidth from 'string-width'
import { type Lang, say } from '../model/catalogue.ts'
import { digestMessages as m } from '../model/messages/delivery.ts'
import {
  caseLine,
  casesLine,
  hardLines,
  intakePairs,
  issueLines,
  issueMarks,
  noteLines,
  sourceLine,
  sourcesLine,
  urgentLines,
  urgentWordsOf,
  windowLine,
} from './digest-lines.ts'
import type { DigestModel } from './digest-model.ts'

/** Columns of a mail line (RFC 3676 asks for under 78); a Chinese character takes two. */
export const TEXT_COLUMNS = 76

/** Marks that may not begin a line; the character before them moves down with them. */
const NO_START = /^[，。；：！？、）】》」』”’…·,.;:!?)\]}]/

/** Words that stay whole: runs of Latin letters and digits; every other character stands alone. */
const ATOMS = /[A-Za-z0-9_:/.@#%+-]+|./gsu

/** Breaks a paragraph to at most `columns` columns, with `indent` spaces before every line after the first. */
export function wrap(paragraph: string, columns: number, first = '', indent = first): string[] {
  const lines: string[] = []
  const clean = paragraph.replace(/\s+/g, ' ').trim()
  let line: string[] = []
  let head = first
  let used = stringWidth(head)
  const flush = (): void => {
    lines.push((head + line.join('')).trimEnd())
    line = []
    head = indent
    used = stringWidth(indent)
  }
  for (const atom of (clean.match(ATOMS) ?? []).flatMap((a) => split(a, columns - stringWidth(indent)))) {
    const width = stringWidth(atom)
    if (used + width > columns && line.length > 0) {
      const carried = NO_START.test(atom) && line.length > 1 ? (line.pop() as string) : ''
      flush()
      if (carried !== '') {
        line.push(carried)
        used += stringWidth(carried)
      }
    }
    if (line.length === 0 && atom === ' ') continue
    line.push(atom)
    used += width
  }
  flush()
  return lines
}

/** A word longer than a line is cut. */
const split = (atom: string, width: number): string[] =>
  stringWidth(atom) <= width ? [atom] : (atom.match(new RegExp(`.{1,${Math.max(1, width)}}`, 'gsu')) ?? [])

/** The plain-text part of the mail. */
export function digestText(model: DigestModel, lang: Lang): string {
  const t = say(lang)
  const out: string[] = []
  const put = (text: string, first = '', indent = first): void => {
    out.push(...wrap(text, TEXT_COLUMNS, first, indent))
  }
  const head = (text: string): void => {
    out.push('', `【${text}】`)
  }
  const rule = '='.repeat(TEXT_COLUMNS)

  put(`${t(m.name)} ${model.day}`)
  if (model.sample) put(`*** ${t(m.sample)} ***`)
  put(windowLine(t, model))
  if (!model.complete) put(t(m.unfinished))
  out.push(rule)

  head(t(m.hotHead, model.days))
  if (model.hot.length === 0) put(t(m.hotNone))
  for (const [n, issue] of model.hot.entries()) {
    const marks = issueMarks(t, issue).map((mark) => `〔${mark}〕`)
    put(issue.title + marks.join(''), `${String(n + 1).padStart(2)}. `, '    ')
    for (const line of issueLines(t, issue)) put(line, '    ')
  }

  if (model.hard.length > 0) head(t(m.hardHead))
  for (const issue of model.hard) {
    put(issue.title, ' ·  ', '    ')
    for (const line of hardLines(t, issue)) put(line, '    ')
  }

  const notes = noteLines(t, model.notes)
  if (notes.length > 0) head(t(m.notesHead))
  for (const line of notes) put(line, ' ·  ', '    ')

  head(t(m.urgentHead))
  if (model.urgent.matters.length === 0) put(t(m.urgentNone))
  for (const matter of model.urgent.matters) {
    put(`〔${t(m.urgentLevel, matter.urgency)}〕${urgentWordsOf(matter)}`, ' ·  ', '    ')
    for (const line of urgentLines(t, matter)) put(line, '    ')
  }
  if (model.urgent.more > 0) put(t(m.urgentMore, model.urgent.more))
  if (model.urgent.inReview > 0) put(t(m.urgentReview, model.urgent.inReview))

  head(t(m.intakeHead))
  const pairs = intakePairs(t, model).map(([name, n]) => `${name} ${n}`)
  put(
    `${t(m.intakeTotal, model.intake.received)}${lang === 'zh' ? '：' : ': '}${pairs.join(lang === 'zh' ? '，' : ', ')}`,
  )

  head(t(m.casesHead))
  put(casesLine(t, model))
  for (const kase of model.cases.overdue) {
    put(kase.title, ' ·  ', '    ')
    put(caseLine(t, kase), '    ')
  }
  const hidden = model.cases.overdueTotal - model.cases.overdue.length
  if (hidden > 0) put(t(m.overdueMore, hidden))

  head(t(m.sourcesHead))
  put(sourcesLine(t, model))
  for (const source of model.sources.down) put(`${source.source}：${sourceLine(t, source)}`, ' ·  ', '    ')

  out.push('', '-'.repeat(TEXT_COLUMNS))
  put(t(m.footer))
  return `${out.join('\n')}\n`
}
