import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreaList, BoardNotes, HardList, UrgentPosts } from '../../console/api/board-routes.ts'
import type { Board, IssueDetailView, Links } from '../../console/api/issue-routes.ts'
import { type City, openCity } from './fixture.ts'

let city: City
beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.close())

const ask = (path: string, init?: RequestInit) => city.app.request(`http://127.0.0.1:8787/api/v1${path}`, init)
async function get<T>(path: string): Promise<T> {
  const response = await ask(path)
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200)
  return (await response.json()) as T
}
const send = async (path: string, body: unknown): Promise<unknown> => {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  const response = await ask(path, init)
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200)
  return response.json()
}

describe('beside the hot board', () => {
  it('lists 难点 with a sentence for each reason, the hardest first', async () => {
    const { issues, days } = await get<HardList>('/board/hard')
    expect(days).toBe(90)
    expect(issues.length).toBeGreaterThan(0)
    expect(issues.map((i) => i.rank)).toEqual(issues.map((_, n) => n + 1))
    expect(issues.map((i) => i.hardness)).toEqual(issues.map((i) => i.hardness).toSorted((a, b) => b - a))
    for (const { reasons } of issues) {
      expect(reasons.length).toBeGreaterThan(0)
      for (const { text } of reasons) expect(text).toMatch(/[\u4e00-\u9fff]/)
    }
    const detail = await get<IssueDetailView>(`/issues/${issues[0]!.id}`)
    expect(detail.hard).toEqual(issues[0]!.reasons)
  })

  it('takes the filters of the board', async () => {
    const all = await get<HardList>('/board/hard?top=50')
    const district = all.issues[0]!.district as string
    const some = await get<HardList>(`/board/hard?district=${encodeURIComponent(district)}`)
    expect(new Set(some.issues.map((i) => i.district))).toEqual(new Set([district]))
    expect((await get<HardList>('/board/hard?asOf=2020-01-01')).issues).toEqual([])
  })

  it('lists urgent posts by their own words, and marks the rows of the board that hold one', async () => {
    const { posts, total } = await get<UrgentPosts>('/board/urgent?days=45')
    expect(total).toBe(posts.length)
    expect(posts.length).toBeGreaterThan(1)
    expect(posts.map((p) => p.urgency)).toEqual(posts.map((p) => p.urgency).toSorted((a, b) => b - a))
    for (const post of posts)
      expect(`${post.title}\n${post.text}`.replace(/\s+/g, ' ')).toContain(post.words.replaceAll('…', ''))
    const district = posts.find((p) => p.place !== null)!.place!.split(' ')[0]!
    const some = await get<UrgentPosts>(`/board/urgent?days=45&district=${encodeURIComponent(district)}`)
    expect(some.posts.every((p) => p.place?.startsWith(district))).toBe(true)
    expect((await get<UrgentPosts>('/board/urgent?asOf=2020-01-01')).posts).toEqual([])

    const { issues } = await get<Board>('/issues?top=500')
    const week = (await get<UrgentPosts>('/board/urgent')).posts
    const marked = issues.flatMap(({ id, hot }) => (hot.urgent ? [{ id, ...hot.urgent }] : []))
    expect(marked.length).toBeGreaterThan(0)
    for (const { id, postId, words, level } of marked)
      expect(week.find((p) => p.id === postId)).toMatchObject({ issueId: id, words, urgency: level })
    const { representative } = await get<IssueDetailView>(`/issues/${marked[0]!.id}`)
    expect(representative[0]).toBe(marked[0]!.postId)
  })

  it('tells surges, new words with open titles, and no outage where none was seen', async () => {
    const notes = await get<BoardNotes>('/board/notes')
    expect(notes.unknown).toBe(false)
    expect(notes.outages).toEqual([])
    for (const surge of notes.surges) expect(surge.observed).toBeGreaterThan(surge.expected)
    for (const { word, voices, expected, issues } of notes.words) {
      expect(word.length).toBeGreaterThan(1)
      expect(voices).toBeGreaterThan(2 * expected)
      for (const { title } of issues) expect(title).not.toBe('')
    }
  })

  it('counts a window by district with rates, by category and by unit', async () => {
    const districts = await get<AreaList>('/board/areas?days=45')
    expect(districts.population).toMatchObject({ year: 2010 })
    expect(districts.rows.find((r) => r.name === '城关区')?.perTenThousand).toBeGreaterThan(0)
    expect(districts.rows.find((r) => r.name === '兰州新区')?.perTenThousand ?? null).toBeNull()
    for (const by of ['category', 'department']) {
      const { rows } = await get<AreaList>(`/board/areas?days=45&by=${by}`)
      expect(rows.length).toBeGreaterThan(1)
      expect(rows.every((r) => r.perTenThousand === null)).toBe(true)
    }
    expect((await ask('/board/areas?by=author')).status).toBe(400)
  })

  it('ranks issues per 10,000 residents when asked', async () => {
    const { issues } = await get<Board>('/issues?order=per-capita&top=50')
    const rates = issues.map((i) => i.hot.perTenThousand ?? -1)
    expect(rates).toEqual(rates.toSorted((a, b) => b - a))
    expect(rates[0]).toBeGreaterThan(0)
  })

  it('returns no voice', async () => {
    for (const path of ['/board/hard', '/board/urgent', '/board/notes', '/board/areas']) {
      const text = await (await ask(path)).text()
      expect(text).not.toContain('"voice"')
      expect(text).not.toContain('author')
    }
  })
})

