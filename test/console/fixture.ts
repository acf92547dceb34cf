/**
 * A small real city for the console's tests: Records, search and ranking in memory over the readable half of the sample
 * posts. Verdicts and issues come from its truth file, so no analyzer is needed and nothing here measures one.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { handedUnits } from '../../analyzers/dispatch/handed-units.ts'
import { redact } from '../../analyzers/redaction/redact.ts'
import { normalize } from '../../analyzers/text/normalize.ts'
import { createPinyin } from '../../analyzers/text/pinyin.ts'
import { waitingIn } from '../../cli/waiting.ts'
import { createApi } from '../../console/api/app.ts'
import type { ConsoleDeps } from '../../console/api/deps.ts'
import { createPushedRows } from '../../crawlers/json-row.ts'
import { createCalendar } from '../../delivery/calendar.ts'
import { takeCaseStep } from '../../delivery/case-step.ts'
import { handOver } from '../../delivery/handover.ts'
import { openCase, openWords } from '../../delivery/open-words.ts'
import { expectedDue } from '../../delivery/redate.ts'
import { unsentDigests } from '../../delivery/unsent.ts'
import { configSchema } from '../../model/config.ts'
import type { Issue } from '../../model/issue.ts'
import type { Records, SearchStore, StoredPost } from '../../model/ports.ts'
import type { Delivery, Post, Screening } from '../../model/post.ts'
import { fixedClock, readTime } from '../../model/time.ts'
import type { AppealType, Category, Disposition, Route } from '../../model/words.ts'
import { createHotService } from '../../pipeline/board/hot-service.ts'
import { createIssueHeats } from '../../pipeline/board/issue-heats.ts'
import { addMember, createCluster } from '../../pipeline/grouping/cluster.ts'
import { encodeCluster } from '../../pipeline/grouping/cluster-text.ts'
import { createExplanationService } from '../../pipeline/grouping/explanation-service.ts'
import { createFeatureReader } from '../../pipeline/grouping/group-features.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { memberOf } from '../../pipeline/grouping/member.ts'
import { createBeside } from '../../pipeline/intake/beside.ts'
import { toPost } from '../../pipeline/intake/inbox.ts'
import { createSourceWatch } from '../../pipeline/intake/source-watch.ts'
import { aim, createProbe } from '../../pipeline/nearness/issue-vector.ts'
import { createReviewService } from '../../pipeline/review/review-service.ts'
import { groupInputOf } from '../../pipeline/stages/group-input.ts'
import { createGroupStage } from '../../pipeline/stages/group-stage.ts'
import { indexChanged } from '../../pipeline/stages/index-stage.ts'
import { createTermStatistics } from '../../pipeline/words/term-statistics.ts'
import { loadWordTopics } from '../../pipeline/words/word-topics.ts'
import { openRecords } from '../../store/records/open.ts'
import { openSearch } from '../../store/search/open.ts'

const clock = fixedClock('2026-01-19T02:00:00.000Z')
const config = configSchema.parse({ hot: { days: 45 } })
const RECIPIENTS = ['王处 <wang@lz.example>', 'li@lz.example', 'zhao@lz.example']
const SAMPLES = fileURLToPath(new URL('../../samples/dev/', import.meta.url))
/** The only part of the samples that tests may read. */
const FILES = readdirSync(SAMPLES)
const words = new Intl.Segmenter('zh', { granularity: 'word' })
const cut = (text: string): string[] => [...words.segment(text)].map((s) => s.segment)

const tokensOf = (p: Post) => ({ title: cut(normalize(p.title).text), text: cut(normalize(p.text).text) })
const inputOf = (post: StoredPost) => groupInputOf(post, tokensOf(post))

interface Truth {
  disposition: Disposition
  appealType: AppealType | null
  route: Route | null
  category: Category | null
  subcategory?: string | null
  district: string | null
  street: string | null
  department: string | null
  urgency: number
  issue: string | null
  note?: string
}

