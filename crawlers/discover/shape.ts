/** What each shape of list may look at, and what it proposes. */
import type { CheerioAPI } from 'cheerio'
import type { Say } from '../../model/catalogue.ts'
import type { Page } from '../document.ts'
import type { Ask } from '../http-client.ts'
import type { Keys } from './draft.ts'
import type { Way } from './pages.ts'

/** What a shape may look at. */
export interface Seen {
  readonly page: Page
  readonly $: CheerioAPI
  readonly now: Date
  readonly tell: Say
  /** Reads a further page; undefined (and noted for people) when it cannot be had. */
  ask(ask: Ask): Promise<Page | undefined>
}

export interface Proposal {
  readonly kind: 'letter' | 'news'
  /** shape, fetch, seed, vars, envelope, embedded, list, fields. */
  readonly keys: Keys
  /** Ways onward to try, best first. */
  readonly ways: readonly Way[]
  readonly notes: Readonly<Record<string, string>>
  /** Lines for the head of the recipe. */
  readonly remarks: readonly string[]
  /** Whether the rows' own pages hold more. */
  readonly details: boolean
}

export type Shape = (seen: Seen) => Promise<Proposal | undefined>
