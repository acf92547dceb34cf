import { describe, expect, it } from 'vitest'
import { fillFacts } from '../../pipeline/nearness/facts.ts'
import { aim, type Centre, createProbe, emptyCentre } from '../../pipeline/nearness/issue-vector.ts'
import { createJoinDecision } from '../../pipeline/nearness/join-decision.ts'
import {
  createOpenDecision,
  defaultJoinModel,
  JOIN_FEATURES,
  type JoinEvidence,
  joinInputs,
  joinTerms,
} from '../../pipeline/nearness/join-model.ts'
import { type Nearness, nearness } from '../../pipeline/nearness/nearness.ts'
import { NEITHER } from '../../pipeline/nearness/sheet-facts.ts'
import { linesOf, numbersOf } from '../../pipeline/words/sites.ts'

const apart: Nearness = {
  words: 0,
  matter: 0,
  pairs: 0,
  sites: 0,
  mainSites: 0,
  otherSite: 0,
  otherEstate: 0,
  otherNamed: 0,
  topic: 0,
  meanWords: 0,
  meanSites: 0,
  meanTopic: 0,
  otherMatter: 0,
  noSite: 0,
  otherDistrict: 0,
  otherPlace: 0,
  samePlace: 0,
  otherSpot: 0,
  sameSpot: 0,
  otherNumber: 0,
  sameNumber: 0,
  sameMatter: 0,
  otherRow: 0,
  sameCategory: 0,
  sameSubcategory: 0,
  sameVoice: 0,
  peak: 0,
  coverage: 0,
  matterCoverage: 0,
  rareWords: 0,
  bareRoad: 0,
}
const pair = (more: Partial<JoinEvidence>): JoinEvidence => ({
  ...apart,
  size: 3,
  smaller: 1,
  gapDays: 2,
  talk: 0,
  brief: 0,
  rush: 0,
  ...more,
})
const alike = pair({
  words: 0.5,
  matter: 0.3,
  pairs: 0.5,
  sites: 0.9,
  mainSites: 0.9,
  topic: 0.9,
  meanWords: 0.4,
  meanSites: 0.8,
  meanTopic: 0.8,
  samePlace: 1,
  sameMatter: 1,
  sameCategory: 1,
  sameSubcategory: 1,
  peak: 0.1,
  coverage: 0.5,
  matterCoverage: 0.3,
  rareWords: 0.5,
})

