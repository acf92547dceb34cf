import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLexicon } from '../../analyzers/patterns/lexicon.ts'

const word = fc.string({ unit: fc.constantFrom('兰', '州', '路', 'a', '街'), minLength: 1, maxLength: 4 })
const text = fc.string({ unit: fc.constantFrom('兰', '州', '路', 'a', '街', '，'), maxLength: 40 })

test('finds every word at every position', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 12 }), text, (words, body) => {
      const found = new Set<string>()
      createLexicon(words.map((w) => [w, w] as const)).all(body, (start, end, value) => {
        expect(body.slice(start, end)).toBe(value)
        found.add(`${start} ${value}`)
      })
      const wanted = new Set<string>()
      for (const w of words)
        for (let i = 0; i <= body.length - w.length; i++) if (body.startsWith(w, i)) wanted.add(`${i} ${w}`)
      expect(found).toEqual(wanted)
    }),
  )
})

test('leftmost-longest takes the longest word and does not overlap', () => {
  const found: string[] = []
  const lexicon = createLexicon([
    ['张掖', 1],
    ['张掖路', 2],
    ['张掖路街道', 3],
    ['', 4],
  ])
  lexicon.longest('张掖路街道和张掖路、张掖', (start, end, value) => found.push(`${start}-${end}=${value}`))
  expect(found).toEqual(['0-5=3', '6-9=2', '10-12=1'])
})
