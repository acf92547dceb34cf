/**
 * Measures screening and grouping on the sample city, the two halves apart: `node bench/sample-city.ts [--errors FIELD]`.
 * Errors are shown for the open half only; of the hidden half nothing but figures is ever printed.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { redact } from '../analyzers/redaction/redact.ts'
import type { Screener } from '../analyzers/screener.ts'
import { openScreener } from '../cli/screening.ts'
import type { Issue, Member } from '../model/issue.ts'
import { isShared, type Screening, type Tokens } from '../model/post.ts'
import { readTime } from '../model/time.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { namesNobody } from '../pipeline/intake/voice.ts'
import { groupInput } from '../pipeline/stages/group-input.ts'
import type { SamplePost } from '../samples/load.ts'
import { foundOnce, sampleBoard } from './sample-board.ts'

export interface Truth {
  readonly id: string
  readonly disposition: string
  readonly appealType: string
  readonly route: string | null
  readonly category: string | null
  readonly district: string | null
  readonly street: string | null
  readonly department: string | null
  readonly departments?: readonly string[] | null
  readonly urgency: number
  readonly issue: string | null
  readonly note?: string
}

/** What was said of a post, beside its truth. */
export interface Judged {
  readonly truth: Truth
  readonly screening: Screening
}

export interface Case extends Judged {
  readonly half: 'dev' | 'holdout'
  /** Of the file of planned hot issues; the other holds lone posts and pairs. */
  readonly planned: boolean
  readonly post: SamplePost
  readonly tokens: Tokens
}

export const HALVES = ['dev', 'holdout'] as const

