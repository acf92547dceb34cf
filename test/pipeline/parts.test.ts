import { describe, expect, it } from 'vitest'
import { addMember, type Cluster } from '../../pipeline/grouping/cluster.ts'
import { decodeCluster, encodeCluster } from '../../pipeline/grouping/cluster-text.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'
import { createGroupMemory, type GroupMemory, groupRules } from '../../pipeline/grouping/group-memory.ts'
import { memberOf } from '../../pipeline/grouping/member.ts'
import { mattersOf } from '../../pipeline/grouping/parting.ts'
import { notePart, part } from '../../pipeline/grouping/parts.ts'
import { createSettling } from '../../pipeline/grouping/settling.ts'
import { sizeOf } from '../../pipeline/nearness/centre-bytes.ts'
import { aim, createProbe } from '../../pipeline/nearness/issue-vector.ts'
import { post } from './stream.ts'

const heat = { subcategory: '供热' }
const park = { category: '政法' as const, subcategory: '交通管理' }

/** Two matters of one estate in turn, as one address glues them. */
const glued = (): GroupInput[] => [
  post('heat1', 0, '澄岚苑暖气不热', '澄岚苑小区的暖气片一直是温的，室温只有十四度，供热站来放过气没有用。', heat),
  post('park1', 0, '澄岚苑门口乱停车', '澄岚苑小区大门口两边停满了车，早晚堵得出不去，请交警划线贴条。', park),
  post('heat2', 1, '澄岚苑室温不达标', '澄岚苑的暖气冰凉，室温十五度，供热站电话没人接，取暖费早交了。', heat),
  post('park2', 1, '澄岚苑堵车没人管', '澄岚苑门口停车乱得很，堵车堵了半条街，交警来一次好两天。', park),
  post('heat3', 2, '还是不热', '澄岚苑五号楼供热站测了室温说合格，可暖气片摸着是凉的。', heat),
  post('park3', 2, '出入口停车', '澄岚苑出入口停车把消防车都堵住了，交警贴条也没用，门口划个禁停线。', park),
  post('heat4', 3, '取暖费退不退', '澄岚苑暖气不热一个月了，室温上不去，供热站说管网末端，取暖费退不退。', heat),
  post('park4', 3, '停车', '澄岚苑门口又停车堵死了，交警的电话打不通，早高峰堵了四十分钟。', park),
]

function cluster(posts: readonly GroupInput[], copies: ReadonlyMap<string, string> = new Map()) {
  const memory = createGroupMemory(groupRules)
  const probe = createProbe()
  const one = memory.open(posts[0]!.id)
  for (const p of posts) {
    aim(probe, memory.read(p))
    notePart(one, memberOf(p), probe, copies.get(p.id))
    addMember(one, memberOf(p), probe, copies.get(p.id))
    memory.house(p.id, one)
  }
  memory.changed(one)
  memory.reindex(one)
  return { memory, one }
}
const groups = (memory: GroupMemory): string[][] =>
  memory.shelf
    .ids()
    .map((id) => (memory.shelf.get(id) as Cluster).members.list().map((member) => member.replace(/0+$/, '')))

describe('matters by the odds of pairs', () => {
  const sure = (label: string) => ({ ...heat, filings: [{ label, score: 1 }] })
  const memory = createGroupMemory(groupRules)
  const posts = Array.from({ length: 7 }, (_, n) => memory.read(post(`p${n}`, n, '题', '文', sure('城乡建设/其他'))))
  /** Posts of one letter belong together; `-` is nearest to what stands behind it in `near`. */
  const told = (matters: string, near = '') =>
    mattersOf(posts.slice(0, matters.length), () => (a, b) => {
      const [x, y] = [matters[a] as string, matters[b] as string]
      if (x === y && x !== '-') return 3
      return near !== '' && (x === '-' || y === '-') && (x === near || y === near) ? -2 : -5
    })

  it('are told the largest first, each in the order of its posts', () => {
    expect(told('abbab')).toEqual([
      [1, 2, 4],
      [0, 3],
    ])
    expect(told('abcabca')).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ])
  })
  it('take in who is alone, where he is nearest', () => {
    expect(told('aab-b', 'a')).toEqual([
      [0, 1, 3],
      [2, 4],
    ])
    expect(told('aab-b', 'b')).toEqual([
      [2, 3, 4],
      [0, 1],
    ])
  })
  it('part more readily where many posts share a word and no site', () => {
    const odds = (a: number, b: number): number => (a % 2 === b % 2 ? 3 : -0.8)
    const without = Array.from({ length: 12 }, (_, n) =>
      memory.read(post(`q${n}`, n, '题', '文', sure('城乡建设/其他'))),
    )
    const at = without.map((_, n) =>
      memory.read(post(`r${n}`, n, '澄岚苑小区停电', '澄岚苑小区又停电了。', sure('城乡建设/其他'))),
    )
    expect(mattersOf(without, () => odds)).toHaveLength(2)
    expect(mattersOf(without.slice(0, 10), () => odds)).toHaveLength(1)
    expect(mattersOf(at, () => odds)).toHaveLength(1)
  })
  it('are one where fewer than two have posts of their own', () => {
    expect(told('aaab-')).toEqual([[0, 1, 2, 3, 4]])
  })
  it('are one across which the mean speaks for it, though a pair does not', () => {
    const odds = (a: number, b: number): number => (a < 2 !== b < 2 ? (a === 0 ? -4 : 3) : 2)
    expect(mattersOf(posts.slice(0, 4), () => odds)).toEqual([[0, 1, 2, 3]])
  })
})

