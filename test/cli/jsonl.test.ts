import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines } from '../../cli/jsonl.ts'
import { encodeGbk } from '../../samples/gbk.ts'

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

  it('reads GBK, Big5 and UTF-16 as import reads such files, and a torn byte of UTF-8 as one', async () => {
    const line = '{"id":"1","text":"城关区雁滩路的路灯坏了，请派人来修一下，没有人管"}'
    const gbk = encodeGbk(`${line}\n${line}\n`)
    for (const sizes of [[65_536], [40], [97]]) expect(await all(gbk, sizes)).toEqual([line, line])
    // What is ASCII alone tells nothing, what comes later does.
    const late = Buffer.concat([Buffer.from(`{"id":"0","text":"${'a'.repeat(200)}"}\n`), gbk])
    expect((await all(late, [128])).slice(1)).toEqual([line, line])
    expect(await all(encodeGbk('{"text":"西固区没电"}'), [65_536])).toEqual(['{"text":"西固区没电"}'])
    const utf16 = Buffer.from(`\ufeff${line}\n`, 'utf16le')
    expect(await all(utf16, [65_536])).toEqual([line])
    const torn = Buffer.concat([Buffer.from(line), Buffer.from([0xe5, 0x0a]), Buffer.from(line)])
    expect(await all(torn, [65_536])).toEqual([`${line}\ufffd`, line])
  })

  it('reports a monstrous line once and goes on', async () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(4_100_000)}\nok\n`)
    expect(await all(bytes, [65_536])).toEqual([undefined, 'ok'])
  })
})