const readJsonl = <T>(half: string, name: string): T[] =>
  readFileSync(new URL(`../samples/${half}/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

/** Screens every sample post of both halves; channel and addressee as the sample's recipes would deliver them. */
export function screenSample(screener: Screener): Case[] {
  return HALVES.flatMap((half) =>
    ['hot', 'lone'].flatMap((part) => {
      const truth = new Map(readJsonl<Truth>(half, `${part}.truth`).map((t) => [t.id, t]))
      return readJsonl<SamplePost>(half, `${part}.posts`).map((post) => {
        const { screening, tokens } = screener.screen({
          ...redact(post.title ?? '', post.text),
          kind: post.kind,
          postedAt: readTime(post.postedAt)?.at,
          givenAppealType: post.appealType,
          addressee: undefined,
          channel: undefined,
        })
        return { half, planned: part === 'hot', post, truth: truth.get(post.id)!, screening, tokens }
      })
    }),
  )
}

const round = (x: number): number => Math.round(x * 1e4) / 1e4

const placeOf = (s: Screening, level: string): string | null => s.places.find((p) => p.level === level)?.name ?? null

/** What counts as right, field by field; a field whose truth is null is judged only where saying nothing is the point. */
const FIELDS: Record<
  string,
  {
    asked: (c: Judged) => boolean
    right: (c: Judged) => boolean
    said: (c: Judged) => unknown
    gold: (c: Judged) => unknown
  }
> = {
  disposition: {
    asked: () => true,
    // A repost is folded by a later stage: screening alone keeps it.
    right: (c) => c.screening.disposition === (c.truth.disposition === 'duplicate' ? 'kept' : c.truth.disposition),
    said: (c) => c.screening.disposition,
    gold: (c) => c.truth.disposition,
  },
  appealType: {
    asked: (c) => c.truth.disposition === 'kept',
    right: (c) => c.screening.appealType === c.truth.appealType,
    said: (c) => c.screening.appealType,
    gold: (c) => c.truth.appealType,
  },
  route: {
    asked: (c) => c.truth.route !== null,
    right: (c) => c.screening.route === c.truth.route,
    said: (c) => c.screening.route,
    gold: (c) => c.truth.route,
  },
  category: {
    asked: (c) => c.truth.category !== null && c.truth.disposition === 'kept',
    right: (c) => c.screening.category === c.truth.category,
    said: (c) => c.screening.category,
    gold: (c) => c.truth.category,
  },
  district: {
    asked: (c) => c.truth.district !== null,
    right: (c) => placeOf(c.screening, 'district') === c.truth.district,
    said: (c) => placeOf(c.screening, 'district'),
    gold: (c) => c.truth.district,
  },
  street: {
    asked: (c) => c.truth.street !== null,
    right: (c) => placeOf(c.screening, 'street') === c.truth.street,
    said: (c) => placeOf(c.screening, 'street'),
    gold: (c) => c.truth.street,
  },
  department1: {
    asked: (c) => c.truth.department !== null,
    right: (c) => c.screening.departments[0]?.name === c.truth.department,
    said: (c) => c.screening.departments.map((d) => d.name),
    gold: (c) => c.truth.department,
  },
  department3: {
    asked: (c) => c.truth.department !== null,
    right: (c) => c.screening.departments.slice(0, 3).some((d) => d.name === c.truth.department),
    said: (c) => c.screening.departments.map((d) => d.name),
    gold: (c) => c.truth.department,
  },
  urgency: {
    asked: (c) => c.truth.disposition === 'kept',
    right: (c) => c.screening.urgency === c.truth.urgency,
    said: (c) => c.screening.urgency,
    gold: (c) => c.truth.urgency,
  },
}

/** Shares of right answers, genuine posts lost and in review, spam caught. */
export function screeningFigures(cases: readonly Judged[]): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const [name, field] of Object.entries(FIELDS)) {
    const asked = cases.filter(field.asked)
    figures[name] = round(asked.filter(field.right).length / asked.length)
  }
  const genuine = cases.filter((c) => ['kept', 'duplicate', 'review'].includes(c.truth.disposition))
  figures.genuineLost = genuine.filter((c) => !['kept', 'review'].includes(c.screening.disposition)).length
  figures.genuineInReview = genuine.filter((c) => c.screening.disposition === 'review').length
  const spam = cases.filter((c) => c.truth.disposition === 'quarantined')
  figures.spamCaught = round(
    spam.filter((c) => ['quarantined', 'review'].includes(c.screening.disposition)).length / spam.length,
  )
  return figures
}

/** B-cubed F1 of the posts that belong to a planned issue. */
function bcubed(gold: ReadonlyMap<string, string>, said: ReadonlyMap<string, string>): number {
  const groups = (m: ReadonlyMap<string, string>): Map<string, Set<string>> => {
    const out = new Map<string, Set<string>>()
    for (const id of gold.keys()) {
      const key = m.get(id) ?? `none-${id}`
      const set = out.get(key) ?? new Set()
      set.add(id)
      out.set(key, set)
    }
    return out
  }
  const G = groups(gold)
  const S = groups(said)
  let p = 0
  let r = 0
  for (const id of gold.keys()) {
    const s = S.get(said.get(id) ?? `none-${id}`)!
    const g = G.get(gold.get(id)!)!
    const both = [...s].filter((x) => g.has(x)).length
    p += both / s.size
    r += both / g.size
  }
  // Precision and recall are means over the posts; the count falls out of all but the factor.
  return (2 * p * r) / (p + r) / gold.size
}

interface Grouped {
  /** Post ("half/id") → issue. */
  readonly said: ReadonlyMap<string, string>
  readonly members: readonly Member[]
  readonly issues: readonly Issue[]
}

/** Groups both halves together, in order of time, as one city's posts come. */
export function groupSample(cases: readonly Case[]): Grouped {
  const grouper = createGrouper()
  const posts = cases
    .filter(({ screening: s }) => s.disposition === 'kept' && isShared(s))
    .map((c) => {
      const { half, post, screening, tokens } = c
      const { title, text } = redact(post.title ?? '', post.text)
      const written = {
        id: `${half}/${post.id}`,
        at: Date.parse(readTime(post.postedAt)?.at ?? ''),
        kind: post.kind,
        title,
        text,
        source: post.site,
        voice: namesNobody(post.author) ? `${half}/${post.id}` : `${post.site} ${post.author}`,
        likes: post.likes ?? 0,
      }
      return { c, input: groupInput(written, screening, tokens) }
    })
    .sort((a, b) => a.input.at - b.input.at)
  for (const { input } of posts) grouper.add(input)
  grouper.settle()
  const { assignments, issues } = grouper.take()
  const placed = new Map(assignments.map((a) => [a.postId, a]))
  const members = posts.flatMap(({ c, input }): Member[] => {
    const { issueId, duplicateOf } = placed.get(input.id)!
    if (issueId === null) return []
    const { id: postId, source, kind, route, appealType, voice, likes } = input
    const { replies = 0, views = 0, answer } = c.post
    const { urgency } = c.screening
    const at = new Date(input.at).toISOString()
    const answeredAt = readTime(answer?.at ?? '')?.at ?? null
    const said = { postId, issueId, source, kind, route, appealType, urgency, at, voice, likes, replies, views }
    return [{ ...said, dayPrecision: false, duplicateOf, answeredAt }]
  })
  return {
    said: new Map(members.map(({ postId, issueId }) => [postId, issueId])),
    members,
    issues: issues.map((issue) => ({ ...issue, renamed: null, pinned: false, rev: 1 })),
  }
}

/** Figures of each half, rounded to four places. */
export function scoreSample(cases: readonly Case[]): Record<string, Record<string, number>> {
  const { said, members, issues } = groupSample(cases)
  const board = sampleBoard(members, issues)
  return Object.fromEntries(
    HALVES.map((half) => {
      const own = cases.filter((c) => c.half === half)
      const figures = screeningFigures(own)
      const gold = new Map(own.filter((c) => c.truth.issue).map((c) => [`${half}/${c.post.id}`, c.truth.issue!]))
      figures.bcubedF1 = round(bcubed(gold, said))
      const planned = new Map(
        own.filter((c) => c.planned && c.truth.issue).map((c) => [`${half}/${c.post.id}`, c.truth.issue!]),
      )
      figures.foundOnceInTop15 = foundOnce(board, planned, said)
      return [half, figures]
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const cases = screenSample(openScreener({ city: 'lanzhou', models: {} }))
  console.log(JSON.stringify(scoreSample(cases), null, 1))
  const field = process.argv[process.argv.indexOf('--errors') + 1]
  const judge = process.argv.includes('--errors') && field ? FIELDS[field] : undefined
  if (judge)
    for (const c of cases)
      if (c.half === 'dev' && judge.asked(c) && !judge.right(c))
        console.log(
          `${c.post.id} gold=${judge.gold(c)} said=${judge.said(c)} ${c.post.title ?? ''} | ${c.post.text.slice(0, 90)}`,
        )
}
