import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshFolder, lanting, start } from './program-run.ts'

const letters = (n: number): string =>
  Array.from({ length: n }, (_, i) =>
    JSON.stringify({
      id: `x${i}`,
      title: `第${i}封：${['暖气不热', '路灯不亮', '垃圾没人收', '公交等不来'][i % 4]}`,
      text: `我住在城关区，${['家里只有十五度', '巷子里黑了一周', '垃圾堆了三天', '站台等了四十分钟'][i % 4]}，请处理，编号${i}。`,
      author: `写信人甲${i}`,
      postedAt: `2026-01-${String((i % 18) + 1).padStart(2, '0')} 09:00`,
    }),
  ).join('\n')

const config = (cwd: string): string => {
  const file = join(cwd, 'lanting.yaml')
  writeFileSync(file, 'dataDir: ./data\nclock: 2026-01-19T10:00:00+08:00\n')
  return file
}

interface Summary {
  received: number
  fresh: number
  revised: number
  unchanged: number
  failed: number
  posts: Record<string, number>
}

describe('lanting import', () => {
  it('names bad rows with their line, keeps the rest, and adds nothing the second time', async () => {
    const cwd = freshFolder()
    config(cwd)
    const file = join(cwd, 'in.jsonl')
    writeFileSync(
      file,
      `\ufeff${letters(30)}\n{"id":"bad","text":\n{"title":"no text"}\n{"id":"last","text":"永登县城关镇停水两天了"`,
    )
    const first = await lanting(['import', file, '--json'], cwd)
    expect(first.code).toBe(0)
    expect(first.err).toContain('第 31 行')
    const sum = JSON.parse(first.out) as Summary
    expect(sum.fresh).toBe(30)
    expect(sum.failed).toBeGreaterThanOrEqual(2)
    expect(sum.fresh + sum.revised + sum.unchanged + sum.failed).toBe(sum.received)
    const again = JSON.parse((await lanting(['import', file, '--json'], cwd)).out) as Summary
    expect(again).toMatchObject({ fresh: 0, revised: 0, unchanged: 30 })
    expect(again.posts).toEqual(sum.posts)
  }, 120_000)

  it('takes a GBK CSV as Excel saves it', async () => {
    const cwd = freshFolder()
    config(cwd)
    const { encodeGbk } = await import('../../samples/gbk.ts')
    const file = join(cwd, '信件.csv')
    writeFileSync(
      file,
      encodeGbk(
        '编号,标题,内容,时间\r\n1,暖气不热,"西固区家里只有十四度\r\n请处理",2026/1/5 8:30\r\n2,路灯,安宁区培黎路灯坏了,不是日期\r\n',
      ),
    )
    const sum = JSON.parse((await lanting(['import', file, '--json'], cwd)).out) as Summary
    expect(sum).toMatchObject({ fresh: 2, failed: 0, undated: 1 })
    const { out } = await lanting(['export'], cwd)
    expect(out).toContain('西固区')
    expect(
      out
        .split('\n')
        .filter((l) => l.includes('路灯'))
        .map((l) => JSON.parse(l).postedAt),
    ).toEqual([undefined])
  }, 120_000)

  it('tells with its line what date it could not read, and shows no cell', async () => {
    const cwd = freshFolder()
    config(cwd)
    const rows = ['05/01/2026', '45662', '昨天上午', '2026-02-30', '2026-01-05', '']
    writeFileSync(
      join(cwd, 'dates.csv'),
      `编号,内容,时间\n${rows.map((date, i) => `${i},培黎路第${i}盏路灯坏了,${date}`).join('\n')}\n`,
    )
    const { err, code } = await lanting(['import', 'dates.csv'], cwd)
    expect(code).toBe(0)
    for (const line of [2, 3, 4, 5]) expect(err).toContain(`dates.csv 第 ${line} 行已收下，但时间无法识别`)
    expect(err).not.toMatch(/第 [67] 行/)
    expect(err).toContain('共 4 条的时间无法识别')
    expect(err).not.toMatch(/昨天上午|45662/)
  }, 60_000)

  it.each([
    ['wrong columns', '甲,乙\n1,2\n', 1],
    ['an empty file', '', 1],
  ])(
    'says what is wrong with %s',
    async (_name, content, code) => {
      const cwd = freshFolder()
      config(cwd)
      const file = join(cwd, 'in.csv')
      writeFileSync(file, content)
      const result = await lanting(['import', file], cwd)
      expect(result.code).toBe(code)
      expect(result.err).toContain('in.csv')
    },
    60_000,
  )

  it('killed at any moment and run again, has the counts of an undisturbed import', async () => {
    const calm = freshFolder()
    config(calm)
    const rough = freshFolder()
    config(rough)
    for (const cwd of [calm, rough]) writeFileSync(join(cwd, 'in.jsonl'), letters(1500))
    const wanted = JSON.parse((await lanting(['import', 'in.jsonl', '--json'], calm)).out) as Summary
    for (const ms of [900, 2500, 4000, 6000]) {
      const { child, done } = start(['import', 'in.jsonl'], rough)
      const timer = setTimeout(() => child.kill('SIGKILL'), ms)
      await done
      clearTimeout(timer)
    }
    const last = JSON.parse((await lanting(['import', 'in.jsonl', '--json'], rough)).out) as Summary
    expect(last.posts).toEqual(wanted.posts)
    const view = async (cwd: string): Promise<unknown[]> =>
      (await lanting(['export'], cwd)).out
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l) as { nativeId: string; disposition: string })
        .map((p) => [p.nativeId, p.disposition === 'duplicate' ? 'kept' : p.disposition])
    expect(await view(rough)).toEqual(await view(calm))
  }, 180_000)
})
