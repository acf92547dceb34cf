import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../../console/api/app.ts'
import type { Units } from '../../console/api/case-routes.ts'
import type { Board, IssueDetailView, WhyView } from '../../console/api/issue-routes.ts'
import type { CaseView } from '../../console/api/issue-view.ts'
import type { ReviewAnswer } from '../../console/api/post-routes.ts'
import type { SearchAnswer } from '../../console/api/search-routes.ts'
import type { Digests, Stats } from '../../console/api/status-routes.ts'
import type { PairLink } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { type City, openCity } from './fixture.ts'

let city: City
beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.close())

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at field by field
type Json = Record<string, any>
const ask = async (path: string, init?: RequestInit) => city.app.request(`http://127.0.0.1:8787${path}`, init)
async function get<T>(path: string, status = 200): Promise<T> {
  const response = await ask(`/api/v1${path}`)
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(status)
  return (await response.json()) as T
}
async function send<T = Json>(method: string, path: string, body: unknown, status = 200): Promise<T> {
  const response = await ask(`/api/v1${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  })
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(status)
  return (await response.json()) as T
}
const q = encodeURIComponent
/** Posts of the truth by what it says of them. */
const where = (test: (t: { route: string | null; issue: string | null; disposition: string }) => boolean): string[] =>
  [...city.truth].filter(([, t]) => test(t)).map(([id]) => id)
const closed = () => where((t) => t.route === 'protected' || t.route === 'restricted')

describe('the hot board', () => {
  it('ranks issues with heat terms that people can check', async () => {
    const board = await get<Board>('/issues?top=5')
    expect(board.issues.map((i) => i.hot.rank)).toEqual([1, 2, 3, 4, 5])
    for (const { hot } of board.issues) {
      expect(hot.terms.map((t) => t.name)).toContain('voices')
      expect(hot.windowVoices).toBeGreaterThan(0)
      expect(hot.series.length).toBeLessThanOrEqual(60)
    }
    const heats = board.issues.map((i) => i.hot.heat)
    expect(heats).toEqual(heats.toSorted((a, b) => b - a))
  })

  it('filters by window, district and category', async () => {
    const all = await get<Board>('/issues')
    const district = all.issues[0]!.district!
    const some = await get<Board>(`/issues?district=${q(district)}`)
    expect(some.issues.length).toBeGreaterThan(0)
    expect(new Set(some.issues.map((i) => i.district))).toEqual(new Set([district]))
    const past = await get<Board>('/issues?asOf=2025-12-12&days=7')
    expect(past.asOf).toBe('2025-12-12T16:00:00.000Z')
    expect(past.from).toBe('2025-12-05T16:00:00.000Z')
  })

  it.each([
    ['/issues?asOf=tomorrow', 'api.as-of'],
    ['/issues?days=0', 'api.invalid'],
    ['/issues?category=nonsense', 'api.invalid'],
    ['/search?limit=1000', 'api.invalid'],
  ])('answers %s with problem details', async (path, code) => {
    const response = await ask(`/api/v1${path}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const problem = (await response.json()) as Json
    expect(problem).toMatchObject({ code, status: 400, title: 'Bad Request', type: `urn:lanting:problem:${code}` })
    expect(problem.detail).not.toBe('')
  })

  it('names what it does not know of a query, and answers all the same', async () => {
    const typo = await ask(`/api/v1/issues?distrct=${q('城关区')}&days=7&${q('页')}=2`)
    expect(typo.status).toBe(200)
    expect(typo.headers.get('unknown-query')).toBe(`distrct, ${q('页')}`)
    for (const path of ['/issues?days=7', '/search?q=a&disposition=kept&disposition=review'])
      expect((await ask(`/api/v1${path}`)).headers.has('unknown-query')).toBe(false)
  })
})

