import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWordMap } from '../../analyzers/text/word-map.ts'

it('tells words apart as a Map does', () => {
  const unit = fc.constantFrom('', '\0', 'a', 'b', '的', '兰', '州', '𠮷', '\ud842', '\uffff')
  const word = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''))
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.integer()), { maxLength: 300 }), (pairs) => {
      const plain = new Map<string, number>()
      const words = createWordMap<number>()
      for (const [key, value] of pairs) {
        expect(words.get(key)).toBe(plain.get(key))
        plain.set(key, value)
        words.set(key, value)
      }
      expect(words.size).toBe(plain.size)
      for (const [key, value] of plain) expect(words.get(key)).toBe(value)
    }),
  )
})

it('grows with its words', () => {
  const words = createWordMap<number>()
  const word = (i: number) => String.fromCharCode(0x4e00 + (i % 20_000), 0x61 + (i % 7)) + (i % 2 ? '路' : '')
  for (let i = 0; i < 40_000; i++) words.set(word(i), i)
  const last = new Map(Array.from({ length: 40_000 }, (_, i) => [word(i), i]))
  expect(words.size).toBe(last.size)
  for (const [key, value] of last) expect(words.get(key)).toBe(value)
})
