/** Posts of made-up boards with their truth, a city a hand (samples/cities), and which of them nothing may be fitted on. */
import { readFileSync } from 'node:fs'
import type { Kind } from '../../model/words.ts'

export interface CityPost {
  readonly id: string
  readonly site: string
  readonly kind: Kind
  readonly title?: string
  readonly text: string
  readonly author: string
  readonly postedAt: string
  readonly likes: number
  readonly disposition: 'kept' | 'review' | 'quarantined' | 'duplicate' | 'off-topic'
  /** What kind of off-topic; in the cities that train. */
  readonly why?: string
  readonly appealType: string
  readonly route: string | null
  readonly category: string | null
  readonly subcategory: string | null
  readonly district: string | null
  readonly street: string | null
  readonly department: string | null
  readonly urgency: number
  readonly issue: string | null
  /** One of many copies of a letter that owners pasted. */
  readonly paste?: boolean
}

/**
 * `train` may be learnt from and read; `desk` likewise, but by the desk's models only: boards 10 to 13 have no noise, and their issues taught
 * the grouper nothing more; `check` is measured on only.
 */
export const CITIES = { train: [1, 3, 4, 6, 7, 8], desk: [10, 11, 12, 13, 17, 18], check: [2, 5, 9, 14, 15, 16, 19] } as const

export const cityPosts = (number: number): CityPost[] =>
  readFileSync(new URL(`../../samples/cities/${number}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CityPost)