describe('one issue', () => {
  it('shows posts, representative ones, timeline and sources', async () => {
    const { issues } = await get<Board>('/issues')
    const detail = await get<IssueDetailView>(`/issues/${issues[0]!.id}`)
    expect(detail.issue.hot?.rank).toBe(1)
    expect(detail.posts.length).toBe(detail.issue.posts)
    expect(detail.representative.length).toBeGreaterThan(0)
    expect(detail.timeline.reduce((n, t) => n + t.posts, 0)).toBe(detail.posts.length)
    expect(detail.sources.reduce((n, s) => n + s.posts, 0)).toBe(detail.posts.length)
  })

  it('is renamed, named back and pinned', async () => {
    const { issues } = await get<Board>('/issues')
    const { id, title } = issues[3]!
    const before = city.writes()
    expect(await send('PATCH', `/issues/${id}`, { renamed: '  新名字 ', pinned: true })).toMatchObject({
      title: '新名字',
      extractedTitle: title,
      pinned: true,
    })
    expect(city.writes()).toBe(before + 1)
    expect((await get<Board>('/issues')).issues[0]).toMatchObject({ id, pinned: true })
    expect(await send('PATCH', `/issues/${id}`, { renamed: null, pinned: false })).toMatchObject({
      title,
      pinned: false,
    })
    await send('PATCH', `/issues/${id}`, { renamed: '' }, 400)
    // Two who read the same name: the second is told, and nothing is lost.
    expect(await send('PATCH', `/issues/${id}`, { renamed: '甲', was: null })).toMatchObject({ renamed: '甲' })
    expect(await send('PATCH', `/issues/${id}`, { renamed: '乙', was: null }, 409)).toMatchObject({
      code: 'api.renamed',
      detail: expect.stringContaining('「甲」'),
    })
    await send('PATCH', `/issues/${id}`, { renamed: null, was: '甲' })
    await send('PATCH', `/issues/${id}`, { renamed: '乙', was: '甲' }, 409)
    await send('PATCH', `/issues/${id}`, { title: 'x' }, 400)
    const headers = { 'Content-Type': 'application/json' }
    const broken = await ask(`/api/v1/issues/${id}`, { method: 'PATCH', body: '{"renamed":', headers })
    expect([broken.status, ((await broken.json()) as Json).code]).toEqual([400, 'api.json'])
    await send('PATCH', '/issues/nothere', { pinned: true }, 404)
  })

  it('keeps no personal data in a name or a remark that a person gives', async () => {
    const { issues } = await get<Board>('/issues')
    const { id } = issues[4]!
    const named = await send<{ title: string }>('PATCH', `/issues/${id}`, { renamed: '联系人张建国13893012345的投诉' })
    expect(named.title).toBe('联系人〔姓名〕〔手机〕的投诉')
    const { items } = await get<ReviewAnswer>('/review?limit=1')
    const note = '已电话联系张建国13893012345核实'
    await send('POST', `/review/${items[0]!.post.id}`, { disposition: 'kept', note })
    const told = JSON.stringify([
      await get<Board>('/issues'),
      await city.records.issues.get(id),
      await city.records.cases.feed(0, 500),
      await city.records.review.lessons(500),
    ])
    expect(told).toContain('〔手机〕')
    expect(told).not.toMatch(/13893012345|张建国/)
    await send('PATCH', `/issues/${id}`, { renamed: '雁滩路张掖路口积水' })
    expect((await city.records.issues.get(id))?.renamed).toBe('雁滩路张掖路口积水')
    await send('PATCH', `/issues/${id}`, { renamed: null })
  })

  it('takes control characters and turned directions out of what people write, and no name that nobody sees', async () => {
    const { issues } = await get<Board>('/issues')
    const { id } = issues[4]!
    const named = await send('PATCH', `/issues/${id}`, {
      renamed: '电梯\u001b]0;x\u0007\r\nBcc: a\u202eb\u0000c\ufffe',
    })
    expect(named).toMatchObject({ title: '电梯]0;x Bcc: abc' })
    await send('PATCH', `/issues/${id}`, { renamed: '\u200b\u202e\u0000' }, 400)
    // As a version before this one stored it.
    await city.records.issues.edit(id, { renamed: '电梯\u001b\uffff' }, 'test', city.deps.clock.now().toISOString())
    expect((await get<IssueDetailView>(`/issues/${id}`)).issue.title).toBe('电梯')
    await send('PATCH', `/issues/${id}`, { renamed: null })
    const note = '请核实\u001b[2J\u202e\n谢谢'
    const made = await send<CaseView>('POST', '/cases', { issueId: id, units: ['某\u0007局\n一科'], note })
    expect(made).toMatchObject({ note: '请核实[2J\n谢谢', units: ['某局 一科'] })
    await send('PATCH', `/cases/${made.id}`, { state: '撤回', note: '\u200b\u0000' }, 400)
    await send('PATCH', `/cases/${made.id}`, { state: '撤回', note: '重复\u009b' })
  })

  it('tells where a merge led once grouping has done it', async () => {
    const { issues } = await get<Board>('/issues')
    const [a, b] = [issues.at(-3)!, issues.at(-4)!]
    const at = city.deps.clock.now().toISOString()
    const grouping = createApi({
      ...city.deps,
      afterWrite: () => void city.records.issues.redirect(a.id, b.id, 'test', at).catch(() => undefined),
    })
    const response = await grouping.request(`/api/v1/issues/${a.id}/merge`, {
      method: 'POST',
      headers: { host: '127.0.0.1', 'content-type': 'application/json' },
      body: JSON.stringify({ with: b.id }),
    })
    expect(await response.json()).toMatchObject({ issue: b.id, pairs: [{ kind: 'must' }] })
    await city.records.issues.unlink(await city.records.grouping.links(), 'test', at)
  })

  it('is merged and split by pairs of posts, and either is taken back', async () => {
    const { issues } = await get<Board>('/issues')
    const [a, b] = [issues[1]!, issues[2]!]
    const { pairs } = await send<{ pairs: { a: string; b: string; kind: string }[] }>('POST', `/issues/${a.id}/merge`, {
      with: b.id,
    })
    expect(pairs).toHaveLength(1)
    const issueOf = async (id: string) => (await city.records.posts.get(id))?.issueId
    expect([await issueOf(pairs[0]!.a), await issueOf(pairs[0]!.b)]).toEqual([a.id, b.id])
    expect((await city.records.grouping.links()).map((l) => l.kind)).toEqual(['must'])
    await send('POST', `/issues/${a.id}/merge`, { pairs: [{ a: pairs[0]!.a, b: pairs[0]!.b }], undo: true })
    expect(await city.records.grouping.links()).toEqual([])
    await send('POST', `/issues/${a.id}/merge`, { with: a.id }, 409)

    const { posts } = await get<IssueDetailView>(`/issues/${a.id}`)
    const out = posts.slice(0, 2).map((p) => p.id)
    expect(await send('POST', `/issues/${a.id}/split`, { posts: out })).toMatchObject({ issue: null })
    const links = await city.records.grouping.links()
    expect(links.map((l) => l.kind).sort()).toEqual(['cannot', 'cannot', 'must'])
    await send('POST', `/issues/${a.id}/split`, { posts: posts.map((p) => p.id) }, 409)
    await send('POST', `/issues/${a.id}/split`, { posts: ['nothere'] }, 404)
    await city.records.issues.unlink(links, 'test', city.deps.clock.now().toISOString())
  })

  it('follows a merge for ever', async () => {
    const { issues } = await get<Board>('/issues')
    const [from, to] = [issues.at(-1)!, issues.at(-2)!]
    await city.records.issues.redirect(from.id, to.id, 'test', city.deps.clock.now().toISOString())
    expect((await get<IssueDetailView>(`/issues/${from.id}`)).issue.id).toBe(to.id)
  })
})