describe('the join decision', () => {
  const { decide } = createJoinDecision(defaultJoinModel)

  it('tells one matter at one place from another', () => {
    expect(decide(alike)).toBeGreaterThan(1)
    expect(decide(pair({}))).toBeLessThan(-3)
  })

  it('counts another place and a long silence against, another matter at the place too', () => {
    expect(decide({ ...alike, otherPlace: 1, samePlace: 0, otherSpot: 1 })).toBeLessThan(decide(alike))
    expect(decide({ ...alike, gapDays: 200 })).toBeLessThan(decide(alike))
    expect(decide({ ...alike, matter: 0, words: 0.2, sameMatter: 0, topic: 0.3, otherMatter: 0.6 })).toBeLessThan(
      decide(alike) - 1,
    )
  })

  it('keeps two estates apart whose letters are worded alike', () => {
    expect(decide({ ...alike, otherEstate: 0.9 })).toBeLessThan(decide(alike) - 5)
  })

  it('keeps letters of one form about two roads apart', () => {
    expect(decide({ ...alike, otherNamed: 0.9 })).toBeLessThan(decide(alike) - 5)
  })

  it('never comes to more than its ceiling, whatever the words and pairs say', () => {
    const { ceiling } = createJoinDecision(defaultJoinModel)
    const figures = Object.keys(apart) as (keyof Nearness)[]
    let state = 7
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    let ruledOut = 0
    for (let n = 0; n < 3_000; n += 1) {
      const some = Object.fromEntries(
        figures.map((name) => [name, random() < 0.3 ? 0 : random()]),
      ) as unknown as Nearness
      const e = pair({
        ...some,
        size: 1 + Math.floor(9 * random()),
        talk: random() ** 3,
        rush: random(),
        brief: random(),
      })
      const bounds = {
        words: 1,
        pairs: 1,
        matter: 1,
        meanWords: 1,
        otherMatter: 1,
        otherNamed: 1,
        peak: 1,
        coverage: 1,
        matterCoverage: 1,
      }
      expect(decide(e)).toBeLessThanOrEqual(ceiling({ ...e, ...bounds }))
      const least = 1
      if (decide(e, least) === Number.NEGATIVE_INFINITY) {
        ruledOut += 1
        expect(decide(e)).toBeLessThan(least)
      } else expect(decide(e, least)).toBe(decide(e))
    }
    expect(ruledOut).toBeGreaterThan(300)
    // A model that holds shared words against the two sides is bounded too.
    const against = { ...defaultJoinModel, weights: { ...defaultJoinModel.weights, words: -2, otherMatter: 3 } }
    const odd = createJoinDecision(against)
    expect(odd.decide(pair({ otherMatter: 1 }))).toBeLessThanOrEqual(odd.ceiling(pair({ words: 1, otherMatter: 1 })))
  })

  it('adds up: what the figures say is the whole decision', () => {
    for (const e of [alike, pair({}), pair({ sites: 0.4, noSite: 1, topic: 0.5 })])
      expect(joinTerms(e, defaultJoinModel).reduce((a, b) => a + b, 0)).toBeCloseTo(decide(e), 8)
  })

  it('joins the best of many strangers less readily than the best of few', () => {
    const joins = createOpenDecision(defaultJoinModel)
    expect(joins(0, { ...alike, noSite: 1 }, 4000)).toBeLessThan(joins(0, { ...alike, noSite: 1 }, 200) - 0.3)
    // Who names a site is found by it: among a handful of issues no more readily than among a board's.
    expect(joins(0, alike, 10)).toBe(joins(0, alike, 150))
  })

  it('has one input and one weight for every figure', () => {
    expect(joinInputs(alike)).toHaveLength(JOIN_FEATURES.length)
    expect(Object.keys(defaultJoinModel.weights)).toEqual([...JOIN_FEATURES])
  })
})

describe('facts', () => {
  it('agree, disagree, or say nothing', () => {
    const centre = (ids: number[], times?: number[]): Centre => {
      const one = emptyCentre()
      one.size = 1
      for (const field of ['spots', 'categories', 'rareWords'] as const) fillFacts(one[field], ids, times)
      return one
    }
    const told = (a: Centre, b: Centre): Nearness => {
      const probe = createProbe()
      aim(probe, a)
      return nearness(probe, b)
    }
    expect(told(centre([1, 2]), centre([2, 3]))).toMatchObject({ sameSpot: 1, otherSpot: 0, rareWords: 0.5 })
    expect(told(centre([1]), centre([2]))).toMatchObject({ sameSpot: 0, otherSpot: 1, rareWords: 0 })
    expect(told(centre([]), centre([2]))).toMatchObject({ sameSpot: 0, otherSpot: 0, rareWords: 0 })
    expect(told(centre([1, 2], [3, 1]), centre([1], [5])).sameCategory).toBeCloseTo(0.75)
    expect(told(centre([]), centre([1])).sameCategory).toBe(NEITHER)
  })

  it('numbers are read alike however they are written', () => {
    expect(numbersOf('二期3号楼和187路公交，东区B座')).toEqual(['2期', '3栋', '187路', '东区', 'B座'])
    expect(numbersOf('2期3栋')).toEqual(['2期', '3栋'])
    expect(numbersOf('等了40分钟，城关区天水路口')).toEqual([])
  })

  it('reads metro lines, each once, however their number is written', () => {
    const lines = (text: string): string[] => linesOf(text).map(({ stem }) => stem)
    expect(lines('轨道2号线和四号北延线，还是2号线')).toEqual(['2号线', '4号线'])
    expect(lines('十一号线、112号线、3号楼的线')).toEqual([])
  })
})
