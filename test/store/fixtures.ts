import { createHash } from 'node:crypto'
import type { GroupingCommit } from '../../model/ports.ts'
import type { Post, Screening } from '../../model/post.ts'

export const NOW = '2026-01-19T04:00:00.000Z'

/** An instant some hours after NOW. */
export const hours = (n: number): string => new Date(Date.parse(NOW) + n * 3_600_000).toISOString()

export const hashOf = (title: string, text: string): string =>
  createHash('sha256').update(`${title}\0${text}`).digest('hex')

export function makePost(id: string, change: Partial<Post> = {}): Post {
  const title = change.title ?? `标题 ${id}`
  const text = change.text ?? `正文 ${id}`
  return {
    id,
    source: 'board',
    nativeId: `n-${id}`,
    url: `https://example.org/${id}`,
    kind: 'letter',
    title,
    text,
    marks: [],
    postedAt: NOW,
    postedPrecision: 'minute',
    collectedAt: hours(1),
    likes: 0,
    replies: 0,
    views: 0,
    givenAppealType: undefined,
    addressee: undefined,
    sourceCaseId: undefined,
    sourceState: undefined,
    channel: undefined,
    publicConsent: undefined,
    answer: undefined,
    voice: `voice-${id}`,
    contentHash: hashOf(title, text),
    ...change,
  }
}

export const makeScreening = (change: Partial<Screening> = {}): Screening => ({
  disposition: 'kept',
  appealType: '投诉',
  route: 'case',
  spam: 0.02,
  relevance: 0.9,
  category: '城乡建设',
  categories: [{ label: '城乡建设', score: 0.8 }],
  subcategory: '冬季采暖',
  places: [{ name: '城关区', level: 'district' }],
  departments: [{ name: '市住建局', level: '市', role: '主办', score: 0.7 }],
  keywords: ['暖气'],
  urgency: 1,
  reasons: [{ rule: 'category.word', weight: 1, field: 'title', start: 0, end: 2, text: '标题' }],
  versions: { rules: '1', dictionary: '1', models: '1' },
  ...change,
})

export const makeIssue = (
  id: string,
  change: Partial<GroupingCommit['issues'][number]> = {},
): GroupingCommit['issues'][number] => ({
  id,
  title: `事项 ${id}`,
  keywords: ['暖气', '不热'],
  category: '城乡建设',
  subcategory: null,
  place: { name: '雁滩', level: 'street', district: '城关区' },
  district: '城关区',
  department: '市住建局',
  firstSeen: NOW,
  lastSeen: NOW,
  posts: 1,
  voices: 1,
  news: 0,
  praise: 0,
  answered: 0,
  mergedInto: null,
  ...change,
})

export const makeCommit = (change: Partial<GroupingCommit> = {}): GroupingCommit => ({
  fence: 1,
  offset: 1,
  assignments: [],
  issues: [],
  state: [],
  at: NOW,
  ...change,
})
