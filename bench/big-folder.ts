/**
 * A data folder as large as a city's after a year or so, for the bench of the views (bench/views.ts):
 *
 *   node bench/big-folder.ts FOLDER [POSTS=300000] [--no-search]
 *
 * Posts are those of bench/synthetic-posts.ts, spread over a year; the matter they were planted in is their issue. They go straight through the
 * ports of Records and Search, with verdicts as long as the screener's, answers, copies, cases and looks at sources: only reading, redaction, screening
 * and grouping are left out, which no view waits for. The same numbers give the same folder. Its clock stands at the end: FOLDER/lanting.yaml.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { normalize } from '../analyzers/text/normalize.ts'
import { createPinyin } from '../analyzers/text/pinyin.ts'
import { checkDictionary, USER_DICT } from '../analyzers/text/segment.ts'
import type { GroupingCommit } from '../model/ports.ts'
import type { Post, Screening, Tokens } from '../model/post.ts'
import { DAY_MS, fixedClock } from '../model/time.ts'
import { CATEGORY_CODES } from '../model/words.ts'
import { indexChanged } from '../pipeline/stages/index-stage.ts'
import { openRecords, openRecordsDatabase } from '../store/records/open.ts'
import { openSearch } from '../store/search/open.ts'
import { type Planted, syntheticPosts } from './synthetic-posts.ts'

const NOW = '2026-01-19T10:00:00+08:00'
const SPAN_DAYS = 365
const BATCH = 2_000
const WORDS = 40
const SOURCES = Array.from({ length: 12 }, (_, i) => `board-${i}`)
const UNITS = ['市住建局', '市城管委', '市交通委', '市生态环境局', '市市场监管局', '市教育局', '市卫健委', '市人社局']
const CASES = 400
const LOOK_MS = 900_000

const folder = resolve(process.argv[2] ?? '')
const count = /^\d+$/.test(process.argv[3] ?? '') ? Number(process.argv[3]) : 300_000
if (process.argv[2] === undefined) throw new Error('usage: node bench/big-folder.ts FOLDER [POSTS]')
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'lanting.yaml'),
  `dataDir: ${folder}\nkeysDir: ${folder}.keys\nclock: ${NOW}\nconsole: { port: 0 }\n`,
)

const clock = fixedClock(NOW)
const end = clock.now().getTime()
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
/** 0..1, the same for one post in every run. */
const chance = (i: number, salt: number): number => {
  let a = (Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)) >>> 0
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) >>> 0
  a = Math.imul(a ^ (a >>> 12), 0x297a2d39) >>> 0
  return ((a ^ (a >>> 15)) >>> 0) / 2 ** 32
}
const iso = (ms: number): string => new Date(ms).toISOString()
const pick = <T>(list: readonly T[], x: number): T => list[Math.floor(x * list.length)] as T

