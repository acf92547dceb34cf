/** `{{name}}` in recipes, and the small transforms of field values. */
import { createHash } from 'node:crypto'
import { AppError } from '../model/error.ts'
import { htmlText } from './html-text.ts'
import type { Transform } from './recipe.ts'

export type Values = Readonly<Record<string, string | undefined>>

/**
 * Fills `{{name}}`, `{{name|pad:7}}`, `{{name|plus:1}}`, `{{name|url}}` (percent-encoded).
 * Throws AppError `recipe.variable` for a name without a value.
 */
export function fill(template: string, values: Values): string {
  return template.replace(/\{\{\s*(\w+)((?:\s*\|\s*\w+(?::-?\d+)?)*)\s*\}\}/g, (_, name: string, filters: string) => {
    let value = values[name]
    if (value === undefined)
      throw new AppError('recipe.variable', `{{${name}}} has no value`, { details: { name, template } })
    for (const filter of filters.split('|').slice(1)) {
      const [op, n] = filter.trim().split(':')
      if (op === 'pad') value = value.padStart(Number(n), '0')
      else if (op === 'plus') value = String(Number(value) + Number(n))
      else if (op === 'url') value = encodeURIComponent(value)
      else throw new AppError('recipe.variable', `Unknown filter ${op} in ${template}`, { details: { name, template } })
    }
    return value
  })
}

/** Applies transforms in order; undefined (nothing there) as soon as a regex does not match or nothing is left. */
export function transform(
  raw: string | undefined,
  steps: readonly Transform[],
  context: { base: string; values: Values },
): string | undefined {
  let value = raw
  for (const step of steps) {
    if (value === undefined) return undefined
    if (step === 'trim') value = value.trim()
    else if (step === 'stripHtml') value = htmlText(value)
    else if (step === 'absUrl') value = absoluteUrl(value, context.base)
    else if (step === 'number') value = readCount(value)
    // An id made of a title must not carry the title's words (names, phones) past the redaction.
    else if (step === 'hash') value = createHash('sha256').update(value).digest('hex').slice(0, 24)
    else if ('regex' in step) value = new RegExp(step.regex, 's').exec(value)?.[step.group]
    else if ('replace' in step) value = value.replace(new RegExp(step.replace[0], 'gs'), step.replace[1])
    else if ('template' in step) value = fill(step.template, { ...context.values, value })
    else value = step.map[value] ?? step.otherwise ?? value
  }
  return value === undefined || value.trim() === '' ? undefined : value
}

/** The absolute http(s) URL, or undefined for anything else (javascript:, mailto:, broken). */
export function absoluteUrl(href: string, base: string): string | undefined {
  const url = URL.parse(href.trim(), base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  url.hash = ''
  return url.href
}

/** "1.2万", "3,456次" → plain digits. */
export function readCount(value: string): string | undefined {
  const m = /(\d[\d,]*(?:\.\d+)?)\s*(万|亿)?/.exec(value)
  if (!m) return undefined
  const scale = m[2] === '万' ? 10_000 : m[2] === '亿' ? 100_000_000 : 1
  return String(Math.round(Number(m[1]!.replaceAll(',', '')) * scale))
}