describe('what people merged and split', () => {
  it('is listed on the issue until it is taken back', async () => {
    const { issues } = await get<Board>('/issues?top=2')
    const [a, b] = [issues[0]!.id, issues[1]!.id]
    await send(`/issues/${a}/merge`, { with: b })
    const merged = (await get<IssueDetailView>(`/issues/${a}`)).changes
    expect(merged).toMatchObject([{ kind: 'merge', pairs: [{ kind: 'must' }] }])
    expect(merged[0]!.titles).toHaveLength(2)
    expect((await get<IssueDetailView>(`/issues/${b}`)).changes).toEqual(merged)
    const pairs = merged[0]!.pairs.map((p) => ({ a: p.a, b: p.b }))
    await send(`/issues/${a}/merge`, { pairs, undo: true })
    expect((await get<IssueDetailView>(`/issues/${a}`)).changes).toEqual([])
  })

  it('tells which earlier decision a later one contradicts, through however many posts, and takes that back', async () => {
    const { issues } = await get<Board>('/issues?top=3')
    const posts = await Promise.all(
      issues.map(async ({ id }) => (await get<IssueDetailView>(`/issues/${id}`)).posts[0]!),
    )
    const [a, b, c] = posts.map((p) => p.id) as [string, string, string]
    const pair = (kind: 'merge' | 'split', one: string, other: string) =>
      send(`/issues/${issues[0]!.id}/${kind}`, { pairs: [{ a: one, b: other }] }) as Promise<Links>
    const stored = async () => new Set((await city.records.grouping.links()).map((l) => [l.kind, l.a, l.b].join(' ')))
    expect((await pair('merge', a, b)).replaced).toEqual([])
    expect((await pair('merge', b, c)).replaced).toEqual([])
    const { replaced } = await pair('split', a, c)
    expect(replaced).toMatchObject([{ kind: 'merge' }])
    expect(replaced[0]!.text).toMatch(/^与 \d{4}-\d\d-\d\d \d\d:\d\d 的合并（.+）相矛盾：以本次为准/)
    expect(replaced[0]!.text).toContain(posts[0]!.title)
    expect(await stored()).toEqual(new Set([`must ${b} ${c}`, `cannot ${a} ${c}`]))
    // The other way round, by another person: the later word counts again.
    expect((await pair('merge', b, a)).replaced).toMatchObject([
      { kind: 'split', text: expect.stringContaining('的拆分') },
    ])
    expect(await stored()).toEqual(new Set([`must ${b} ${c}`, `must ${b} ${a}`]))
    // The very pair.
    expect((await pair('split', c, b)).replaced).toHaveLength(1)
    expect(await stored()).toEqual(new Set([`must ${b} ${a}`, `cannot ${c} ${b}`]))
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } }
    const body = JSON.stringify({ pairs: [{ a, b: 'nothere' }] })
    expect((await ask(`/issues/${issues[0]!.id}/merge`, { ...init, body })).status).toBe(404)
    await city.records.issues.unlink(await city.records.grouping.links(), 'test', city.deps.clock.now().toISOString())
  })

  it('has the merge that a split took back again when the split is undone', async () => {
    const { issues } = await get<Board>('/issues?top=2')
    const [id, other] = [issues[0]!.id, issues[1]!.id]
    const { posts } = await get<IssueDetailView>(`/issues/${id}`)
    const stored = async () => (await city.records.grouping.links()).map(({ a, b, kind }) => ({ a, b, kind }))
    const merge = (await send(`/issues/${id}/merge`, { with: other })) as Links
    const { a, b } = merge.pairs[0]!
    const out = [a, ...posts.map((p) => p.id).filter((one) => one !== a)].slice(0, 2)
    // The post that ties the two goes out of what people made one.
    const split = (await send(`/issues/${id}/split`, { pairs: out.map((one) => ({ a: one, b })) })) as Links
    expect(split.replaced).toHaveLength(1)
    expect(await stored()).not.toContainEqual(merge.pairs[0])
    await send(`/issues/${id}/split`, { pairs: split.pairs.filter((l) => l.kind === 'cannot'), undo: true })
    expect(await stored()).toEqual(merge.pairs)
    // Merged by the issues: nothing is left of the split, and it is told as one.
    await city.records.issues.unlink(merge.pairs, 'test', city.deps.clock.now().toISOString())
    await city.records.issues.link(split.pairs, 'test', city.deps.clock.now().toISOString())
    const over = (await send(`/issues/${id}/merge`, { with: other })) as Links
    expect(over.replaced.map((one) => one.kind)).toEqual(['split'])
    expect(await stored()).toEqual(over.pairs)
    // Not where a later decision says the contrary.
    await send(`/issues/${id}/split`, { pairs: [{ a, b }] })
    const at = city.deps.clock.now().toISOString()
    await city.records.issues.link([{ a: b, b: out[1]!, kind: 'must' }], 'test', at)
    await city.records.issues.link([{ a, b: out[1]!, kind: 'cannot' }], 'test', at)
    await send(`/issues/${id}/split`, { pairs: [{ a, b }], undo: true })
    expect(await stored()).not.toContainEqual(merge.pairs[0])
    await city.records.issues.unlink(await city.records.grouping.links(), 'test', city.deps.clock.now().toISOString())
  })

  it('keeps the pairs of one split together', async () => {
    const { issues } = await get<Board>('/issues?top=1')
    const { id } = issues[0]!
    const { posts } = await get<IssueDetailView>(`/issues/${id}`)
    await send(`/issues/${id}/split`, { posts: posts.slice(0, 2).map((p) => p.id) })
    const { changes } = await get<IssueDetailView>(`/issues/${id}`)
    expect(changes).toMatchObject([{ kind: 'split' }])
    expect(changes[0]!.pairs.map((p) => p.kind).sort()).toEqual(['cannot', 'cannot', 'must'])
    // Those taken out, and not the post they were taken from.
    expect(changes[0]!.titles).toHaveLength(2)
    const pairs = changes[0]!.pairs.filter((p) => p.kind === 'cannot').map((p) => ({ a: p.a, b: p.b }))
    const strangers = [{ a: posts[0]!.id, b: 'nobody' }]
    expect(await send(`/issues/${id}/split`, { pairs: strangers, undo: true })).toEqual({
      pairs: [],
      replaced: [],
      issue: null,
    })
    // One back: nothing ties it to the other any more.
    const one = await send(`/issues/${id}/split`, { pairs: pairs.slice(0, 1), undo: true })
    expect((one as (typeof changes)[number]).pairs.map((p) => p.kind).sort()).toEqual(['cannot', 'must'])
    await send(`/issues/${id}/split`, { pairs, undo: true })
    expect(await city.records.grouping.links()).toEqual([])
    expect((await get<IssueDetailView>(`/issues/${id}`)).changes).toEqual([])
  })
})
