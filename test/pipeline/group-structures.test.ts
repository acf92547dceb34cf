import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCandidateIndex } from '../../pipeline/grouping/candidate-index.ts'
import { type Cluster, createCluster } from '../../pipeline/grouping/cluster.ts'
import { decodeCluster, encodeCluster } from '../../pipeline/grouping/cluster-text.ts'
import { createFeatureReader, labelOfPost } from '../../pipeline/grouping/group-features.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { createHomes } from '../../pipeline/grouping/homes.ts'
import { type Member, memberOf } from '../../pipeline/grouping/member.ts'
import { readMember } from '../../pipeline/grouping/member-bytes.ts'
import { createMembers, MEMBER_LIMIT } from '../../pipeline/grouping/member-list.ts'
import { createParts } from '../../pipeline/grouping/part-list.ts'
import {
  copyOfCentre,
  NO_BYTES,
  packCentre,
  packedEnd,
  packOver,
  packWith,
  readCentre,
  sizeOf,
  storedBytes,
  textBehind,
  unpackCentre,
  withText,
} from '../../pipeline/nearness/centre-bytes.ts'
import { factsOf } from '../../pipeline/nearness/facts.ts'
import { createIdSet } from '../../pipeline/nearness/id-set.ts'
import {
  addAimed,
  aim,
  type Centre,
  createProbe,
  emptyCentre,
  FACTS,
  labelOf,
  measure,
  VECTORS,
} from '../../pipeline/nearness/issue-vector.ts'
import { nearness } from '../../pipeline/nearness/nearness.ts'
import { createIntTable } from '../../pipeline/words/int-table.ts'
import { createLexicon } from '../../pipeline/words/lexicon.ts'
import { wordId } from '../../pipeline/words/term-id.ts'
import { createTermStatistics } from '../../pipeline/words/term-statistics.ts'
import { createSpread, dot, heaviest, load, top, vectorOf } from '../../pipeline/words/vector.ts'
import { loadWordTopics } from '../../pipeline/words/word-topics.ts'
import stored from './old-state.json' with { type: 'json' }
import { post, story } from './stream.ts'

