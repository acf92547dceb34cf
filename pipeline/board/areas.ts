/** Counts of a window by district, category or department, and categories that stand out in a district. Pure. */
import type { AreaKind, AreaRow, PopulationTable, Surge } from '../../model/board.ts'
import type { Issue, Member } from '../../model/issue.ts'
import { dayStart, localDayNumber, readInstant } from '../../model/time.ts'
import type { Category } from '../../model/words.ts'
import type { Turns } from '../turns.ts'
import { type BurstRules, burstRules, burstsIn } from './burst.ts'
import { isVoice } from './heat.ts'

/** Voices per 10,000 residents, two decimals; null where the number of residents is not known. */
export function perTenThousand(voices: number, district: string | null, table: PopulationTable): number | null {
  const people = district === null ? undefined : table.people[district]
  return people === undefined ? null : Math.round((voices / people) * 1e6) / 100
}

/** Members looked at before others have their turn. */
const STEP = 1_000

export interface Span {
  /** UTC, half-open. */
  readonly from: string
  readonly to: string
}

/**
 * Rows by voices in the window, then by name. `members` must reach back one window's length before `from`: that is what
 * the window is compared with.
 */
export function* areaRows(
  members: readonly Member[],
  issues: readonly Pick<Issue, 'id' | AreaKind>[],
  by: AreaKind,
  window: Span,
  population: PopulationTable,
): Turns<AreaRow[]> {
  const nameOf = new Map(issues.map((issue) => [issue.id, issue[by]]))
  const length = Date.parse(window.to) - Date.parse(window.from)
  const before = new Date(Date.parse(window.from) - length).toISOString()
  const rows = new Map<string | null, { issues: Set<string>; posts: number; now: Set<string>; earlier: Set<string> }>()
  for (const [i, member] of members.entries()) {
    if (i % STEP === STEP - 1) yield
    const name = nameOf.get(member.issueId)
    if (name === undefined || member.at >= window.to || member.at < before) continue
    const row = rows.get(name) ?? { issues: new Set(), posts: 0, now: new Set(), earlier: new Set() }
    rows.set(name, row)
    if (member.at < window.from) {
      if (isVoice(member)) row.earlier.add(member.voice)
      continue
    }
    row.issues.add(member.issueId)
    row.posts += 1
    if (isVoice(member)) row.now.add(member.voice)
  }
  return [...rows]
    .filter(([, row]) => row.posts > 0)
    .map(([name, row]) => ({
      name,
      issues: row.issues.size,
      posts: row.posts,
      voices: row.now.size,
      voicesBefore: row.earlier.size,
      perTenThousand: by === 'district' ? perTenThousand(row.now.size, name, population) : null,
    }))
    .sort(
      (a, b) =>
        Number(a.name === null) - Number(b.name === null) ||
        b.voices - a.voices ||
        ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
    )
}

/** Share of the window before that must lie behind the first post stored. */
const COVERED = 2 / 3

/** True when what is stored reaches back far enough to compare the window with the one before; `members` as for areaRows, oldest first. */
export function isComparable(members: readonly Member[], window: Span): boolean {
  const first = members[0]
  if (first === undefined) return false
  const from = Date.parse(window.from)
  return from - Date.parse(first.at) >= COVERED * (Date.parse(window.to) - from)
}

export interface SurgeInput {
  /** Members of all of `days`. */
  readonly members: readonly Member[]
  readonly issues: readonly Pick<Issue, 'id' | 'category' | 'district'>[]
  /** Local days, consecutive and oldest first; the last is the one looked at. A year and more of them lets the season be known. */
  readonly days: readonly string[]
  readonly isWorkday: (day: string) => boolean
  readonly outages?: ReadonlySet<string> | undefined
  /** Share of the last day that has passed. */
  readonly passed?: number | undefined
  readonly rules?: BurstRules | undefined
}

/** Category × district series whose newest days stand out, the least likely first. */
export function* findSurges(input: SurgeInput): Turns<{ surges: Surge[]; unknown: boolean }> {
  const { days } = input
  const first = localDayNumber(dayStart(days[0] ?? '').getTime())
  const area = new Map(
    input.issues.flatMap((i) => (i.category && i.district ? [[i.id, `${i.category} ${i.district}`] as const] : [])),
  )
  const voices = new Map<string, Set<string>[]>()
  for (const [i, member] of input.members.entries()) {
    if (i % STEP === STEP - 1) yield
    const key = area.get(member.issueId)
    if (key === undefined || !isVoice(member)) continue
    const day = localDayNumber(readInstant(member.at)) - first
    if (day < 0 || day >= days.length) continue
    const own = voices.get(key) ?? days.map(() => new Set<string>())
    voices.set(key, own)
    own[day]?.add(member.voice)
  }
  const { bursts, unknown } = yield* burstsIn(
    {
      days,
      series: [...voices].map(([key, sets]) => ({ key, counts: sets.map((set) => set.size) })),
      isWorkday: input.isWorkday,
      passed: input.passed,
      ...(input.outages ? { outages: input.outages } : {}),
    },
    input.rules ?? burstRules,
  )
  return {
    unknown,
    surges: bursts.map((burst) => {
      const [category, district] = burst.key.split(' ') as [Category, string]
      const expected = Math.round(burst.expected * 10) / 10
      return { category, district, since: burst.since, observed: burst.observed, expected }
    }),
  }
}
