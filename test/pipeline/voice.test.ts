import { describe, expect, it } from 'vitest'
import { namesNobody, openVoices } from '../../pipeline/intake/voice.ts'
import { memoryKeys } from './memory-keys.ts'

const now = new Date('2026-01-19T02:00:00Z')

describe('voices', () => {
  it('is the same for one writer at one source and another at another source', () => {
    const voices = openVoices(memoryKeys())
    const a = voices.voice('board', '黄河边的人', 'p1', now)
    expect(a).toMatch(/^[0-9a-f]{32}$/)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).toBe(a)
    expect(voices.voice('forum', '黄河边的人', 'p2', now)).not.toBe(a)
  })

  it.each([undefined, '', 'W***', '匿名网友', '市民', '来电人', '用户88391', '李**', '热心市民', '接线员12'])(
    'gives each post of the unnamed writer %s its own voice',
    (author) => {
      const voices = openVoices(memoryKeys())
      expect(voices.voice('board', author, 'p1', now)).not.toBe(voices.voice('board', author, 'p2', now))
      expect(voices.voice('board', author, 'p1', now)).toBe(voices.voice('board', author, 'p1', now))
    },
  )

  it('takes what somebody is for nobody, and a nick that holds such a word for somebody', () => {
    const roles = [
      '住户 租户 商户 司机 车主 会员 乘客 学生 患者家属 职工 农民工 顾客 幸福里小区住户 3号楼住户代表 出租车司机',
      '一名学生 部分商户 退休老人 某消费者 公司员工们 住户（3人） 病人家属 旅客 员工 工人 消费者 老人 租客',
      '承租户 货车司机 网约车司机 多名会员 大学生 残疾人家属 患者 工地工人 拆迁户 沿街商户 2单元住户 车主们',
      '一位乘客 退役军人 摊贩 环卫工人',
    ]
    const nicks = [
      '老司机在路上 会员8271 司机老王 金城学生会 车主李强 租房的小鹿 商户之家008 张员工 爱旅行的旅客甲',
      '顾客盈门 老人与海 工人出身 患者的歌 学生妈妈小雨 司马光 会员中心王 黄河边的司机 小护士琳琳 职工大院老赵',
      '司机阿力 快乐的车主 老人家阿贵 学生时代2009 工人阶级一份子 金城司机小马 会员卡王 消费者卫士 患者李',
      '住户里的猫 顾客不是上帝 追风的旅客 员工007 商户张 职工之歌 农民工小张 乘客K 司机_88 老人头 摊贩的儿子',
      '夜行司机',
    ]
    const of = (lines: readonly string[]) => lines.flatMap((line) => line.split(' '))
    expect(of(roles).filter((name) => !namesNobody(name))).toEqual([])
    expect(of(nicks).filter(namesNobody)).toEqual([])
  })

  it('keeps the keys over a restart', () => {
    const file = memoryKeys()
    const first = openVoices(file).voice('board', '甲乙丙', 'p', now)
    expect(openVoices(file).voice('board', '甲乙丙', 'p', now)).toBe(first)
  })

  it('takes the key that another process has made of a new quarter, and keeps it', () => {
    const file = memoryKeys()
    const long = openVoices(file)
    const old = long.voice('board', '甲乙丙', 'p', now)
    const spring = new Date('2026-04-01T01:00:00Z')
    const other = openVoices(file).voice('board', '甲乙丙', 'p', spring)
    expect(long.voice('board', '甲乙丙', 'p', spring)).toBe(other)
    expect(long.before('board', '甲乙丙', spring)).toBe(old)
    expect(openVoices(file).voice('board', '甲乙丙', 'p', spring)).toBe(other)
  })

  it('writes no key over one that another process wrote between its look and its lock', () => {
    const file = memoryKeys()
    let other: string | undefined
    const late = openVoices({
      read: () => undefined,
      update(change) {
        other ??= openVoices(file).voice('board', '甲乙丙', 'p', now)
        return file.update(change)
      },
    })
    expect(late.voice('board', '甲乙丙', 'p', now)).toBe(other)
  })

  it('destroys keys older than 13 months at the turn of a quarter, in a process at work too', async () => {
    const file = memoryKeys()
    const voices = openVoices(file)
    const lately = async () => '2027-03-31'
    for (const day of ['2026-01-19', '2027-01-04']) voices.voice('board', '甲乙丙', 'p', new Date(`${day}T02:00:00Z`))
    await voices.turn(new Date('2027-03-31T02:00:00Z'), lately)
    expect(Object.keys(JSON.parse(file.content!))).toEqual(['2026Q1', '2027Q1'])
    await voices.turn(new Date('2027-04-01T02:00:00Z'), lately)
    expect(Object.keys(JSON.parse(file.content!))).toEqual(['2027Q1'])
    // Another process forgets too what this one has destroyed.
    const other = openVoices(file)
    await voices.turn(new Date('2030-01-01T02:00:00Z'), async () => undefined)
    await other.turn(new Date('2030-01-01T02:00:00Z'), async () => undefined)
    expect(other.before('board', '甲乙丙', new Date('2027-04-01T02:00:00Z'))).toBeUndefined()
    expect(file.content).toBe('{}')
  })

  it('does not believe a clock by which the keys in use would go', async () => {
    const file = memoryKeys()
    const before = openVoices(file).voice('board', '甲乙丙', 'p', now)
    const jumped = openVoices(file).turn(new Date('2028-03-01T02:00:00Z'), async () => '2026-01-19')
    await expect(jumped).rejects.toMatchObject({ code: 'keys.clock', details: { last: '2026-01-19' } })
    const back = openVoices(file)
    await back.turn(now, async () => '2026-01-19')
    expect(back.voice('board', '甲乙丙', 'p', now)).toBe(before)
  })

  it('knows a named writer of the quarter before, and nobody further back', () => {
    const file = memoryKeys()
    const autumn = openVoices(file)
    const old = autumn.voice('board', '黄河边的人', 'p1', new Date('2025-12-30T00:00:00Z'))
    const voices = openVoices(file)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).not.toBe(old)
    expect(voices.before('board', '黄河边的人', now)).toBe(old)
    expect(voices.before('board', 'W***', now)).toBeUndefined()
    expect(voices.before('board', '黄河边的人', new Date('2026-04-03T00:00:00Z'))).not.toBe(old)
  })

  it('says what to do when the key file is damaged', () => {
    expect(() => openVoices(memoryKeys('{'))).toThrow(/not valid JSON/)
  })
})