describe('tables and vectors', () => {
  it('an integer table does what a Map does', () => {
    const step = fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -3, max: 3 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const table = createIntTable(16)
        const map = new Map<number, number>()
        for (const [key, by] of steps) {
          table.add(key * 0x10001, by)
          map.set(key * 0x10001, (map.get(key * 0x10001) ?? 0) + by)
        }
        const held = [...map].filter(([, value]) => value !== 0)
        for (const [key, value] of map) expect(table.get(key)).toBe(value)
        expect(table.size).toBe(held.length)
        const seen: [number, number][] = []
        table.each((key, value) => seen.push([key, value]))
        expect(new Map(seen)).toEqual(new Map(held))
      }),
    )
  })

  it('a spread vector multiplies as two maps would, also when it is loaded again', () => {
    const ids = fc.uniqueArray(fc.integer({ min: -9, max: 200 }), { maxLength: 100 })
    const spread = createSpread(8)
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        load(
          spread,
          vectorOf(
            a,
            a.map((_, i) => i + 1),
          ),
        )
        const expected = b.reduce((sum, id, i) => sum + (a.indexOf(id) + 1) * (i + 1), 0)
        const other = vectorOf(
          b,
          b.map((_, i) => i + 1),
        )
        expect(dot(spread, other)).toBe(expected)
      }),
    )
  })

  it('a set of ids holds each once in order of arrival, and nothing of what was before it was emptied', () => {
    const set = createIdSet(2)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 90 }), (ids) => {
        set.clear()
        const places = ids.map((id) => set.add(id))
        const distinct = [...new Set(ids)]
        expect([...set.ids.subarray(0, set.size)]).toEqual(distinct)
        expect(places).toEqual(ids.map((id) => distinct.indexOf(id)))
        for (let id = -60; id <= 60; id += 1) expect(set.has(id)).toBe(ids.includes(id))
      }),
    )
  })

  it('knows which group a post is in as a Map does, also after others left', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const homes = createHomes()
        const map = new Map<string, string>()
        for (const [post, group] of steps) {
          if (group === 0) homes.delete(`post${post}`)
          else homes.set(`post${post}`, `i${group}`)
          if (group === 0) map.delete(`post${post}`)
          else map.set(`post${post}`, `i${group}`)
        }
        expect(homes.size).toBe(map.size)
        for (let post = 0; post <= 60; post += 1) {
          expect(homes.get(`post${post}`)).toBe(map.get(`post${post}`))
          expect(homes.has(`post${post}`)).toBe(map.has(`post${post}`))
        }
        homes.letGo('i1')
        for (const [post, group] of map) expect(homes.get(post)).toBe(group === 'i1' ? undefined : group)
      }),
    )
  })

  it('lists the newest members, and gives back each that it lists no more', () => {
    const ids = Array.from({ length: MEMBER_LIMIT + 150 }, (_, n) => `post${n}`)
    const members = createMembers(ids.slice(0, 70))
    const gone = ids.slice(70).flatMap((id) => members.push(id) ?? [])
    expect(gone).toEqual(ids.slice(0, 150))
    expect(members.list()).toEqual(ids.slice(150))
    expect(members.length).toBe(MEMBER_LIMIT)
    expect(JSON.stringify(members)).toBe(JSON.stringify(ids.slice(150)))
  })

  it('an integer table tells of many keys at once what it tells of each', () => {
    const keys = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 300 })
    fc.assert(
      fc.property(keys, keys, (held, asked) => {
        const table = createIntTable(16)
        for (const key of held) table.add(key * 0x10001, 1)
        const ids = Int32Array.from(asked, (key) => key * 0x10001)
        const found = new Int32Array(ids.length)
        table.getAll(ids, ids.length, found)
        expect([...found]).toEqual([...ids].map((key) => table.get(key)))
      }),
    )
  })

  it('a lexicon tells of a word again what it told first, however many came between', () => {
    const counts = new Map([
      ['供热', 5],
      ['gis', 2],
    ])
    const lexicon = createLexicon(
      (term) => counts.get(term) ?? 0,
      (term) => (term === '供热' ? 96 : -1),
    )
    const told = (word: string, next?: string) => {
      lexicon.open(next === undefined ? [word] : [word, next])
      const entry = lexicon.read(0)
      return entry === undefined ? undefined : { ...entry }
    }
    const words = ['供热', 'GIS', '翮泠里', '字小得', '您好', '12', '1', '这个', '很长很长的名字', '']
    const first = words.map((word) => told(word))
    expect(first.map((entry) => entry?.id)).toEqual([
      wordId('供热'),
      wordId('gis'),
      wordId('翮泠里'),
      wordId('字小得'),
      undefined,
      undefined,
      undefined,
      undefined,
      wordId('很长很长的名字'),
      undefined,
    ])
    expect(first[0]).toMatchObject({ known: 5, fragment: false, topic: 96 })
    expect(first[3]).toMatchObject({ known: 0, fragment: true, topic: -1 })
    expect(told('187', '路')?.id).toBe(wordId('187路'))
    for (let n = 0; n < 100_000; n += 1) told(String.fromCharCode(0x4e00 + (n % 20_000), 0x4e00 + (n >> 3)))
    expect(words.map((word) => told(word))).toEqual(first)
  })

  it('picks the heaviest, heaviest first, of equals the earlier', () => {
    const found = (...of: Parameters<typeof heaviest>) => top.places.slice(0, heaviest(...of))
    expect([...found([1, 5, 3, 5, 2], 5, 3)]).toEqual([1, 3, 2])
    expect([...found([1, 5], 2, 3)]).toEqual([1, 0])
  })

  it('few words say less of another matter than many', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    const heating = read(
      post(
        'a',
        0,
        '青枫家园暖气不热',
        '青枫家园三号楼暖气片冰凉，室温只有十四度，老人孩子都感冒了，供热公司推给物业，物业推给换热站，请尽快检修管网。',
      ),
    )
    const apart = (title: string, text: string): number => {
      const probe = createProbe()
      aim(probe, read(post('b', 1, title, text)))
      return nearness(probe, heating).otherMatter
    }
    const told = '派出所登记流浪狗扑倒路人，疫苗费没人赔'
    const brief = apart('青枫家园', told)
    const long = apart(
      '青枫家园',
      `${told}。${told.replace('扑倒路人', '追咬快递员')}，遛狗不牵绳，犬证没人查，捕犬队电话打不通，草丛里又生下一窝。`,
    )
    expect(long).toBeGreaterThan(0)
    expect(brief).toBeLessThan(long)
  })

  it('another street speaks less against a matter told from all over the district than against one of one street', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    const from = (id: string, street: string): Centre =>
      read(
        post(id, 0, '补贴停发', '补贴停发三个月了，没有人说为什么。', {
          places: [{ name: street, level: 'street', district: '红古区' }],
        }),
      )
    const issue = (streets: readonly string[]): Centre => {
      const probe = createProbe()
      const centre = emptyCentre()
      for (const [i, street] of streets.entries()) {
        aim(probe, from(`p${i}`, street))
        addAimed(centre, probe)
      }
      return centre
    }
    const probe = createProbe()
    aim(probe, from('new', '花庄镇'))
    expect(nearness(probe, issue(['窑街街道', '窑街街道', '窑街街道'])).otherPlace).toBe(1)
    expect(nearness(probe, issue(['窑街街道', '平安镇', '红古镇'])).otherPlace).toBeCloseTo(1 / 3)
    expect(nearness(probe, issue(['窑街街道', '花庄镇', '红古镇'])).otherPlace).toBe(0)
  })

  it('a name no dictionary knows is met again though its letters say nothing else alike', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    const probe = createProbe()
    aim(probe, read(post('a', 0, '', '翮泠里门口的单车堆成山，轮椅过不去。')))
    expect(nearness(probe, read(post('b', 0, '', '数了一数，翮泠里两边倒着三十一辆。'))).pairs).toBeGreaterThan(0.1)
    expect(nearness(probe, read(post('c', 0, '', '数了一数，公园两边倒着三十一辆。'))).pairs).toBe(0)
  })

  it('a centre survives its bytes', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    const centre = read(story()[0]!)
    expect(unpackCentre(packCentre(centre))).toEqual(centre)
  })

  it('a text lies behind a centre, gives way to another, and is not copied with the centre', () => {
    const centre = createFeatureReader(createTermStatistics(), loadWordTopics())(story()[0]!)
    const [first, second] = ['{"title":"暖气\u00b7冰凉𠮷"}', '']
    const bytes = packWith(centre, first)
    expect(textBehind(bytes)).toBe(first)
    expect(unpackCentre(bytes)).toEqual(centre)
    expect(storedBytes(bytes)).toEqual(storedBytes(packCentre(centre)))
    const other = withText(bytes, second)
    expect(textBehind(other)).toBe(second)
    expect(textBehind(bytes)).toBe(first)
    expect(unpackCentre(other)).toEqual(centre)
    expect(copyOfCentre(bytes)).toEqual(packCentre(centre))
    const limits = { words: 3, pairs: 2, sites: 1, mainSites: 1 }
    expect(copyOfCentre(packWith(centre, first, limits))).toEqual(packCentre(centre, limits))
  })

  it('a member behind a centre is told as it was, whatever it lacks and however long', () => {
    const centre = createFeatureReader(createTermStatistics(), loadWordTopics())(story()[0]!)
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant('长'.repeat(3000)))
    const places = fc.array(
      fc.oneof(
        fc.record({ name: text, level: fc.constant('city' as const) }),
        fc.record({ name: text, level: fc.constant('street' as const), district: text }),
      ),
    )
    const more = fc.record({
      at: fc.double({ noNaN: true }),
      voice: text,
      title: text,
      likes: fc.integer({ min: 0 }),
      kind: fc.constantFrom('letter' as const, 'news' as const),
      category: fc.constantFrom(null, '城乡建设' as const),
      subcategory: fc.option(text, { nil: undefined }),
      department: fc.option(text, { nil: undefined }),
      answered: fc.constantFrom(undefined, true, false),
      places,
    })
    fc.assert(
      fc.property(more, ({ at, title, ...rest }) => {
        const member: Member = memberOf(post('一a', at, title, '停水三天', rest))
        const parts = createParts()
        parts.add(member, centre)
        parts.add(member, centre)
        expect(parts.length).toBe(2)
        for (const { members, centre: bytes } of parts.list()) {
          expect(members).toEqual([member.id])
          expect(readMember(bytes, packedEnd(bytes))).toEqual(member)
          expect(unpackCentre(bytes)).toEqual(centre)
        }
        expect(parts.list()).toHaveLength(2)
      }),
    )
  })

  it('the label of a post is that of its centre', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    for (const more of [{ category: null }, {}, { subcategory: '物业管理' }, { subcategory: '' }])
      expect(labelOfPost(post('a', 0, '停水', '停水三天', more))).toBe(
        labelOf(read(post('a', 0, '停水', '停水三天', more))),
      )
  })

  it('grows in its own bytes as in the open, and the bytes it began with stay as they were', () => {
    const read = createFeatureReader(createTermStatistics(), loadWordTopics())
    const probe = createProbe()
    const open = emptyCentre()
    const used = emptyCentre()
    let bytes = NO_BYTES
    const empty = NO_BYTES.slice()
    for (const one of [...story(), ...story()]) {
      aim(probe, read(one))
      addAimed(open, probe)
      addAimed(readCentre(bytes, used), probe)
      bytes = packOver(bytes, used)
      expect(unpackCentre(bytes)).toEqual(unpackCentre(packCentre(open)))
    }
    expect(sizeOf(bytes)).toBe(2 * story().length)
    expect(NO_BYTES).toEqual(empty)
  })

  it('cut to its heaviest terms is as long as those', () => {
    const centre = createFeatureReader(createTermStatistics(), loadWordTopics())(story()[0]!)
    const cut = unpackCentre(packCentre(centre, { words: 3, pairs: 2, sites: 1, mainSites: 1 }))
    const lengthOf = (weights: Float32Array): number => Math.sqrt(weights.reduce((sum, x) => sum + x * x, 0))
    expect(cut.words.size).toBe(3)
    expect(Math.min(...cut.words.weights)).toBe([...centre.words.weights].sort((a, b) => b - a)[2])
    expect(cut.wordsLength).toBeCloseTo(lengthOf(cut.words.weights))
    expect(cut.sitesLength).toBeCloseTo(lengthOf(cut.sites.weights))
    expect(cut.topicLength).toBe(centre.topicLength)
  })
})

