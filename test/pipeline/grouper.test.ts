import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PairLink } from '../../model/ports.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'
import type { GroupedIssue } from '../../pipeline/grouping/group-memory.ts'
import { createGrouper, type Grouper } from '../../pipeline/grouping/grouper.ts'
import { termsOf } from '../../pipeline/words/terms.ts'
import { post, START, story } from './stream.ts'

const DAY = 86_400_000

/** What Records would hold after these takes. */
function createLedger() {
  const issueOf = new Map<string, string | null>()
  const copyOf = new Map<string, string | null>()
  const issues = new Map<string, GroupedIssue>()
  const state = new Map<string, string>()
  return {
    issueOf,
    copyOf,
    issues,
    state,
    commit(grouper: Grouper) {
      const changes = grouper.take()
      for (const a of changes.assignments) {
        issueOf.set(a.postId, a.issueId)
        copyOf.set(a.postId, a.duplicateOf)
      }
      for (const issue of changes.issues) issues.set(issue.id, issue)
      for (const { key, value } of grouper.snapshot())
        if (value === null) state.delete(key)
        else state.set(key, value)
      return changes
    },
  }
}

function groupAll(posts: readonly GroupInput[]) {
  const grouper = createGrouper()
  for (const p of posts) grouper.add(p)
  grouper.settle()
  const ledger = createLedger()
  ledger.commit(grouper)
  return { grouper, ...ledger }
}
const idOf = (name: string): string => name.padEnd(13, '0')