describe('why a post is in an issue', () => {
  const open = async () => {
    const { issues } = await get<Board>('/issues')
    return get<IssueDetailView>(`/issues/${issues[0]!.id}`)
  }
  const why = (issue: string, post: string, status = 200) => get<WhyView>(`/issues/${issue}/posts/${post}/why`, status)
  /** The grouping writer's word on one post, and on people's links where they are given. */
  const commit = async (postId: string, issueId: string, duplicateOf: string | null, links?: PairLink[]) => {
    const at = city.deps.clock.now().toISOString()
    const lease = await city.records.meta.acquire('writer', 'test', 60_000, at)
    if (!('token' in lease)) throw new Error('somebody holds the lease')
    const { offset, state } = await city.records.grouping.load()
    const grouper = createGrouper()
    grouper.restore(state)
    if (links) grouper.setLinks(links)
    await city.records.grouping.commit({
      fence: lease.token,
      offset,
      assignments: [{ postId, issueId, duplicateOf }],
      issues: [],
      state: links ? grouper.snapshot() : [],
      at,
    })
    await city.records.meta.release('writer', lease.token)
  }

  it('tells the words and places it shares with the others', async () => {
    const { issue, posts } = await open()
    for (const post of posts.slice(0, 6)) {
      const found = await why(issue.id, post.id)
      expect(found).toMatchObject({ postId: post.id, issueId: issue.id, copyOf: null, byPeople: false })
      expect(found.probability).toBeGreaterThan(0)
      expect(found.probability).toBeLessThan(1)
      expect(found.words.length).toBeLessThanOrEqual(10)
      for (const { word } of found.words) expect(`${post.title}${post.text}`.toLowerCase()).toContain(word)
      const weights = found.words.map((w) => w.weight)
      expect(weights).toEqual(weights.toSorted((a, b) => b - a))
    }
  })

  it('names the post that it copies, while that one may be seen', async () => {
    const { issue, posts } = await open()
    const [copy, root] = [posts[0]!.id, posts[1]!.id]
    await commit(copy, issue.id, root)
    expect(await why(issue.id, copy)).toMatchObject({ copyOf: root, probability: null })
    await send('POST', `/review/${root}`, { disposition: 'kept', route: 'protected' })
    expect(JSON.stringify(await why(issue.id, copy))).not.toContain(root)
    await city.records.review.undo(root, 'test', city.deps.clock.now().toISOString())
    for (const post of [copy, root]) await commit(post, issue.id, null)
  })

  it('says that people put it there', async () => {
    const { issue, posts } = await open()
    const { issues } = await get<Board>('/issues')
    const from = issues[1]!.id
    const { posts: others } = await get<IssueDetailView>(`/issues/${from}`)
    const moved = others[0]!.id
    await commit(moved, issue.id, null, [{ a: moved, b: posts[0]!.id, kind: 'must' }])
    expect(await why(issue.id, moved)).toMatchObject({ byPeople: true, probability: null, copyOf: null })
    expect(await why(issue.id, posts[0]!.id)).toMatchObject({ byPeople: false })
    await commit(moved, from, null, [])
    expect(await why(from, moved)).toMatchObject({ byPeople: false })
  })

  it('finds no post of another issue, of none, or closed to view; merged issues lead on', async () => {
    const { issue, posts } = await open()
    const { issues } = await get<Board>('/issues')
    await why(issues[1]!.id, posts[0]!.id, 404)
    await why(issue.id, 'nothere', 404)
    await why('nothere', posts[0]!.id, 404)
    for (const id of closed()) await why(issue.id, id, 404)
    const post = posts[0]!.id
    await send('POST', `/review/${post}`, { disposition: 'kept', route: 'restricted' })
    await why(issue.id, post, 404)
    await city.records.review.undo(post, 'test', city.deps.clock.now().toISOString())
    await commit(post, issue.id, null)

    const merged = issues.at(-1)!
    const [first] = (await get<IssueDetailView>(`/issues/${merged.id}`)).posts
    const into = issues.at(-2)!
    await city.records.issues.redirect(merged.id, into.id, 'test', city.deps.clock.now().toISOString())
    expect(await why(merged.id, first!.id)).toMatchObject({ issueId: into.id, postId: first!.id })
  })
})

