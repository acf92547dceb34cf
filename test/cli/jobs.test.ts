import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JobReport } from '../../pipeline/jobs/jobs.ts'
import { openRecords } from '../../store/records/open.ts'
import { freshFolder, jsonLines, lanting } from './program-run.ts'

it('jobs lists pushes given up, waiting for their next try and not tried yet, with endpoint and reason', async () => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nkeysDir: ./keys\nconsole: { port: 0 }\n')
  writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
  expect((await lanting(['import', 'in.jsonl'], cwd)).code).toBe(0)
  const none = await lanting(['jobs'], cwd)
  expect([none.code, none.err]).toEqual([0, expect.stringContaining('没有失败或等待重试的任务')])
  const at = '2026-11-30T01:00:00.000Z'
  const records = await openRecords({ file: join(cwd, 'data/records.db'), clock: { now: () => new Date(at) } })
  const { issueId } = (await records.posts.changedSince(0, 1))[0]!
  await records.cases.create(
    {
      ...{ id: 'c1', issueId: issueId!, title: '停水', unit: '市水务局', units: [], note: '', urgency: 1 },
      ...{ state: '待签收' as const, createdAt: at, dueAt: at, dueProvisional: false },
    },
    ['first', 'second', 'third'],
    () => '{}',
    'test',
  )
  const [first, second] = await records.outbox.due(at, 9)
  await records.outbox.failed(first!.id, 'webhook.connection ECONNREFUSED', '2026-11-30T06:00:00.000Z', at)
  await records.outbox.failed(second!.id, 'HTTP 410', null, at)
  await records.close()
  const { out, err } = await lanting(['jobs'], cwd)
  expect(out).toContain('发送  进行中 0  等待 1  等待重试 1  失败 1')
  expect(out).toMatch(/发送 等待重试 .* 2026-11-30 14:00 .*first：连不上对方：.*（webhook\.connection ECONNREFUSED）/)
  expect(out).toMatch(/发送 失败 .*second：对方那里没有这个接口.*（HTTP 410）/)
  expect(err).toContain('下次尝试')
  expect(err).not.toContain('没有失败')
  expect(err).not.toContain('dispatch.endpoints')
  const told = jsonLines<JobReport>((await lanting(['jobs', '--json'], cwd)).out)
  expect(told.map((job) => [job.state, job.ids[0], job.reason?.code]).sort()).toEqual([
    ['delayed', 'first', 'webhook.connection ECONNREFUSED'],
    ['failed', 'second', 'HTTP 410'],
    ['waiting', 'third', undefined],
  ])
  const writer = await openRecords({ file: join(cwd, 'data/records.db'), clock: { now: () => new Date(at) } })
  for (const id of [first!.id, second!.id])
    await writer.outbox.failed(id, 'address.private', '2026-11-30T06:00:00.000Z', at)
  await writer.outbox.failed(second!.id, 'HTTP 410', null, at)
  await writer.close()
  const faulty = await lanting(['jobs'], cwd)
  expect(faulty.out).toContain('allowPrivate: true（address.private）')
  expect(faulty.err).toContain('改好 dispatch.endpoints 之前再试也送不到')
  expect(faulty.err).not.toContain('推送会自动再试')
  const again = await lanting(['jobs', 'retry', '--all'], cwd)
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('已重新排队 1 个')])
}, 60_000)

it('jobs retry finds what the list is too short for, by its id and all of it', async () => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nkeysDir: ./keys\nconsole: { port: 0 }\n')
  writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
  expect((await lanting(['import', 'in.jsonl'], cwd)).code).toBe(0)
  const at = '2026-11-30T01:00:00.000Z'
  const open = () => openRecords({ file: join(cwd, 'data/records.db'), clock: { now: () => new Date(at) } })
  const records = await open()
  const { issueId } = (await records.posts.changedSince(0, 1))[0]!
  await records.cases.create(
    {
      ...{ id: 'c1', issueId: issueId!, title: '停水', unit: '市水务局', units: [], note: '', urgency: 1 },
      ...{ state: '待签收' as const, createdAt: at, dueAt: at, dueProvisional: false },
    },
    Array.from({ length: 1002 }, (_, i) => `e${String(i).padStart(4, '0')}`),
    () => '{}',
    'test',
  )
  const rows = await records.outbox.due(at, 9)
  for (const { id } of rows) await records.outbox.failed(id, 'HTTP 410', null, at)
  const listed = new Set((await records.outbox.list('dead', 1000)).map((row) => row.id))
  const beyond = rows.find((row) => !listed.has(row.id))!.id
  await records.close()
  const one = await lanting(['jobs', 'retry', beyond, 'nobody'], cwd)
  expect([one.code, one.err]).toEqual([1, expect.stringContaining('已重新排队 1 个')])
  expect(one.err).toContain('没有这个失败的任务')
  expect(one.err).not.toContain(beyond)
  const all = await lanting(['jobs', 'retry', '--all'], cwd)
  expect([all.code, all.err]).toEqual([0, expect.stringContaining('已重新排队 1001 个')])
}, 60_000)
