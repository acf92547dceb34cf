import { expect, it } from 'vitest'
import { createUnitClass } from '../../analyzers/patterns/unit-class.ts'

it('says of each unit what the expression says of it, the first time and later', () => {
  for (const pattern of [/[。！？\n]/, /[^\p{Script=Han}A-Za-z0-9]|[的在]/u]) {
    const is = createUnitClass(pattern)
    // With half a pair, which is a text of its own here.
    for (const ch of ['。', '\n', '的', '水', 'a', '😀'[0]!, '。', '水'])
      expect(is(ch.charCodeAt(0)), JSON.stringify(ch)).toBe(pattern.test(ch))
  }
})
