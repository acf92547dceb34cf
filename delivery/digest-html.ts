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

/** Mail programs drop style sheets, and Word (Outlook, WPS) knows tables and inline styles only. */
const FONT = "font-family:'Microsoft YaHei','PingFang SC','Noto Sans SC','Source Han Sans SC',sans-serif"
const COLOR = { ink: '#1f2329', soft: '#5c6470', line: '#e3e6ea', red: '#b42318', blue: '#1d4e89', page: '#f3f5f7' }

const escapeHtml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] as string,
  )

const e = escapeHtml

const cell = (style: string, inner: string, attributes = ''): string =>
  `<td${attributes} style="${FONT};${style}">${inner}</td>`

const row = (...cells: string[]): string => `<tr>${cells.join('')}</tr>`

const table = (rows: readonly string[], style = ''): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;width:100%;${style}">\n${rows.join('\n')}\n</table>`

const soft = (line: string): string =>
  `<div style="font-size:14px;line-height:22px;color:${COLOR.soft}">${e(line)}</div>`

const mark = (text: string, color: string): string =>
  ` <span style="font-size:12px;color:${color};white-space:nowrap">〔${e(text)}〕</span>`

const title = (text: string, marks = ''): string =>
  `<div style="font-size:16px;line-height:24px;color:${COLOR.ink};font-weight:bold">${e(text)}${marks}</div>`

const plain = (text: string): string =>
  row(cell(`padding:6px 0;font-size:15px;line-height:24px;color:${COLOR.ink}`, e(text), ' colspan="2"'))

/** One entry: a narrow label (rank, level, dot) beside its lines. */
const entry = (label: string, color: string, inner: string): string =>
  row(
    cell(
      `padding:10px 10px 10px 0;font-size:16px;line-height:24px;color:${color};font-weight:bold;border-top:1px solid ${COLOR.line};white-space:nowrap`,
      e(label),
      ' valign="top" width="34"',
    ),
    cell(`padding:10px 0;border-top:1px solid ${COLOR.line}`, inner, ' valign="top"'),
  )

const section = (head: string, rows: readonly string[]): string =>
  `<h2 style="${FONT};margin:24px 0 6px;font-size:17px;line-height:26px;color:${COLOR.blue};font-weight:bold">${e(head)}</h2>\n${table(rows)}`

/** A whole HTML document for mail programs, phones and Word processors; every word of a letter is escaped. */
export function digestHtml(model: DigestModel, lang: Lang): string {
  const t = say(lang)
  const name = `${t(m.name)} ${model.day}`
  const banner = model.sample
    ? `<div style="${FONT};margin:0 0 12px;padding:8px 12px;background-color:#fff4d6;border:1px solid #e0b400;font-size:15px;line-height:22px;color:#6b5200;font-weight:bold">${e(t(m.sample))}</div>\n`
    : ''
  const parts = [
    hotSection(),
    hardSection(),
    notesSection(),
    urgentSection(),
    intakeSection(),
    casesSection(),
    sourcesSection(),
  ]
  const body = `${banner}<h1 style="${FONT};margin:0;font-size:22px;line-height:32px;color:${COLOR.ink}">${e(name)}</h1>
${soft(windowLine(t, model))}${model.complete ? '' : soft(t(m.unfinished))}
${parts.filter((part) => part !== '').join('\n')}
<div style="${FONT};margin:28px 0 0;padding:10px 0 0;border-top:1px solid ${COLOR.line};font-size:12px;line-height:20px;color:${COLOR.soft}">${e(t(m.footer))}</div>`

  return `<!DOCTYPE html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(model.sample ? `【${t(m.sample)}】${name}` : name)}</title>
</head>
<body style="margin:0;padding:0;background-color:${COLOR.page}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${COLOR.page}"><tr><td align="center" style="padding:12px 8px">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="width:100%;max-width:640px;background-color:#ffffff"><tr><td style="${FONT};padding:20px 18px;text-align:left">
${body}
</td></tr></table>
</td></tr></table>
</body>
</html>
`

  function hotSection(): string {
    const rows = model.hot.map((issue, n) => {
      const marks = issueMarks(t, issue).map((text) => mark(text, COLOR.red))
      return entry(
        String(n + 1),
        COLOR.red,
        title(issue.title, marks.join('')) + issueLines(t, issue).map(soft).join(''),
      )
    })
    return section(t(m.hotHead, model.days), rows.length > 0 ? rows : [plain(t(m.hotNone))])
  }

  function hardSection(): string {
    if (model.hard.length === 0) return ''
    const rows = model.hard.map((issue) =>
      entry('·', COLOR.red, title(issue.title) + hardLines(t, issue).map(soft).join('')),
    )
    return section(t(m.hardHead), rows)
  }

  function notesSection(): string {
    const lines = noteLines(t, model.notes)
    return lines.length === 0 ? '' : section(t(m.notesHead), lines.map(plain))
  }

  function urgentSection(): string {
    const { matters, more, inReview } = model.urgent
    const rows = matters.map((matter) =>
      entry(
        t(m.urgentLevel, matter.urgency),
        matter.urgency > 2 ? COLOR.red : COLOR.blue,
        title(urgentWordsOf(matter)) + urgentLines(t, matter).map(soft).join(''),
      ),
    )
    if (rows.length === 0) rows.push(plain(t(m.urgentNone)))
    if (more > 0) rows.push(plain(t(m.urgentMore, more)))
    if (inReview > 0) rows.push(plain(t(m.urgentReview, inReview)))
    return section(t(m.urgentHead), rows)
  }

  function intakeSection(): string {
    const style = `padding:4px 0;font-size:15px;line-height:22px;color:${COLOR.ink};border-top:1px solid ${COLOR.line}`
    const pairs = intakePairs(t, model).map(([label, n]) =>
      row(cell(style, e(label)), cell(style, String(n), ' align="right" width="80"')),
    )
    return section(t(m.intakeHead), [plain(t(m.intakeTotal, model.intake.received)), ...pairs])
  }

  function casesSection(): string {
    const rows = [plain(casesLine(t, model))]
    for (const kase of model.cases.overdue)
      rows.push(entry('·', COLOR.red, title(kase.title) + soft(caseLine(t, kase))))
    const hidden = model.cases.overdueTotal - model.cases.overdue.length
    if (hidden > 0) rows.push(plain(t(m.overdueMore, hidden)))
    return section(t(m.casesHead), rows)
  }

  function sourcesSection(): string {
    const rows = [plain(sourcesLine(t, model))]
    for (const source of model.sources.down)
      rows.push(entry('·', COLOR.red, title(source.source) + soft(sourceLine(t, source))))
    return section(t(m.sourcesHead), rows)
  }
}