describe('candidate index', () => {
  const owner = (id: string) => ({ id, slot: -1 })
  const terms = (...ids: number[]) => new Int32Array(ids)
  const find = (index: ReturnType<typeof createCandidateIndex>, ...ids: number[]) =>
    index
      .find({ ids: terms(...ids), weights: new Float32Array(ids.map(() => 1)), size: ids.length }, 100)
      .map(({ id }) => id)

  it('follows changed and removed issues, and gives their room to others', () => {
    const index = createCandidateIndex()
    const [a, b, c] = [owner('a'), owner('b'), owner('c')]
    index.set(a, terms(1, 2, 3), terms())
    index.set(b, terms(2, 3), terms())
    expect(find(index, 1, 2)).toEqual(['a', 'b'])
    index.set(a, terms(3), terms(1, 2, 3))
    expect(find(index, 1, 2)).toEqual(['b'])
    index.remove(b, terms(2, 3))
    index.set(c, terms(2), terms())
    expect(find(index, 2, 3)).toEqual(['a', 'c'])
  })

  it('finds the heaviest of thousands that share a term with what is asked', () => {
    const index = createCandidateIndex()
    const all = Array.from({ length: 3_000 }, (_, i) => owner(`i${i}`))
    // Fifty share each term, and the first of each fifty a second one.
    for (const [i, one] of all.entries())
      index.set(one, terms(1 + Math.floor(i / 50), i % 50 === 0 ? 99 : 1000 + i), terms())
    const asked = Array.from({ length: 60 }, (_, i) => i + 1)
    const first = find(index, ...asked, 99)
    expect(first).toHaveLength(100)
    expect(first.slice(0, 60).sort()).toEqual(Array.from({ length: 60 }, (_, i) => `i${50 * i}`).sort())
  })

  it('passes over a term that more than sixty issues share', () => {
    const index = createCandidateIndex()
    const all = Array.from({ length: 70 }, (_, i) => owner(`i${i}`))
    for (const [i, one] of all.entries()) {
      index.set(one, terms(7, 1000 + i), terms())
      expect(find(index, 7)).toHaveLength(i < 60 ? i + 1 : 0)
    }
    expect(find(index, 7, 1005)).toEqual(['i5'])
    for (const [i, one] of all.entries()) index.remove(one, terms(7, 1000 + i))
    index.set(owner('new'), terms(7), terms())
    expect(find(index, 7)).toEqual(['new'])
  })
})

