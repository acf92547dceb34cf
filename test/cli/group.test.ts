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
})
