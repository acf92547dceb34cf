/** The labelled letters the desk's models are made from, writer by writer, and the third that none of them may see. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readDutyList } from '../dispatch/duties.ts'
import type { Kind } from '../../model/words.ts'
import { CITIES, cityPosts } from './city-rows.ts'

export interface DeskLetter {
  readonly title?: string
  readonly text: string
  readonly kind: Kind
  /** Kind of appeal ticked at the source. */
  readonly given?: string
  readonly appealType: string
  readonly category: string | null
  readonly subcategory?: string | null
  readonly department: string | null
}

/** Boards that teach the desk. */
const TAUGHT = [...CITIES.train, ...CITIES.desk]
/** Letters by one hand each: who, and the file's number. The later told kinds of appeal and routes no better. */
const HANDS = { d: 4, e: 5 } as const
const FILING_HANDS = { f: 6, g: 7, h: 8, i: 9, j: 10, k: 11, l: 12, m: 13, n: 14, o: 15, p: 16, q: 17, r: 18, s: 19, t: 20, u: 21 } as const
/** Hands that wrote lines to the rows of the duty list, a share of the rows each (corpus-lines-N.txt). */
const LINE_HANDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22] as const
const lineWriter = (hand: number): string => `lines ${hand}`
/** Who wrote: each hand has its own words, so what is learned from the others must hold for it. */
export const WRITERS: readonly string[] = [
  'first',
  'a',
  'b',
  'sample',
  ...Object.keys({ ...HANDS, ...FILING_HANDS }),
  ...TAUGHT.map(cityWriter),
  ...LINE_HANDS.map(lineWriter),
]
/** Writers whose posts are issues too: what the grouper learns from (bench/strange-labels.ts). */
export const GROUPED: ReadonlySet<string> = new Set(['sample', ...TAUGHT.map(cityWriter)])
export function cityWriter(number: number): string {
  return `city ${number}`
}

const jsonl = <T>(path: string): T[] => {
  const file = new URL(path, import.meta.url)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)
}

/** What people say of one row of the duty list: «## row», then a text a line. Which category, which unit: the list says it. */
function lines(hand: number): DeskLetter[] {
  const file = new URL(`./corpus-lines-${hand}.txt`, import.meta.url)
  const rows = new Map(readDutyList().matters.map((m) => [m.matter, m]))
  return readFileSync(file, 'utf8')
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [name, ...texts] = part.split('\n').filter((line) => line !== '')
      const row = rows.get(name as string)
      if (row === undefined) throw new Error(`corpus-lines-${hand}.txt: the duty list has no row ${name}`)
      const { category, subcategory, lead } = row
      return texts.map((text) => ({ text, kind: 'post' as const, appealType: '投诉', category, subcategory, department: lead[0]! }))
    })
}

/** Every third letter by hash of its text. */
const isThird = (text: string): boolean => createHash('sha256').update(text).digest()[0]! % 3 === 0

function sample(): DeskLetter[] {
  return ['hot', 'lone'].flatMap((part) => {
    const file = (name: string) => `../../samples/dev/${part}.${name}.jsonl`
    const truth = new Map(
      jsonl<DeskLetter & { id: string; disposition: string }>(file('truth')).map((t) => [t.id, t] as const),
    )
    return jsonl<DeskLetter & { id: string }>(file('posts')).flatMap((post) => {
      const gold = truth.get(post.id)
      if (gold?.disposition !== 'kept') return []
      return [{ ...post, ...gold, ...(post.appealType ? { given: post.appealType } : {}) }]
    })
  })
}

/** The genuine posts of a city, but one of a letter that many pasted. */
export const cityLetters = (number: number): DeskLetter[] =>
  cityPosts(number).filter((post) => post.disposition === 'kept' && post.kind !== 'news' && post.paste !== true)

/**
 * `taught`: what models may be trained on. `filing`: more for categories, second levels and units alone. `kept`: a third of the
 * letters of `a` and `b`, for measuring only.
 */
export function deskLetters(): {
  taught: { writer: string; letter: DeskLetter }[]
  filing: { writer: string; letter: DeskLetter }[]
  kept: { writer: string; letter: DeskLetter }[]
} {
  const own = (writer: string, letters: DeskLetter[]) => letters.map((letter) => ({ writer, letter }))
  const byHands = (hands: Readonly<Record<string, number>>) =>
    Object.entries(hands).flatMap(([hand, n]) => own(hand, jsonl<DeskLetter>(`./corpus-letters-${n}.jsonl`)))
  const others = [
    ...own('a', jsonl<DeskLetter>('./corpus-letters-2.jsonl')),
    ...own('b', jsonl<DeskLetter>('./corpus-letters-3.jsonl')),
  ]
  return {
    taught: [
      ...own('first', jsonl<DeskLetter>('./corpus-letters.jsonl')),
      ...others.filter(({ letter }) => !isThird(letter.text)),
      ...own('sample', sample()),
      ...byHands(HANDS),
      ...TAUGHT.flatMap((number) => own(cityWriter(number), cityLetters(number))),
    ],
    filing: [...byHands(FILING_HANDS), ...LINE_HANDS.flatMap((hand) => own(lineWriter(hand), lines(hand)))],
    kept: others.filter(({ letter }) => isThird(letter.text)),
  }
}
