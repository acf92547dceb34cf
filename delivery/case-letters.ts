import type { Records } from '../model/ports.ts'
import { ownPlace } from '../model/urgent.ts'
import type { Precision } from '../model/words.ts'

/** One letter of a case, as the receiving unit is told of it: its number, to find and answer it by, and how it begins (redacted). */
export interface CaseLetter {
  /** At its source; null where that numbers nothing. */
  readonly number: string | null
  readonly source: string
  readonly postedAt: string | null
  /** How finely that is known: a day is written as its noon. Null where no time is known. */
  readonly postedPrecision: Precision | null
  /** As the letter itself names it. */
  readonly address: string | null
  readonly title: string
  readonly description: string
}

export interface CaseLetters {
  readonly letters: readonly CaseLetter[]
  /** With those that are not listed. */
  readonly lettersTotal: number
}

/** A receiver's body must stay small; the rest is read by GET /issues/{id}. */
const LISTED = 50
/** Characters of a letter's text. */
const EXTRACT = 200

/** What people wrote of an issue, oldest first, as far as it may be shown now. */
export async function caseLetters(records: Pick<Records, 'posts'>, issueId: string): Promise<CaseLetters> {
  const letters: CaseLetter[] = []
  let lettersTotal = 0
  for await (const post of records.posts.iterate({ issueId, openRoutesOnly: true })) {
    if (post.kind === 'news') continue
    lettersTotal += 1
    if (letters.length === LISTED) continue
    const text = post.text.trim()
    letters.push({
      number: post.nativeId ?? null,
      source: post.source,
      postedAt: post.postedAt ?? null,
      postedPrecision: post.postedAt === undefined ? null : post.postedPrecision,
      address: ownPlace(post),
      title: post.title,
      description: text.length > EXTRACT ? `${text.slice(0, EXTRACT)}…` : text,
    })
  }
  return { letters, lettersTotal }
}
