import fc from 'fast-check'
import { expect, test } from 'vitest'
import { APPEAL_CUES } from '../../analyzers/dict/appeal-cues.ts'
import { HEATLESS, LEVELS, LIFE, OUTAGE } from '../../analyzers/dict/danger-cues.ts'
import { BEATING, MISDEED, SECRETS, STATUTORY } from '../../analyzers/dict/route-cues.ts'
import { createCues } from '../../analyzers/patterns/cue.ts'
import type { Document } from '../../analyzers/text/document.ts'
import { normalize } from '../../analyzers/text/normalize.ts'

const patterns = [
  ...Object.values(APPEAL_CUES).flatMap((cues) => cues.map(([pattern]) => pattern)),
  ...[...LIFE, ...LEVELS, ...STATUTORY].map((cue) => cue.pattern),
  HEATLESS,
  OUTAGE,
  BEATING,
  MISDEED,
  SECRETS,
  /[^，]急/,
  /(.)\1是/,
]
const pieces = patterns.flatMap((p) => p.source.replace(/[^\u4e00-\u9fff]+/g, ' ').split(' ')).filter((w) => w !== '')
const text = fc
  .array(fc.constantFrom(...pieces, '，', '。', '的', '3', '今天'), { maxLength: 40 })
  .map((parts) => parts.join(''))

const docOf = (title: string, body: string): Document => ({
  post: {
    kind: 'letter',
    title,
    text: body,
    marks: [],
    postedAt: undefined,
    givenAppealType: undefined,
    addressee: undefined,
    channel: undefined,
  },
  title: normalize(title),
  text: normalize(body),
  tokens: { title: [], text: [] },
})

/** Some matches are refused, so that the search has to go on. */
const accept = (_text: string, start: number): boolean => start % 3 !== 1

test('one pass for all finds of each cue what searching for it alone finds', () => {
  const read = createCues(patterns)
  fc.assert(
    fc.property(text, text, (title, body) => {
      const met = read(docOf(title, body))
      for (const [i, pattern] of patterns.entries()) {
        const alone = (['title', 'text'] as const)
          .flatMap((field) =>
            [...{ title, text: body }[field].matchAll(new RegExp(pattern, 'g'))].map((m) => ({
              field,
              start: m.index,
              end: m.index + m[0].length,
            })),
          )
          .filter((hit) => hit.end > hit.start)
        expect(met.find(i, accept)).toEqual(alone.find((hit) => accept('', hit.start)))
        expect(met.has(i)).toBe(alone.length > 0)
      }
    }),
    { numRuns: 200 },
  )
})