describe('search', () => {
  it('orders by the heat of the hot board, asks for it, and says what stands out', async () => {
    const hot = await city.deps.hot.hot({})
    const answer = await get<SearchAnswer>(`/search?sort=heat&limit=5&significant=true&q=${q('nuanqi')}`)
    const scores = answer.hits.map((h) => h.score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    const first = answer.hits[0]!
    expect(hot.find((issue) => issue.id === first.post.issueId)?.heat).toBeCloseTo(first.score)
    expect(JSON.stringify(first.post)).toContain('暖气')
    expect(answer.significant!.length).toBeGreaterThan(0)
    const least = hot[2]!.heat
    const above = await get<SearchAnswer>(`/search?limit=100&q=${q(`heat:>=${least}`)}`)
    expect(new Set(above.hits.map((h) => h.post.issueId))).toEqual(new Set(hot.slice(0, 3).map((i) => i.id)))
    expect(above.significant).toBeNull()
  })

  it('finds, highlights, counts facets and days', async () => {
    const answer = await get<SearchAnswer>(`/search?q=${q('暖气')}&facets=true&histogram=day&limit=5`)
    expect(answer.hits).toHaveLength(5)
    for (const { post, highlights } of answer.hits) {
      expect(highlights.length).toBeGreaterThan(0)
      for (const h of highlights) expect(post[h.field].slice(h.start, h.end)).toContain('暖气')
    }
    expect(answer.facets?.category?.length).toBeGreaterThan(0)
    expect(answer.histogram?.reduce((n, d) => n + d.count, 0)).toBe(answer.total)
  })

  it('pages by cursor without losing or doubling', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: SearchAnswer = await get<SearchAnswer>(
        `/search?q=${q('暖气')}&limit=4${cursor && `&cursor=${q(cursor)}`}`,
      )
      seen.push(...page.hits.map((h) => h.post.id))
      cursor = page.cursor
      expect(seen.length).toBeLessThanOrEqual(page.total)
      if (cursor === null) expect(seen.length).toBe(page.total)
    }
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('says where a query is broken, in one language', async () => {
    const problem = await get<Json>(`/search?q=${q('暖气 AND (停')}`, 400)
    expect(problem).toMatchObject({ code: 'search.syntax', at: 7 })
    expect(problem.detail).not.toContain('broken query')
  })

  it('shows what was set aside only when asked', async () => {
    const [id] = where((t) => t.disposition === 'quarantined' && t.route === null)
    expect((await get<SearchAnswer>(`/search?q=id:${id}&disposition=kept`)).total).toBe(0)
    expect((await get<SearchAnswer>(`/search?q=id:${id}`)).total).toBe(1)
    expect((await get<SearchAnswer>(`/search?q=id:${id}&disposition=quarantined&disposition=review`)).total).toBe(1)
    expect((await get<SearchAnswer>('/search')).hits.map((h) => h.post.id)).not.toContain(id)
    const { hits, total } = await get<SearchAnswer>(`/search?limit=100&q=${q('状态:暂存')}`)
    expect(total).toBe((await get<SearchAnswer>('/search?disposition=quarantined')).total)
    expect(hits.map((h) => h.post.id)).toContain(id)
  })
})

describe('review', () => {
  it('decides, keeps the decision, and takes it back', async () => {
    const { items } = await get<ReviewAnswer>('/review')
    const item = items.find((i) => i.why === 'uncertain')!
    expect(item.post.reasons.length).toBeGreaterThan(0)
    const decided = await send<{ post: Json }>('POST', `/review/${item.post.id}`, {
      disposition: 'quarantined',
      category: '政法',
    })
    expect(decided.post).toMatchObject({ disposition: 'quarantined', category: '政法', decidedByHuman: true })
    const undone = await send<{ post: Json }>('POST', `/review/${item.post.id}`, { undo: true })
    expect(undone.post).toMatchObject({ disposition: item.post.disposition, decidedByHuman: false })
    await send('POST', `/review/${item.post.id}`, { disposition: 'duplicate' }, 400)
    await send('POST', '/review/nothere', { disposition: 'kept' }, 404)
  })
})

describe('closed posts', () => {
  it('are in no answer at all, and no voice or author either', async () => {
    const ids = closed()
    expect(ids.length).toBeGreaterThan(0)
    for (const id of ids) {
      await get(`/posts/${id}`, 404)
      await send('POST', `/review/${id}`, { disposition: 'kept' }, 404)
    }
    const issues = where((t) => t.issue !== null)
    const voices = (await city.records.issues.members('0000', '9999')).map((m) => m.voice)
    const paths = [
      '/issues?days=3650&top=500',
      '/review?limit=200',
      '/feed?limit=1000',
      '/cases',
      '/stats',
      '/sources',
      '/digests',
      '/about',
    ]
    paths.push('/feeds/hot.atom?top=500', '/feeds/hot.json?top=500', `/posts/${issues[0]}`)
    for (const d of ['kept', 'review', 'quarantined', 'off-topic', 'duplicate'])
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: string = `/search?limit=100&facets=true${cursor && `&cursor=${q(cursor)}`}`
        const path = `${page}&disposition=${d}`
        paths.push(path, `${page}&q=status:${d}`)
        cursor = (await get<SearchAnswer>(path)).cursor
      }
    for (const { id } of (await get<Board>('/issues?days=3650&top=500')).issues) paths.push(`/issues/${id}`)
    for (const post of await city.records.posts.getMany(issues.slice(0, 5)))
      paths.push(`/issues/${post.issueId}/posts/${post.id}/why`)
    for (const path of paths) {
      const text = await (await ask(`/api/v1${path}`)).text()
      for (const id of ids) expect(text.includes(id), `${path} holds ${id}`).toBe(false)
      for (const voice of voices) expect(text.includes(voice), `${path} holds a voice`).toBe(false)
      expect(text).not.toMatch(/"(voice|author|contentHash|addressee)"/)
      // Ids of events are hex: eleven digits in a row are one only by chance.
      expect(text, path).not.toMatch(/(?<![\da-f])1[3-9]\d{9}(?![\da-f])/)
    }
  })

  it('a person can close a post: it is gone from everywhere at once, its words too', async () => {
    const board = await get<Board>('/issues')
    const { posts, issue } = await get<IssueDetailView>(`/issues/${board.issues[4]!.id}`)
    const post = posts.find((p) => p.title === issue.title)!
    expect(await send('POST', `/review/${post.id}`, { disposition: 'kept', route: 'protected' })).toEqual({
      post: null,
      siblings: 0,
    })
    await city.reindex()
    await get(`/posts/${post.id}`, 404)
    expect((await get<SearchAnswer>(`/search?q=id:${post.id}`)).total).toBe(0)
    const after = await get<IssueDetailView>(`/issues/${issue.id}`)
    expect(after.posts.map((p) => p.id)).not.toContain(post.id)
    expect(JSON.stringify(after)).not.toContain(post.title)
    expect(await (await ask('/api/v1/feeds/hot.atom')).text()).not.toContain(post.title)
    await city.records.review.undo(post.id, 'test', city.deps.clock.now().toISOString())
    await city.reindex()
  })
})

