import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimate, fingerprint, shingles, similarity } from '../../analyzers/fingerprint.ts'

const letter = '城关区雁滩某小区自十二月起暖气温度只有十四度，多次联系供热企业没有结果，请有关部门督促整改。'

describe('fingerprint', () => {
  it('is blind to spaces and punctuation', () => {
    expect(fingerprint(letter.replace('，', ' , ')).exact).toBe(fingerprint(letter).exact)
    expect(fingerprint(`${letter}！`).minhash).toEqual(fingerprint(letter).minhash)
  })

  it('tells different texts apart', () => {
    const other = '七里河区西津西路公交站台座椅破损，老人等车没有地方坐，建议尽快维修。'
    expect(fingerprint(other).exact).not.toBe(fingerprint(letter).exact)
    expect(estimate(fingerprint(other).minhash, fingerprint(letter).minhash)).toBeLessThan(0.15)
    expect(similarity(shingles(other), shingles(letter))).toBeLessThan(0.05)
  })

  it('takes a copy with a few words changed for alike', () => {
    const copy = letter.replace('十四度', '十五度')
    const true_ = similarity(shingles(copy), shingles(letter))
    expect(true_).toBeGreaterThan(0.8)
    expect(Math.abs(estimate(fingerprint(copy).minhash, fingerprint(letter).minhash) - true_)).toBeLessThan(0.25)
  })

  it('two empty texts are not alike', () => expect(similarity(shingles('…'), shingles(''))).toBe(0))

  it('is symmetric, within 0..1 and 1 for itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [x, y] = [shingles(a), shingles(b)]
        expect(similarity(x, y)).toBe(similarity(y, x))
        if (x.size > 0) expect(similarity(x, x)).toBe(1)
        expect(fingerprint(a).minhash.length).toBe(64)
      }),
    )
  })
})
