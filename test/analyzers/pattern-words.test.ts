import { expect, it } from 'vitest'
import { APPEAL_CUES } from '../../analyzers/dict/appeal-cues.ts'
import { LIFE } from '../../analyzers/dict/danger-cues.ts'
import { branchesOf } from '../../analyzers/patterns/pattern-start.ts'
import { wordsOf } from '../../analyzers/patterns/pattern-words.ts'

it.each([
  ['停水|停电', ['停水', '停电']],
  ['停(水|电)了?', ['停水了', '停水', '停电了', '停电']],
  ['(?:怎么|咋)[办整]', ['怎么办', '怎么整', '咋办', '咋整']],
  ['无抵?押?', ['无抵押', '无抵', '无押', '无']],
])('names the words of %s in the order they are tried', (pattern, words) => expect(wordsOf(pattern)).toEqual(words))

it.each(['停.水', '停水+', '停[^水]', '停(?!水)', '(?<!不)停', '停??水', '停\\d', '停{2}', '[a-z]b', '^停', '停水)'])(
  'says nothing of %s',
  (pattern) => expect(wordsOf(pattern)).toBeUndefined(),
)

it('finds of our cues what the expression finds', () => {
  const patterns = [...Object.values(APPEAL_CUES).flat(), ...LIFE.map((cue) => [cue.pattern] as const)]
  let some = 0
  for (const [pattern] of patterns)
    for (const branch of branchesOf(pattern.source)) {
      const words = wordsOf(branch)
      if (words === undefined) continue
      some++
      for (const word of words)
        for (const tail of ['', '了', '水管'])
          expect(
            words.find((one) => `${word}${tail}`.startsWith(one)),
            branch,
          ).toBe(new RegExp(`^(?:${branch})`).exec(`${word}${tail}`)?.[0])
    }
  expect(some).toBeGreaterThan(100)
})
