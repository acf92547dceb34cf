import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../model/error.ts'
import { createWordMap } from './word-map.ts'

export interface Segmenter {
  /** Words in reading order; joined they give the text again, character for character. Pure for one version. */
  cut(text: string): string[]
  /** The same of several short texts, in one call: a call is dear. */
  cutEach(texts: readonly string[]): string[][]
  /** Part of speech of one word by the dictionary (jieba's letters: n, v, i …); `x` for a word it lacks. */
  tag(word: string): string
  /** Changes with the segmenter or any word of its dictionary. */
  readonly version: string
}

type Jieba = {
  load(files: { userDict: string; idfDict: string; stopWordDict: string }): unknown
  cut(text: string, hmm: boolean): string[]
  tag(text: string): { word: string; tag: string }[]
  DEFAULT_DICT: string
  DEFAULT_HMM_DICT: string
}

export const USER_DICT = new URL('../dict/lanzhou.user.dict', import.meta.url)
/** Tables of one word each in place of those of nodejieba's keywords, which nobody asks for: 0.3 s and 20 MB. */
const NO_IDF = new URL('../dict/none.idf.utf8', import.meta.url)
const NO_STOP_WORDS = new URL('../dict/none.stop-words.utf8', import.meta.url)
/** Words whose part of speech is remembered; they stand around the ends of names, and are few. */
const MOST_TAGS = 50_000
const pathOf = (file: string | URL): string => (file instanceof URL ? fileURLToPath(file) : file)

/** nodejieba keeps one dictionary per process and grows with each load, so the first one stays for good. */
let loaded: { jieba: Jieba; digest: string } | undefined

/**
 * Checks a user dictionary (`word [count] [tag]` a line, UTF-8) and returns its SHA-256 in hex. nodejieba aborts the whole
 * process on a bad one, so this runs first. Throws `segment.dictionary` naming the line and what is wrong with it.
 */
export function checkDictionary(file: string | URL): string {
  const name = String(file instanceof URL ? file.pathname : file)
  const bad = (line: number, why: string) =>
    new AppError('segment.dictionary', `${name}:${line}: ${why}`, { details: { file: name, line, why } })
  if (!existsSync(file)) throw bad(0, 'no such file')
  const bytes = readFileSync(file)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('segment.dictionary', `${name}: not UTF-8`, {
      cause,
      details: { file: name, line: 0, why: 'not UTF-8' },
    })
  }
  if (text.startsWith('\uFEFF')) throw bad(1, 'starts with a byte order mark')
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const [i, line] of lines.entries()) {
    const [word, count, tag, ...rest] = line.split(' ')
    if (!word) throw bad(i + 1, 'no word')
    if (/[\s\0]/.test(line.replaceAll(' ', ''))) throw bad(i + 1, 'control character or white space in a word')
    if ([...word].length > 32) throw bad(i + 1, 'word longer than 32 characters')
    if (rest.length > 0) throw bad(i + 1, 'more than three fields')
    if (tag === '' || count === '') throw bad(i + 1, 'empty field')
    if (tag !== undefined && !/^[1-9]\d{0,8}$/.test(count ?? '')) throw bad(i + 1, 'count is not a positive number')
  }
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * The process's one segmenter (nodejieba, about a million characters a second, 1.6 s and 250 MB to load). Typed placeholders
 * 〔手机〕 stay one word. A second dictionary in the same process is refused with `segment.loaded`: start a new process for it.
 */
export function createSegmenter(options: { userDict?: string | URL } = {}): Segmenter {
  const file = options.userDict ?? USER_DICT
  const digest = checkDictionary(file)
  const require = createRequire(import.meta.url)
  if (loaded === undefined) {
    const jieba = require('nodejieba') as Jieba
    for (const dict of [jieba.DEFAULT_DICT, jieba.DEFAULT_HMM_DICT, pathOf(NO_IDF), pathOf(NO_STOP_WORDS)])
      if (!existsSync(dict))
        throw new AppError('segment.dictionary', `${dict}: no such file`, { details: { file: dict } })
    jieba.load({ userDict: pathOf(file), idfDict: pathOf(NO_IDF), stopWordDict: pathOf(NO_STOP_WORDS) })
    loaded = { jieba, digest }
  } else if (loaded.digest !== digest)
    throw new AppError('segment.loaded', 'this process already serves another dictionary; start a new process', {})
  const { jieba } = loaded
  // Without its HMM nodejieba (unlike Python's jieba) breaks numbers, Latin words and unknown names into characters.
  const cut = (text: string): string[] => jieba.cut(text, true)
  const library = (require('nodejieba/package.json') as { version: string }).version
  const tags = createWordMap<string>()
  return {
    version: `nodejieba-${library}+${digest.slice(0, 12)}`,
    tag(word) {
      const known = tags.get(word)
      if (known !== undefined) return known
      const parts = jieba.tag(word)
      const tag = parts.length === 1 ? parts[0]!.tag : 'x'
      if (tags.size < MOST_TAGS) tags.set(word, tag)
      return tag
    },
    cut: (text) => cutEach([text], cut)[0]!,
    cutEach: (texts) => cutEach(texts, cut),
  }
}

/** Cuts at it in any case, and it is a word of its own. */
const BREAK = '\n'

/** A placeholder, or what stands between two. */
interface Piece {
  readonly of: number
  readonly text: string
  readonly mark: boolean
}

function cutEach(texts: readonly string[], cut: (text: string) => string[]): string[][] {
  const pieces = texts.flatMap(piecesOf)
  const plain = pieces.filter((piece) => !piece.mark).map((piece) => piece.text)
  const words = plain.length === 0 ? [] : cut(plain.join(BREAK))
  const out = texts.map((): string[] => [])
  let at = 0
  for (const piece of pieces) {
    const { of, text, mark } = piece
    const into = out[of]!
    if (mark) {
      into.push(text)
      continue
    }
    let length = 0
    const from = at
    while (length < text.length && at < words.length) length += words[at++]!.length
    // Words that do not give the text again could not be told apart.
    if (length !== text.length || (at < words.length && words[at] !== BREAK))
      return texts.map((one) => cutAlone(one, cut))
    if (into.length === 0 && at === words.length) out[of] = rest(words, from)
    else if (into.length === 0) out[of] = words.slice(from, at)
    else for (let k = from; k < at; k++) into.push(words[k]!)
    at++
  }
  return out
}

/** The words from one on, in the same array: most of them are of the last text. */
function rest(words: string[], from: number): string[] {
  if (from > 0) words.splice(0, from)
  return words
}

const cutAlone = (text: string, cut: (text: string) => string[]): string[] =>
  piecesOf(text, 0).flatMap((piece) => (piece.mark ? [piece.text] : cut(piece.text)))

function piecesOf(text: string, of: number): Piece[] {
  if (!text.includes('〔')) return text === '' ? [] : [{ of, text, mark: false }]
  const pieces: Piece[] = []
  let from = 0
  for (const mark of text.matchAll(/〔[^〔〕]{1,8}〕/g)) {
    if (mark.index > from) pieces.push({ of, text: text.slice(from, mark.index), mark: false })
    pieces.push({ of, text: mark[0], mark: true })
    from = mark.index + mark[0].length
  }
  if (from < text.length) pieces.push({ of, text: text.slice(from), mark: false })
  return pieces
}
