import { beforeEach, describe, expect, it } from 'vitest'
import type { Ruled } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { auditFigures } from '../../pipeline/review/audit.ts'
import { createReviewService } from '../../pipeline/review/review-service.ts'
import { probesOf, siblingsOf } from '../../pipeline/review/siblings.ts'
import { screenById } from '../../pipeline/stages/screen-stage.ts'
import { openRecords } from '../../store/records/open.ts'
import { hashOf, makePost, makeScreening, NOW } from '../store/fixtures.ts'

const ADVERT =
  '本公司专业承接兰州地区旧房翻新、墙面粉刷、水电改造，十年老店，免费上门量房，现在预约立减八百元，赠送全屋保洁一次，材料品牌任选，先装修后付款，售后两年包修，名额不多，欲订从速。'
const COPY = ADVERT.replace('十年老店', '十五年老店').replace('，欲订从速', '')
const LETTER =
  '我们是雁滩家园全体住户，十一月一日以来室内温度一直只有十五度，多次反映没有结果，请供热公司尽快检查主管道并给我们一个答复。'
const ELSEWHERE = LETTER.replace('雁滩家园', '安宁花园')
const clock = fixedClock(NOW)

async function city(texts: Readonly<Record<string, readonly [string, Ruled]>>) {
  const records = await openRecords({ file: ':memory:', clock })
  const posts = Object.entries(texts).map(([id, [text]]) =>
    makePost(id, { title: '', text, contentHash: hashOf('', text) }),
  )
  await records.posts.append(posts, [], NOW)
  await records.posts.saveScreenings(
    posts.map((post) => ({
      post,
      screening: makeScreening({ disposition: texts[post.id]![1] }),
    })),
    NOW,
  )
  return { records, review: createReviewService({ records, clock }) }
}

describe('a few words', () => {
  it('are settled with the same words and one mark more', async () => {
    const { review } = await city({
      wish: ['好人长寿', 'review'],
      mark: ['好人长寿！', 'review'],
      other: ['坏人长寿！', 'review'],
    })
    const { siblings } = await review.decide({ postId: 'wish', disposition: 'quarantined', why: 'uncertain' }, 'a')
    expect(siblings).toEqual(['mark'])
  })
})

describe('a decision acts on what says the same', () => {
  let records: Awaited<ReturnType<typeof city>>['records']
  let review: Awaited<ReturnType<typeof city>>['review']
  const said = async (id: string) => (await records.posts.get(id))?.disposition
  beforeEach(async () => {
    ;({ records, review } = await city({
      advert: [ADVERT, 'review'],
      same: [ADVERT, 'quarantined'],
      copy: [COPY, 'review'],
      letter: [LETTER, 'review'],
      elsewhere: [ELSEWHERE, 'review'],
    }))
  })

  it('at once, on equal words and near-copies, not on another place or another matter', async () => {
    const { siblings } = await review.decide({ postId: 'advert', disposition: 'quarantined', why: 'uncertain' }, 'a')
    expect(siblings.sort()).toEqual(['copy', 'same'])
    expect([await said('copy'), await said('same'), await said('letter')]).toEqual([
      'quarantined',
      'quarantined',
      'review',
    ])
    await review.decide({ postId: 'letter', disposition: 'kept' }, 'a')
    expect([await said('letter'), await said('elsewhere')]).toEqual(['kept', 'review'])
    expect((await records.review.queue(10)).map((i) => i.post.id)).not.toContain('copy')
  })

  it('is taken back from all of them, and never takes one that a person decided', async () => {
    await review.decide({ postId: 'copy', disposition: 'off-topic' }, 'a')
    expect(await said('advert')).toBe('off-topic')
    await review.decide({ postId: 'advert', disposition: 'kept' }, 'b')
    expect(await said('advert')).toBe('kept')
    await review.undo('copy', 'a')
    expect([await said('copy'), await said('same'), await said('advert')]).toEqual(['review', 'quarantined', 'kept'])
    const lessons = await records.review.lessons(10)
    expect(lessons.map((l) => [l.post.id, l.decision.disposition, l.via])).toEqual([['advert', 'kept', null]])
  })

  it('is followed by what comes later, and taken back with it', async () => {
    await review.decide({ postId: 'advert', disposition: 'quarantined', why: 'uncertain' }, 'a')
    await review.decide({ postId: 'letter', disposition: 'kept' }, 'a')
    const come = async (id: string, text: string, disposition: Ruled, change = {}) => {
      const post = makePost(id, { title: '', text, contentHash: hashOf('', text), ...change })
      await records.posts.append([post], [], NOW)
      return screenById(records, [id], async () => [makeScreening({ disposition })], clock)
    }
    await come('later', ADVERT, 'review')
    await come('near', `${COPY}谢谢。`, 'review')
    // What the machine kept is looked at for equal words alone; a later half-year is another campaign.
    await come('kept', ADVERT, 'kept')
    await come('late', ADVERT, 'review', { postedAt: new Date(Date.parse(NOW) + 90 * 86_400_000).toISOString() })
    await come('elsewhere2', ELSEWHERE, 'review')
    expect([await said('later'), await said('near'), await said('kept')]).toEqual(Array(3).fill('quarantined'))
    // Another estate is another letter.
    expect([await said('late'), await said('elsewhere2')]).toEqual(Array(2).fill('review'))
    // The machine says so itself: nothing to take over.
    await come('agreed', ADVERT, 'quarantined')
    const lessons = await records.review.lessons(20)
    expect(lessons.filter((l) => l.via === 'advert').map((l) => l.post.id)).toEqual([
      'copy',
      'kept',
      'later',
      'near',
      'same',
    ])
    await review.undo('advert', 'a')
    expect([await said('later'), await said('near'), await said('kept')]).toEqual(['review', 'review', 'kept'])
  })

  it('is asked for once where many wait with the same words', async () => {
    const posts = ['x1', 'x2', 'x3'].map((id) =>
      makePost(id, { title: '', text: LETTER, contentHash: hashOf('', LETTER) }),
    )
    await records.posts.append(posts, [], NOW)
    await screenById(
      records,
      posts.map((post) => post.id),
      async (batch) => batch.map(() => makeScreening({ disposition: 'review', urgency: 2 })),
      clock,
    )
    const queue = await records.review.queue(10)
    expect(queue.filter((i) => i.why === 'uncertain').map((i) => [i.post.id, i.alike])).toEqual([
      ['letter', 3],
      ['advert', 0],
      ['copy', 0],
      ['elsewhere', 0],
    ])
    expect(await records.review.waiting()).toBe(7)
  })

  it('looks for strings that a near-copy holds too', () => {
    expect(probesOf(`〔姓名〕${ADVERT}`).filter((probe) => COPY.includes(probe)).length).toBeGreaterThan(1)
    expect(probesOf('停水')).toEqual([])
    const post = (id: string, text: string) => ({ id, title: '', text, contentHash: hashOf('', text) })
    expect(siblingsOf(post('a', '停水'), [post('b', '停水'), post('c', '停电')]).map((p) => p.id)).toEqual(['b'])
  })
})

