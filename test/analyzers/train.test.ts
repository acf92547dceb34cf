import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoryBag, meaningful } from '../../analyzers/dispatch/category-features.ts'
import { CHANNEL, createCollector, hashOf } from '../../analyzers/learning/features.ts'
import { createLinearScorer } from '../../analyzers/learning/linear-scorer.ts'
import { loadModel, packModel, saveModel, unpackModel } from '../../analyzers/learning/model-file.ts'
import { type LabelledRow, train } from '../../analyzers/learning/train.ts'
import { spamBag } from '../../analyzers/spam/spam-features.ts'
import { createVocabulary } from '../../analyzers/text/vocabulary.ts'
import { segmenter } from './documents.ts'

const MATTERS: Readonly<Record<string, readonly string[]>> = {
  供热: ['暖气不热', '供热站不理', '室温只有十五度', '采暖费照收', '暖气片冰凉', '换热站坏了'],
  教育: ['学校乱收费', '老师有偿补课', '孩子入学难', '学区怎么划', '幼儿园涨价', '校车超员'],
  公交: ['公交车不停站', '末班车太早', '线路改了', '等车半小时', '司机拒载', '站牌没换'],
}
const PLACES = ['雁滩', '安宁', '西固', '盘旋路', '小西湖', '土门墩', '十里店', '九州']

/** Forty short letters a matter, made up of the above. */
const rows: LabelledRow[] = Object.entries(MATTERS).flatMap(([label, said]) =>
  Array.from({ length: 40 }, (_, i) => ({
    label,
    title: `${PLACES[i % 8]}${said[i % 6]}`,
    text: `我家在${PLACES[(i * 3) % 8]}，${said[(i + 1) % 6]}，${said[(i * 5 + 2) % 6]}，第${i}次反映了，请处理。`,
  })),
)
const options = { task: 'category', rows, seed: 3, cut: segmenter.cut } as const
const model = train(options)

describe('train', () => {
  it('learns, measures on held-out groups and says of what', () => {
    expect(model.labels).toEqual(['供热', '公交', '教育'])
    expect(model.metrics.macroF1).toBeGreaterThan(0.9)
    expect(model.metrics.rows).toBe(120)
    expect(model.dataDigest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is the same for the same rows and seed, and another for others', () => {
    expect(train(options).digest).toBe(model.digest)
    expect(train({ ...options, rows: rows.slice(0, 100) }).digest).not.toBe(model.digest)
  })

  it('scores unseen letters, with probabilities that sum to one', () => {
    const scorer = createLinearScorer(model)
    const collector = createCollector()
    for (const [text, label] of [
      ['我们小区的暖气一直冰凉', '供热'],
      ['孩子的学校补课收费', '教育'],
      ['公交末班车改了线路', '公交'],
    ] as const) {
      const p = scorer.probabilities(
        categoryBag(meaningful([], segmenter.cut(text).map(createVocabulary(new Set()))), collector),
      )
      expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
      expect(scorer.labels[p.indexOf(Math.max(...p))]).toBe(label)
    }
  })

  it('reads words instead of texts, and needs a segmenter for texts', () => {
    const words = rows.map(({ label, title, text }) => ({ label, tokens: segmenter.cut(`${title}${text}`) }))
    expect(train({ task: 'category', rows: words, seed: 3 }).metrics.macroF1).toBeGreaterThan(0.9)
    expect(() => train({ task: 'category', rows, seed: 3 })).toThrowError(
      expect.objectContaining({ code: 'train.segmenter' }),
    )
  })

  it('refuses one label, too few rows, too few texts that differ, and strange labels of spam', () => {
    const code = (bad: LabelledRow[], task: 'category' | 'spam' = 'category') => {
      try {
        train({ task, rows: bad, seed: 1, cut: segmenter.cut })
        return 'none'
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code(rows.slice(0, 40))).toBe('train.labels')
    expect(code(rows.slice(0, 43))).toBe('train.few')
    const few = [...rows.slice(0, 40), { label: '停电', text: '停电' }, { label: '停气', text: '停气' }]
    expect(() => train({ task: 'category', rows: few, seed: 1, cut: segmenter.cut })).toThrowError(
      expect.objectContaining({ details: expect.objectContaining({ label: '停气、停电', rows: '1、1' }) }),
    )
    const same = ['供暖', '停水'].flatMap((label) =>
      Array.from({ length: 12 }, () => ({ label, text: '小区里三天了没人管' })),
    )
    expect(code(same)).toBe('train.alike')
    expect(code(rows, 'spam')).toBe('train.labels')
  })

  it('makes a spam scorer that hears what it sees', () => {
    const ham = rows.map(({ text }) => ({ label: 'ham', text }))
    const spam = Array.from({ length: 80 }, (_, i) => ({
      label: 'spam',
      text: `${['贷款', '刷单', '彩票'][i % 3]}日赚${i}00元，加微信领红包，无抵押秒到账，名额${i}个`,
    }))
    const made = train({ task: 'spam', rows: [...ham, ...spam], seed: 5 })
    expect(made.metrics.recallAt1).toBeGreaterThan(0.9)
    const scorer = createLinearScorer(made)
    const score = (text: string) => scorer.probabilities(spamBag(text, text, createCollector()))[1]!
    expect(score('贷款加微信秒到账')).toBeGreaterThan(0.5)
    expect(score('佳薇芯领洪包')).toBeGreaterThan(score('我家在雁滩，暖气不热'))
  })
})

describe('model file', () => {
  it('comes back as it was written', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'model-')), 'm.model')
    saveModel(file, model)
    expect(loadModel(file, 'category')).toEqual(model)
    expect(() => loadModel(file, 'spam')).toThrowError(expect.objectContaining({ code: 'model.file' }))
    const bytes = readFileSync(file)
    bytes[bytes.length - 3]! ^= 1
    writeFileSync(file, bytes)
    expect(() => loadModel(file)).toThrowError(/changed/)
  })

  it('says so when it is no model, cut short or not there', () => {
    const bytes = packModel(model)
    for (const bad of [
      new Uint8Array(),
      new TextEncoder().encode('{"a":1}'),
      bytes.subarray(0, 40),
      bytes.subarray(0, -1),
    ])
      expect(() => unpackModel(bad, 'x')).toThrowError(expect.objectContaining({ code: 'model.file' }))
    expect(() => loadModel('/nowhere/x.model')).toThrowError(expect.objectContaining({ code: 'model.file' }))
  })

  it('never does anything else with bytes that are not a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
        const bytes = packModel(model).slice()
        for (let i = 0; i < noise.length; i++) bytes[(at + i) % bytes.length] = noise[i]!
        try {
          unpackModel(bytes, 'x')
        } catch (error) {
          expect((error as { code: string }).code).toBe('model.file')
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('features', () => {
  it('counts every n-gram once, whatever their number', () => {
    const collector = createCollector()
    const text = Array.from({ length: 6000 }, (_, i) => String.fromCharCode(0x4e00 + (i % 5000))).join('')
    collector.grams(CHANNEL.char, [text], 2)
    const bag = collector.take()
    expect(new Set(bag.hash).size).toBe(bag.hash.length)
    expect(bag.count.reduce((a, b) => a + b, 0)).toBe(6000 + 5999)
    expect(bag.count[bag.hash.indexOf(hashOf(CHANNEL.char, text.slice(0, 2)))]).toBe(2)
    expect(collector.take().hash.length).toBe(0)
  })
})
