import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

/** Matters of our own, each in words of its own. */
const letter = (i: number): string => {
  const name = String.fromCharCode(0x4e10 + 97 * i, 0x5e10 + 61 * i)
  return `${JSON.stringify({ id: `g${i}`, title: `${name}小区停水`, text: `${name}小区停水三天了，没有人管，请解决。` })}\n`
}

describe('lanting group -', () => {
  it('writes a line once enough later ones have come, each post once and in order', async () => {
    const { child, done } = start(['group', '-', '--city', 'none', '--window', '100'], freshFolder(), null)
    const first = new Promise((resolve) => child.stdout!.once('data', resolve))
    for (let i = 0; i < 500; i += 1) child.stdin!.write(letter(i))
    child.stdin!.write(letter(0))
    // The input is still open when the first lines come.
    await first
    child.stdin!.end(letter(3))
    const { code, out } = await done
    expect(code).toBe(0)
    expect(jsonLines<{ id: string }>(out).map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => `g${i}`))
  }, 60_000)

  it('gives letters of one day the same issues in any order, each line where it stood', async () => {
    const lines = Array.from({ length: 120 }, (_, i) => {
      const estate = ['砚池苑', '槐荫花园', '柏溪小区', '荻花嘉园', '鹭汀公馆'][i % 5]
      const told = ['电梯停了三天', '老人下不了楼', '维保没来', '按钮没反应'][i % 4]
      const text = `${estate}${i}号楼${told}，请督促物业修电梯。`
      return { id: `s${i}`, title: `${estate}电梯`, text, postedAt: `2026-01-0${1 + Math.floor(i / 40)}` }
    })
    const issuesOf = async (order: typeof lines): Promise<Map<string, string | null>> => {
      const { child, done } = start(['group', '-', '--city', 'lanzhou'], freshFolder(), null)
      child.stdin!.end(order.map((line) => `${JSON.stringify(line)}\n`).join(''))
      const rows = jsonLines<{ id: string; issue: string | null }>((await done).out)
      expect(rows.map(({ id }) => id)).toEqual(order.map(({ id }) => id))
      return new Map(rows.map(({ id, issue }) => [id, issue]))
    }
    const issues = await issuesOf(lines)
    expect(new Set(issues.values()).size).toBeGreaterThan(1)
    expect(new Set(issues.values()).size).toBeLessThan(lines.length)
    const other = await issuesOf([...lines].reverse())
    expect([...other].sort()).toEqual([...issues].sort())
  }, 60_000)
})

describe('lanting group FILE', () => {
  const heat = (id: string, postedAt: string | undefined) => ({
    id,
    text: '澄岚苑小区的暖气从供暖开始就不热，屋里只有十四度，供热站不管。',
    ...(postedAt === undefined ? {} : { postedAt }),
  })
  const lamp = (id: string, postedAt: string) => ({
    id,
    text: '安宁区培黎广场路灯坏了一个月，晚上一片漆黑，请修一下。',
    postedAt,
  })
  const write = (rows: readonly unknown[]): string => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'in.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    return cwd
  }

  it('dates an issue by its dated letters, and not at all where none has a date', async () => {
    const cwd = write([heat('u1', undefined), heat('d1', '2026-01-05'), heat('d2', '2026-01-06'), lamp('u2', '昨天')])
    const { code, out, err } = await lanting(['group', '--issues', 'issues.jsonl', 'in.jsonl'], cwd)
    expect(code).toBe(0)
    expect(err.split('\n').filter((line) => line.startsWith('归并'))).toHaveLength(1)
    const issueOf = new Map(jsonLines<{ id: string; issue: string }>(out).map(({ id, issue }) => [id, issue]))
    expect(issueOf.get('u1')).toBe(issueOf.get('d1'))
    const issues = jsonLines<{ id: string; firstSeen: string | null; lastSeen: string | null }>(
      readFileSync(join(cwd, 'issues.jsonl'), 'utf8'),
    )
    const times = (post: string) => {
      const { firstSeen, lastSeen } = issues.find(({ id }) => id === issueOf.get(post))!
      return [firstSeen, lastSeen]
    }
    expect(times('d1')).toEqual(['2026-01-05T04:00:00.000Z', '2026-01-06T04:00:00.000Z'])
    expect(times('u2')).toEqual([null, null])
  }, 60_000)

  it('counts the first line of an id, from a file as from standard input, and says that there were more', async () => {
    const rows = [
      heat('same', '2026-01-09'),
      lamp('other', '2026-01-08'),
      { ...lamp('same', '2026-01-02'), text: '好' },
    ]
    const cwd = write(rows)
    const file = await lanting(['group', 'in.jsonl'], cwd)
    const stdin = await lanting(['group', '-'], cwd, rows.map((row) => JSON.stringify(row)).join('\n'))
    const lines = (out: string) => jsonLines<{ id: string }>(out).sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(lines(file.out)).toEqual(lines(stdin.out))
    expect(lines(file.out)).toHaveLength(2)
    for (const { err } of [file, stdin]) expect(err).toContain('1 行的 id')
  }, 60_000)

  it('says why nothing came of an empty input, as screening does', async () => {
    for (const command of ['group', 'screen'])
      for (const input of ['', '[]\n']) {
        const { code, err } = await lanting([command, '-'], freshFolder(), input)
        expect(code).toBe(1)
        expect(err).toContain('没有读到任何信件')
      }
  }, 60_000)
})
