/**
 * Span-preserving normalisation: what every analyzer matches on, with a way back to the original.
 *
 * Folded: compatibility forms (NFKC: full-width letters and digits, circled and mathematical ones, radicals), look-alike
 * letters, traditional to simplified characters (OpenCC's table). Dropped: zero-width, control and private-use characters,
 * combining marks, emoji and ornaments (★ ●), which people and spammers alike put between characters.
 * Kept as written: case, Chinese punctuation ，。！？；：（）…, new lines; nothing is reordered and words never change.
 */
import pairs from 'opencc-js/dict/TSCharacters'
import { lookAlikes } from '../dict/look-alikes.ts'

export interface Normalized {
  readonly text: string
  /** map[i] is the source index of normalised UTF-16 unit i; length text.length + 1, the last being the source's length. */
  readonly map: Uint32Array
}

/** Chinese punctuation that NFKC would turn into ASCII; rules of every analyzer are written with these. */
const PUNCTUATION = new Set('，。！？；：（）、…—“”‘’《》〈〉「」『』【】〔〕～·　¥￥')
const SPACE = /^\p{Z}$/u
/** Format, control, private, unassigned surrogates; marks; fillers that look like nothing. */
const NOTHING = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{M}\u115f\u1160\u3164\uffa0]$/u
const EMOJI = /^[\p{Emoji_Presentation}\p{Extended_Pictographic}\u2500-\u27bf\u2b00-\u2bff\u{1f000}-\u{1faff}]$/u
/** Scripts whose marks carry the letters (Hangul, Kana): composed, never taken apart. */
const COMPOSED = /^[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** Characters of everyday simplified text (GB 2312) are never converted: 乾隆, 瞭望, 著名 stay; these three are safe. */
const SAFE = new Set('後於麽')

function simplified(): Map<number, string> {
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xf7; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) bytes.push(row, cell)
  const everyday = new Set(new TextDecoder('gbk').decode(new Uint8Array(bytes)))
  const table = new Map<number, string>()
  for (const pair of pairs.split('|')) {
    const [from, to] = pair.split(' ')
    if (from && to && (!everyday.has(from) || SAFE.has(from))) table.set(from.codePointAt(0) as number, to)
  }
  return table
}

function folder(): (codePoint: number) => string {
  const simple = simplified()
  const alike = lookAlikes()
  const once = (ch: string): string => {
    const cp = ch.codePointAt(0) as number
    if (ch === '\n' || ch === '\t' || PUNCTUATION.has(ch)) return ch === '　' ? ' ' : ch === '￥' ? '¥' : ch
    const known = alike.get(cp) ?? simple.get(cp)
    if (known !== undefined) return known
    if (SPACE.test(ch)) return /[\u2028\u2029]/.test(ch) ? '\n' : ' '
    if (NOTHING.test(ch) || (cp > 0x7f && cp !== 0xa9 && cp !== 0xae && cp !== 0x2122 && EMOJI.test(ch))) return ''
    return (COMPOSED.test(ch) ? ch.normalize('NFKC') : ch.normalize('NFKD')).replace('⁄', '/')
  }
  return (codePoint) => {
    // Until nothing changes, so that normalising twice is normalising once.
    let out = String.fromCodePoint(codePoint)
    for (let round = 0; round < 4; round++) {
      const next = [...out].map(once).join('')
      if (next === out) break
      out = next
    }
    return out
  }
}

/** Per UTF-16 unit: 0 not seen yet, 1 stays as it is, 2 is replaced. */
const seen = new Uint8Array(0x10000)
const replacement = new Map<number, string>()
let fold: ((codePoint: number) => string) | undefined

/** What one code point becomes; remembered, because texts use few different ones. */
function replaced(codePoint: number): string {
  const known = replacement.get(codePoint)
  if (known !== undefined) return known
  fold ??= folder()
  const value = fold(codePoint)
  replacement.set(codePoint, value)
  return value
}

function stays(unit: number): boolean {
  const state = seen[unit]
  if (state !== 0) return state === 1
  const plain = unit !== 0x0d && (unit < 0xd800 || unit > 0xdfff) && replaced(unit) === String.fromCharCode(unit)
  seen[unit] = plain ? 1 : 2
  return plain
}

let identity = new Uint32Array(0)
function identityMap(length: number): Uint32Array {
  if (identity.length < length)
    identity = Uint32Array.from({ length: Math.max(length, identity.length * 2, 4096) }, (_, i) => i)
  return identity.subarray(0, length)
}

/** Where the first character is that does not stay as it is, or the end. */
function firstChange(source: string): number {
  let i = 0
  while (i < source.length && stays(source.charCodeAt(i))) i++
  return i
}

/** What becomes of the character at the place, which does not stay as it is. */
function changed(source: string, at: number): string {
  // A carriage return ends a line only where no line feed follows.
  if (source.charCodeAt(at) === 0x0d) return source.charCodeAt(at + 1) === 0x0a ? '' : '\n'
  return replaced(source.codePointAt(at) as number)
}
const widthAt = (source: string, at: number): number => ((source.codePointAt(at) as number) > 0xffff ? 2 : 1)

/** The normalised text alone, for whoever asks for no way back: a third of the work. */
export function normalText(source: string): string {
  let i = firstChange(source)
  if (i === source.length) return source
  let text = source.slice(0, i)
  let from = i
  while (i < source.length) {
    if (stays(source.charCodeAt(i))) {
      i++
      continue
    }
    text += source.slice(from, i) + changed(source, i)
    i += widthAt(source, i)
    from = i
  }
  return text + source.slice(from)
}

/**
 * Normalises a text. Text that needs nothing comes back as it is with a shared identity map: do not write to `map`.
 * `normalize(normalize(t).text).text === normalize(t).text`.
 */
export function normalize(source: string): Normalized {
  let i = firstChange(source)
  if (i === source.length) return { text: source, map: identityMap(source.length + 1) }
  const parts: string[] = [source.slice(0, i)]
  const origin: number[] = []
  for (let k = 0; k < i; k++) origin.push(k)
  let from = i
  while (i < source.length) {
    if (stays(source.charCodeAt(i))) {
      origin.push(i++)
      continue
    }
    parts.push(source.slice(from, i))
    const value = changed(source, i)
    parts.push(value)
    for (let k = 0; k < value.length; k++) origin.push(i)
    i += widthAt(source, i)
    from = i
  }
  parts.push(source.slice(from))
  origin.push(source.length)
  return { text: parts.join(''), map: Uint32Array.from(origin) }
}

/** The source span of the normalised half-open span; never empty for a span that is not empty. */
export function sourceSpan(n: Normalized, start: number, end: number): { start: number; end: number } {
  const from = n.map[start] ?? 0
  let last = end
  while (last < n.map.length - 1 && (n.map[last] as number) <= from && end > start) last++
  return { start: from, end: Math.max(from, n.map[last] ?? from) }
}
