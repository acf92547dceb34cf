import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines } from '../../cli/jsonl.ts'

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? 1)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const all = async (bytes: Uint8Array, sizes: readonly number[] = [7]): Promise<(string | undefined)[]> => {
  const out: (string | undefined)[] = []
  for await (const line of readLines(chunksOf(bytes, sizes))) {
    out.push(line.text)
    expect(line.line).toBe(out.length)
  }
  return out
}

describe('readLines', () => {
  it('gives the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((s) => s.replace(/[\r\n\ufeff]/g, ''))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (lines, sizes) => {
          const text = lines.map((l) => `${l}\n`).join('')
          expect(await all(new TextEncoder().encode(text), sizes)).toEqual(lines.map((l) => l.toWellFormed()))
        },
      ),
    )
  })

  it('drops a BOM, takes CRLF and a last line without an end', async () => {
    expect(await all(new TextEncoder().encode('\ufeffa\r\nb'))).toEqual(['a', 'b'])
  })

  it('reports a monstrous line once and goes on', async () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(4_100_000)}\nok\n`)
    expect(await all(bytes, [65_536])).toEqual([undefined, 'ok'])
  })
})