describe('term statistics', () => {
  it('stores a bounded number of entries however long it learns', () => {
    const statistics = createTermStatistics()
    const rows = new Map<string, string>()
    for (let round = 0; round < 60; round += 1) {
      for (let i = 0; i < 20; i += 1)
        statistics.learn(
          Array.from({ length: 500 }, (_, k) => wordId(`词${i}.${k}`)),
          [],
        )
      for (const { key, value } of statistics.changes())
        if (value === null) rows.delete(key)
        else rows.set(key, value)
    }
    expect(rows.size).toBeLessThanOrEqual(45)
    const again = createTermStatistics()
    again.restore(new Map([...rows].reverse()))
    expect(again.wordWeight('词3.7')).toBe(statistics.wordWeight('词3.7'))
  })

  it('lets rare terms go though none was met only once, and keeps the usual ones', () => {
    const statistics = createTermStatistics()
    const usual = [wordId('常'), wordId('见')]
    for (let round = 0; round < 2; round += 1)
      for (let i = 0; i < 450; i += 1)
        statistics.learn([...usual, ...Array.from({ length: 1_000 }, (_, k) => i * 1_000 + k + 1)], [])
    const entries = statistics
      .changes()
      .map(({ value }) => Buffer.from((JSON.parse(value as string) as { words: string }).words, 'base64').length / 8)
    expect(entries.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(400_000)
    expect(statistics.wordWeight('常')).toBeLessThan(statistics.wordWeight('罕'))
  })
})

describe('state stored before terms were numbers', () => {
  it('is gone on with: posts join the issues it holds, copies are known', () => {
    const grouper = createGrouper()
    grouper.restore(new Map(Object.entries(stored)))
    const [first, , , later] = story()
    expect(grouper.add(later!).issueId).toBe('iheat10000000')
    const copy = post('copy1', 7, first!.title, `转发：${first!.text}`)
    expect(grouper.add(copy)).toMatchObject({ issueId: 'iheat10000000', duplicateOf: first!.id })
  })
})

describe('a long run', () => {
  it('is the same after a restart though issues rest and are forgotten', () => {
    const rules = { active: 6, remembered: 20, settleEvery: 5 }
    const name = (i: number): string => String.fromCharCode(0x4e10 + 97 * i, 0x5e10 + 61 * i, 0x6e10 + 43 * i)
    const posts = Array.from({ length: 90 }, (_, i) =>
      post(`r${i}q`, i / 4, `${name(i % 37)}小区停水`, `${name(i % 37)}小区${name(i % 11)}停水三天，没有人管。`),
    )
    const state = new Map<string, string>()
    let grouper = createGrouper(rules)
    const whole = createGrouper(rules)
    for (const [i, p] of posts.entries()) {
      expect(grouper.add(p), p.id).toEqual(whole.add(p))
      if (i % 13 !== 0) continue
      for (const { key, value } of grouper.snapshot())
        if (value === null) state.delete(key)
        else state.set(key, value)
      grouper = createGrouper(rules)
      grouper.restore(new Map([...state].reverse()))
    }
  })
})

/** A centre's bytes as versions stored them that kept only the first kinds of facts. */
function packedThen(centre: Centre, kinds: number): Uint8Array {
  const head = [centre.size, centre.titled]
  const body: number[] = []
  const bits = (x: number): number => new Int32Array(new Float32Array([x]).buffer)[0] as number
  for (const field of VECTORS) {
    const { ids, weights, size } = centre[field]
    head.push(size)
    body.push(...ids.subarray(0, size), ...Array.from(weights.subarray(0, size), bits))
  }
  for (const field of FACTS.slice(0, kinds)) {
    head.push(centre[field].ids.length)
    body.push(...centre[field].ids, ...centre[field].times)
  }
  return new Uint8Array(new Int32Array([...head, ...body, ...Array.from(centre.topic, bits)]).buffer)
}

describe('a stored issue', () => {
  it.each([
    ['l', 3],
    ['L', 9],
    ['M', 11],
    ['N', 12],
    ['O', 13],
    ['P', 15],
    ['Q', FACTS.length],
  ])('is read as the version that marked it %s wrote it', (mark, kinds) => {
    const cluster = createCluster('i1')
    const centre = emptyCentre()
    for (const [n, field] of FACTS.entries()) Object.assign(centre[field], factsOf([n + 1, n + 2]))
    Object.assign(centre.words, vectorOf([5, 6], [0.6, 0.8]))
    Object.assign(centre, { size: 2, titled: 1 })
    measure(centre)
    cluster.centre = packCentre(centre)
    const facts = encodeCluster(cluster).split('\n')[1]
    const row = `${mark}${Buffer.from(packedThen(centre, kinds)).toString('base64')}\n${facts}`
    const read = unpackCentre((decodeCluster(row) as Cluster).centre)
    expect(read.words).toEqual(centre.words)
    expect(read.wordsLength).toBeCloseTo(1)
    // What a post may be filed under beside was told later: it is what it was filed under.
    const filed = kinds < 8 ? [] : centre.subcategories.ids
    for (const [n, field] of FACTS.entries()) {
      const before = field === 'filings' ? filed : []
      expect(read[field].ids, field).toEqual(n < kinds ? centre[field].ids : before)
    }
    // A post of it, known one by one, was written in the same form.
    const part = [Buffer.from(packedThen(centre, kinds)).toString('base64'), facts]
    const parted = decodeCluster(`${row}\n${JSON.stringify([part])}`) as Cluster
    expect(parted.parts?.list().map((one) => unpackCentre(one.centre).words)).toEqual([centre.words])
  })

  it('of a mark from a later version is refused by name', () => {
    expect(() => decodeCluster('Z\n{}')).toThrow('marked Z')
  })
})
