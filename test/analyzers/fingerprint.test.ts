import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimate, minhashOf, shingles, similarity } from '../../analyzers/text/fingerprint.ts'

const letter = '城关区雁滩某小区自十二月起暖气温度只有十四度，多次联系供热企业没有结果，请有关部门督促整改。'

const minhash = (text: string): Uint32Array => minhashOf(shingles(text))
const alike = (a: string, b: string): number => similarity(shingles(a), new Set(shingles(b)))

describe('fingerprint', () => {
  it('is blind to spaces, punctuation and case', () => {
    expect(shingles(`${letter}WiFi`.replace('，', ' , '))).toEqual(shingles(`${letter}wifi`))
    expect(minhash(`${letter}！`)).toEqual(minhash(letter))
  })
  it('reads letters beyond the first plane', () => expect(shingles('𠮷𠮷𠮷')).not.toEqual(shingles('𠮶𠮶𠮶')))

  it('tells different texts apart', () => {
    const other = '七里河区西津西路公交站台座椅破损，老人等车没有地方坐，建议尽快维修。'
    expect(estimate(minhash(other), minhash(letter))).toBeLessThan(0.15)
    expect(alike(other, letter)).toBeLessThan(0.05)
  })

  it('takes a copy with a few words changed for alike', () => {
    const copy = letter.replace('十四度', '十五度')
    const true_ = alike(copy, letter)
    expect(true_).toBeGreaterThan(0.8)
    expect(Math.abs(estimate(minhash(copy), minhash(letter)) - true_)).toBeLessThan(0.25)
  })

  it('two empty texts are not alike', () => expect(alike('…', '')).toBe(0))

  it('is symmetric, within 0..1 and 1 for itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(alike(a, b)).toBe(alike(b, a))
        if (shingles(a).length > 0) expect(alike(a, a)).toBe(1)
        expect(minhash(a).length).toBe(64)
      }),
    )
  })
})
