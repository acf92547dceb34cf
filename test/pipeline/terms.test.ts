import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDistinct } from '../../pipeline/grouping/distinct.ts'
import { createFamilies } from '../../pipeline/grouping/families.ts'
import { remembering } from '../../pipeline/words/name-memory.ts'
import { eachHit, hitAtEnd } from '../../pipeline/words/pattern-search.ts'
import { districtsOf, endings, estatesOf, namedSites, placesOf, searches } from '../../pipeline/words/sites.ts'
import { pairIds, pairText, wordId } from '../../pipeline/words/term-id.ts'
import { createTermStatistics } from '../../pipeline/words/term-statistics.ts'
import { termsOf } from '../../pipeline/words/terms.ts'

describe('named sites', () => {
  it.each([
    ['投诉澄岚苑小区物业乱收费', ['澄岚苑', '澄岚苑小区']],
    ['家住福安路的老人', ['福安路']],
    ['187路公交车改线', ['187路']],
    ['我们小区的居民小区附近', []],
    ['这条路口的路灯，市政府的领导', []],
    ['康和苑和向阳小区停电，老人和小区保安', ['康和苑', '向阳小区']],
    ['安康雅居，旧城改造', ['安康雅居']],
    ['祥和家园、人和小区停电', ['祥和家园', '人和小区']],
    ['枫林逸景电梯坏了，老人和小区保安', ['枫林逸景']],
    ['在水一方小区，大有花园，社区和怡海小区', ['在水一方小区', '大有花园', '怡海小区']],
    ['', []],
  ])('%s', (text, names) => expect(namedSites(text)).toEqual(names))

  it('reads an estate alike with its city, phase or ending, and misheard', () => {
    const read = (text: string) => estatesOf(namedSites(text))
    const called = read('澄岚苑')
    for (const text of ['澄岚苑二期小区', '澄兰苑']) expect(read(text)).toEqual(called)
    const longer = read('金州澄岚苑小区')
    expect(longer.ends).toEqual(called.stems)
    expect(longer.stems).not.toEqual(called.stems)
    expect(read('福岚苑').ends).not.toEqual(called.ends)
    expect(read('福安路，水厂小学，雁西路一小区，24日18时城里停水').stems).toEqual([])
  })

  it('reads roads, schools, villages, markets and hospitals, each by its own name', () => {
    const read = (text: string) => placesOf(namedSites(text))
    const [road] = read('福安路一处井盖破损')
    expect(read('福安北路沿街商铺')[0]).toMatchObject({ kind: road?.kind, end: road?.stem })
    expect(read('福安路人行道')).toEqual([road])
    expect(read('福安路小学门口')).toMatchObject([{ kind: expect.any(Number) }])
    expect(read('福安路小学门口')[0]?.kind).not.toBe(road?.kind)
    expect(read('向阳村停水')[0]).not.toEqual(read('前进村停水')[0])
    expect(read('断头路，职业学校，城中村，快递市场，指定医院')).toEqual([])
  })

  it.each(Object.entries(searches))('looks for %s wherever it may begin', (_, search) => {
    const everywhere = new RegExp(search.pattern.source, 'g')
    // What the pattern is made of, in any order, between other characters.
    const pieces = [...new Set(search.pattern.source.match(/[\u4e00-\u9fa5]+/g)), '7', '12', 'A', 'b', '，', '翮', ' ']
    const single = [...new Set(pieces.join(''))]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...single), { maxLength: 40 }), (said) => {
        const text = said.join('')
        const hits: string[] = []
        eachHit(search, text, (from, end) => hits.push(`${from} ${text.slice(from, end)}`))
        expect(hits).toEqual([...text.matchAll(everywhere)].map((hit) => `${hit.index} ${hit[0]}`))
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([endings.ESTATE, ...endings.KINDS])('finds %# wherever a text may end with it', (search) => {
    const pieces = search.pattern.source.match(/[\u4e00-\u9fa5]+/g) as string[]
    const texts = [...pieces, ...pieces.join(''), ''].flatMap((end) => [end, `翮泠${end}`, `${end}翮`])
    for (const text of texts) expect(hitAtEnd(search, text)).toBe(text.search(search.pattern))
  })

  it('reads districts and counties, masked ones too', () => {
    expect(districtsOf('城关区和榆中县，还有A3区')).toEqual(['城关区', '榆中县', 'A3区'])
  })
})

describe('terms', () => {
  it('drops districts, whole or short, and the words of an operator’s note', () => {
    expect(termsOf(['来电人', '反映', '城关区', '榆中', '兰州', '诉求', '小区', '路灯'])).toEqual(['小区', '路灯'])
  })

  it('keeps words, drops polite forms, numbers and marks, and reads bus lines', () => {
    expect(
      termsOf(['您好', '，', '暖气', '2019', '〔手机〕', 'WiFi', '187', '路', '坐', '187', '，', '120', '元']),
    ).toEqual(['暖气', 'wifi', '187路', '187路'])
  })
  it('pairs characters inside runs only', () =>
    expect(pairIds('澄岚苑，A3').map(pairText)).toEqual(['澄岚', '岚苑', 'A3']))

  it('makes a term lighter with each issue it opens, the same after a restart', () => {
    const statistics = createTermStatistics()
    const rare = statistics.wordWeight('澄岚苑')
    expect(rare).toBeGreaterThan(statistics.wordWeight('小区'))
    for (let i = 0; i < 50; i += 1) statistics.learn([wordId('澄岚苑')], pairIds('澄岚'))
    expect(statistics.wordWeight('澄岚苑')).toBeLessThan(rare)
    const again = createTermStatistics()
    again.restore(new Map(statistics.changes().map(({ key, value }) => [key, value as string])))
    expect(again.wordWeight('澄岚苑')).toBe(statistics.wordWeight('澄岚苑'))
    expect(statistics.changes()).toEqual([])
  })
})

describe('distinct voices', () => {
  it.each([1, 200, 256, 5_000, 30_000])('counts %i within 3 %%, through its text form too', (n) => {
    const voices = createDistinct()
    for (let round = 0; round < 2; round += 1)
      for (let i = 0; i < n; i += 1) voices.add(`${i.toString(36)}-voice`.padStart(12, 'x'))
    const again = createDistinct(voices.encode())
    expect(again.count).toBe(voices.count)
    expect(Math.abs(voices.count - n) / n).toBeLessThanOrEqual(n <= 256 ? 0 : 0.03)
    const joined = createDistinct()
    joined.join(voices)
    joined.join(again)
    expect(joined.count).toBe(voices.count)
  })
})

describe('families', () => {
  const group = new Map([
    ['p1', 'A'],
    ['p2', 'B'],
    ['p3', 'C'],
  ])
  const of = (post: string) => group.get(post)
  it("shows a's issue under b's, in chains and circles alike", () => {
    const families = createFamilies(
      [
        { a: 'p1', b: 'p2', kind: 'must' },
        { a: 'p2', b: 'p3', kind: 'must' },
        { a: 'p3', b: 'p1', kind: 'must' },
      ],
      of,
    )
    expect(['A', 'B', 'C'].map((id) => families.rootOf(id))).toEqual(['C', 'C', 'C'])
    expect([...families.members('A')].sort()).toEqual(['A', 'B', 'C'])
  })
  it('keeps groups apart that hold a forbidden pair', () => {
    const families = createFamilies([{ a: 'p1', b: 'p2', kind: 'cannot' }], of)
    expect(families.apart('B', 'A')).toBe(true)
    expect(families.apart('A', 'C')).toBe(false)
  })
})

describe('names read before', () => {
  it('are read once while they are remembered, also those of which nothing is found', () => {
    let reads = 0
    const read = remembering((name) => {
      reads += 1
      return name.length > 2 ? `${name}!` : null
    })
    for (const name of ['天水路', '路', '天水路', '路']) expect(read(name)).toBe(name.length > 2 ? `${name}!` : null)
    expect(reads).toBe(2)
    for (let n = 0; n < 50_000; n += 1) read(`第${n}小区`)
    expect(read('天水路')).toBe('天水路!')
    expect(reads).toBe(50_003)
  })
})