const records = await openRecords({ file: join(folder, 'records.db'), clock })
const tokensOf = new Map<string, Tokens>()
const issues = new Map<number, { id: string; last: string; title: string; screening: Screening; stored: boolean }>()
const verdictOf = (i: number, { post, matter }: Planted): Screening => {
  const x = chance(i, 1)
  const disposition = x < 0.86 ? 'kept' : x < 0.88 ? 'review' : x < 0.96 ? 'quarantined' : 'off-topic'
  const y = chance(i, 2)
  const urgency = y < 0.006 ? 3 : y < 0.02 ? 2 : y < 0.05 ? 1 : 0
  const category = pick(CATEGORY_CODES, chance(matter, 3))
  const unit = pick(UNITS, chance(matter, 4))
  return {
    disposition,
    appealType: pick(['投诉', '投诉', '求助', '咨询', '意见建议', '表扬', '其他'], chance(i, 5)),
    route: urgency === 3 ? 'emergency' : chance(i, 6) < 0.01 ? 'protected' : 'case',
    spam: chance(i, 7) / 4,
    relevance: 0.9,
    category,
    categories: [{ label: category, score: 0.8 }],
    places: post.places,
    departments: [
      { name: unit, level: '市', role: '主办', score: 0.7, reason: `类别 ${category}（${post.tokens.text[0]}）` },
    ],
    keywords: post.tokens.text.filter((word) => word.length > 1).slice(0, 8),
    urgency,
    // As many and as long as a screener gives on average: reading them is a part of every view of posts.
    reasons: Array.from({ length: 11 }, (_, n) => ({
      rule: n === 0 ? 'urgency.word' : 'category.word',
      weight: 0.1 * n,
      field: 'text' as const,
      start: 3 * n,
      end: 3 * n + 3,
      text: post.text.slice(3 * n, 3 * n + 3),
    })),
    versions: { rules: '1', dictionary: '1', models: '1' },
  }
}
function postOf(i: number, at: string, post: Planted['post'], answeredAt: string | undefined): Post {
  return {
    id: post.id.padEnd(26, '0'),
    source: pick(SOURCES, chance(i, 8) ** 2),
    nativeId: `n${i}`,
    url: `https://example.org/${i}`,
    kind: chance(i, 9) < 0.03 ? 'news' : 'letter',
    title: post.title,
    text: post.text,
    marks: [],
    postedAt: at,
    postedPrecision: chance(i, 10) < 0.2 ? 'day' : 'minute',
    collectedAt: iso(Math.min(end, Date.parse(at) + 3_600_000)),
    likes: chance(i, 11) < 0.3 ? Math.floor(40 * chance(i, 12) ** 3) : 0,
    replies: 0,
    views: 0,
    givenAppealType: undefined,
    addressee: undefined,
    sourceCaseId: undefined,
    sourceState: chance(i, 13) < 0.02 ? '退回重办' : undefined,
    channel: undefined,
    publicConsent: undefined,
    answer:
      answeredAt === undefined
        ? undefined
        : {
            unit: pick(UNITS, chance(i, 14)),
            text: `您好，您反映的问题已收悉。经核实，${post.text.slice(0, 90)}。预计${Number(answeredAt.slice(5, 7))}月底前完成整改，感谢您的支持。`,
            at: answeredAt,
          },
    voice: `v${Math.floor(chance(i, 15) * count)}`,
    contentHash: sha(`${post.title}\0${post.text}`),
  }
}
const commit = (more: Partial<GroupingCommit>): GroupingCommit => ({
  fence: 1,
  offset: 0,
  assignments: [],
  issues: [],
  state: [],
  at: iso(end),
  ...more,
})

let i = 0
let batch: { post: Post; screening: Screening; matter: number; copyOf: string | null }[] = []
const firstOf = new Map<string, string>()
const flush = async (): Promise<void> => {
  const at = batch.at(-1)?.post.collectedAt as string
  await records.posts.append(
    batch.map(({ post }) => post),
    [],
    at,
  )
  await records.posts.saveScreenings(batch, at)
  const kept = batch.filter(({ screening }) => screening.disposition === 'kept' && screening.route !== 'protected')
  const changed = new Set(kept.map(({ matter }) => matter))
  const last = (await records.grouping.next(offset, 2 * BATCH)).at(-1)?.seq ?? offset
  await records.grouping.commit(
    commit({
      offset: last,
      assignments: kept.map(({ post, matter, copyOf }) => ({
        postId: post.id,
        issueId: issues.get(matter)?.id as string,
        duplicateOf: copyOf,
      })),
      issues: [...changed].map((matter) => {
        const issue = issues.get(matter)!
        issue.stored = true
        const { id, last, title, screening } = issue
        const place = screening.places.at(-1) ?? null
        return {
          id,
          title,
          keywords: screening.keywords.slice(0, 5),
          category: screening.category,
          subcategory: null,
          place,
          district: place?.district ?? null,
          department: screening.departments[0]?.name ?? null,
          firstSeen: last,
          lastSeen: last,
          ...{ posts: 1, voices: 2, news: 0, praise: 0, answered: 0, mergedInto: null },
        }
      }),
    }),
  )
  offset = last
  batch = []
}
let offset = 0
const started = performance.now()
for (const planted of syntheticPosts(count, WORDS)) {
  const at = iso(end - ((count - i) / count) * SPAN_DAYS * DAY_MS)
  const answered = Date.parse(at) + (2 + 12 * chance(i, 16)) * DAY_MS
  const post = postOf(i, at, planted.post, chance(i, 17) < 0.6 && answered < end ? iso(answered) : undefined)
  const screening = verdictOf(i, planted)
  tokensOf.set(post.id, planted.post.tokens)
  const known = issues.get(planted.matter)
  if (known === undefined)
    issues.set(planted.matter, {
      id: `i-${planted.matter.toString(36)}`,
      last: at,
      title: post.title,
      screening,
      stored: false,
    })
  else known.last = at
  const copyOf = screening.disposition === 'kept' ? (firstOf.get(post.contentHash) ?? null) : null
  if (screening.disposition === 'kept' && copyOf === null) firstOf.set(post.contentHash, post.id)
  batch.push({ post, screening, matter: planted.matter, copyOf })
  i += 1
  if (batch.length === BATCH || i === count) await flush()
  if (i % 50_000 === 0) console.log(`${i} posts  ${Math.round((performance.now() - started) / 1000)} s`)
}

