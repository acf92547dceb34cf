import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFinder } from '../../analyzers/patterns/finder.ts'

const patterns = [
  /着火了|(?<!不)停(了)?[水电]/,
  /(?<![a-z])q{1,2}(?![a-z])|[扣抠]{2}|q群/i,
  /[0-9](?:[ ,，]{0,3}[0-9]){3,}/,
  /(?=[a-z]*\d)[a-z0-9]{4}/i,
  /Ⓥ信|v\s?x/i,
]

it.each(patterns)('finds what matchAll finds: %s', (pattern) => {
  const finders = [createFinder(pattern), createFinder(pattern, true)]
  const part = fc.constantFrom(...'着火了不停水电qQ扣抠群v V x X ⓥ Ⓥ 信 1 2 , ， a b'.split(''))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('')
      const want = [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map((m) => [m.index, ...m])
      for (const finder of finders) {
        expect(finder.all(text).map((m) => [m.index, ...m])).toEqual(want)
        expect(finder.has(text)).toBe(want.length > 0)
        expect(finder.first(text, (m) => m.index > 3)?.index).toBe(want.find((m) => (m[0] as number) > 3)?.[0])
      }
    }),
  )
})

it.each([/.x/, /[^a]b/, /a?/])('refuses %s, which may begin with anything', (pattern) =>
  expect(() => createFinder(pattern)).toThrow(RangeError),
)
