import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../../console/api/app.ts'
import { createPushedRows } from '../../crawlers/json-row.ts'
import { type City, openCity } from './fixture.ts'

const namedLetter = (row: unknown) => createPushedRows()(row).row

const TOKEN = 'a-secret-of-sixteen-or-more'

describe('pushing letters', () => {
  let city: City
  beforeAll(async () => {
    city = await openCity()
  })
  afterAll(() => city.close())

  /** Rows, or the body as it is sent. */
  const push = async (rows: unknown, headers: Record<string, string> = {}, tokens = false) => {
    const app = createApi({
      ...city.deps,
      pushTokens: tokens ? [{ name: '12345 热线', secret: TOKEN }] : [],
    })
    const response = await app.request('/api/v1/import?source=hotline', {
      method: 'POST',
      headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
      body: typeof rows === 'string' ? rows : JSON.stringify(rows),
    })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }
  const order = (n: number) => ({
    工单编号: `LZ2026${n}`,
    诉求标题: '路灯不亮',
    诉求内容: `第 ${n} 条：巷子里的路灯坏了一周。`,
    来电人: '王某',
    来电时间: '2026/01/18 09:30',
    承办单位: '城关区城管局',
  })

  it('keeps no address that is not of the web, and says so', async () => {
    const { body } = await push([
      { id: 'u1', text: '城关区雁滩路停水', url: 'javascript:alert(1)' },
      { id: 'u2', text: '城关区雁滩路停电', url: 'https://example.com/2' },
    ])
    expect(body).toMatchObject({ fresh: 2, problems: [{ line: 1, code: 'file.url' }] })
  })

  it('names a row without words by its line, and not its other faults', async () => {
    const { body } = await push([{ ...order(21), 诉求标题: '', 诉求内容: ' ', 来电时间: '昨天' }, order(22)])
    expect(body).toMatchObject({ received: 2, fresh: 1, failed: 1 })
    expect(body.problems).toEqual([{ line: 1, code: 'import.row', message: '没有内容（text）' }])
  })

  it('takes the column names of a 12345 system, and says what a row lacks', async () => {
    const { body, status } = await push([order(1), { 诉求内容: '没有编号' }, { id: '2', text: '自己的格式' }])
    expect(status).toBe(200)
    expect(body).toMatchObject({ received: 3, fresh: 2, failed: 1, problems: [{ line: 2, code: 'import.row' }] })
    expect(namedLetter(order(7))).toMatchObject({
      id: 'LZ20267',
      title: '路灯不亮',
      author: '王某',
      addressee: '城关区城管局',
      postedAt: '2026/01/18 09:30',
    })
  })

  it('keeps two work orders apart whose numbers are too long to count with', async () => {
    const rows = [20261100034001231n, 20261100034001233n].map(
      (id) => `{"工单编号":${id},"诉求内容":"${id} 号电梯坏了"}`,
    )
    const lines = await push(rows.join('\n'), { 'content-type': 'application/x-ndjson' })
    expect(lines.body).toMatchObject({ received: 2, fresh: 2, revised: 0 })
    expect((await push(`[${rows.join()}]`)).body).toMatchObject({ received: 2, unchanged: 2 })
  })

  it('notes which system took a case on; a token that is not known is refused', async () => {
    const { issues } = (await (
      await createApi(city.deps).request('/api/v1/issues?top=1', { headers: { host: '127.0.0.1' } })
    ).json()) as { issues: { id: string }[] }
    const kase = await city.deps.handOver({ issueId: issues[0]!.id, units: ['市热管办'], note: '', by: 'x' })
    const app = createApi({ ...city.deps, pushTokens: [{ name: '12345 热线', secret: TOKEN }] })
    const patch = async (state: string, authorization?: string) =>
      await app.request(`/api/v1/cases/${kase.id}`, {
        method: 'PATCH',
        headers: { host: '127.0.0.1', 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: JSON.stringify({ state, note: '已处理' }),
      })
    expect((await patch('办理中', 'Bearer wrong')).status).toBe(401)
    expect((await patch('办理中', `Bearer ${TOKEN}`)).status).toBe(200)
    expect((await patch('已答复')).status).toBe(200)
    expect((await city.records.cases.get(kase.id))?.steps.map((s) => s.by)).toEqual(['12345 热线', 'console'])
  })

  it('takes the time and counters of a row whatever their names, and tells what it takes nothing of', async () => {
    const { body } = await push([
      { id: 'C1', text: '桥下的路灯坏了', time: '2026-01-16 13:01', 点赞数: '1.2万', 紧急程度: '高', foo: 1 },
      { id: 'C2', content: '桥下的井盖丢了', 发布时间: '2026-01-16', foo: 2 },
      { 工单编号: 'z3' },
      { 工单编号: 'z4', 诉求内容: 12345 },
      { 诉求内容: '没有编号的一条' },
      '一段话',
    ])
    expect(body).toMatchObject({ received: 6, fresh: 2, failed: 4, unused: ['紧急程度', 'foo'] })
    expect((body.problems as { line: number; message: string }[]).map((p) => `${p.line} ${p.message}`)).toEqual([
      '3 没有内容（text）',
      '4 内容（text）不是文字',
      '5 没有编号（id）',
      '6 不是 JSON 对象',
    ])
    expect(namedLetter({ id: 'C1', text: '路灯坏了', time: '2026-01-16 13:01', 点赞: 5 })).toEqual({
      id: 'C1',
      text: '路灯坏了',
      postedAt: '2026-01-16 13:01',
      likes: 5,
    })
    // The names of the import format stand before the others.
    expect(namedLetter({ id: 'C1', 工单编号: 'LZ1', text: '甲', 内容: '乙', postedAt: '2026-01-16' })).toMatchObject({
      id: 'C1',
      sourceCaseId: 'LZ1',
      text: '甲',
    })
  })

  it('tells what date it could not read and takes the letter without one', async () => {
    const { body } = await push([
      { ...order(21), 来电时间: '下周三' },
      { id: '22', text: '巷口的井盖丢了一周', postedAt: '2026-02-30' },
      { id: '23', text: '巷口的路灯坏了一周', postedAt: '2026-01-05' },
      { id: '24', text: '巷口的垃圾堆了一周', postedAt: '2027-01-05' },
    ])
    expect(body).toMatchObject({ received: 4, fresh: 4, failed: 0 })
    expect((body.problems as { line: number; code: string }[]).map((p) => [p.line, p.code])).toEqual([
      [1, 'file.date'],
      [2, 'file.date'],
      [4, 'file.future'],
    ])
  })

  it('names a row by its content where only its number in the delivery is given', async () => {
    const daily = (text: string) => [{ 序号: 1, 诉求内容: text, 所属区县: '红古区', 办理状态: '已办结' }]
    expect((await push(daily('桥头的护栏断了'))).body).toMatchObject({ fresh: 1 })
    expect((await push(daily('站台的顶棚漏雨'))).body).toMatchObject({ fresh: 1, revised: 0 })
    expect((await push(daily('桥头的护栏断了'))).body).toMatchObject({ fresh: 0, unchanged: 1 })
    expect(namedLetter(daily('桥头的护栏断了')[0])).toMatchObject({ area: '红古区', sourceState: '已办结' })
    expect(namedLetter({ 序号: 1, 编号: 88, 工单编号: 'LZ9', 诉求内容: '无' })).toMatchObject({ id: 'LZ9' })
  })

  it('does a request with an Idempotency-Key once', async () => {
    const first = await push([order(10)], { 'idempotency-key': 'one' })
    expect(first.body).toMatchObject({ received: 1, fresh: 1 })
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    const again = await push([order(10)], { 'idempotency-key': 'one' })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await push([order(11)], { 'idempotency-key': 'one' })
    expect(other).toMatchObject({ status: 422, body: { code: 'api.key-reused' } })
    // A request that failed may be sent again.
    expect(await push([], { 'idempotency-key': 'two' })).toMatchObject({ status: 400 })
    expect(await push([order(12)], { 'idempotency-key': 'two' })).toMatchObject({ status: 200 })
    const [left, right] = await Promise.all([
      push([order(13)], { 'idempotency-key': 'three' }),
      push([order(13)], { 'idempotency-key': 'three' }),
    ])
    expect([left.status, right.status].every((status) => status === 200 || status === 409)).toBe(true)
    const { delivered } = await city.records.posts.counts()
    expect(delivered.received).toBe(delivered.fresh + delivered.revised + delivered.unchanged + delivered.failed)
  })

  it('asks for a token where any is configured', async () => {
    expect(await push([order(20)], {}, true)).toMatchObject({ status: 401, body: { code: 'api.token' } })
    expect(await push([order(20)], { authorization: 'Bearer wrong' }, true)).toMatchObject({ status: 401 })
    expect((await push([order(20)], {}, true)).headers.get('www-authenticate')).toBe('Bearer')
    const { status, body } = await push([order(20)], { authorization: `Bearer ${TOKEN}` }, true)
    expect({ status, fresh: body.fresh }).toEqual({ status: 200, fresh: 1 })
  })
})

describe('health of sources', () => {
  it('says what is usual and planned, and a person may end a pause', async () => {
    const city = await openCity()
    const get = async () =>
      (
        (await (await city.app.request('/api/v1/sources', { headers: { host: '127.0.0.1' } })).json()) as {
          sources: Record<string, unknown>[]
        }
      ).sources.find((source) => source.source === 'sample-forum')
    expect(await get()).toMatchObject({
      pausedUntil: '2026-01-19T04:00:00.000Z',
      rhythm: null,
      silentSince: null,
      lastDay: { blocked: 1 },
      plan: { hours: '22:00-06:00', leftToday: 4200, waitsFor: 'pause' },
    })
    const post = (id: string) =>
      city.app.request(`/api/v1/sources/${id}/resume`, { method: 'POST', headers: { host: '127.0.0.1' } })
    expect((await post('sample-forum')).status).toBe(200)
    expect(await get()).toMatchObject({ pausedUntil: null, consecutiveFailures: 0 })
    expect((await post('nobody')).status).toBe(404)
    const metrics = await (await city.app.request('/metrics', { headers: { host: '127.0.0.1' } })).text()
    expect(metrics).toContain('lanting_source_up{source="sample-board"} 1')
    expect(metrics).toContain('lanting_source_up{source="sample-news"} 0')
    expect(metrics).toContain('lanting_source_failures{source="sample-column"} 4')
    expect(metrics).toContain('lanting_source_visits{source="sample-forum",outcome="blocked"} 1')
    await city.close()
  })
})
