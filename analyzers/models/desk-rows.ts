/** The labelled letters the desk's models are made from, writer by writer, and the third that none of them may see. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
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
const FILING_HANDS = { f: 6, g: 7, h: 8, i: 9, j: 10, k: 11, l: 12, m: 13 } as const
/** Who wrote: each hand has its own words, so what is learned from the others must hold for it. */
export const WRITERS: readonly string[] = [
  'first',
  'a',
  'b',
  'sample',
  ...Object.keys({ ...HANDS, ...FILING_HANDS }),
  ...TAUGHT.map(cityWriter),
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
    filing: byHands(FILING_HANDS),
    kept: others.filter(({ letter }) => isThird(letter.text)),
  }
}