describe('the odds of a pair', () => {
  it('are higher within each of two matters at one address than across them', () => {
    const memory = createGroupMemory(groupRules)
    const posts = glued()
    const oddsOf = memory.samePair(posts.map((p) => memory.read(p)))
    const [within, across]: [number[], number[]] = [[], []]
    posts.forEach((p, i) => {
      for (let j = i + 1; j < posts.length; j += 1)
        (p.id.slice(0, 4) === posts[j]?.id.slice(0, 4) ? within : across).push(oddsOf(i, j))
    })
    expect(Math.min(...within)).toBeGreaterThan(Math.max(...across))
  })
})

describe('parting', () => {
  it('gives two matters at one address back as two issues that never merge by themselves', () => {
    const { memory, one } = cluster(glued())
    part(memory, one)
    expect(groups(memory).sort()).toEqual([
      ['heat1', 'heat2', 'heat3', 'heat4'],
      ['park1', 'park2', 'park3', 'park4'],
    ])
    const [a, b] = memory.shelf.ids().map((id) => memory.shelf.get(id) as Cluster)
    expect([a?.posts, b?.posts, a?.voices.count, b?.voices.count]).toEqual([4, 4, 4, 4])
    expect([a?.parted, b?.parted]).toEqual([[b?.id], [a?.id]])
    // The larger part, of equals that with the first post, is still the issue people know.
    expect(memory.clusterOf('heat100000000')?.id).toBe(one.id)
    expect(memory.assignments.get('park200000000')?.issueId).toBe(memory.clusterOf('park100000000')?.id)
    for (const id of memory.shelf.ids()) memory.dirty.add(id)
    createSettling(memory).settle()
    expect(memory.shelf.ids()).toHaveLength(2)
  })

  it('takes copies along with what they copy', () => {
    const [first] = glued() as [GroupInput]
    const copy = { ...first, id: 'heat1copy0000', voice: 'another' }
    const { memory, one } = cluster([...glued(), copy], new Map([[copy.id, first.id]]))
    part(memory, one)
    const heating = memory.clusterOf(copy.id) as Cluster
    expect(heating.posts).toBe(5)
    expect(heating.voices.count).toBe(5)
    expect(heating.copies.get(copy.id)).toBe(first.id)
    expect(sizeOf(heating.centre)).toBe(4)
  })

  it('leaves one matter whole, however it is told', () => {
    const heating = glued().filter((p) => p.id.startsWith('heat'))
    const again = heating.map((p) => ({ ...p, id: p.id.replace('heat', 'more'), voice: `${p.voice} again` }))
    const { memory, one } = cluster([...heating, ...again])
    part(memory, one)
    expect(memory.shelf.ids()).toEqual([one.id])
  })

  it('leaves posts together whose words could be about anything', () => {
    const unsure = glued().map((p) => ({
      ...p,
      filings: [
        { label: p.id.startsWith('heat') ? '城乡建设/供热' : '政法/交通管理', score: 0.3 },
        { label: '城乡建设/其他', score: 0.2 },
      ],
    }))
    const { memory, one } = cluster(unsure)
    part(memory, one)
    expect(memory.shelf.ids()).toEqual([one.id])
  })

  it('looks at no issue that is surely filed alike', () => {
    const { memory, one } = cluster(glued().map((p) => ({ ...p, category: '政法' as const, ...heat })))
    part({ ...memory, samePair: () => () => -9 }, one)
    expect(memory.shelf.ids()).toEqual([one.id])
  })

  it('goes on from a stored issue as from the one in mind', () => {
    const { memory, one } = cluster(glued())
    const read = decodeCluster(encodeCluster(one)) as Cluster
    expect(read.parts?.list()).toEqual(one.parts?.list())
    memory.shelf.touch(read)
    part(memory, read)
    expect(groups(memory)).toHaveLength(2)
  })

  it('does not part an issue of many: it has shown that it is one', () => {
    const many = Array.from({ length: 5 }, (_, k) =>
      glued().map((p) => ({ ...p, id: `${p.id.slice(0, 5)}${k}`.padEnd(13, '0'), voice: `${p.voice} ${k}` })),
    ).flat()
    const { memory, one } = cluster(many)
    expect(one.parts).toBeNull()
    part(memory, one)
    expect(memory.shelf.ids()).toEqual([one.id])
  })
})