describe('grouper', () => {
  it('keeps one matter at one place together and unlike matters and places apart', () => {
    const { issueOf, issues } = groupAll(story())
    const of = (name: string) => issueOf.get(idOf(name))
    expect(new Set(['heat1', 'heat2', 'heat3', 'heat4', 'heat5'].map(of)).size).toBe(1)
    expect(of('gate1')).toBe(of('gate2'))
    expect(of('far1')).toBe(of('far2'))
    expect(new Set([of('heat1'), of('gate1'), of('far1'), of('own1')]).size).toBe(4)
    const heat = issues.get(of('heat1') as string)
    expect(heat).toMatchObject({ id: 'iheat10000000', posts: 5, voices: 5, category: '城乡建设', mergedInto: null })
    expect(heat?.title).toContain('澄岚苑')
    expect(heat?.firstSeen).toBe(new Date(START).toISOString())
  })

  it.each([
    ['县区城管', [], '县区城管'],
    ['县区城管', [{ name: '城关区', level: 'district' }], '城关区城管执法局'],
    ['县区住建', [{ name: '兰园小区', level: 'site', district: '城关区' }], '城关区住建局'],
    ['街道', [{ name: '雁南街道', level: 'street', district: '城关区' }], '雁南街道办事处'],
    ['街道', [{ name: '城关区', level: 'district' }], '街道'],
    ['市城管委', [{ name: '城关区', level: 'district' }], '市城管委'],
  ] as const)('proposes the office of the issue’s place: %s at %j is %s', (department, places, unit) => {
    const { issues } = groupAll([post('one', 0, '摊贩占道', '人行道被摊贩占了，没法走', { department, places })])
    expect([...issues.values()].map((issue) => issue.department)).toEqual([unit])
  })

  it.each([
    ['listed', { active: 8_000 }],
    ['at rest', { active: 0 }],
  ])('forgets the words of a post (%s) and names its issue by those who are left', (_, rules) => {
    const grouper = createGrouper({ ...rules, settleEvery: 1 })
    const ledger = createLedger()
    for (const p of story()) grouper.add(p)
    grouper.settle()
    ledger.commit(grouper)
    const issue = ledger.issueOf.get(idOf('heat1')) as string
    const [gone] = story()
    const holding = () => [...ledger.state.values()].filter((value) => value.includes(gone!.title)).length
    expect(holding()).toBe(1)
    grouper.forget(gone!.id, true)
    ledger.commit(grouper)
    expect(holding()).toBe(0)
    expect([...ledger.state].filter(([key, value]) => key !== 'meta' && value.includes(gone!.id))).toEqual([])
    expect(ledger.issues.get(issue)).toMatchObject({ posts: 4, title: expect.stringMatching('澄岚苑') })
    expect(ledger.issues.get(issue)!.title).not.toBe(gone!.title)
    // An issue of nobody is no more.
    const own = ledger.issueOf.get(idOf('own1'))
    grouper.forget(idOf('own1'), true)
    ledger.commit(grouper)
    expect(ledger.state.has(`c:${own}`)).toBe(false)
    expect(createGrouper().restore(ledger.state)).toBeUndefined()
  })

  it('takes a danger into an issue, or letters into a danger, for its site or hour and not for a word', () => {
    const dry = (name: string, day: number, estate: string, more: Partial<GroupInput> = {}) =>
      post(
        name,
        day,
        `段家滩${estate}停水`,
        `段家滩一带今天停水，${estate}家里没水做饭，供水公司电话没人接，问何时来水。`,
        {
          matters: [{ label: '自来水供应', score: 9 }],
          ...more,
        },
      )
    const danger = { route: 'emergency' as const, appealType: '求助' as const }
    const held = post('held', 0.5, '求助', '他又把门从外面反锁了，我在段家滩，手机快没电了，你们快来人', danger)
    const burst = dry('burst', 1, '澄岚苑', danger)
    const letters = [dry('dry1', 0, '澄岚苑'), dry('dry2', 0.1, '澄岚苑'), dry('dry3', 1.1, '澄岚苑')]
    const { issueOf } = groupAll([letters[0]!, letters[1]!, held, burst, letters[2]!])
    expect(new Set(['dry1', 'dry2', 'dry3', 'burst'].map((name) => issueOf.get(idOf(name)))).size).toBe(1)
    expect(issueOf.get(idOf('held'))).not.toBe(issueOf.get(idOf('dry1')))
    // Nor for the estate alone, where the matter is another.
    const inside = post('inside', 0.5, '求助', '他又打我，把我关在澄岚苑的屋里，谁来救救我', {
      ...danger,
      category: '民政',
    })
    const three = groupAll([letters[0]!, letters[1]!, inside, letters[2]!]).issueOf
    expect(three.get(idOf('inside'))).not.toBe(three.get(idOf('dry1')))
    // Nor when the danger is told first.
    const after = groupAll([held, ...letters.map((p) => ({ ...p, at: p.at + DAY }))]).issueOf
    expect(after.get(idOf('held'))).not.toBe(after.get(idOf('dry1')))
  })

  it('leaves chat and complaints that share nothing alone, though everybody talks of something else', () => {
    const heat = story().filter((p) => p.id.startsWith('heat'))
    const chat = (name: string, day: number, text: string, more: Partial<GroupInput> = {}) =>
      post(name, day, '', text, { kind: 'comment', appealType: '其他', ...more })
    const strangers = [
      chat('chat1', 1.4, '周末有人一起去爬山吗'),
      chat('chat2', 2.6, '球踢成这样，唉'),
      chat('chat3', 3.2, '各位早啊，新的一天加油', { appealType: '投诉' }),
      // A word or two in common, and nothing else.
      chat('chat4', 4.1, '晚上孩子睡着了才有空看书'),
      post('sign', 3.4, '站牌倒了', '公交站的站牌倒了半个月，没人扶起来。'),
    ]
    const { issueOf, issues } = groupAll([...heat, ...strangers].sort((a, b) => a.at - b.at))
    const id = issueOf.get(idOf('heat1')) as string
    expect(issues.get(id)!.posts).toBe(heat.length)
    for (const { id: stranger } of strangers) expect(issueOf.get(stranger)).not.toBe(id)
  })

  it('takes praise in only for the same matter at the same place, and no place from it', () => {
    const praise = (name: string, day: number, text: string, place: string) =>
      post(name, day, '表扬', text, { appealType: '表扬', places: [{ name: place, level: 'road' }] })
    const bus = (name: string, day: number, text: string) =>
      post(name, day, '', text, { kind: 'comment', category: '交通运输', matters: [{ label: '公共汽车', score: 6 }] })
    const { issueOf, issues } = groupAll([
      praise('kind1', 0, '表扬民警小李，半夜帮我找回走丢的老父亲，点赞。', '柳营路'),
      praise('kind2', 0.5, '表扬窗口的姑娘，态度好，十分钟办完了。', '松塔街'),
      bus('bus1', 1, '263路等了四十分钟，站台上冻死人'),
      praise('kind3', 1.5, '给263路司机点赞，老人摔倒了他停车扶起来。', '九曲巷'),
      bus('bus2', 2, '263路又减班了，早高峰半小时一趟'),
      bus('bus3', 2.2, '今天263路还是等了半小时'),
    ])
    const id = issueOf.get(idOf('bus1')) as string
    expect(issues.get(id)).toMatchObject({ posts: 3, praise: 0, voices: 3, place: null })
    expect(new Set(['kind1', 'kind2'].map((name) => issueOf.get(idOf(name))))).toEqual(new Set([null]))
  })

  it('names the place that members agree on, and none where each names another', () => {
    const text = '住房公积金贷款额度什么时候能调整，办事窗口说要等通知，请公积金中心给个准信。'
    const at = (name: string) => ({ places: [{ name, level: 'site' as const }] })
    const letters = (places: readonly (string | undefined)[], title: string) =>
      places.map((name, i) => post(`fund${i}`, i, title, `${text}${i}`, name === undefined ? { places: [] } : at(name)))
    const placeOf = (places: readonly (string | undefined)[], title = '公积金贷款额度何时调整') => {
      const { issueOf, issues } = groupAll(letters(places, title))
      const [id, ...more] = new Set(issueOf.values())
      expect(more).toEqual([])
      return issues.get(id as string)?.place?.name
    }
    expect(placeOf(['甲园', '乙园', '丙园', '丁园', '戊园', '己园'])).toBeUndefined()
    expect(placeOf(['甲园', '甲园', '丙园', '丁园', '戊园', '己园'])).toBe('甲园')
    // One member of three names it in passing; in a title it is what the letter is about.
    expect(placeOf(['甲园', undefined, undefined])).toBeUndefined()
    expect(placeOf(['甲园', undefined, undefined], '甲园业主的公积金贷款额度何时调整')).toBe('甲园')
    // Of equally fine places that of the title is where the issue is.
    expect(placeOf(['乙园', '乙园', '甲园', '甲园', '乙园'], '甲园业主的公积金贷款额度何时调整')).toBe('甲园')
  })

  it('takes a different known place as a different matter', () => {
    const text = '这里的路灯坏了半个月，晚上一片漆黑，骑车的人摔了好几个，请派人来修。'
    const at = (name: string) => ({ places: [{ name, level: 'street' as const, district: `${name}区` }] })
    const { issueOf } = groupAll([
      post('lamp1', 0, '路灯不亮', text, at('甲')),
      post('lamp2', 1, '路灯一直不亮没人修', '路灯不亮，黑灯瞎火，骑车摔了人，请派人来修一修。', at('乙')),
    ])
    expect(issueOf.get(idOf('lamp1'))).not.toBe(issueOf.get(idOf('lamp2')))
  })

  it('counts sixty owners who paste one text as sixty voices, folded into the first', () => {
    const first = story()[0] as GroupInput
    const posts = Array.from({ length: 60 }, (_, i) => post(`own${i}x`, i / 10, first.title, first.text))
    const { issueOf, copyOf, issues } = groupAll(posts)
    const [id] = new Set(issueOf.values())
    expect(issues.get(id as string)).toMatchObject({ posts: 60, voices: 60 })
    expect([...copyOf.values()].filter((root) => root === idOf('own0x'))).toHaveLength(59)
  })

  it('never opens an issue for news, praise or notes, attaches them, and counts praise apart', () => {
    const heat = story().filter((p) => p.id.startsWith('heat'))
    const news = post(
      'news1',
      -1,
      '澄岚苑小区供暖不热 供热站称正在排查',
      '记者从供热站了解到，澄岚苑小区暖气不热、室温不达标，供热站正在排查管道。',
      {
        kind: 'news',
        appealType: '其他',
      },
    )
    const praise = post(
      'praise',
      8,
      '澄岚苑暖气终于热了',
      '感谢供热站，澄岚苑的暖气终于热了，室温到了二十度，师傅连夜修的水泵。',
      { appealType: '表扬' },
    )
    const lone = post('news2', 2, '全市中小学寒假放假时间公布', '市教育局公布了中小学寒假的放假时间。', {
      kind: 'news',
      appealType: '其他',
    })
    const alone = groupAll([news, lone])
    expect([...alone.issueOf.values()]).toEqual([null, null])
    expect(alone.issues.size).toBe(0)
    const { issueOf, issues } = groupAll([news, lone, ...heat, praise])
    const id = issueOf.get(idOf('heat1')) as string
    expect(issueOf.get(idOf('news1'))).toBe(id)
    expect(issueOf.get(idOf('praise'))).toBe(id)
    expect(issueOf.get(idOf('news2'))).toBeNull()
    expect(issues.get(id)).toMatchObject({ posts: 7, news: 1, praise: 1, voices: 5 })
  })

  it('is the same after a restart at any point', () => {
    const first = story()[0] as GroupInput
    const posts = [...story(), post('copy1', 7, first.title, `转发：${first.text}`)]
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: posts.length - 1 }), { maxLength: 4 }), (stops) => {
        let grouper = createGrouper({ settleEvery: 3 })
        const whole = createGrouper({ settleEvery: 3 })
        const [a, b] = [createLedger(), createLedger()]
        posts.forEach((p, i) => {
          grouper.add(p)
          whole.add(p)
          a.commit(grouper)
          b.commit(whole)
          if (!stops.includes(i)) return
          grouper = createGrouper({ settleEvery: 3 })
          // The store hands keys back in any order.
          grouper.restore(new Map([...a.state].reverse()))
        })
        grouper.settle()
        whole.settle()
        a.commit(grouper)
        b.commit(whole)
        expect([...a.issueOf]).toEqual([...b.issueOf])
        expect([...a.copyOf]).toEqual([...b.copyOf])
        expect(a.copyOf.get(idOf('copy1'))).toBe(idOf('heat1'))
        expect([...a.issues]).toEqual([...b.issues])
      }),
      { numRuns: 12 },
    )
  })

  it('places the same and tells what became of each issue when nobody asks what it is called', () => {
    const [named, unnamed] = [createGrouper({ settleEvery: 3 }), createGrouper({ settleEvery: 3, described: false })]
    for (const [i, p] of [...story(), ...story().map((p) => ({ ...p, id: `2${p.id.slice(1)}` }))].entries()) {
      expect(unnamed.add(p)).toEqual(named.add(p))
      if (i % 4 !== 3) continue
      const [changes, fewer] = [named.take(), unnamed.take()]
      expect(fewer).toEqual({ ...changes, issues: [] })
      expect([...changes.mergedInto]).toEqual(changes.issues.map(({ id, mergedInto }) => [id, mergedInto]))
    }
  })

  it('gives the same groups for any order within a day', () => {
    const posts = story()
    const groups = (order: readonly GroupInput[]): string => {
      const { issueOf } = groupAll(order)
      const sets = new Map<string, string[]>()
      for (const [id, issue] of issueOf) sets.set(issue ?? id, [...(sets.get(issue ?? id) ?? []), id].sort())
      return [...sets.values()]
        .map((ids) => ids.join('+'))
        .sort()
        .join(' ')
    }
    const expected = groups(posts)
    const day = (p: GroupInput) => Math.floor((p.at - START) / DAY)
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: posts.length, maxLength: posts.length }),
        (keys) => {
          const shuffled = posts
            .map((p, i) => ({ p, k: keys[i] as number }))
            .sort((x, y) => day(x.p) - day(y.p) || x.k - y.k)
          expect(groups(shuffled.map(({ p }) => p))).toBe(expected)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('places a revised post anew and counts it once', () => {
    const posts = story()
    const grouper = createGrouper()
    for (const p of posts) grouper.add(p)
    const moved = post('own1', 3, '澄岚苑暖气不热室温不够', '澄岚苑小区暖气不热，室温只有十四度，供热站说管道有气。')
    grouper.add(moved)
    grouper.settle()
    const { issueOf, issues, commit } = createLedger()
    commit(grouper)
    const id = issueOf.get(idOf('heat1')) as string
    expect(issueOf.get(idOf('own1'))).toBe(id)
    expect(issues.get(id)?.posts).toBe(6)
    // The issue it leaves empty points where it went.
    expect(issues.get('iown100000000')?.mergedInto).toBe(id)
  })

  it('joins and parts issues as people say, and undoes both', () => {
    const posts = story()
    const byId = new Map(posts.map((p) => [p.id, p]))
    const grouper = createGrouper()
    for (const p of posts) grouper.add(p)
    grouper.settle()
    const ledger = createLedger()
    /** What the grouping writer does: commit, and hand back the posts that are wanted again. */
    const follow = () => {
      for (let round = 0; round < 5; round += 1) {
        const { again } = ledger.commit(grouper)
        if (again.length === 0) return
        for (const id of again) grouper.add(byId.get(id) as GroupInput)
      }
      throw new Error('links never settle')
    }
    follow()
    const of = (name: string) => ledger.issueOf.get(idOf(name))
    const [heat, gate] = [of('heat1'), of('gate1')]
    const merge = { a: idOf('gate1'), b: idOf('heat1'), kind: 'must' as const }
    grouper.setLinks([merge])
    follow()
    expect(of('gate1')).toBe(heat)
    expect(of('gate2')).toBe(heat)
    expect(ledger.issues.get(gate as string)?.mergedInto).toBe(heat)
    expect(ledger.issues.get(heat as string)?.posts).toBe(7)

    grouper.setLinks([])
    follow()
    expect(of('gate1')).toBe(of('gate2'))
    expect(of('gate1')).not.toBe(heat)
    expect(ledger.issues.get(of('gate1') as string)?.mergedInto).toBeNull()

    const part = [
      { a: idOf('heat4'), b: idOf('heat1'), kind: 'cannot' as const },
      { a: idOf('heat5'), b: idOf('heat4'), kind: 'must' as const },
    ]
    grouper.setLinks(part)
    follow()
    grouper.settle()
    follow()
    expect(of('heat4')).toBe(of('heat5'))
    expect(of('heat4')).not.toBe(of('heat1'))
    expect(of('heat2')).toBe(of('heat1'))

    grouper.setLinks([])
    follow()
    grouper.settle()
    follow()
    expect(of('heat4')).toBe(of('heat1'))
  })

  it('lets posts that people took out stand alone, however near another issue is', () => {
    const rubbish = (id: string, day: number, text: string) =>
      post(id, day, '', `澄岚苑小区大门外的垃圾堆了三天没人清，臭得很，${text}，希望管一管。`)
    const letters = [
      rubbish('dirt1', 2, '早晚高峰出不去'),
      rubbish('dirt2', 3, '路两边停满了车'),
      rubbish('dirt3', 4, '救护车来了也进不来'),
    ]
    const late = rubbish('dirt4', 5, '早晚高峰人都出不去')
    const posts = [...story(), ...letters]
    for (const restarts of [false, true]) {
      let grouper = createGrouper()
      const ledger = createLedger()
      const byId = new Map([...posts, late].map((p) => [p.id, p]))
      const again = () => {
        for (let round = 0; round < 5; round += 1) {
          const more = ledger.commit(grouper).again
          if (restarts) {
            grouper = createGrouper()
            grouper.restore(ledger.state)
          }
          if (more.length === 0) return
          for (const id of more) grouper.add(byId.get(id) as GroupInput)
        }
        throw new Error('links never settle')
      }
      const of = (name: string) => ledger.issueOf.get(idOf(name))
      for (const p of posts) grouper.add(p)
      grouper.settle()
      const names = ['dirt1', 'dirt2', 'dirt3']
      const from = (other: string) => names.map((name) => ({ a: idOf(name), b: idOf(other), kind: 'cannot' as const }))
      const tied = names.slice(1).map((name) => ({ a: idOf(name), b: idOf('dirt1'), kind: 'must' as const }))
      const merge = { a: idOf('gate1'), b: idOf('heat1'), kind: 'must' as const }
      // Out of the issue that they joined, and out of one that people put it in.
      for (const [before, out] of [
        [[], [...from('gate1'), ...tied]],
        [[merge], [merge, ...from('heat1'), ...tied]],
      ] as const) {
        grouper.setLinks(before)
        again()
        for (const name of names) expect(of(name)).toBe(of('gate1'))
        grouper.setLinks(out)
        again()
        const alone = of('dirt1')
        for (let n = 0; n < 2; n += 1) {
          for (const name of names) expect(of(name)).toBe(alone)
          for (const { id } of story()) expect(ledger.issueOf.get(id)).not.toBe(alone)
          grouper.settle()
          again()
        }
        // One edited later stays with them; new letters on the same may join.
        grouper.add({ ...letters[0]!, text: `${letters[0]!.text}今天又堆了一天。` })
        grouper.add(late)
        again()
        for (const name of [...names, 'dirt4']) expect(of(name), name).toBe(alone)
      }
    }
  })

  it('takes posts back when their split is undone, though they resemble one another more, and what joined them since', () => {
    // Of one household: pasted, and once more in its own words.
    const cold = (id: string, day: number, more = '') =>
      post(id, day, '澄岚苑暖气不热', `澄岚苑三号楼的暖气冰凉，室温十三度，孩子发烧，供热站说等明年改造。${more}`, {
        matters: [{ label: '供暖', score: 0.9 }],
      })
    const split = ['leak1', 'leak2', 'leak3', 'leak4']
    const posts = [...story(), ...split.map((id, n) => cold(id, 3 + n))]
    const late = cold('leak5', 8, '孩子发烧三天了，还是冰凉。')
    const byId = new Map([...posts, late].map((p) => [p.id, p]))
    // In one piece, and started anew from its rows before every step.
    for (const restarts of [false, true]) {
      let grouper = createGrouper()
      const ledger = createLedger()
      const follow = () => {
        for (let round = 0; round < 5; round += 1) {
          const { again } = ledger.commit(grouper)
          if (again.length === 0) return
          if (restarts) {
            grouper = createGrouper()
            grouper.restore(ledger.state)
          }
          for (const id of again) grouper.add(byId.get(id) as GroupInput)
        }
        throw new Error('links never settle')
      }
      const of = (name: string) => ledger.issueOf.get(idOf(name))
      for (const p of posts) grouper.add(p)
      grouper.settle()
      follow()
      const heat = of('heat1')
      for (const name of split) expect(of(name)).toBe(heat)
      const pairs = split.map((name) => ({ a: idOf(name), b: idOf('heat1'), kind: 'cannot' as const }))
      const tied = split.slice(1).map((name) => ({ a: idOf(name), b: idOf('leak1'), kind: 'must' as const }))
      grouper.setLinks([...pairs, ...tied])
      follow()
      for (const name of split) expect(of(name)).not.toBe(heat)
      grouper.add(late)
      follow()
      expect(of('leak5')).toBe(of('leak1'))
      const apart = of('leak1') as string
      grouper.setLinks([])
      follow()
      for (const name of [...split, 'leak5', 'heat2']) expect(of(name), name).toBe(heat)
      expect(ledger.issues.get(apart)?.mergedInto).toBe(heat)

      // Taken out in another order, the text that the others copy last.
      const late2first = [...split].reverse()
      grouper.setLinks([
        ...late2first.map((name) => ({ a: idOf(name), b: idOf('heat1'), kind: 'cannot' as const })),
        ...late2first.slice(1).map((name) => ({ a: idOf(name), b: idOf('leak4'), kind: 'must' as const })),
      ])
      follow()
      for (const name of split) expect(of(name)).not.toBe(heat)
      grouper.setLinks([])
      follow()
      for (const name of split) expect(of(name), name).toBe(heat)
      // A post told anew later is asked like any other.
      grouper.add({ ...posts[4]!, id: idOf('leak1') })
      expect(ledger.commit(grouper).again).toEqual([])
    }
  })

  /** People's links as they come, of two issues of which the one was merged into the other. */
  function office(posts: readonly GroupInput[], restarts: boolean) {
    let grouper = createGrouper()
    const ledger = createLedger()
    const byId = new Map(posts.map((p) => [p.id, p]))
    const follow = () => {
      for (let round = 0; round < 5; round += 1) {
        const { again } = ledger.commit(grouper)
        if (restarts) {
          grouper = createGrouper()
          grouper.restore(ledger.state)
        }
        if (again.length === 0) return
        for (const id of again) grouper.add(byId.get(id) as GroupInput)
      }
      throw new Error('links never settle')
    }
    for (const p of posts) grouper.add(p)
    grouper.settle()
    follow()
    return {
      ledger,
      of: (name: string) => ledger.issueOf.get(idOf(name)),
      link(...links: (readonly PairLink[])[]) {
        grouper.setLinks(links.flat())
        follow()
        grouper.settle()
        follow()
      },
      /** Once more, as after a decision or a later export. */
      again(name: string, change: Partial<GroupInput> = {}) {
        const post = { ...(byId.get(idOf(name)) as GroupInput), ...change }
        byId.set(post.id, post)
        grouper.add(post)
        follow()
      },
      /** To no issue any more, as one that people set aside. */
      forget(name: string) {
        grouper.forget(idOf(name), false)
        follow()
      },
    }
  }
  const pair = (a: string, b: string, kind: PairLink['kind']): PairLink => ({ a: idOf(a), b: idOf(b), kind })
  const gates = ['gate1', 'gate2', 'gate3', 'gate4']
  const parked = (): GroupInput[] => [
    ...story(),
    ...[3, 4].map((n) =>
      post(`gate${n}`, n, '澄岚苑门口乱停车', `澄岚苑门口两边停满了车，路堵得出不去，第${n}次反映了，请交警来管。`, {
        category: '交通运输',
        matters: [{ label: '违法停车', score: 0.9 }],
      }),
    ),
  ]
  const heats = ['heat1', 'heat2', 'heat3', 'heat4', 'heat5']
  const splitOff = (out: readonly string[]): PairLink[] => [
    ...out.map((name) => pair(name, 'heat1', 'cannot')),
    ...out.slice(1).map((name) => pair(name, out[0] as string, 'must')),
  ]

  it('lets the chosen posts go, and nobody else, where the split takes a merge back', () => {
    for (const restarts of [false, true]) {
      const { of, link } = office(parked(), restarts)
      const out = ['gate1', 'gate2', 'gate3']
      link(splitOff(out))
      // Merged by the very post that the split keeps them from, and split again.
      const tied = splitOff(out).filter((l) => l.kind === 'must')
      for (const anchor of ['gate1', 'gate2']) {
        link(tied, [pair(anchor, 'heat1', 'must')])
        for (const name of out) expect(of(name), name).toBe(of('heat1'))
        link(splitOff(out))
        for (const name of out) expect(of(name), name).toBe(of('gate1'))
        expect(of('gate1')).not.toBe(of('heat1'))
        for (const name of heats) expect(of(name), name).toBe(of('heat1'))
      }
    }
  })

  it('has a merge again as it was when a split of it is undone, and both issues when the merge is', () => {
    for (const restarts of [false, true])
      for (const out of [
        ['gate1', 'gate2'],
        ['gate2', 'gate3'],
        ['gate1', 'gate2', 'gate3', 'gate4'],
      ]) {
        const { of, link } = office(parked(), restarts)
        const [heat, gate] = [of('heat1'), of('gate1')]
        for (const name of gates) expect(of(name), name).toBe(gate)
        const merge = pair('gate1', 'heat1', 'must')
        link([merge])
        for (const name of gates) expect(of(name), name).toBe(heat)
        // The merge goes where it ties a post taken out.
        link(out.includes('gate1') ? [] : [merge], splitOff(out))
        for (const name of out) expect(of(name), name).not.toBe(heat)
        for (const name of heats) expect(of(name), name).toBe(heat)
        link([merge])
        for (const name of [...gates, ...heats]) expect(of(name), `${out} ${name}`).toBe(heat)
        link([])
        for (const name of gates) expect(of(name), `${out} ${name}`).toBe(of('gate1'))
        for (const name of heats) expect(of(name), name).toBe(heat)
        expect(of('gate1')).not.toBe(heat)
      }
  })

  it('keeps what people merged one when the posts that tie it are placed anew, set aside or taken back', () => {
    const looks: [(o: ReturnType<typeof office>) => void, string][] = [
      [(o) => o.again('gate1', { category: '政法' }), 'gate1'],
      [(o) => o.again('heat1', { text: '补充：澄岚苑到今天还是没有暖气，老人冻病了。' }), 'heat1'],
      [(o) => o.forget('gate1'), 'gate1'],
      [(o) => o.forget('heat1'), 'heat1'],
    ]
    for (const restarts of [false, true])
      for (const [look, name] of looks) {
        const made = office(parked(), restarts)
        const { of, link, ledger } = made
        const [heat, gate] = [of('heat1') as string, of('gate1') as string]
        link([pair('gate1', 'heat1', 'must')])
        look(made)
        made.again('own1')
        for (const other of [...gates, ...heats]) if (other !== name) expect(of(other), `${name} ${other}`).toBe(heat)
        expect(ledger.issues.get(gate)?.mergedInto).toBe(heat)
        made.again(name)
        expect(of(name)).toBe(heat)
        expect(ledger.issues.get(heat)?.posts).toBe(9)
        link([])
        for (const other of gates) expect(of(other), other).toBe(gate)
        for (const other of heats) expect(of(other), other).toBe(heat)
      }
  })

  it('keeps the id that a merge went into, and its words anew, where one post was all of it', () => {
    for (const restarts of [false, true]) {
      const made = office(parked(), restarts)
      const { of, link, ledger } = made
      const own = of('own1') as string
      link([pair('gate1', 'own1', 'must')])
      made.again('own1', { text: '张掖路的公交站牌换了新的，可是夜里看不清字。' })
      for (const name of [...gates, 'own1']) expect(of(name), name).toBe(own)
      expect(ledger.issues.get(own)).toMatchObject({ posts: 5, mergedInto: null })
    }
  })

  it('keeps a post of two merges with the one when the other is undone', () => {
    for (const restarts of [false, true]) {
      const { of, link } = office(parked(), restarts)
      const [heat, far] = [of('heat1'), of('far1')]
      const merge = pair('gate1', 'heat1', 'must')
      link([merge, pair('gate1', 'far1', 'must')])
      for (const name of [...gates, ...heats]) expect(of(name), name).toBe(far)
      link([merge])
      for (const name of [...gates, ...heats]) expect(of(name), name).toBe(heat)
      for (const name of ['far1', 'far2']) expect(of(name), name).toBe(far)
    }
  })

  it('says why a post is in its issue', () => {
    const posts = story()
    const { grouper, issueOf } = groupAll(posts)
    const id = issueOf.get(idOf('heat1')) as string
    const why = grouper.explain(posts[3] as GroupInput, id)
    expect(why?.words.map(({ term }) => term)).toContain('暖气')
    expect(why?.probability).toBeGreaterThan(0.5)
    const sum = why?.terms.reduce((total, term) => total + term.value, 0) ?? 0
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(why?.probability ?? 0, 6)
    expect(grouper.explain(posts[3] as GroupInput, 'inone')).toBeUndefined()
  })

  it('names a place that a post calls by two names once', () => {
    const places = [
      { name: '西路街道', level: 'street' as const },
      { name: '澄岚苑', level: 'site' as const },
      { name: '澄岚苑小区', level: 'site' as const },
    ]
    const posts = story()
      .filter(({ id }) => id.startsWith('heat'))
      .map((one) => ({ ...one, places }))
    const { grouper, issueOf } = groupAll(posts)
    const why = grouper.explain(posts[1] as GroupInput, issueOf.get(idOf('heat2')) as string)
    expect(why?.places).toEqual(['西路街道', '澄岚苑小区'])
  })

  it('compares a post with the others of its issue, never with itself', () => {
    const lone = story()[0] as GroupInput
    const first = createGrouper()
    const id = first.add(lone).issueId as string
    expect(first.explain(lone, id)).toMatchObject({ alone: true, words: [], places: [] })

    const posts = story()
    const { grouper, issueOf } = groupAll(posts)
    for (const post of posts) {
      const issueId = issueOf.get(post.id) as string
      const why = grouper.explain(post, issueId)
      const others = posts.filter((other) => other !== post && issueOf.get(other.id) === issueId)
      const said = new Set(others.flatMap((other) => termsOf([...other.tokens.title, ...other.tokens.text])))
      expect(why?.alone).toBe(others.length === 0)
      for (const { term } of why?.words ?? []) expect(said.has(term), `${post.id} ${term}`).toBe(true)
    }
  })

  it('counts a post not among those who talk of its issue', () => {
    const lift = { category: '商贸旅游' as const, subcategory: '质监检验检疫' }
    const grouper = createGrouper()
    const posts = ['停在八楼', '关了四个人', '按钮没反应'].map((what, i) =>
      post(`lift${i}`, 0, `澄岚苑电梯${what}`, `澄岚苑小区二号楼电梯${what}，物业电话没人接。`, lift),
    )
    for (const one of posts.slice(0, 2)) grouper.add(one)
    const issue = grouper.add(posts[2] as GroupInput).issueId as string
    // Two others, on two that are nothing yet known (pulse.ts).
    for (const one of posts) expect(grouper.explain(one, issue)?.evidence.talk).toBeCloseTo(2 / 4)
  })

  it('says that people put a post where it is', () => {
    const posts = story()
    const { grouper, issueOf } = groupAll(posts)
    const [gate, heat] = [issueOf.get(idOf('gate1')) as string, issueOf.get(idOf('heat1')) as string]
    grouper.setLinks([{ a: idOf('gate1'), b: idOf('heat1'), kind: 'must' }])
    const of = (name: string) => posts.find(({ id }) => id === idOf(name)) as GroupInput
    for (const id of [heat, gate]) {
      expect(grouper.explain(of('gate1'), id)?.byPeople).toBe(true)
      expect(grouper.explain(of('gate2'), id)?.byPeople).toBe(true)
      expect(grouper.explain(of('heat2'), id)?.byPeople).toBe(false)
    }
  })

  it('holds no more issues than it may, and revives a resting one', () => {
    const grouper = createGrouper({ active: 20, remembered: 40, settleEvery: 10 })
    const state = new Map<string, string>()
    const first = story()[0] as GroupInput
    grouper.add(first)
    for (let i = 0; i < 30; i += 1)
      grouper.add(
        post(
          `z${i}q`,
          1,
          `第${i}件事${'甲乙丙丁戊己庚辛'[i % 8]}`,
          `${String.fromCharCode(0x4e10 + 97 * i).repeat(6)}${String.fromCharCode(0x5e10 + 61 * i).repeat(5)}`,
        ),
      )
    grouper.settle()
    expect(grouper.add(story()[3] as GroupInput).issueId).toBe('iheat10000000')
    for (let i = 0; i < 200; i += 1)
      grouper.add(
        post(
          `y${i}q`,
          2,
          '',
          `${String.fromCharCode(0x4f11 + 31 * i).repeat(6)}${String.fromCharCode(0x6e10 + 43 * i).repeat(5)}`,
        ),
      )
    grouper.settle()
    for (const { key, value } of grouper.snapshot())
      if (value === null) state.delete(key)
      else state.set(key, value)
    expect([...state.keys()].filter((key) => key.startsWith('c:')).length).toBeLessThanOrEqual(40)
  })

  it('leads a comment that names nothing to what its hour talks about, and a full letter of that hour not', () => {
    const grouper = createGrouper()
    const minute = 1 / 1440
    // Other matters of the month: how readily a post joins depends on how many there are.
    for (let i = 0; i < 100; i += 1) {
      const [rare, odd] = [String.fromCharCode(0x4e10 + 97 * i), String.fromCharCode(0x5e10 + 61 * i)]
      grouper.add(post(`z${i}q`, -30 + i / 4, `${rare}${odd}`, `${rare.repeat(6)}${odd.repeat(5)}`))
    }
    const lift = { category: '商贸旅游' as const, subcategory: '质监检验检疫' }
    const told = ['停在八楼', '关了四个人', '按钮没反应', '门打不开', '又困人了', '救援还没到']
    for (const [i, what] of told.entries())
      grouper.add(
        post(`lift${i}`, i * minute, `澄岚苑电梯${what}`, `澄岚苑小区二号楼电梯${what}，物业电话没人接。`, lift),
      )
    const issue = grouper.take().assignments.find(({ postId }) => postId.startsWith('lift'))?.issueId
    const short = post('short', 10 * minute, '', '腿都软了，走了半天才上来', { kind: 'comment', ...lift })
    expect(grouper.add(short).issueId).toBe(issue)
    const card =
      '身份证丢了，想问一下补办需要几天，能不能加急，去哪个派出所都可以吗，外地户口要不要居住证，周末办不办，费用多少，要带什么材料。'
    const other = post('card1', 11 * minute, '身份证补办要几天', card, { category: '政法', subcategory: '户籍管理' })
    expect(grouper.add(other).issueId).not.toBe(issue)
    const alone = createGrouper()
    for (const one of [post('lift9', -90, '澄岚苑电梯停在八楼', '澄岚苑小区二号楼电梯停在八楼。', lift), short])
      alone.add(one)
    expect(new Set(alone.take().assignments.map((a) => a.issueId)).size).toBe(2)
  })
})
