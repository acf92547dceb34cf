import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { localDay, systemClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { makePost, makeScreening } from '../store/fixtures.ts'
import { freshFolder, lanting } from './program-run.ts'

describe('letters stored by a process that was killed before it screened or grouped them', () => {
  it('are told by the hot board and by doctor until somebody takes them up', async () => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nconsole:\n  port: 0\n')
    const check = async () => {
      const { out } = await lanting(['doctor', '--json'], cwd)
      const rows = out.trim().split('\n')
      return rows.map((row) => JSON.parse(row)).find((row) => row.check === '待处理来件')
    }
    expect(await check()).toMatchObject({ state: 'skip' })
    writeFileSync(join(cwd, 'first.jsonl'), '{"id":"e","text":"永登县城关镇停电两天了"}\n')
    await lanting(['import', 'first.jsonl'], cwd)
    const records = await openRecords({ file: join(cwd, 'data', 'records.db'), clock: systemClock })
    const at = systemClock.now().toISOString()
    await records.posts.append(
      ['a', 'b', 'c'].map((id) => makePost(id, { postedAt: at, collectedAt: at })),
      [],
      at,
    )
    await records.close()
    expect((await lanting(['hot'], cwd)).err).toContain('另有 3 件来件待处理')
    expect(await check()).toMatchObject({ state: 'bad', detail: '3 件待处理，没有程序在处理' })
    writeFileSync(join(cwd, 'in.jsonl'), '{"id":"d","text":"永登县城关镇停水两天了"}\n')
    await lanting(['import', 'in.jsonl'], cwd)
    expect((await lanting(['hot'], cwd)).err).not.toContain('待处理')
    expect(await check()).toMatchObject({ state: 'ok' })
    // A board of a day to come is empty for another reason.
    const ahead = (await lanting(['hot', '--as-of', '2099-01-01'], cwd)).err
    expect(ahead).toContain('2099-01-01 还没有到')
    expect(ahead).not.toContain('检查来源')
    expect((await lanting(['hot', '--as-of', localDay(at)], cwd)).err).not.toContain('还没有到')
    // Killed between screening and grouping: in no issue yet.
    const again = await openRecords({ file: join(cwd, 'data', 'records.db'), clock: systemClock })
    const later = makePost('f', { postedAt: at, collectedAt: at })
    await again.posts.append([later], [], at)
    await again.posts.saveScreenings([{ post: later, screening: makeScreening() }], at)
    await again.close()
    expect((await lanting(['hot'], cwd)).err).toContain('另有 1 件来件待处理')
    await lanting(['import', 'in.jsonl'], cwd)
    expect(await check()).toMatchObject({ state: 'ok' })
    // Before an update it is told whole, with what to do.
    const file = new DatabaseSync(join(cwd, 'data', 'records.db'))
    const version = Number(file.prepare('pragma user_version').get()?.user_version)
    file.exec(`pragma user_version = ${version - 1}`)
    file.close()
    expect(await check()).toMatchObject({ state: 'warn', mend: expect.stringContaining('run --once') })
    expect((await lanting(['doctor'], cwd)).out).toContain(`结构 ${version - 1} 旧于本程序的 ${version}，请先执行`)
  }, 120_000)
})
