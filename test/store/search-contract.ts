/** The specification of the port of Search, run over every real backend. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SearchDocument, SearchQuery, SearchResult, SearchStore } from '../../model/ports.ts'
import type { SearchBackend, SearchSite } from './search-backends.ts'
import { DOCUMENTS, HEATS, makeDocument } from './search-documents.ts'

const EVERYTHING = ['kept', 'duplicate', 'review', 'quarantined', 'off-topic'] as const
const SHOWN = 'heat station water bus noise smoke school praise news'

/** Query, and the ids it finds, newest first. */
export const QUERIES: readonly (readonly [query: string, found: string])[] = [
  ['', SHOWN],
  ['   ', SHOWN],
  // words
  ['暖气', 'heat noise'],
  ['暖气 不热', 'heat'],
  ['暖气不热', 'heat'],
  ['施工暖气', 'noise'],
  ['公交', 'bus praise'],
  ['供热', 'station news'],
  ['供热站', 'station'],
  ['热站', 'station'],
  ['润盛苑', 'heat'],
  ['盛苑小', 'heat'],
  ['润', 'heat'],
  ['南关', 'school'],
  ['大学', 'school praise'],
  ['无人机', ''],
  ['暖气的问题', ''],
  ['小区的', 'heat'],
  // phrases
  ['"暖气不热"', 'heat'],
  ['"不热暖气"', ''],
  ['"凌晨两点还在"', 'noise'],
  ['“夜间施工”', 'noise'],
  ['「夜间施工」', 'noise'],
  ['"室温只有14度"', 'heat'],
  ['"领导：我是"', 'heat'],
  ['"领导我是"', 'heat'],
  ['"三天 室温"', 'heat'],
  // folding, both ways
  ['自来水停水', 'water'],
  ['自來水', 'water'],
  ['無人管', 'water'],
  ['ＢＲＴ', 'bus'],
  ['brt', 'bus'],
  ['131路', 'bus'],
  ['１３１', 'bus'],
  ['31路', ''],
  // placeholders are nobody's words
  ['手机', 'praise'],
  ['"电话希望"', ''],
  // pinyin: whole syllables, at least two
  ['gongjiao', 'bus praise'],
  ['GongJiao', 'bus praise'],
  ['nuanqi', 'heat noise'],
  ['nuan qi', ''],
  ['"nuan qi"', 'heat noise'],
  ["nuan'qi", 'heat noise'],
  ['nuǎnqì', 'heat noise'],
  ['zilaishui', 'water'],
  ['zilaishuitingshui', 'water'],
  ['runshengyuan', 'heat'],
  ['shengyuanxiao', 'heat'],
  ['daxuecheng', 'praise'],
  ['xuexikongjian', 'school'],
  ['xiaoxuefujin', 'school'],
  ['nuanqibure', 'heat'],
  ['nuanqibu', 'heat'],
  ['nuanq', ''],
  ['nq', ''],
  ['gongjiao -nuanqi district:安宁', 'bus'],
  ['nuanqi OR youyan', 'heat noise smoke'],
  ['dianhuaxiwang', ''],
  ['shouji', 'praise'],
  ['title:nuanqi', ''],
  // heat of the post's issue, asked for when searching
  ['heat:>12.5', 'water'],
  ['heat:>=12.5', 'heat station water bus'],
  ['heat:12.5', 'heat station water bus'],
  ['heat:≥12.5', 'heat station water bus'],
  ['热度：＞20', 'water'],
  ['heat:>99', ''],
  ['heat:>0', 'heat station water bus'],
  ['heat:<12.5', 'noise smoke school praise news'],
  ['heat:<=12.5', 'heat station bus noise smoke school praise news'],
  ['heat:>=0', SHOWN],
  ['heat:<0', ''],
  ['-heat:>20 暖气', 'heat noise'],
  ['heat:>10 heat:<20 公交', 'bus'],
  ['heat:>20 OR title:油烟', 'water smoke'],
  // AND OR NOT
  ['暖气 AND 噪音', 'noise'],
  ['暖气 && 噪音', 'noise'],
  ['暖气 与 噪音', 'noise'],
  ['停水 OR 油烟', 'water smoke'],
  ['停水 || 油烟', 'water smoke'],
  ['停水 或 油烟', 'water smoke'],
  ['暖气 NOT 噪音', 'heat'],
  ['暖气 -噪音', 'heat'],
  ['暖气 非 噪音', 'heat'],
  ['-暖气 -公交', 'station water smoke school news'],
  ['NOT 公交 NOT 暖气', 'station water smoke school news'],
  ['NOT NOT 公交', 'bus praise'],
  ...['－', '﹣', '−', '‐', '–', '—'].map((minus): [string, string] => [`暖气 ${minus}噪音`, 'heat']),
  ['停水 ｜｜ 油烟', 'water smoke'],
  ['停水 or 油烟', 'water smoke'],
  ['暖气 and 噪音', 'noise'],
  ['(停水 OR 油烟) -餐馆', 'water'],
  ['（停水 OR 油烟） 餐馆', 'smoke'],
  ['停水 OR 油烟 餐馆', 'water smoke'],
  ['暖气 -(噪音 OR 不热)', ''],
  ['((暖气))', 'heat noise'],
  ['or', ''],
  // fields
  ['title:暖气', 'heat'],
  ['标题：暖气', 'heat'],
  ['title:"公交车"', 'bus'],
  ['title:公交', 'bus praise'],
  ['-title:公交 公交', ''],
  ['district:城关区', 'heat noise smoke'],
  ['district:城关 暖气', 'heat noise'],
  ['区县:安宁', 'station bus'],
  ['category:环境保护', 'noise smoke'],
  ['category:生态环境', 'noise smoke'],
  ['category:市场监管与商贸旅游', 'station'],
  ['category:冬季采暖', 'heat'],
  ['source:hotline', 'water bus'],
  ['source:hotline -停水', 'bus'],
  ['after:2026-01-17', 'heat station'],
  ['before:2026-01-12', 'praise news'],
  ['after:2026-01-12 before:2026-01-14', 'smoke school'],
  ['after:2026-01', 'heat station water bus noise smoke school praise'],
  ['before:2026', 'news'],
  ['after:2025-11-01 before:2025-11-02', 'news'],
  ['after:"2026-01-18 09:30"', 'heat'],
  ['after:"2026-01-18 09:31"', ''],
  ['after:2026-01-18T01:30:00Z', 'heat'],
  ['status:answered', 'station'],
  ['status:已答复', 'station'],
  ['状态:未答复 暖气', 'heat noise'],
  ['status:duplicate', 'noise'],
  ['type:求助', 'water'],
  ['type:news', 'news'],
  ['type:帖子', 'smoke'],
  ['department:市交通委', 'bus praise'],
  ['department:城管', 'smoke'],
  // as boards show it
  ['部门:城关区城管执法局', 'smoke'],
  ['部门:安宁区城管执法局', ''],
  ['部门:红古区城管执法局', 'smoke'],
  ['-部门:城关区城管执法局 油烟', ''],
  ['issue:i1', 'heat station'],
  ['id:LZ-2026-0118', 'heat'],
  ['id:bus', 'bus'],
  // a number alone is a letter's number too, wherever that letter stands
  ['LZ20261100033', 'school'],
  [' LZ20261100034 ', 'spam'],
  ['"LZ20261100034"', ''],
  ['LZ20261100035', ''],
  ['LZ20261100034 暖气', ''],
  ['id:LZ20261100034', 'spam'],
  ['lz20261100034', 'spam'],
  ['LZ1', 'bus'],
  ['lz1', 'bus'],
  // one number on two texts finds both
  ['LZ20261100036', 'water smoke'],
  ['编号:LZ20261100036 油烟', 'smoke'],
  ['ＬＺ20261100034', 'spam'],
  ['编号：lz20261100034', 'spam'],
  ['id:LZ20261100034 暖气', 'spam'],
  ['暖气 OR id:LZ20261100034', 'heat noise'],
  // urgency
  ['urgency:3', 'water'],
  ['紧急:特急', 'water'],
  ['紧急:紧急', 'heat'],
  ['紧急：＞=较急', 'heat water bus'],
  ['urgency:>=2', 'heat water'],
  ['urgency:>1', 'heat water'],
  ['urgency:<1 公交', 'praise'],
  ['紧急:<=1 公交', 'bus praise'],
  ['urgency:0', 'station noise smoke school praise news'],
  ['-紧急:一般', 'heat water bus'],
  ['-district:城关区', 'station water bus school praise news'],
  ['-department:市交通委 type:其他', 'news'],
  ['district:安宁区 OR source:gov', 'station bus news'],
  ['(category:环境保护 OR title:公交) -油烟', 'bus noise praise'],
  ['暖气 OR source:hotline', 'heat water bus noise'],
  // never seen, whatever is asked
  ['检举', ''],
  ['涉密', ''],
  ['待研判', ''],
  // what is set aside, to who names its state
  ['status:review', 'doubt'],
  ['状态:暂存', 'spam'],
  ['status:暂存 暖气', 'spam'],
  ['status:疑似无效信息', 'spam'],
  ['状态:"暂存（疑似无效）"', 'spam'],
  ['状态:暂存 不热', ''],
  ['状态:暂存 OR 状态:待研判', 'doubt spam'],
  ['暖气 OR 状态:待研判', 'heat noise doubt'],
  ['暖气 -状态:暂存', 'heat noise'],
  ['状态:重复并入', 'noise'],
  ['状态:归并 暖气', 'noise'],
  ['状态:与本市无关', ''],
  ['status:quarantined 检举', ''],
  ['状态:保留 暖气', 'heat'],
  ['状态:采用 -暖气 -公交', 'station water smoke school news'],
  // users' text is never syntax
  ['暖气*', 'heat noise'],
  ['^暖气', 'heat noise'],
  ['{暖气}', 'heat noise'],
  ['暖气 NEAR 噪音', ''],
  ['C++', 'smoke'],
  ['3.5', 'smoke'],
  ['50%', 'smoke'],
  ['a_b*', 'smoke'],
  ["暖气'; drop table docs; --", ''],
  ['\u0000暖气', 'heat noise'],
  ['！！？', ''],
  ['暖气 ！', 'heat noise'],
  ['😀', ''],
  ['http://暖气.cn', ''],
  ['求助：停水', ''],
]

