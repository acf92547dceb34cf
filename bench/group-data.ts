/** Labelled letters as the grouper sees them: screened by the shipped models, in order of time. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cityPosts } from '../analyzers/models/city-rows.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { openScreener } from '../cli/screening.ts'
import { isShared, type Letter, readLetter } from '../model/post.ts'
import { readTime } from '../model/time.ts'
import type { City } from '../model/words.ts'
import type { GroupInput } from '../pipeline/grouping/group-features.ts'
import { namesNobody } from '../pipeline/intake/voice.ts'
import { groupInput } from '../pipeline/stages/group-input.ts'
import type { Labelled } from './join-examples.ts'

export interface GroupSet {
  readonly name: string
  readonly rows: readonly Labelled[]
}

export const readJsonl = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

const TRAINING = fileURLToPath(new URL('../pipeline/training/', import.meta.url))
const SHARED = fileURLToPath(new URL('../../shared/data/civic/', import.meta.url))

/** Issues of the letters that people could not tell apart. */
const UNCLEAR = 'unclear'

/** Letters that screening keeps on an open route; what it drops is never grouped. */
export function screenLetters(letters: readonly (Letter & { site?: string })[], city: City): GroupInput[] {
  const screener = openScreener({ city, models: {} })
  return letters
    .flatMap((letter): GroupInput[] => {
      const redacted = redact(letter.title ?? '', letter.text)
      const at = Date.parse(readTime(letter.postedAt ?? '')?.at ?? '')
      const kind = letter.kind ?? 'letter'
      const { screening: s, tokens } = screener.screen({
        ...redacted,
        kind,
        postedAt: new Date(at).toISOString(),
        givenAppealType: letter.appealType ?? undefined,
        addressee: undefined,
        channel: undefined,
      })
      if (s.disposition !== 'kept' || !isShared(s)) return []
      const source = letter.source ?? letter.site ?? 'file'
      const written = {
        id: letter.id,
        at,
        kind,
        title: redacted.title,
        text: redacted.text,
        source,
        voice: namesNobody(letter.author) ? letter.id : `${source} ${letter.author}`,
        likes: letter.likes ?? 0,
      }
      return [groupInput(written, s, tokens)]
    })
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

interface Group {
  readonly id: string
  readonly issue: string
}

/** Labelled lines as letters, with the site each was met on. */
const lettersOf = (lines: readonly { readonly site?: string }[]): (Letter & { site?: string })[] =>
  lines.map((line) => ({ ...(readLetter(line).data as Letter), ...(line.site ? { site: line.site } : {}) }))

/** Our own confusable issues: `train` for fitting and choosing, `check` for the figure that is told. */
export function ownSet(set: 'train' | 'check'): GroupSet {
  const lines = readJsonl<Letter & Group & { set: string; site?: string }>(`${TRAINING}groups.jsonl`)
  const own = lines.filter((line) => line.set === set)
  const issues = new Map(own.map(({ id, issue }) => [id, issue]))
  const posts = screenLetters(lettersOf(own), 'lanzhou')
  return { name: `own ${set}`, rows: posts.map((post) => ({ post, issue: issues.get(post.id), unclear: false })) }
}

/** Planned issues, and posts that are each their own. */
function planned(name: string, letters: readonly (Letter & { site?: string })[], truth: readonly Planned[]): GroupSet {
  const issues = new Map(truth.map(({ id, issue }) => [id, issue ?? `${LONE}${id}`]))
  const posts = screenLetters(letters, 'lanzhou')
  return { name, rows: posts.map((post) => ({ post, issue: issues.get(post.id), unclear: false })) }
}
interface Planned {
  readonly id: string
  readonly issue: string | null
}
const LONE = 'lone '
export const isLone = (issue: string): boolean => issue.startsWith(LONE)

/** Places where several matters boil at once, by five hands: `train` by three of them, `check` by the other two; a board a hand. */
export function placeSets(set: 'train' | 'check'): GroupSet[] {
  type Line = Letter & { id: string; issue: string | null; set: string; hand: string; site?: string }
  const own = readJsonl<Line>(`${TRAINING}places.jsonl`).filter((line) => line.set === set)
  return [...new Set(own.map(({ hand }) => hand))].map((hand) => {
    const lines = own.filter((line) => line.hand === hand)
    return planned(`places ${hand}`, lettersOf(lines), lines)
  })
}

/** One of the cities by other hands (samples/cities). */
export function citySet(number: number): GroupSet {
  const posts = cityPosts(number)
  return planned(`city ${number}`, lettersOf(posts), posts)
}

/** The open half of the sample city. */
export function sampleSet(): GroupSet {
  const file = (part: string): string => fileURLToPath(new URL(`../samples/dev/${part}.jsonl`, import.meta.url))
  const truth = ['hot.truth', 'lone.truth'].flatMap((part) => readJsonl<Planned>(file(part)))
  const letters = ['hot.posts', 'lone.posts'].flatMap((part) => readJsonl<Letter & { site?: string }>(file(part)))
  return planned('sample', letters, truth)
}

/**
 * A year of real letters with the groups given for it, and those that we read out of it ourselves
 * (pipeline/training/letter-groups.jsonl holds ids only). Undefined where the shared data is not.
 */
export function realSet(): (GroupSet & { readonly given: ReadonlyMap<string, string> }) | undefined {
  if (!existsSync(`${SHARED}hot-letters.jsonl`)) return undefined
  const given = new Map(readJsonl<Group>(`${SHARED}hot-groups-dev.jsonl`).map(({ id, issue }) => [id, issue]))
  const read = new Map(readJsonl<Group>(`${TRAINING}letter-groups.jsonl`).map(({ id, issue }) => [id, issue]))
  const posts = screenLetters(readJsonl<Letter>(`${SHARED}hot-letters.jsonl`), 'none')
  const rows = posts.map((post) => {
    const own = read.get(post.id)
    const issue = given.get(post.id) ?? (own === UNCLEAR ? undefined : own)
    return { post, issue, unclear: own === UNCLEAR }
  })
  return { name: 'real letters', rows, given }
}
