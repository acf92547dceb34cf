import { expect, test } from 'vitest'
import { deskBag, readingOf } from '../../analyzers/desk.ts'
import { createDeskRanking, secondLevels } from '../../analyzers/desk-category.ts'
import { createJointScorer } from '../../analyzers/joint-scorer.ts'
import { createLinearScorer } from '../../analyzers/linear-scorer.ts'
import { loadModel } from '../../analyzers/model-file.ts'
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

test('models scored together give the margins that each gives alone', () => {
  const models = (['desk', 'second', 'unit'] as const).map((task) =>
    loadModel(new URL(`../../analyzers/models/${task}.model`, import.meta.url), task),
  )
  const together = createJointScorer(models)
  const alone = models.map(createLinearScorer)
  for (const text of ['家里暖气不热，供热站一直不来', '孩子上学报名要居住证，办事处不给开', '今天去了趟那边', '']) {
    const bag = deskBag(letter(text))
    const margins = together(bag)
    for (const [m, scorer] of alone.entries()) {
      expect(margins.of(m), text).toEqual(scorer.margins(bag))
      expect(margins.some(m, 3, 9), text).toEqual(scorer.margins(bag).slice(3, 9))
    }
  }
})
