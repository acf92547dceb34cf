/** Urgent posts are told by their own words and place, never by those of the issue they were grouped into. Pure. */
import type { Place, Reason, Screening } from './post.ts'
import { PLACE_LEVELS } from './words.ts'

/** From this level on a post goes to the desk by day and night (DOMAIN §7). */
export const URGENT_LEVEL = 2
/** Urgency is of now: a gas leak of last month marks no issue and makes no urgent case today. */
export const URGENT_DAYS = 7
/** Characters of a post's words in a list. */
const WORDS_LENGTH = 60

interface Written {
  readonly title: string
  readonly text: string
  readonly screening?: Pick<Screening, 'places' | 'reasons' | 'urgency' | 'departments'> | undefined
}

const dangerOf = (post: Written): Reason | undefined =>
  post.screening?.reasons.find((reason) => reason.rule.startsWith('urgency.'))

/** The danger told of (`gas`, `self-harm` …); undefined when no words tell it. */
export const dangerKind = (post: Written): string | undefined => dangerOf(post)?.rule.slice('urgency.'.length)

/** The finest place below the district that the post itself names. */
export const ownSite = (post: Written): Place | undefined =>
  post.screening?.places
    .filter(({ level }) => level !== 'city' && level !== 'district')
    .toSorted((a, b) => PLACE_LEVELS.indexOf(b.level) - PLACE_LEVELS.indexOf(a.level))[0]

/** Where the post itself says it is, district first; null when it names nothing finer than the city. */
export function ownPlace(post: Written): string | null {
  const site = ownSite(post)
  const district = site?.district ?? post.screening?.places.find(({ level }) => level === 'district')?.name
  return [district, site?.name].filter((part) => part !== undefined).join(' ') || null
}

/** The unit proposed for the post itself, marked 待定 where that is a guess; null when nothing tells. */
export function ownUnit(post: Written): string | null {
  const lead = post.screening?.departments[0]
  if (lead === undefined) return null
  const unit = lead.unit ?? lead.name
  return lead.unsure ? `${unit}（待定）` : unit
}

/**
 * The clauses in which the danger is told, in at most 60 characters: a letter's title may speak of something else. Without such
 * words the title, unless it only asks (求助), else the first clause.
 */
export function urgentWords(post: Written): string {
  const { field, start, end } = dangerOf(post) ?? hintOf(post) ?? {}
  if (field !== undefined && start !== undefined && end !== undefined && end <= post[field].length)
    return around(post[field], start, end)
  const title = post.title.trim()
  const text = post.text.trim()
  return around(text === '' || !ONLY_ASKS.test(title) ? title : text, 0, 0)
}

/** What made a post urgent that no word of danger told. */
const hintOf = (post: Written): Reason | undefined =>
  post.screening?.reasons.find(
    ({ rule, field }) => /^route\.(?:victim|signs|violence)/.test(rule) && field !== undefined,
  )

/** A title that asks and does not say for what, or none: 求助, 紧急反映问题. */
const ONLY_ASKS =
  /^(?:十万|火急|非常|紧急|加急|特急|急|求助|求救|救命|帮忙|帮帮我|投诉|举报|反映|咨询|诉求|来电|来信|情况|问题|请求|[\p{P}\p{S}\s])*$/u

const CLAUSE = /[^，,。.！!？?；;\n]*[，,。.！!？?；;\n]*/g
const SENTENCE_END = /[。！!？?；;\n]\s*$/

/** The clause of a span, widened to its sentence as far as it fits: what follows first, then the clause before. */
function around(words: string, start: number, end: number): string {
  const clauses = [...words.matchAll(CLAUSE)].map((m) => ({ from: m.index, to: m.index + m[0].length }))
  let first = Math.max(
    0,
    clauses.findLastIndex(({ from }) => from <= start),
  )
  if (clauses[first]?.from === clauses[first]?.to && first > 0) first -= 1
  let last = first
  while (clauses[last + 1] !== undefined && (clauses[last]?.to ?? 0) < end) last += 1
  const at = (i: number): { from: number; to: number } => clauses[i] ?? { from: 0, to: words.length }
  const fits = (a: number, b: number): boolean => at(b).to - at(a).from <= WORDS_LENGTH
  const ends = (i: number): boolean => SENTENCE_END.test(words.slice(at(i).from, at(i).to))
  while (last + 1 < clauses.length && !ends(last) && fits(first, last + 1)) last += 1
  if (first > 0 && !ends(first - 1) && fits(first - 1, last)) first -= 1
  const { from } = at(first)
  const { to } = at(last)
  if (to - from <= WORDS_LENGTH) return bare(words.slice(from, to))
  // One clause without an end: the span in its middle.
  const head = Math.min(Math.max(from, start - 20), Math.max(from, to - WORDS_LENGTH))
  const tail = Math.min(to, head + WORDS_LENGTH)
  return `${head > from ? '…' : ''}${bare(words.slice(head, tail))}${tail < to ? '…' : ''}`
}

/** Without the marks and blanks at its ends. */
const bare = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replace(/^[\s，,。.、：:；;！!]+|[\s，,。.、：:；;！!]+$/g, '')
    .trim()
