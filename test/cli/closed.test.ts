import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { fixedClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { freshFolder, jsonLines, lanting } from './program-run.ts'

const letters = [
  { id: 'A1', text: '市交警大队中队长收受停车场老板两万元现金，违停都不处理，我举报他，请纪委查处。' },
  { id: 'A2', text: '城关区雁滩暖气不热，家里只有十二度，请热力公司管一管。' },
].map((letter) => ({ ...letter, title: '', postedAt: '2026-01-15T09:00:00+08:00' }))

it('lanting closed reads letters on closed routes to a named officer alone, notes each reading, and reopens what is none', async () => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nconsole:\n  port: 0\nclock: 2026-01-19T10:00:00+08:00\n')
  writeFileSync(join(cwd, 'in.jsonl'), letters.map((letter) => JSON.stringify(letter)).join('\n'))
  expect((await lanting(['import', 'in.jsonl'], cwd)).code).toBe(0)
  expect(await lanting(['closed'], cwd)).toMatchObject({ code: 2, out: '' })
  const read = await lanting(['closed', '--by', '李科长'], cwd)
  expect(read.out).toContain('收受停车场老板两万元现金')
  expect(read.out).toContain('市纪委监委')
  expect(read.out).not.toContain('暖气')
  const [own] = jsonLines<{ id: string; nativeId: string; route: string }>(
    (await lanting(['closed', '--by', '李科长', '--json'], cwd)).out,
  )
  expect(own).toMatchObject({ nativeId: 'A1', route: 'protected' })
  const id = own!.id
  const byNumber = await lanting(['closed', 'A1', '--by', '李科长'], cwd)
  expect(byNumber.out).toBe(read.out)
  const db = new DatabaseSync(join(cwd, 'data', 'records.db'))
  const lines = db.prepare("select who, subject from audit where action = 'closed.read'").all()
  db.close()
  expect(lines.map((line) => ({ ...line }))).toEqual([1, 2, 3].map(() => ({ who: '李科长', subject: id })))

  const others = jsonLines<{ id: string; nativeId: string }>((await lanting(['export'], cwd)).out)
  expect(others.map(({ nativeId }) => nativeId)).toEqual(['A2'])
  // People name it to erase and closed as the list names it.
  expect((await lanting(['search', '暖气'], cwd)).out).toMatch(/^时间 +标题 .*编号\n.* A2\n/)
  const open = others.find(({ nativeId }) => nativeId === 'A2')!.id
  expect(await lanting(['closed', open, '--by', '李科长'], cwd)).toMatchObject({ code: 1, out: '' })
  // What a person closed says so, and not what kind of post it is.
  const records = await openRecords({
    file: join(cwd, 'data', 'records.db'),
    clock: fixedClock('2026-01-19T02:00:00Z'),
  })
  await records.review.decide(
    { postId: open, disposition: 'kept', route: 'protected', note: '来信人要求保密' },
    'x',
    '2026-01-19T02:00:00Z',
  )
  await records.close()
  const closed = await lanting(['closed', open, '--by', '李科长'], cwd)
  expect(closed.out).toContain('依据：人工研判改为不公开：来信人要求保密')
  expect((await lanting(['closed', id, '--reopen', '--by', '李科长'], cwd)).code).toBe(0)
  expect((await lanting(['closed', '--by', '李科长'], cwd)).out).not.toContain(id)
  const after = jsonLines<{ id: string; route: string; text?: string }>((await lanting(['export'], cwd)).out)
  expect(after.find((post) => post.id === id)).toMatchObject({ route: 'case', text: letters[0]!.text })
}, 180_000)

it('lanting closed has a backlog of old letters when it comes, and import and doctor tell the bare number that nobody has read', async () => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nconsole:\n  port: 0\nclock: 2026-01-19T10:00:00+08:00\n')
  const old = letters.map((letter) => ({ ...letter, postedAt: '2025-09-01T10:00:00+08:00' }))
  writeFileSync(join(cwd, 'in.jsonl'), old.map((letter) => JSON.stringify(letter)).join('\n'))
  const imported = await lanting(['import', 'in.jsonl'], cwd)
  expect(imported.err).toContain('1 件不公开的来件尚未查阅')
  expect(imported.err).toContain('保留 1，待研判 0，暂存 0，重复并入 0')
  expect(imported.err).not.toMatch(/A1|队长|举报/)
  const doctor = async () =>
    jsonLines<{ check: string; state: string; detail: string }>((await lanting(['doctor', '--json'], cwd)).out).find(
      ({ check }) => check === '不公开来件',
    )
  expect(await doctor()).toMatchObject({ state: 'warn', detail: '1 件尚未查阅' })
  expect((await lanting(['closed', '--by', '李科长'], cwd)).out).toContain('收受停车场老板两万元现金')
  expect(await doctor()).toMatchObject({ state: 'ok' })
  expect((await lanting(['import', 'in.jsonl'], cwd)).err).not.toContain('尚未查阅')
  // Received long ago: not listed, but told of.
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nconsole:\n  port: 0\nclock: 2026-03-19T10:00:00+08:00\n')
  const later = await lanting(['closed', '--by', '李科长'], cwd)
  expect(later.out).toBe('')
  expect(later.err).toContain('另有 1 件是 30 天以前收到的')
}, 180_000)
