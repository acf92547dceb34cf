/** Facets and days write `field:value` into the query text, so that the text alone is the search. */
const quoted = (value: string): string => (/[\s()"“”:：]/.test(value) ? `"${value.replaceAll('"', '')}"` : value)
const termOf = (field: string, value: string): string => `${field}:${quoted(value)}`
const wordsOf = (q: string): string[] => q.match(/(?:[^\s"“”]|"[^"]*"?|“[^”]*”?)+/g) ?? []

export const hasTerm = (q: string, field: string, value: string): boolean => wordsOf(q).includes(termOf(field, value))

/** Takes the term out when it is there, else adds it; a date bound or a state replaces an earlier one of its field. */
export function toggleTerm(q: string, field: string, value: string): string {
  const term = termOf(field, value)
  const words = wordsOf(q)
  if (words.includes(term)) return words.filter((w) => w !== term).join(' ')
  const single = ['起始', '截止', '状态'].includes(field)
  const kept = words.filter((w) => !(single && w.startsWith(`${field}:`)))
  return [asOne(kept.join(' ')), term].filter(Boolean).join(' ')
}

/** Narrows the query to posts with this word too. */
export const addWord = (q: string, word: string): string =>
  [asOne(wordsOf(q).join(' ')), word].filter(Boolean).join(' ')

/** An OR outside parentheses binds weakest and would swallow what is added. */
const asOne = (text: string): string =>
  /(^|\s)(OR|\|\||或)(\s|$)/.test(text) && !/^\([^()]*\)(\s+[^()\s]+)*$/.test(text) ? `(${text})` : text
