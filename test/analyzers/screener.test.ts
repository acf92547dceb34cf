import { beforeAll, describe, expect, it } from 'vitest'
import { createScreener, type Screener } from '../../analyzers/screener.ts'
import { createSegmenter, type Segmenter } from '../../analyzers/text/segment.ts'
import { loadModels } from '../../cli/models.ts'
import { fixedClock } from '../../model/time.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { createAnalysis } from '../../pipeline/stages/analysis.ts'
import { screenPending } from '../../pipeline/stages/screen-stage.ts'
import { openRecords } from '../../store/records/open.ts'
import { makePost, NOW } from '../store/fixtures.ts'

const POISON = '毒'
const FAILED = expect.objectContaining({
  disposition: 'review',
  route: 'case',
  reasons: [expect.objectContaining({ rule: 'screen.failed' })],
})

describe('a text on which an analyzer throws', () => {
  let segmenter: Segmenter
  let models: ReturnType<typeof loadModels>
  beforeAll(() => {
    segmenter = createSegmenter()
    models = loadModels({})
  }, 60_000)

  const screenerOf = (cutter: Segmenter): Screener =>
    createScreener({
      city: 'lanzhou',
      segmenter: cutter,
      categoryModel: models.categoryModel,
      modelsVersion: models.version,
    })
  /** Throws on some texts, by a part of the reading. */
  const failing = (isBad: (text: string) => boolean): Segmenter => ({
    ...segmenter,
    cutEach: (texts) => {
      if (texts.some(isBad)) throw new Error('unreadable')
      return segmenter.cutEach(texts)
    },
  })
  const letters = Array.from({ length: 30 }, (_, i) =>
    makePost(`p${i}`, { text: `城关区雁滩第${i}号楼暖气不热，${i === 7 ? POISON : '请派人'}来看看。` }),
  )

  it('goes to people by itself, and its neighbours are screened as ever', async () => {
    const bad = screenerOf(failing((text) => text.includes(POISON)))
    const good = screenerOf(segmenter)
    const records = await openRecords({ file: ':memory:', clock: fixedClock(NOW) })
    await records.posts.append(letters, [], NOW)
    const analysis = createAnalysis(
      () => bad,
      () => createGrouper(),
    )
    expect(await screenPending(records, analysis.screen, { clock: fixedClock(NOW) })).toBe(30)
    expect((await records.posts.get('p7'))?.screening).toEqual(FAILED)
    for (const letter of letters.filter(({ id }) => id !== 'p7'))
      expect((await records.posts.get(letter.id))?.screening).toEqual(good.screen(letter).screening)
    expect((await records.review.queue(50)).find(({ post }) => post.id === 'p7')?.why).toBe('uncertain')
    // What comes after screening cuts the words again.
    expect(await analysis.tokens([letters[7]!])).toEqual([{ title: [], text: [] }])
    await records.close()
  })

  it('goes to people, too, when it can be read and not judged', () => {
    const good = screenerOf(segmenter)
    const odd = {
      ...letters[7]!,
      get area(): string {
        throw new Error('unreadable')
      },
    }
    const [before, at, after] = good
      .judgeAll(good.readAll([letters[6]!, odd, letters[8]!]))
      .map(({ screening }) => screening)
    expect(at).toEqual(FAILED)
    expect([before, after]).toEqual([letters[6]!, letters[8]!].map((letter) => good.screen(letter).screening))
  })

  it('is not blamed when nothing can be read', () => {
    const broken = screenerOf(failing(() => true))
    expect(() => broken.screen(letters[0]!)).toThrow('unreadable')
  })
})