/** Broken queries and where they break. */
const BROKEN: readonly (readonly [query: string, at: number])[] = [
  ['"暖气', 0],
  ['暖气 "不热', 3],
  ['(暖气', 0],
  ['暖气 (不热 OR (a)', 3],
  ['暖气)', 2],
  ['()', 1],
  ['暖气 AND', 6],
  ['OR 暖气', 0],
  ['暖气 OR', 5],
  ['暖气 AND OR 不热', 7],
  ['NOT', 3],
  ['title:', 6],
  ['title: 暖气', 6],
  ['title:""', 6],
  ['暖气 after:昨天', 9],
  ['after:2026-02-30', 6],
  ['before:2026-13', 7],
  ['status:好', 7],
  ['暖气 类别:城建', 6],
  ['type:坏', 5],
  ['heat:hot', 5],
  ['heat:>', 5],
  ['urgency:4', 8],
  ['紧急:急', 3],
  ['暖气 热度:>-1', 6],
  ['foo:bar', 0],
  ['seg:暖气 OR 1', 0],
  ['暖气 foo:bar', 3],
  [`${'('.repeat(60)}暖气`, 33],
  ['暖 '.repeat(200), 400],
  ['暖'.repeat(3000), 2000],
]

export function describeSearch(backend: SearchBackend): void {
  const find = async (store: SearchStore, text: string, more: Partial<SearchQuery> = {}): Promise<SearchResult> =>
    store.search({ text, sort: 'time', limit: 50, ...more })
  const ids = (result: SearchResult): string => result.hits.map((hit) => hit.id).join(' ')

  describe(`search over ${backend.name}: the fixed city`, () => {
    let site: SearchSite
    let store: SearchStore
    beforeAll(async () => {
      site = await backend.create()
      store = await site.open()
      await store.index(DOCUMENTS)
    })
    afterAll(async () => {
      await store.close()
      await site.destroy()
    })

    it.each(QUERIES)('%j finds %j', async (text, found) => {
      const result = await find(store, text)
      expect(ids(result)).toBe(found)
      expect(result.total).toBe(found === '' ? 0 : found.split(' ').length)
      const weighed = await find(store, text, { sort: 'relevance' })
      expect(ids(weighed).split(' ').sort()).toEqual(found.split(' ').sort())
      expect(weighed.total).toBe(result.total)
    })

    it.each(BROKEN)('%j is broken at %i', async (text, at) => {
      await expect(find(store, text)).rejects.toMatchObject({ code: 'search.syntax', details: { at }, retry: 'never' })
    })

    it('says what is wrong in both languages', async () => {
      await expect(find(store, '"暖气')).rejects.toThrow(/第 1 个字符.*引号没有配对.*never closed/)
    })

    it('shows other dispositions only to who asks for them, and closed routes to nobody', async () => {
      expect(ids(await find(store, '暖气', { dispositions: EVERYTHING }))).toBe('heat noise doubt spam')
      expect(ids(await find(store, 'status:review', { dispositions: EVERYTHING }))).toBe('doubt')
      expect(ids(await find(store, '暖气', { dispositions: ['quarantined'] }))).toBe('spam')
      expect(ids(await find(store, '暖气', { dispositions: [] }))).toBe('')
      expect(ids(await find(store, 'id:secret', { dispositions: EVERYTHING }))).toBe('')
      expect(ids(await find(store, 'LZ20261100034', { dispositions: ['kept'] }))).toBe('')
      expect(ids(await find(store, 'LZ20261100034', { dispositions: ['review', 'quarantined'] }))).toBe('doubt spam')
      const counted = await find(store, '检举 OR 涉密', { dispositions: EVERYTHING, facets: true, histogram: 'day' })
      expect(counted).toMatchObject({ total: 0, histogram: [] })
    })

    it('looks within one issue', async () => {
      expect(ids(await find(store, '', { issueId: 'i1' }))).toBe('heat station')
      expect(ids(await find(store, '收费', { issueId: 'i1' }))).toBe('station')
    })

    it('counts facets over everything found, not over the page', async () => {
      const { facets, total } = await find(store, '', { facets: true, limit: 1 })
      expect(total).toBe(9)
      expect(facets!.district).toEqual([
        { value: '城关区', count: 3 },
        { value: '安宁区', count: 2 },
        { value: '七里河区', count: 1 },
        { value: '榆中县', count: 1 },
      ])
      expect(facets!.disposition).toEqual([
        { value: 'kept', count: 8 },
        { value: 'duplicate', count: 1 },
      ])
      expect(facets!.source).toEqual([
        { value: 'board', count: 6 },
        { value: 'hotline', count: 2 },
        { value: 'gov', count: 1 },
      ])
      expect(facets!.category.map((f) => f.count)).toEqual([3, 2, 2, 1, 1])
      const narrow = await find(store, '暖气', { facets: true })
      expect(narrow.facets!.department).toEqual([
        { value: '市住建局', count: 1 },
        { value: '市生态环境局', count: 1 },
      ])
      expect(narrow.facets!.appealType).toEqual([{ value: '投诉', count: 2 }])
      expect(await find(store, '暖气')).not.toHaveProperty('facets')
    })

    it('counts by days of Asia/Shanghai', async () => {
      const { histogram } = await find(store, '供热 OR title:暖气', {
        histogram: 'day',
        dispositions: EVERYTHING,
      })
      expect(histogram).toEqual([
        { day: '2025-10-31', count: 1 },
        { day: '2025-11-01', count: 1 },
        { day: '2026-01-17', count: 1 },
        { day: '2026-01-18', count: 1 },
      ])
    })

    it('weighs the title more, and gives scores', async () => {
      const { hits } = await find(store, '暖气', { sort: 'relevance' })
      expect(hits.map((h) => h.id)).toEqual(['heat', 'noise'])
      expect(hits[0]!.score).toBeGreaterThan(hits[1]!.score)
    })

    it.each([
      ['暖气', 'heat', ['title:暖气', 'text:暖气']],
      ['暖气不热', 'heat', ['title:暖气不热', 'text:暖气不热']],
      ['润盛苑', 'heat', ['title:润盛苑', 'text:润盛苑']],
      ['停水', 'water', ['title:停水', 'text:停水']],
      ['自来水', 'water', ['title:自來水']],
      ['131路', 'bus', ['title:１３１路']],
      ['brt', 'bus', ['text:ＢＲＴ']],
      ['"领导我是"', 'heat', ['text:领导：我是']],
      ['title:暖气', 'heat', ['title:暖气']],
      ['暖气 -停水', 'heat', ['title:暖气', 'text:暖气']],
      ['手机', 'praise', ['text:手机']],
      ['公交 OR 司机', 'praise', ['title:公交', 'title:司机', 'text:公交', 'text:司机']],
      ['district:城关 施工', 'noise', ['title:施工', 'text:施工']],
      ['夜间施工', 'noise', ['title:夜间施工', 'text:施工']],
      ['category:环境保护', 'noise', []],
      ['nuanqi', 'heat', ['title:暖气', 'text:暖气']],
      ['gongjiao', 'bus', ['title:公交', 'text:公交']],
      ['zilaishui', 'water', ['title:自來水']],
      ['lingdaowoshi', 'heat', ['text:领导：我是']],
      ['heat:>1 停水', 'water', ['title:停水', 'text:停水']],
    ])('%j marks in %s: %j', async (text, id, expected) => {
      const doc = DOCUMENTS.find((d) => d.id === id)!
      for (const sort of ['time', 'relevance'] as const) {
        const hit = (await find(store, text, { sort })).hits.find((h) => h.id === id)!
        const marked = hit.highlights.map((h) => `${h.field}:${doc[h.field].slice(h.start, h.end)}`)
        expect(marked).toEqual(expected)
      }
    })

    it.each(['time', 'relevance'] as const)('pages by %s through all of it, once', async (sort) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page: SearchResult = await find(store, '公交 OR 供热 OR 暖气 OR 停水', { sort, limit: 2, cursor })
        expect(page.total).toBe(7)
        seen.push(...page.hits.map((h) => h.id))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(seen).toHaveLength(7)
      expect(new Set(seen).size).toBe(7)
      expect((await find(store, '', { sort, limit: 9 })).cursor).toBeUndefined()
    })

    const BY_HEAT = 'water heat station bus noise smoke school praise news'
    it('puts the hottest issue first, newest first within one heat and behind the hot', async () => {
      const { hits, cursor } = await find(store, '', { sort: 'heat' })
      expect(hits.map((h) => h.id).join(' ')).toBe(BY_HEAT)
      expect(hits.map((h) => h.score)).toEqual([30, 12.5, 12.5, 12.5, 0, 0, 0, 0, 0])
      expect(cursor).toBeUndefined()
      const narrow = await find(store, '公交 OR 供热', { sort: 'heat', facets: true })
      expect([ids(narrow), narrow.total]).toEqual(['station bus praise news', 4])
      expect(ids(await find(store, 'heat:<20', { sort: 'heat', limit: 3 }))).toBe('heat station bus')
      expect(ids(await find(store, '', { sort: 'heat', issueId: 'i5' }))).toBe('smoke')
    })

    it.each([1, 2, 3, 4, 5])('pages by heat, %i at a time, through all of it, once', async (limit) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page: SearchResult = await find(store, '', { sort: 'heat', limit, cursor })
        expect(page.total).toBe(9)
        seen.push(...page.hits.map((h) => h.id))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(seen.join(' ')).toBe(BY_HEAT)
    })

    it('takes a limit of nothing', async () => {
      expect(await find(store, '暖气', { limit: 0 })).toMatchObject({ total: 2, hits: [] })
    })

    it.each(['x', '', 'eyJhIjoxfQ', Buffer.from('{"sort":"time"}').toString('base64url')])(
      'refuses the cursor %j',
      async (cursor) => {
        await expect(find(store, '暖气', { cursor })).rejects.toMatchObject({ code: 'search.cursor' })
      },
    )

    it('refuses the cursor of another order', async () => {
      const { cursor } = await find(store, '', { limit: 1 })
      await expect(find(store, '', { sort: 'relevance', cursor })).rejects.toMatchObject({ code: 'search.cursor' })
    })
  })

  describe(`search over ${backend.name}: writing`, () => {
    let site: SearchSite
    let store: SearchStore
    beforeEach(async () => {
      site = await backend.create()
      store = await site.open()
    })
    afterEach(async () => {
      await store.close()
      await site.destroy()
    })

    it('is empty at first', async () => {
      expect(await find(store, '', { facets: true, histogram: 'day' })).toMatchObject({ total: 0, hits: [] })
      expect(await store.lastRev()).toBe(0)
    })

    it('replaces a document whole and lets late copies lose', async () => {
      await store.index([makeDocument('a', { rev: 5, text: '停水', district: '城关区' })])
      await store.index([makeDocument('a', { rev: 7, text: '油烟', district: '安宁区' })])
      await store.index([makeDocument('a', { rev: 6, text: '噪音' })])
      expect(ids(await find(store, '停水 OR 噪音'))).toBe('')
      expect(ids(await find(store, '油烟 district:安宁区'))).toBe('a')
      expect((await find(store, '', { facets: true })).facets!.district).toEqual([{ value: '安宁区', count: 1 }])
    })

    it('finds as before once what was taken out has left the disk', async () => {
      await store.index([makeDocument('a', { rev: 5, text: '停水' }), makeDocument('b', { rev: 6, text: '停水 油烟' })])
      await store.index([makeDocument('a', { rev: 7, text: '', title: '', route: 'restricted' })])
      for (const _ of [1, 2]) {
        await store.purge()
        expect(ids(await find(store, '停水'))).toBe('b')
      }
      await store.index([makeDocument('c', { rev: 8, text: '停水' })])
      expect(
        ids(await find(store, '停水'))
          .split(' ')
          .sort(),
      ).toEqual(['b', 'c'])
    })

    it('takes the same batch again, and one document twice in a batch', async () => {
      const one = makeDocument('a', { rev: 5, text: '停水' })
      const two = makeDocument('a', { rev: 6, text: '油烟' })
      await store.index([two, one])
      await store.index([one, two])
      expect(ids(await find(store, '油烟'))).toBe('a')
      expect((await find(store, '')).total).toBe(1)
    })

    it.each([
      ['a protected route', { route: 'protected' as const }],
      ['a restricted route', { route: 'restricted' as const }],
      ['a failed disposition', { disposition: 'failed' as const }],
    ])('removes a document that got %s, and an older copy does not bring it back', async (_, change) => {
      await store.index([makeDocument('a', { rev: 5, text: '停水' })])
      await store.index([makeDocument('a', { rev: 7, text: '停水', ...change })])
      expect(ids(await find(store, '停水', { dispositions: [...EVERYTHING, 'failed'] }))).toBe('')
      await store.index([makeDocument('a', { rev: 6, text: '停水' })])
      expect(ids(await find(store, '停水'))).toBe('')
      await store.index([makeDocument('a', { rev: 8, text: '停水' })])
      expect(ids(await find(store, '停水'))).toBe('a')
    })

    it('says what stands out in what was found', async () => {
      const make = (i: number, text: string, ...keywords: string[]) => makeDocument(`p${i}`, { text, keywords })
      await store.index([
        ...Array.from({ length: 6 }, (_, i) => make(i, '暖气', '暖气', i < 4 ? '阀门' : '小区', '物业', '温度')),
        ...Array.from({ length: 30 }, (_, i) => make(10 + i, '停水', '物业', '小区', i < 2 ? '阀门' : '水管')),
        make(50, '暖气', '温度', '温度'),
      ])
      const { significant } = await find(store, '暖气', { significant: true, limit: 1 })
      const round = significant!.map(({ score, ...t }) => ({ ...t, score: Math.round(score * 100) / 100 }))
      // 温度: 7 of 7 found, 7 of all 37; 阀门: 4 of 7, 6 of 37; 物业 and 小区 are everywhere, 暖气 was asked for.
      expect(round).toEqual([
        { term: '温度', count: 7, background: 7, score: 4.29 },
        { term: '阀门', count: 4, background: 6, score: 1.44 },
      ])
      expect(await find(store, '暖气')).not.toHaveProperty('significant')
      expect((await find(store, '没有这个', { significant: true })).significant).toEqual([])
      // What is no longer there counts no longer.
      await store.index([makeDocument('p50', { text: '暖气', route: 'protected', keywords: ['温度'] })])
      await store.index([make(10, '停水', '物业')])
      const after = (await find(store, '暖气', { significant: true })).significant!
      expect(after.map((t) => [t.term, t.count, t.background])).toEqual([
        ['温度', 6, 6],
        ['阀门', 4, 5],
      ])
    })

    it('pages by heat stay stable while new posts come in', async () => {
      const make = (i: number, at: string) => makeDocument(`p${i}`, { postedAt: at, issueId: `i${1 + (i % 6)}` })
      await store.index(Array.from({ length: 30 }, (_, i) => make(i, `2026-01-0${1 + (i % 9)}T04:00:00.000Z`)))
      const seen: string[] = []
      let cursor: string | undefined
      let fresh = 100
      do {
        const result: SearchResult = await find(store, '', { sort: 'heat', limit: 7, cursor })
        seen.push(...result.hits.map((h) => h.id))
        cursor = result.cursor
        if (fresh < 103) await store.index([make(fresh++, '2026-01-18T04:00:00.000Z')])
      } while (cursor !== undefined)
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter((id) => id.length <= 3)).toHaveLength(30)
    })

    it('moves a document whose date was corrected', async () => {
      await store.index([
        makeDocument('a', { rev: 1, text: '停水', postedAt: '2026-01-10T04:00:00.000Z' }),
        makeDocument('b', { rev: 2, text: '停水', postedAt: '2026-01-11T04:00:00.000Z' }),
      ])
      expect(ids(await find(store, '停水'))).toBe('b a')
      await store.index([makeDocument('a', { rev: 3, text: '停水', postedAt: '2026-01-12T04:00:00.000Z' })])
      expect(ids(await find(store, '停水'))).toBe('a b')
      expect((await find(store, '', { histogram: 'day' })).histogram).toEqual([
        { day: '2026-01-11', count: 1 },
        { day: '2026-01-12', count: 1 },
      ])
    })

    describe('of one second', () => {
      const DISTRICTS = ['城关区', '安宁区', '西固区', null]
      /** Three seconds, one of them longer than any page; ids and facets come in no order. */
      const posts = Array.from({ length: 90 }, (_, i) => {
        const second = i % 9 === 0 ? 2 : i % 9 === 1 ? 1 : 0
        return makeDocument(`p${String((i * 37) % 90).padStart(2, '0')}`, {
          text: '停水',
          postedAt: `2026-01-10T04:00:0${second}.${i % 2 === 0 ? '000' : '900'}Z`,
          district: DISTRICTS[i % 4]!,
          issueId: i % 3 === 0 ? null : `i${1 + (i % 3)}`,
        })
      })
      const secondOf = (doc: SearchDocument): string => doc.postedAt!.slice(0, 19)
      const newestFirst = (a: SearchDocument, b: SearchDocument): number =>
        secondOf(a) === secondOf(b) ? (a.id < b.id ? 1 : -1) : secondOf(a) < secondOf(b) ? 1 : -1
      const heatOf = ({ issueId }: SearchDocument): number => HEATS.get(issueId ?? '') ?? 0
      const orders = {
        time: [...posts].sort(newestFirst),
        heat: [...posts].sort((a, b) => heatOf(b) - heatOf(a) || newestFirst(a, b)),
      }
      const pages = async (query: Partial<SearchQuery>, between?: (last: string) => Promise<void>): Promise<string> => {
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page: SearchResult = await find(store, '停水', { ...query, cursor })
          seen.push(...page.hits.map((h) => h.id))
          cursor = page.cursor
          await between?.(seen.at(-1)!)
        } while (cursor !== undefined)
        return seen.join(' ')
      }

      it.each(['time', 'heat'] as const)('the greatest id comes first by %s, however long the pages', async (sort) => {
        await store.index(posts)
        const expected = orders[sort].map((doc) => doc.id).join(' ')
        expect(await pages({ sort, limit: 200 })).toBe(expected)
        for (const limit of [4, 20, 89]) expect(await pages({ sort, limit })).toBe(expected)
        // The order in which they came, and what else was told of them since, is of no matter.
        await store.index(
          [...posts].reverse().map((doc, i) => ({ ...doc, rev: doc.rev + 1000, department: `部门${i % 5}` })),
        )
        expect(await pages({ sort, limit: 20 })).toBe(expected)
      })

      it.each(['time', 'heat'] as const)('pages by %s go on behind a post that moved away', async (sort) => {
        await store.index(posts)
        let rev = 10_000
        const seen = await pages({ sort, limit: 10 }, async (last) => {
          const doc = posts.find((d) => d.id === last)!
          await store.index([{ ...doc, rev: rev++, route: 'protected' }])
        })
        expect(seen).toBe(orders[sort].map((doc) => doc.id).join(' '))
      })
    })

    it('keeps many documents of one second apart', async () => {
      const many = Array.from({ length: 1500 }, (_, i) => makeDocument(`p${i}`, { text: '停水' }))
      await store.index(many)
      const result = await find(store, '停水', { limit: 1000 })
      expect(result.total).toBe(1500)
      const rest = await find(store, '停水', { limit: 1000, cursor: result.cursor })
      expect(new Set([...result.hits, ...rest.hits].map((h) => h.id)).size).toBe(1500)
      expect(rest.cursor).toBeUndefined()
    })

    it.each(['time', 'relevance'] as const)('pages by %s stay stable while new posts come in', async (sort) => {
      const make = (i: number, at: string) =>
        makeDocument(`p${i}`, { text: `停水 ${'停水 '.repeat(i % 3)}`, postedAt: at })
      await store.index(Array.from({ length: 30 }, (_, i) => make(i, `2026-01-0${1 + (i % 9)}T04:00:00.000Z`)))
      const first = await find(store, '停水', { sort, limit: 10 })
      await store.index(Array.from({ length: 9 }, (_, i) => make(100 + i, '2026-01-18T04:00:00.000Z')))
      const second = await find(store, '停水', { sort, limit: 10, cursor: first.cursor })
      const third = await find(store, '停水', { sort, limit: 10, cursor: second.cursor })
      const seen = [...first.hits, ...second.hits, ...third.hits].map((h) => h.id)
      expect(new Set(seen).size).toBe(30)
      expect(seen.some((id) => id.length > 3)).toBe(false)
    })

    it('remembers how far it was filled, and forgets when cleared', async () => {
      await store.index([makeDocument('a', { rev: 12, text: '停水' })])
      await store.setLastRev(12)
      expect(await store.lastRev()).toBe(12)
      await store.clear()
      expect(await store.lastRev()).toBe(0)
      expect((await find(store, '')).total).toBe(0)
      await store.index([makeDocument('a', { rev: 3, text: '停水' })])
      expect(ids(await find(store, '停水'))).toBe('a')
    })

    it('is there for a second connection and after a restart', async () => {
      await store.index([makeDocument('a', { text: '停水' })])
      await store.setLastRev(4)
      const other = await site.open()
      expect(ids(await find(other, '停水'))).toBe('a')
      expect(await other.lastRev()).toBe(4)
      await other.close()
    })

    it('takes odd documents: empty, huge, without dates, with broken surrogates', async () => {
      await store.index([
        makeDocument('empty'),
        makeDocument('huge', { text: '停水'.repeat(20_000) }),
        makeDocument('old', { text: '停水', postedAt: '1960-01-01T00:00:00.000Z' }),
        makeDocument('odd', { text: '停水 \ud800 \u0000 \ue000 〔〔手机〕〕 𠀀', title: '\u200b' }),
      ])
      const result = await find(store, '停水')
      expect(result.hits.map((h) => h.id).sort()).toEqual(['huge', 'odd', 'old'])
      expect(result.hits.find((h) => h.id === 'huge')!.highlights.length).toBeLessThanOrEqual(100)
      expect(ids(await find(store, '𠀀'))).toBe('odd')
    })
  })
}