const lines = <T>(name: string): T[] =>
  readFileSync(SAMPLES + name, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((l) => JSON.parse(l) as T)

type Row = Record<string, never> & {
  id: string
  site: string
  kind: Delivery['kind']
  text: string
  title?: string
  author?: string
  postedAt: string
  likes?: number
  views?: number
  status?: string
  answer?: { unit?: string; text: string; at?: string }
}

const voices = {
  voice: (source: string, author: string | undefined, id: string) =>
    createHash('sha256')
      .update(author && !/[*匿]/.test(author) ? `${source}\0${author}` : id)
      .digest('hex')
      .slice(0, 32),
  before: () => undefined,
  secret: (text: string) => createHash('sha256').update(text).digest(),
  turn: async () => {},
}

function toScreening(post: Post, truth: Truth): Screening {
  const disposition = truth.disposition === 'duplicate' || truth.disposition === 'failed' ? 'kept' : truth.disposition
  const doubtful = disposition !== 'kept'
  return {
    disposition,
    appealType: truth.appealType ?? '其他',
    route: truth.route ?? 'lead',
    spam: disposition === 'quarantined' ? 0.97 : disposition === 'review' ? 0.5 : 0.02,
    relevance: disposition === 'off-topic' ? 0.05 : 0.9,
    category: truth.category,
    categories: truth.category ? [{ label: truth.category, score: 0.91 }] : [],
    subcategory: truth.subcategory ?? undefined,
    places: [
      ...(truth.district ? [{ name: truth.district, level: 'district' as const }] : []),
      ...(truth.street
        ? [{ name: truth.street, level: 'street' as const, district: truth.district ?? undefined }]
        : []),
    ],
    departments: truth.department ? [{ name: truth.department, level: '市', role: '主办', score: 0.88 }] : [],
    keywords: [
      ...new Set(cut(normalize(`${post.title}。${post.text}`).text).filter((w) => /^\p{Script=Han}{2,}$/u.test(w))),
    ],
    urgency: truth.urgency as 0,
    reasons: doubtful
      ? [
          {
            rule: 'spam.words',
            weight: 2.1,
            field: 'text',
            start: 0,
            end: Math.min(12, post.text.length),
            text: truth.note ?? '',
          },
        ]
      : [],
    versions: { rules: 'test', dictionary: 'test', models: 'test' },
  }
}

export interface City {
  readonly records: Records
  readonly search: SearchStore
  readonly deps: ConsoleDeps
  readonly app: ReturnType<typeof createApi>
  /** Post ids by sample id. */
  readonly ids: ReadonlyMap<string, string>
  readonly truth: ReadonlyMap<string, Truth>
  readonly writes: () => number
  reindex(): Promise<void>
  /** What the grouping writer does next: people's merges and splits come into force. */
  regroup(): Promise<void>
  close(): Promise<void>
}

const deliveryOf = (row: Row): Delivery => {
  const time = readTime(row.postedAt)
  return {
    source: `sample-${row.site}`,
    nativeId: row.id,
    url: `http://127.0.0.1/${row.site}/${row.id}`,
    kind: row.kind,
    title: row.title,
    text: row.text,
    author: row.author,
    postedAt: time?.at,
    postedPrecision: time?.precision,
    likes: row.likes,
    views: row.views,
    sourceState: row.status,
    answer: row.answer && { ...row.answer, at: row.answer.at ? readTime(row.answer.at)?.at : undefined },
  }
}

/** Opens the city; `webDir` where the pages lie, when they are wanted. */
export async function openCity(webDir = '/nowhere'): Promise<City> {
  const records = await openRecords({ file: ':memory:', clock })
  const calendar = createCalendar()
  const hot = createHotService({ records, clock, days: 45, top: 15, isWorkday: calendar.isWorkday })
  const search = await openSearch({
    file: ':memory:',
    cut: async (texts) => texts.map(cut),
    fold: normalize,
    pinyin: createPinyin(),
    heats: createIssueHeats(hot, clock, clock),
    clock,
  })
  const at = clock.now().toISOString()
  const ids = new Map<string, string>()
  const truth = new Map<string, Truth>()
  for (const name of FILES.filter((f) => f.endsWith('.posts.jsonl'))) {
    const truths = new Map(lines<Truth & { id: string }>(name.replace('posts', 'truth')).map((t) => [t.id, t]))
    const posts = lines<Row>(name).map((row) => {
      const post = toPost(deliveryOf(row), redact, voices, clock.now())
      ids.set(row.id, post.id)
      truth.set(post.id, truths.get(row.id)!)
      return post
    })
    for (const site of new Set(posts.map((p) => p.source)))
      await records.posts.append(
        posts.filter((p) => p.source === site),
        [],
        at,
      )
  }
  for (let batch = await records.posts.pending(500); batch.length > 0; batch = await records.posts.pending(500))
    await records.posts.saveScreenings(
      batch.map((post) => ({ post, screening: toScreening(post, truth.get(post.id)!) })),
      at,
    )
  await group(records, truth, at)
  for (const [i, source] of ['board', 'mailbox', 'forum', 'news', 'column'].entries())
    await records.sources.record({
      source: `sample-${source}`,
      outcome: (['new', 'unchanged', 'blocked', 'changed-shape', 'failed'] as const)[i]!,
      at,
      lastSuccessAt: i < 3 ? at : '2026-01-17T01:00:00.000Z',
      lastNewAt: at,
      consecutiveFailures: i < 2 ? 0 : i,
      pausedUntil: i === 2 ? '2026-01-19T04:00:00.000Z' : null,
      found: i < 2 ? 40 : 0,
      detail: i === 3 ? '列表页未找到 .list li' : null,
    })
  await records.digests.open('2026-01-19', RECIPIENTS.slice(0, 2), at)
  await records.digests.mark('2026-01-19', RECIPIENTS[0]!, 'sent', null, at)
  await records.digests.mark('2026-01-19', RECIPIENTS[1]!, 'failed', `refused 550 EENVELOPE @${at}`, at)
  await records.digests.open('2026-01-18', [RECIPIENTS[2]!, 'gone@lz.example'], '2026-01-18T00:00:00.000Z')
  let written = 0
  const reindex = async () => {
    await indexChanged(records.posts, search, async (posts) => posts.map(tokensOf), { clock })
  }
  await reindex()
  const deps: ConsoleDeps = {
    records,
    search,
    hot,
    explanations: createExplanationService({
      records,
      analysis: {
        async explain(post, issueId, state) {
          const grouper = createGrouper()
          grouper.restore(state)
          return grouper.explain(inputOf(post), issueId)
        },
      },
    }),
    imports: {
      namer: createPushedRows,
      letters: (rows, source, failed = []) =>
        records.posts.append(
          rows.map((r) =>
            toPost(
              { source, nativeId: r.id, kind: 'letter', text: r.text, title: r.title ?? '' },
              redact,
              voices,
              clock.now(),
            ),
          ),
          failed,
          at,
        ),
    },
    review: createReviewService({ records, clock }),
    watch: createSourceWatch({ sources: records.sources, clock, isWorkday: calendar.isWorkday }),
    visitPlans: async () => [
      {
        source: 'sample-forum',
        host: 'forum.example.org',
        everyMinutes: 15,
        minDelay: 1.5,
        maxDelay: 2.5,
        hours: '22:00-06:00',
        perDay: 5000,
        leftToday: 4200,
        nextAt: '2026-01-19T14:00:00.000Z',
        waitsFor: 'pause',
      },
    ],
    unsentDigests: () => unsentDigests({ digests: records.digests, to: RECIPIENTS, hour: 8, clock }),
    async resumeSource(id) {
      const health = (await records.sources.health()).find((one) => one.source === id)
      if (health) await records.sources.record({ ...health, consecutiveFailures: 0, pausedUntil: null })
      return health !== undefined
    },
    waiting: () => waitingIn(records),
    openCase: (kase) => openCase(records, kase),
    expectedDue: (kase) => expectedDue({ records, calendar }, kase),
    openWords: (issue) => openWords(records, issue),
    units: handedUnits(),
    withoutPersonalData: (text) => redact('', text).text,
    namesPerson: createBeside(redact).namesPerson,
    handOver: (input) => handOver({ records, calendar, clock, endpoints: ['test'], ...input }),
    takeCaseStep: (input) => takeCaseStep({ records, clock, endpoints: ['test'], ...input }),
    afterWrite: () => {
      written += 1
    },
    clock,
    config,
    sample: true,
    version: '0.0.0-test',
    folder: 'test',
    webDir,
    sourceNames: {
      'sample-board': '领导留言板',
      'sample-mailbox': '市长信箱',
      'sample-forum': '本地论坛',
      'sample-news': '本地新闻',
      'sample-column': '部门通知',
    },
  }
  return {
    records,
    search,
    deps,
    app: createApi(deps),
    ids,
    truth,
    writes: () => written,
    reindex,
    regroup: () => regroup(records),
    async close() {
      await search.close()
      await records.close()
    },
  }
}

/** The state the grouping writer would keep of an issue of these posts. */
function clusterRow(id: string, posts: readonly StoredPost[], read: ReturnType<typeof createFeatureReader>) {
  const cluster = createCluster(id)
  const probe = createProbe()
  for (const post of posts) {
    aim(probe, read(inputOf(post)))
    addMember(cluster, memberOf(inputOf(post)), probe, undefined)
  }
  return { key: `c:${id}`, value: encodeCluster(cluster) }
}

async function regroup(records: Records): Promise<void> {
  const lease = await records.meta.acquire('writer', 'test', 60_000, clock.now().toISOString())
  if (!('token' in lease)) throw new Error('somebody holds the lease')
  const grouper = createGrouper()
  const step = (taken: number) => ({ ...grouper.take(), state: grouper.snapshot(), taken })
  const stage = createGroupStage({
    grouping: records.grouping,
    posts: records.posts,
    fence: lease.token,
    analysis: {
      restoreGroups: async (state) => grouper.restore(state),
      async linkGroups(links) {
        grouper.setLinks(links)
        return step(0)
      },
      async group(posts) {
        for (const post of posts) grouper.add(inputOf(post))
        return step(posts.length)
      },
      // Only what people said: what the truth has apart is not compared anew.
      settleGroups: async () => step(0),
    },
  })
  await stage.run({ clock })
  await records.meta.release('writer', lease.token)
}

/** Commits the planned issues of the truth as the grouping writer would. */
async function group(records: Records, truth: ReadonlyMap<string, Truth>, at: string): Promise<void> {
  const lease = await records.meta.acquire('writer', 'test', 60_000, at)
  if (!('token' in lease)) throw new Error('somebody holds the lease')
  const found = await records.grouping.next(0, 2000)
  const issues = new Map<string, (typeof found)[number]['post'][]>()
  for (const { post } of found) {
    const slug = truth.get(post.id)?.issue
    if (slug) issues.set(slug, [...(issues.get(slug) ?? []), post])
  }
  const ofPost = new Map([...issues].flatMap(([, posts]) => posts.map((p) => [p.id, posts[0]!.id] as const)))
  const read = createFeatureReader(createTermStatistics(), loadWordTopics())
  const times = (posts: readonly Post[]) => posts.map((p) => p.postedAt ?? at).sort()
  await records.grouping.commit({
    fence: lease.token,
    offset: found.at(-1)?.seq ?? 0,
    assignments: found.map(({ post }) => ({
      postId: post.id,
      issueId: ofPost.get(post.id) ?? null,
      duplicateOf: null,
    })),
    issues: [...issues.values()].map((posts): Omit<Issue, 'renamed' | 'pinned' | 'rev'> => {
      const s = posts.find((p) => p.kind !== 'news')?.screening ?? posts[0]!.screening!
      return {
        id: posts[0]!.id,
        title: (posts.find((p) => p.kind === 'letter' && p.title) ?? posts[0]!).title || posts[0]!.text.slice(0, 24),
        keywords: ['供热', '室温', '小区'],
        category: s.category,
        subcategory: s.subcategory ?? null,
        place: s.places.at(-1) ?? null,
        district: s.places[0]?.name ?? null,
        department: s.departments[0]?.name ?? null,
        firstSeen: times(posts)[0]!,
        lastSeen: times(posts).at(-1)!,
        posts: posts.length,
        voices: posts.filter((p) => p.kind !== 'news').length,
        news: posts.filter((p) => p.kind === 'news').length,
        praise: 0,
        answered: posts.filter((p) => p.answer).length,
        mergedInto: null,
      }
    }),
    state: [...issues.values()].map((posts) => clusterRow(posts[0]!.id, posts, read)),
    at,
  })
  await records.meta.release('writer', lease.token)
}
