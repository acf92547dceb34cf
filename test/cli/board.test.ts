import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { App } from '../../cli/app.ts'
import { openIssuesOf } from '../../cli/board.ts'
import { hotTable } from '../../cli/commands/hot.ts'
import type { Context } from '../../cli/context.ts'
import { say } from '../../model/catalogue.ts'
import { openCity } from '../delivery/city.ts'
import { freshFolder, lanting } from './program-run.ts'

it('names an issue as every other list does: by what open posts bear out, or by what people called it', async () => {
  const at = '2026-01-18 09:00'
  const city = await openCity(
    [
      { id: 'a', at, issue: 'made', post: { title: '学校的饭', text: '玉门街第四小学的饭不好' } },
      { id: 'b', at, issue: 'told', post: { title: '路灯不亮' } },
      { id: 'd', at, issue: 'half', post: { title: '日期不对', text: '任家庄小区门口路灯不亮' } },
      { id: 'c', at, issue: 'shut', post: { title: '某局长' }, screening: { route: 'protected' } },
    ],
    [
      { id: 'made', title: '西固城街道 学生营养餐', district: '西固区', category: '教育文体' },
      { id: 'told', title: '路灯不亮' },
      { id: 'half', title: '彭家坪镇 日期不对', district: '七里河区', category: '城乡建设' },
      { id: 'shut', title: '某局长' },
    ],
  )
  await city.records.issues.edit('told', { renamed: '一号路路灯' }, 'x', city.clock.now().toISOString())
  const issues = await openIssuesOf({ records: city.records } as unknown as App, await city.hot.hot({}))
  const table = hotTable({ say: say('zh'), columns: 100 } as unknown as Context, issues)
  expect(table).toContain('西固区 教育文体')
  expect(table).toContain('一号路路灯')
  // The place before it nobody wrote; the matter somebody did.
  expect(table).toContain('七里河区 日期不对')
  expect(table).not.toMatch(/西固城街道|某局长/)
})

it('says of a board that lies ahead that it is no calm', async () => {
  const cwd = freshFolder()
  writeFileSync(
    join(cwd, 'lanting.yaml'),
    'dataDir: ./data\nkeysDir: ./keys\nclock: "2026-11-30T10:00:00+08:00"\ncrawl:\n  disabled: [zjj-lanzhou]\n',
  )
  writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
  await lanting(['import', 'in.jsonl'], cwd)
  const said = async (day: string) => (await lanting(['hot', '--as-of', day], cwd)).err.includes('还没有到')
  expect([await said('2026-11-30'), await said('2026-12-01')]).toEqual([false, true])
}, 60_000)