describe('the random audit measures', () => {
  it('precision, recall and what was lost, of the whole and not of the sample', () => {
    const figures = auditFigures({
      population: { kept: 9000, review: 100, quarantined: 800, 'off-topic': 100 },
      judged: [
        { machine: 'kept', person: 'kept', n: 199 },
        { machine: 'kept', person: 'quarantined', n: 1 },
        { machine: 'review', person: 'kept', n: 60 },
        { machine: 'review', person: 'quarantined', n: 40 },
        { machine: 'quarantined', person: 'quarantined', n: 98 },
        { machine: 'quarantined', person: 'kept', n: 2 },
        { machine: 'off-topic', person: 'off-topic', n: 20 },
      ],
    })
    // 784 + 40 of 784 + 40 + 45: one in 200 of what was kept is 45 posts.
    expect(figures.precision.value).toBe(0.98)
    expect(figures.recall.value).toBeCloseTo(824 / 869, 3)
    expect(figures.recall.low).toBeLessThan(0.9)
    expect(figures.recall.high).toBeGreaterThan(0.96)
    expect([figures.audited, figures.doubted]).toEqual([320, 100])
    for (const m of [figures.precision, figures.recall, figures.lost])
      expect(m.low! <= m.value! && m.value! <= m.high!).toBe(true)
  })

  it('covers the truth about as often as it says', () => {
    // 40 audited of a stratum in which a tenth is noise: binomial draws by an exact, seeded walk.
    let inside = 0
    for (let i = 0; i < 100; i++) {
      let noise = 0
      for (let k = 0; k < 40; k++) if ((i * 7919 + k * 104_729 + ((i * k) % 13) * 31) % 10 === 0) noise++
      const { precision } = auditFigures({
        population: { kept: 0, review: 0, quarantined: 1000, 'off-topic': 0 },
        judged: [
          { machine: 'quarantined', person: 'quarantined', n: noise },
          { machine: 'quarantined', person: 'kept', n: 40 - noise },
        ],
      })
      if (precision.low! <= 0.1 && 0.1 <= precision.high!) inside++
    }
    expect(inside).toBeGreaterThanOrEqual(90)
  })

  it('says nothing of strata that nobody has judged', () => {
    const { recall, precision } = auditFigures({
      population: { kept: 10, review: 0, quarantined: 5, 'off-topic': 0 },
      judged: [{ machine: 'quarantined', person: 'quarantined', n: 3 }],
    })
    expect(recall).toEqual({ n: 3, value: null, low: null, high: null })
    expect(precision.value).toBe(1)
  })

  it('counts audit decisions alone, once, and what changed its words no more', async () => {
    const { records, review } = await city({
      a: ['路灯坏了三天没有人修，晚上看不见路', 'kept'],
      b: [ADVERT, 'kept'],
      c: [COPY, 'quarantined'],
      d: ['请问公积金怎么提取需要哪些材料', 'review'],
    })
    await review.decide({ postId: 'a', disposition: 'kept', why: 'audit' }, 'x')
    await review.decide({ postId: 'b', disposition: 'quarantined', why: 'audit' }, 'x')
    await review.decide({ postId: 'd', disposition: 'kept', why: 'uncertain' }, 'x')
    const sample = await records.review.audit()
    expect(sample.population).toEqual({ kept: 2, review: 1, quarantined: 1, 'off-topic': 0 })
    expect(sample.judged.map((j) => [j.machine, j.person, j.n]).sort()).toEqual([
      ['kept', 'kept', 1],
      ['kept', 'quarantined', 1],
      ['review', 'kept', 1],
    ])
    expect((await review.quality()).audited).toBe(2)
  })
})
