import { describe, expect, it } from 'vitest'
import { DEFAULT_CATEGORY_MODEL } from '../../analyzers/dispatch/category.ts'
import { adapt } from '../../analyzers/learning/adapt.ts'
import { loadModel, packModel, unpackModel } from '../../analyzers/learning/model-file.ts'
import { type ShadowLesson, trainShadow } from '../../analyzers/learning/shadow.ts'
import { corpus } from '../../analyzers/models/train-spam.ts'
import { redact } from '../../analyzers/redaction/redact.ts'
import { createSpamJudge, isEvidence, shippedSpamModel } from '../../analyzers/spam/spam.ts'
import { loadModels } from '../../cli/models.ts'
import type { Kind } from '../../model/words.ts'
import { read } from './documents.ts'

/** A kind of post that the shipped judge does not know, decided by people one after the other. */
const FISH = ['锦鲤', '鹦鹉鱼', '罗汉鱼', '孔雀鱼', '金龙鱼', '地图鱼', '斗鱼', '清道夫']
const SAID = [
  (fish: string, n: number) => `自家鱼池的${fish}第${n}批出水啦，颜色正，喜欢的朋友来看鱼`,
  (fish: string, n: number) => `养了${n}年${fish}，最近繁殖太多养不下，看鱼带走几条吧`,
  (fish: string, n: number) => `新到一批${fish}，活力好不挑食，鱼友们可以来店里看鱼挑选，${n}号缸`,
  (fish: string, n: number) => `${fish}搭配水草缸真好看，${n}公分的品相，鱼友聚会看鱼走起`,
  (fish: string, n: number) => `鱼缸换水心得：${fish}每周${n}次，滤材和饲料我店里都有，来看鱼聊聊`,
]
const adverts = Array.from({ length: 40 }, (_, i) => (SAID[i % 5] as (typeof SAID)[0])(FISH[i % 8] as string, i + 2))
const genuine = corpus('check')
  .filter((c) => c.label === 'ham')
  .slice(0, 60)
const lesson = (title: string, text: string, label: string, kind: Kind = 'post'): ShadowLesson => ({
  document: read({ ...redact(title, text), kind }),
  label,
})
const lessons = [
  ...adverts.map((t) => lesson('', t, 'spam')),
  ...genuine.map((c) => lesson(c.title ?? '', c.text, 'ham', c.kind)),
]

describe('training in shadow', () => {
  const live = shippedSpamModel()
  const { model, figures, unknown } = trainShadow({ task: 'spam', live, lessons, city: 'lanzhou' })

  it('learns what people decided and forgets nothing else', () => {
    expect(unknown).toBe(0)
    expect(figures.posts).toBe(100)
    expect(figures.shadow.recall).toBeGreaterThan(figures.live.recall + 0.3)
    expect(figures.shadow.precision).toBeGreaterThanOrEqual(0.85)
    expect(figures.shadowRight).toBeGreaterThan(figures.liveRight)
    expect(figures.liveRight + figures.shadowRight).toBe(figures.differ)
    const [before, after] = [createSpamJudge(undefined, live), createSpamJudge(undefined, model)]
    const check = corpus('check').map((c) => read({ ...redact(c.title ?? '', c.text), kind: c.kind }))
    const changed = check.filter((doc) => (before(doc).verdict === 'keep') !== (after(doc).verdict === 'keep')).length
    expect(changed / check.length).toBeLessThan(0.05)
  })

  it('makes the same model of the same decisions, as evidence of the judge, and it survives its file', () => {
    expect(trainShadow({ task: 'spam', live, lessons, city: 'lanzhou' }).model.digest).toBe(model.digest)
    expect(isEvidence(model)).toBe(true)
    const bytes = packModel(model)
    expect(unpackModel(bytes, 'm').evidence).toBe(true)
    const { spamModel, spamEvidence } = loadModels({ spam: bytes })
    expect(spamModel).toBeUndefined()
    expect(spamEvidence?.digest).toBe(model.digest)
  })

  it('asks for enough decisions of two kinds, and leaves out labels the model was never taught', () => {
    const code = (some: readonly ShadowLesson[], task: 'spam' | 'category' = 'spam') => {
      try {
        return trainShadow({
          task,
          live: task === 'spam' ? live : loadModel(DEFAULT_CATEGORY_MODEL, 'category'),
          lessons: some,
          city: 'none',
        }).unknown
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code(lessons.slice(0, 19))).toBe('train.lessons')
    expect(code(lessons.slice(0, 30))).toBe('train.lessons')
    const filed = genuine.map((c, i) =>
      lesson(c.title ?? '', c.text, ['城乡建设', '卫生计生', '科幻'][i % 3] as string),
    )
    expect(code(filed, 'category')).toBe(20)
  })

  it('without rows to learn from nothing changes', () => {
    expect(adapt(live, [], 1, 'x').weights).toEqual(live.weights)
  })
})
