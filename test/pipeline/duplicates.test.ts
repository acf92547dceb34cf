import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDuplicateIndex } from '../../pipeline/copies/duplicates.ts'
import { createGramRing } from '../../pipeline/copies/gram-ring.ts'
import { additions, allLetters, copies, generator, letters, others } from './mutations.ts'

describe('near-duplicates', () => {
  it('folds copies with P ≥ 0.99 and R ≥ 0.97 on the mutation set', () => {
    const all = allLetters()
    const random = generator(3)
    const index = createDuplicateIndex()
    let [right, wrong, missed] = [0, 0, 0]
    // Two letters on unlike matters are never one; two of one issue may be.
    const roots = all.map((letter, i) => {
      const of = index.find(`${i}`, letter.title, letter.text)?.of
      if (of !== undefined && (letter.issue === undefined || letter.issue !== all[Number(of)]?.issue)) wrong += 1
      return of ?? `${i}`
    })
    const recall: Record<string, number> = {}
    for (const [kind, mutate] of Object.entries(copies)) {
      const before = { right, missed }
      for (const [i, letter] of all.entries()) {
        const { title, text } = mutate(letter, random)
        const of = index.find(kind, title, text)?.of
        if (of === undefined) {
          missed += 1
          index.forget(kind)
        } else if (of === roots[i]) right += 1
        else wrong += 1
      }
      recall[kind] = (right - before.right) / (right - before.right + missed - before.missed)
    }
    for (const mutate of Object.values(others))
      for (const [i, letter] of all.entries()) {
        const other = mutate(letter, i)
        if (other === undefined || other.text === letter.text) continue
        if (index.find('other', other.title, other.text)?.of === roots[i]) wrong += 1
        index.forget('other')
      }
    expect(all.length).toBeGreaterThan(2000)
    expect(right / (right + wrong), 'precision').toBeGreaterThanOrEqual(0.99)
    expect(right / (right + missed), `recall ${JSON.stringify(recall)}`).toBeGreaterThanOrEqual(0.97)
    for (const [kind, of] of Object.entries(recall)) expect(of, kind).toBeGreaterThanOrEqual(0.93)
  })

  it('keeps two texts apart that name different numbers or places', () => {
    const numbered = (n: string) =>
      `我家住福安路${n}，楼道里的声控灯坏了两个多月，晚上老人上下楼全靠摸着墙走，物业说过几天就修，一直没有来。`
    const index = createDuplicateIndex()
    expect(index.find('a', '灯坏了', numbered('12号'))).toBeUndefined()
    expect(index.find('b', '灯坏了', numbered('48号'))).toBeUndefined()
    expect(index.find('c', '灯坏了', numbered('12号'))?.of).toBe('a')
    const placed = (site: string) =>
      `${site}的楼道里声控灯坏了两个多月，晚上老人上下楼全靠摸着墙走，物业说过几天就修，一直没有来，请帮忙督促一下。`
    expect(index.find('d', '', placed('云栖花园'))).toBeUndefined()
    expect(index.find('e', '', placed('澄岚花苑'))).toBeUndefined()
  })

  it('does not veto a copy that only adds a number or a place', () => {
    const index = createDuplicateIndex()
    for (const [i, letter] of letters.entries()) index.find(`root${i}`, letter.title, letter.text)
    for (const mutate of Object.values(additions)) {
      const added = mutate(letters[0]!)
      expect(index.find('x', added.title, added.text)?.of).toBe('root0')
    }
  })

  it('asks more of short texts and never folds empty ones', () => {
    const index = createDuplicateIndex()
    expect(index.find('a', '', '')).toBeUndefined()
    expect(index.find('b', '', '')).toBeUndefined()
    expect(index.find('c', '', '楼上漏水没人管')).toBeUndefined()
    expect(index.find('d', '', '楼上噪音没人管')).toBeUndefined()
    expect(index.find('e', '', '楼上漏水没人管！')?.of).toBe('c')
    expect(index.find('f', '', '西湖街道某小区让装充电桩不公平')).toBeUndefined()
    expect(index.find('g', '', '西湖街道某小区不让装充电桩')).toBeUndefined()
  })

  it('remembers no more roots than its window, forgets on demand, and restores from its changes', () => {
    const rules = { jaccard: 0.8, shortJaccard: 0.9, shortLength: 60, window: 5 }
    const index = createDuplicateIndex(rules)
    const stored = new Map<string, string>()
    letters.forEach((letter, i) => {
      index.find(`root${i}`, letter.title, letter.text)
      for (const { key, value } of index.changes())
        if (value === null) stored.delete(key)
        else stored.set(key, value)
    })
    expect(index.count()).toBe(5)
    expect(stored.size).toBe(5)
    const again = createDuplicateIndex(rules)
    again.restore([...stored.values()].reverse())
    const last = letters.at(-1)!
    expect(again.find('copy', last.title, last.text)?.of).toBe(`root${letters.length - 1}`)
    again.forget(`root${letters.length - 1}`)
    expect(again.find('copy', last.title, last.text)).toBeUndefined()
  })

  it('a ring of grams gives back what was put since the place that was let go, however it wraps and grows', () => {
    const texts = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (steps, room) => {
        const ring = createGramRing(room)
        const held: { place: number; grams: number[] }[] = []
        steps.forEach(([size, gone], n) => {
          const grams = Array.from({ length: size }, (_, i) => 100 * n + i)
          held.push({ place: ring.put(Uint32Array.from(grams)), grams })
          for (const { place, grams: own } of held.splice(0, Math.min(gone, held.length))) ring.free(place + own.length)
          for (const { place, grams: own } of held) expect([...ring.at(place, own.length)]).toEqual(own)
        })
      }),
    )
  })
})
