/** Members and issues for tests of what is computed from them. */
import type { Issue, Member } from '../../model/issue.ts'

export const DAY = 86_400_000
/** Monday 2026-01-19, 00:00 in Lanzhou. */
export const TO = '2026-01-18T16:00:00.000Z'
export const daysBefore = (n: number): string => new Date(Date.parse(TO) - n * DAY).toISOString()
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
export const weekdays = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** A complaint of its own voice, a day before TO. */
export const member = (n: number, more: Partial<Member> = {}): Member => ({
  postId: `p${n}`,
  issueId: 'a',
  source: 'board',
  kind: 'letter',
  route: 'case',
  appealType: '投诉',
  urgency: 0,
  at: daysBefore(1),
  dayPrecision: false,
  voice: `v${n}`,
  likes: 0,
  replies: 0,
  views: 0,
  duplicateOf: null,
  answeredAt: null,
  ...more,
})

export const issue = (id: string, more: Partial<Issue> = {}): Issue => ({
  id,
  title: id,
  keywords: [],
  category: null,
  subcategory: null,
  place: null,
  district: null,
  department: null,
  firstSeen: daysBefore(30),
  lastSeen: TO,
  posts: 1,
  voices: 1,
  news: 0,
  praise: 0,
  answered: 0,
  mergedInto: null,
  renamed: null,
  pinned: false,
  rev: 1,
  ...more,
})