describe('cases and events', () => {
  it('tells no word of a case whose issue was closed to view, and still lets it be withdrawn', async () => {
    const { issues } = await get<Board>('/issues?limit=100')
    const [id, title] = [issues.at(-1)!.id, issues.at(-1)!.title]
    const { posts } = await get<IssueDetailView>(`/issues/${id}`)
    const kase = await send('POST', '/cases', { issueId: id, units: ['市住建局'], note: '请查王家' })
    for (const post of posts) await send('POST', `/review/${post.id}`, { disposition: 'kept', route: 'protected' })
    await get(`/issues/${id}`, 404)
    for (const path of ['/cases', `/cases/${kase.id}`, '/feed?limit=1000']) {
      const text = await (await ask(`/api/v1${path}`)).text()
      expect(text.includes(title) || text.includes('请查王家'), path).toBe(false)
    }
    expect(await get(`/cases/${kase.id}`)).toMatchObject({ title: '（事项已不公开）', note: '', unit: '市住建局' })
    expect(await send('PATCH', `/cases/${kase.id}`, { state: '撤回', note: '误交办' })).toMatchObject({ state: '撤回' })
    for (const post of posts) await city.records.review.undo(post.id, 'test', city.deps.clock.now().toISOString())
    await city.reindex()
  })

  it('hands over once, lists it, and tells it in the feed', async () => {
    const { issues } = await get<Board>('/issues')
    const body = { issueId: issues[0]!.id, units: ['市热管办', '市住建局', '市热管办'], note: '请核实' }
    const first = await send('POST', '/cases', body)
    expect(first).toMatchObject({ unit: '市热管办', units: ['市热管办', '市住建局'], state: '待签收' })
    expect((await send('POST', '/cases', body)).id).toBe(first.id)
    expect((await get<{ cases: Json[] }>(`/cases?issue=${issues[0]!.id}`)).cases).toHaveLength(1)
    expect(await get(`/cases/${first.id}`)).toEqual(first)
    expect(first).toMatchObject({ title: first.issueTitle, dueExpected: null })
    await send('PATCH', `/issues/${issues[0]!.id}`, { renamed: '改过的名字' })
    expect(await get(`/cases/${first.id}`)).toMatchObject({ title: first.title, issueTitle: '改过的名字' })
    await send('PATCH', `/issues/${issues[0]!.id}`, { renamed: null })
    expect((await get<IssueDetailView>(`/issues/${issues[0]!.id}`)).cases).toEqual([first])
    await get('/cases/nothere', 404)
    await send('POST', '/cases', { ...body, issueId: 'nothere' }, 404)
    await send('POST', '/cases', { ...body, units: [] }, 400)
    for (const number of ['13893012345', '12345'])
      await send('POST', '/cases', { ...body, units: ['市热管办', number] }, 400)
    // Any unit is taken, as ever; what the duty list does not have is told, and holds no personal data.
    expect(first.unlisted).toEqual([])
    const { units } = await get<Units>('/units')
    expect(units.map((unit) => unit.name)).toEqual(
      expect.arrayContaining([...body.units, '县区城管', '西固区城管执法局', '兰州新区管委会', '雁南街道办事处']),
    )
    expect(new Set(units.map((unit) => unit.name)).size).toBe(units.length)
    const strange = ['火星局', '联系人张建国13893012345', '兰州市水务局']
    expect(await send('POST', '/cases', { ...body, units: strange })).toMatchObject({
      units: ['火星局', '联系人〔姓名〕〔手机〕', '兰州市水务局'],
      unlisted: ['火星局', '联系人〔姓名〕〔手机〕'],
    })

    type Feed = { events: { seq: number; type: string; subject: string }[]; cursor: number }
    const seen: number[] = []
    for (let cursor = 0, more = true; more; ) {
      const page: Feed = await get<Feed>(`/feed?cursor=${cursor}&limit=3`)
      seen.push(...page.events.map((e) => e.seq))
      more = page.events.length > 0
      cursor = page.cursor
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    const all = await get<Feed>('/feed?limit=1000')
    expect(all.events.map((e) => e.seq)).toEqual(seen)
    expect(all.events.some((e) => e.type === 'case.created' && e.subject === first.id)).toBe(true)
  })

  it('takes a case on, says what can follow, and marks what is overdue by its own clock', async () => {
    const { issues } = await get<Board>('/issues')
    const hand = (n: number) => send<CaseView>('POST', '/cases', { issueId: issues[n]!.id, units: ['市水务局'] })
    const [one, two] = [await hand(1), await hand(2)]
    expect(one).toMatchObject({ overdue: false, next: ['办理中', '撤回'], steps: [] })
    const at = `/cases/${one.id}`
    await send('PATCH', at, { state: '已答复', note: '已修好' }, 409)
    await send('PATCH', at, { state: '撤回' }, 400)
    await send('PATCH', at, { state: '挂账' }, 400)
    await send('PATCH', '/cases/nothere', { state: '办理中' }, 404)
    const signed = await send<CaseView>('PATCH', at, { state: '办理中', rev: one.rev })
    expect(signed).toMatchObject({ state: '办理中', next: ['已答复', '撤回'] })
    await send('PATCH', at, { state: '撤回', note: '派错', rev: one.rev }, 409)

    const later = createApi({ ...city.deps, clock: fixedClock('2026-06-01T00:00:00Z') })
    const overdue = async (query = '&overdue=true') => {
      const answer = await later.request(`/api/v1/cases?order=due${query}`, { headers: { host: '127.0.0.1' } })
      return ((await answer.json()) as { cases: CaseView[] }).cases
    }
    expect((await overdue('')).filter((c) => c.overdue)).toEqual(await overdue())
    expect((await overdue()).map((c) => c.id)).toEqual(expect.arrayContaining([one.id, two.id]))
    const answered = await send<CaseView>('PATCH', at, { state: '已答复', note: '已修好' })
    expect(await send('PATCH', at, { state: '已答复', note: '已修好' })).toEqual(answered)
    await send('PATCH', `/cases/${two.id}`, { state: '撤回', note: '派错单位' })
    expect((await overdue()).map((c) => c.id)).not.toEqual(expect.arrayContaining([one.id]))
    expect((await overdue()).map((c) => c.id)).not.toEqual(expect.arrayContaining([two.id]))
    expect((await get<IssueDetailView>(`/issues/${issues[1]!.id}`)).cases).toEqual([answered])
    expect((await hand(2)).id).not.toBe(two.id)
  })

  it('streams the same events and resumes after Last-Event-ID', async () => {
    const { events } = await get<{ events: { seq: number }[] }>('/feed?limit=1000')
    const from = events.at(-3)!.seq
    const response = await ask('/api/v1/events', { headers: { 'Last-Event-ID': String(from) } })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body!.getReader()
    let text = ''
    while (!text.includes(`id: ${events.at(-1)!.seq}`)) text += new TextDecoder().decode((await reader.read()).value)
    await reader.cancel()
    expect(text.match(/^id: \d+/gm)).toEqual(events.slice(-2).map((e) => `id: ${e.seq}`))
  })
})

describe('import', () => {
  const post = (body: string, type: string) =>
    ask('/api/v1/import?source=test', { method: 'POST', body, headers: { 'Content-Type': type } })

  it('takes JSONL, names bad lines, and changes nothing the second time', async () => {
    const body =
      '\ufeff{"id":1,"text":"门口路灯不亮"}\n\nnot json\n{"id":"2"}\n{"id":"3","title":"路","text":"路面有坑"}'
    const first = (await (await post(body, 'application/x-ndjson')).json()) as Json
    expect(first).toMatchObject({ received: 4, fresh: 2, failed: 2, unchanged: 0 })
    expect((first.problems as Json[]).map((p) => p.line)).toEqual([3, 4])
    const again = (await (await post(body, 'application/x-ndjson')).json()) as Json
    expect(again).toMatchObject({ received: 4, fresh: 0, unchanged: 2, failed: 2 })
  })

  it('takes an array, and refuses what is neither', async () => {
    expect(await (await post('[{"id":"9","text":"井盖响"}]', 'application/json')).json()).toMatchObject({ fresh: 1 })
    expect((await post('[{"id":"9",', 'application/json')).status).toBe(400)
    expect((await post('', 'application/json')).status).toBe(400)
    expect((await post('id,text', 'text/csv')).status).toBe(415)
  })

  it('keeps a letter unseen until it is screened', async () => {
    const [waiting] = await city.records.posts.pending(1)
    await get(`/posts/${waiting!.id}`, 404)
  })
})

describe('counts and feeds', () => {
  it('adds up: in = sum of out', async () => {
    const stats = await get<Stats>('/stats')
    expect(Object.values(stats.posts).reduce((a, b) => a + b, 0)).toBe(stats.total)
    const { delivered: d } = stats
    expect(d.received).toBe(d.fresh + d.revised + d.unchanged + d.failed)
    expect(stats.days.length).toBeGreaterThan(30)
    // Neither by their number nor by what they would be missing from.
    const { posts } = await city.records.posts.counts()
    expect(stats.posts.kept).toBeLessThan(posts.kept)
    const found = await get<SearchAnswer>('/search?limit=1')
    expect(stats.posts.kept + stats.posts.duplicate).toBe(found.total)
  })

  it('names the sources with their health', async () => {
    const { sources } = await get<{ sources: Json[] }>('/sources')
    expect(sources.map((s) => s.outcome).sort()).toEqual(['blocked', 'changed-shape', 'failed', 'new', 'unchanged'])
    expect(sources.map((s) => s.name)).toContain('领导留言板')
  })

  it('tells which digests did not arrive, why and since when, of those who are still to get them', async () => {
    const { unsent } = await get<Digests>('/digests')
    expect(unsent).toEqual([
      {
        day: '2026-01-19',
        recipient: 'li@lz.example',
        kind: 'refused',
        text: '被邮件服务器拒收，请核对地址；不再自动发送，处理好后用 lanting digest --date 2026-01-19 --send 补发',
        code: '550 EENVELOPE',
        attempts: 1,
        since: '2026-01-19T02:00:00.000Z',
        triedAt: '2026-01-19T02:00:00.000Z',
        again: false,
      },
      expect.objectContaining({
        day: '2026-01-18',
        recipient: 'zhao@lz.example',
        kind: 'untried',
        code: null,
        triedAt: null,
        again: false,
      }),
    ])
  })

  it.each(['atom', 'json'])('gives hot.%s with stable ids and an ETag', async (form) => {
    const path = `/api/v1/feeds/hot.${form}`
    const first = await ask(path)
    const text = await first.text()
    const { issues } = await get<Board>('/issues')
    for (const issue of issues) expect(text).toContain(`urn:lanting:issue:${issue.id}`)
    expect(text).toContain('样例')
    const tag = first.headers.get('etag')!
    expect(first.headers.get('last-modified')).toMatch(/GMT$/)
    const second = await ask(path, { headers: { 'If-None-Match': `"other", W/${tag}` } })
    expect(second.status).toBe(304)
    // Stored by a version that let them in.
    const openWords = async () => ({ title: '电梯\u0000\ufffe\uffff\u202e坏了', keywords: [] })
    const old = createApi({ ...city.deps, openWords }).request(`http://127.0.0.1:8787${path}`)
    const told = await (await old).text()
    expect(told).toContain('>电梯坏了<'.slice(form === 'atom' ? 0 : 1, form === 'atom' ? undefined : -1))
    expect(told).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
    expect(told).not.toMatch(/\u202e|\\u/)
    expect(await second.text()).toBe('')
  })
})