const hot = [...issues.values()].filter((issue) => issue.stored).slice(0, CASES)
for (const [n, issue] of hot.entries()) {
  const createdAt = iso(end - (60 - n / 8) * DAY_MS)
  await records.cases.create(
    {
      id: `GD${n}`,
      issueId: issue.id,
      title: issue.title,
      unit: pick(UNITS, chance(n, 18)),
      units: [pick(UNITS, chance(n, 18))],
      note: '',
      state: '待签收',
      urgency: 1,
      createdAt,
      dueAt: iso(Date.parse(createdAt) + 15 * DAY_MS),
      dueProvisional: false,
    } as Parameters<typeof records.cases.create>[0],
    [],
    () => '',
    'bench',
  )
}
await records.close()

/** Looks at every source each quarter of an hour of a year: put in as rows, for the port takes one at a time. */
const db = await openRecordsDatabase({ file: join(folder, 'records.db'), clock })
for (const [s, source] of SOURCES.entries()) {
  const rows: { source: string; at: string; outcome: 'new' | 'unchanged' | 'failed'; found: number; fresh: number }[] =
    []
  for (let at = end - SPAN_DAYS * DAY_MS, n = 0; at < end; at += LOOK_MS, n += 1) {
    const x = chance(n, 100 + s)
    const out = s < 3 && Math.floor(n / 96) % 90 === 80
    rows.push({
      source,
      at: iso(at),
      outcome: out ? 'failed' : x < 0.3 ? 'new' : 'unchanged',
      found: 20,
      fresh: x < 0.3 && !out ? 3 : 0,
    })
  }
  await db.transaction().execute(async (tx) => {
    for (let k = 0; k < rows.length; k += 1000)
      await tx
        .insertInto('source_visits')
        .values(rows.slice(k, k + 1000))
        .execute()
  })
  const last = rows.at(-1)!
  await db
    .insertInto('source_health')
    .values({
      source,
      outcome: last.outcome,
      at: last.at,
      last_success_at: last.at,
      last_new_at: last.at,
      consecutive_failures: 0,
      paused_until: null,
      found: 20,
      detail: null,
    })
    .execute()
}
await db.destroy()
console.log(`records: ${issues.size} issues, ${Math.round((performance.now() - started) / 1000)} s`)

if (!process.argv.includes('--no-search')) {
  const again = await openRecords({ file: join(folder, 'records.db'), clock })
  const search = await openSearch({
    file: join(folder, 'search.db'),
    cut: async (texts) => texts.map((text) => [text]),
    fold: normalize,
    pinyin: createPinyin(),
    clock,
    dictionary: checkDictionary(USER_DICT),
    readOnly: false,
  })
  await indexChanged(again.posts, search, async (posts) => posts.map((post) => tokensOf.get(post.id) as Tokens), {
    clock,
  })
  await search.close()
  await again.close()
  console.log(`search: ${Math.round((performance.now() - started) / 1000)} s`)
}
