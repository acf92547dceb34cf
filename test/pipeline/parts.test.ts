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

  it('parts many posts that one word has glued, filed alike or not, when they are about other things', () => {
    const kind = (n: number) => ({
      category: '交通运输' as const,
      subcategory: n % 2 === 0 ? '城市公共交通' : '轨道建设',
    })
    const cards = ['退款到不了账', '充值没到账', '扫码支付闪退', '绑定银行卡失败', '余额查询出错', '电子发票开不出来']
    const tunnels = [
      '施工围挡占道',
      '出入口何时开挖',
      '盾构何时贯通',
      '延长线规划公示',
      '车站选址太远',
      '开工日期一拖再拖',
    ]
    const posts = cards.flatMap((card, n) => [
      post(
        `card${n}`,
        n,
        `地铁乘车卡${card}`,
        `地铁乘车卡手机软件${card}，客服电话说系统升级，账户余额和支付记录对不上。`,
        kind(n),
      ),
      post(
        `dig${n}`,
        n,
        `地铁工程${tunnels[n]}`,
        `地铁建设工程${tunnels[n]}，施工单位说规划站点和隧道工期没有定，市民盼着早日开工建设。`,
        kind(n),
      ),
    ])
    const parted = (some: readonly GroupInput[]): string[][] => {
      const { memory, one } = cluster(some)
      part(memory, one)
      return groups(memory)
    }
    expect(parted(posts).map((ids) => [...new Set(ids.map((id) => id.slice(0, 3)))])).toEqual([['car'], ['dig']])
    // Of a few that is said too soon.
    expect(parted(posts.slice(0, 10))).toHaveLength(1)
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
