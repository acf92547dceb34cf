import { describe, expect, it } from 'vitest'
import { addMember, type Cluster } from '../../pipeline/grouping/cluster.ts'
import { decodeCluster, encodeCluster } from '../../pipeline/grouping/cluster-text.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'
import { createGroupMemory, type GroupMemory, groupRules } from '../../pipeline/grouping/group-memory.ts'
import { memberOf } from '../../pipeline/grouping/member.ts'
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
