import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLexicon } from '../../analyzers/patterns/lexicon.ts'
import { createOpenings } from '../../analyzers/patterns/openings.ts'
import { createPairFilter, nextStart, putPair } from '../../analyzers/patterns/pair-filter.ts'

const filterOf = (starts: readonly string[]) => {
  const filter = createPairFilter()
  for (const s of starts) putPair(filter, s.charCodeAt(0), s.length > 1 ? s.charCodeAt(1) : undefined)
  return filter
}

it('finds for each of many what each alone would find, in texts of any length', () => {
  const filters = [
    ['停水', '停电', '漏'],
    ['水管', '漏水'],
    ['电', '2', '管道'],
  ].map(filterOf)
  const readers = filters.map(createOpenings)
  const part = fc.constantFrom(...'停水电漏管道里2的')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), fc.constantFrom(1, 1, 1, 400), (parts, times) => {
      const text = parts.join('').repeat(times)
      for (const [f, filter] of filters.entries()) {
        const want: number[] = []
        for (let i = nextStart(filter, text, 0); i < text.length; i = nextStart(filter, text, i + 1)) want.push(i)
        const { at: places, from, to } = readers[f]!(text)
        const got = [...places.subarray(from, to)]
        // A pair of one may share its slot with a pair of another: more places than one's own, never fewer.
        expect(got).toEqual(expect.arrayContaining(want))
        expect(got.every((at) => filter.state[text.charCodeAt(at)] !== 0)).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

it('has room for more readers than share the walk, and for texts without end', () => {
  for (let i = 0; i < 40; i++) {
    const word = String.fromCharCode(0x4e00 + i, 0x5000 + i)
    const found: number[] = []
    createLexicon([[word, i]]).all(`前${word}后${word}`, (start) => found.push(start))
    expect(found).toEqual([1, 4])
  }
  const lexicon = createLexicon([['停水', 1]])
  for (let i = 0; i < 20_000; i++) {
    let at = -1
    lexicon.all(`第${i}天又停水了`, (start) => {
      at = start
    })
    expect(at).toBe(`第${i}天又`.length)
  }
})
