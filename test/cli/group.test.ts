import { describe, expect, it } from 'vitest'
import { freshFolder, jsonLines, start } from './program-run.ts'

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
