/** The labelled letters the desk's models are made from, writer by writer, and the third that none of them may see. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Kind } from '../../model/words.ts'

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

/** Who wrote: each hand has its own words, so what is learned from three must hold for the fourth. */
export const WRITERS = ['first', 'a', 'b', 'sample'] as const
export type Writer = (typeof WRITERS)[number]

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

/** `taught`: what models may be trained on. `kept`: a third of the letters of `a` and `b`, for measuring only. */
export function deskLetters(): {
  taught: { writer: Writer; letter: DeskLetter }[]
  kept: { writer: Writer; letter: DeskLetter }[]
} {
  const own = (writer: Writer, letters: DeskLetter[]) => letters.map((letter) => ({ writer, letter }))
  const others = [
    ...own('a', jsonl<DeskLetter>('./corpus-letters-2.jsonl')),
    ...own('b', jsonl<DeskLetter>('./corpus-letters-3.jsonl')),
  ]
  return {
    taught: [
      ...own('first', jsonl<DeskLetter>('./corpus-letters.jsonl')),
      ...others.filter(({ letter }) => !isThird(letter.text)),
      ...own('sample', sample()),
    ],
    kept: others.filter(({ letter }) => isThird(letter.text)),
  }
}
