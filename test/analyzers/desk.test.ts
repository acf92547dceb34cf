import { expect, test } from 'vitest'
import { deskBag, readingOf } from '../../analyzers/dispatch/desk.ts'
import { createDeskRanking, filingsOf, secondLevels } from '../../analyzers/dispatch/desk-category.ts'
import { readDutyList } from '../../analyzers/dispatch/duties.ts'
import { type Bag, CHANNEL, hashOf } from '../../analyzers/learning/features.ts'
import { createJointScorer } from '../../analyzers/learning/joint-scorer.ts'
import { createLinearScorer } from '../../analyzers/learning/linear-scorer.ts'
import { type LinearModel, loadModel } from '../../analyzers/learning/model-file.ts'
import { letter } from './letters.ts'

const flat = [0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1]
const labels = ['交通运输', '劳动和社会保障', '卫生计生', '商贸旅游', '城乡建设', '教育文体', '环境保护']

test('the bag of the desk adds what the matters say to the letter’s own features', () => {
  const document = letter('家里暖气不热，供热站一直不来')
  const own = readingOf(document).bag
  const bag = deskBag(document)
  expect(bag.hash.length).toBeGreaterThan(own.hash.length)
  expect([...bag.hash.subarray(0, own.hash.length)]).toEqual([...own.hash])
  const silent = letter('今天去了趟那边')
  expect(deskBag(silent).hash.length).toBe(readingOf(silent).bag.hash.length)
})

test('all 15 categories are ranked and sum to one; matters outweigh a default model that knows nothing', () => {
  const ranked = createDeskRanking(labels)(letter('村上的退耕还林补助三年没发，林权证也不给'), flat)
  expect(ranked.length).toBe(15)
  expect(ranked[0]?.label).toBe('农村农业')
  expect(ranked.reduce((sum, r) => sum + r.score, 0)).toBeCloseTo(1, 6)
})

test('second levels are those of the category alone, best first', () => {
  const levels = secondLevels(letter('路口红绿灯时间太短，老人过不去'), '政法')
  expect(levels[0]?.label).toBe('交通管理')
  expect(levels.length).toBe(12)
  expect(levels.reduce((sum, r) => sum + r.score, 0)).toBeCloseTo(1, 6)
  expect([...levels].sort((a, b) => b.score - a.score)).toEqual(levels)
})

test('filings are the chances of both levels at once, of the likely categories, best first', () => {
  const document = letter('路口红绿灯时间太短，老人过不去')
  const ranked = [
    { label: '政法', score: 0.9 },
    { label: '城乡建设', score: 0.09 },
    { label: '民政', score: 0.01 },
  ] as const
  const filings = filingsOf(document, ranked)
  const levels = secondLevels(document, '政法')
  expect(filings[0]).toEqual({ label: '政法/交通管理', score: expect.closeTo(0.9 * (levels[0]?.score ?? 0), 3) })
  expect(filings.every(({ label, score }) => score >= 0.02 && !label.startsWith('民政/'))).toBe(true)
  expect([...filings].sort((a, b) => b.score - a.score)).toEqual(filings)
  expect(filings.length).toBeLessThanOrEqual(8)
  expect(filings.reduce((sum, { score }) => sum + score, 0)).toBeLessThanOrEqual(1)
})

const loaded = (['category', 'stance', 'desk', 'second', 'unit', 'appeal', 'spam'] as const).map((task) =>
  loadModel(new URL(`../../analyzers/models/${task}.model`, import.meta.url), task),
)
const texts = [
  '家里暖气不热，供热站一直不来',
  '孩子上学报名要居住证，办事处不给开',
  '今天去了趟那边',
  '',
  '水'.repeat(300),
]

/** The definition: (1 + ln n) × idf × weight, over the length of the text. */
function plainMargins(model: LinearModel, bag: Bag): number[] {
  const width = model.labels.length === 2 ? 1 : model.labels.length
  const sums = new Array<number>(width).fill(0)
  let squared = 0
  for (const [k, hash] of bag.hash.entries()) {
    const row = model.keys.indexOf(hash)
    if (row === -1) continue
    const value = (1 + Math.log(bag.count[k]!)) * model.idf[row]! * model.idfStep
    squared += value * value
    for (let c = 0; c < width; c++) sums[c]! += model.weights[row * width + c]! * value
  }
  return sums.map((sum, c) => sum * model.scale[c]! * (squared > 0 ? 1 / Math.sqrt(squared) : 0) + model.bias[c]!)
}

test('models scored together give the margins that the definition gives, and that each gives alone', () => {
  const together = createJointScorer(loaded)
  const alone = loaded.map(createLinearScorer)
  for (const text of texts) {
    const bag = deskBag(letter(text))
    const margins = new Float64Array(together.width + 2)
    together.score(bag, margins, 1)
    for (const [m, model] of loaded.entries()) {
      const want = plainMargins(model, bag)
      const from = 1 + together.starts[m]!
      for (const [c, margin] of want.entries()) expect(margins[from + c], `${model.task} ${c}`).toBeCloseTo(margin, 12)
      const own = alone[m]!.margins(bag)
      expect([...own], model.task).toEqual(
        model.labels.length === 2 ? [-margins[from]!, margins[from]!] : [...margins.subarray(from, from + want.length)],
      )
    }
    expect([margins[0], margins.at(-1)]).toEqual([0, 0])
  }
})

test('what is told of a letter is no feature of the default model, which reads the letter alone', () => {
  const scorer = createLinearScorer(loaded[0]!)
  const { matters } = readDutyList()
  for (const { matter, category, subcategory, lead } of matters)
    for (const name of [
      `matter ${matter}`,
      `of ${category}`,
      `of ${category}/${subcategory}`,
      `lead ${lead[0]}`,
      `heard ${category}`,
      `filed ${category}`,
    ]) {
      const sums = new Float64Array(loaded[0]!.labels.length)
      scorer.explain(hashOf(CHANNEL.pair, name), sums)
      expect([...sums], name).toEqual([0, 0, 0, 0, 0, 0, 0])
    }
})
