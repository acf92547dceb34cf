import { describe, expect, it } from 'vitest'
import { nameIssue } from '../../pipeline/board/title.ts'
import { addMember, createCluster, placesOf } from '../../pipeline/grouping/cluster.ts'
import { createFeatureReader } from '../../pipeline/grouping/group-features.ts'
import { memberOf } from '../../pipeline/grouping/member.ts'
import { aim, createProbe } from '../../pipeline/nearness/issue-vector.ts'
import { createTermStatistics } from '../../pipeline/words/term-statistics.ts'
import { loadWordTopics } from '../../pipeline/words/word-topics.ts'
import { post } from './stream.ts'

/** The title of an issue of these posts: `title` or, after a bar, `|text` alone. */
function named(...posts: string[]): string {
  return namedAt(undefined, ...posts)
}

/** The same, of posts that all stand at one place. */
function namedAt(site: string | undefined, ...posts: string[]): string {
  const statistics = createTermStatistics()
  const read = createFeatureReader(statistics, loadWordTopics())
  const cluster = createCluster('i')
  const probe = createProbe()
  for (const [n, words] of posts.entries()) {
    const [title = '', text = title] = words.split('|')
    const one = post(`p${n}`, n, title, text, site === undefined ? {} : { places: [{ name: site, level: 'site' }] })
    aim(probe, read(one))
    addMember(cluster, memberOf(one), probe, undefined)
  }
  return nameIssue(cluster, statistics).title
}

/** Keywords of an issue of these posts at a place. */
function wordsAt(site: string, ...posts: string[]): readonly string[] {
  const statistics = createTermStatistics()
  const read = createFeatureReader(statistics, loadWordTopics())
  const cluster = createCluster('i')
  const probe = createProbe()
  for (const [n, words] of posts.entries()) {
    const one = post(`p${n}`, n, words, words, { places: [{ name: site, level: 'site' }] })
    aim(probe, read(one))
    addMember(cluster, memberOf(one), probe, undefined)
  }
  return nameIssue(cluster, statistics).keywords
}

it('a name alone is no title where others tell the matter', () => {
  const posts = ['墨砚青庐', '墨砚青庐', '关于墨砚青庐一期住宅逾期交房的投诉', '请问墨砚青庐到底哪一天能够交房入住']
  expect(namedAt('和平镇', ...posts)).toMatch(/交房/)
})

describe('the keywords of an issue', () => {
  it('hold the name of its place in one piece, and no counts or bare doing', () => {
    const found = wordsAt(
      '梧桐馨苑',
      '梧桐馨苑八百多户的证办不了想卖卖不了',
      '梧桐馨苑三百多户办不了房产证',
      '请来梧桐馨苑看看房产证',
      '梧桐馨苑房产证四十分钟办不了',
      '梧桐馨苑的证归哪一位',
    )
    expect(found).toContain('梧桐馨苑')
    expect(found).toContain('房产证')
    for (const piece of ['馨苑', '梧桐', '八百多', '三百多', '不了', '卖卖', '请来', '四十分钟', '哪一位'])
      expect(found).not.toContain(piece)
  })

  it('take the name as most call it, though one read its first letter as «and»', () => {
    const cluster = createCluster('i')
    const statistics = createTermStatistics()
    const read = createFeatureReader(statistics, loadWordTopics())
    const probe = createProbe()
    const names = ['和泰名苑', '泰名苑', '和泰名苑', '泰名苑', '泰名苑']
    for (const [n, name] of names.entries()) {
      const one = post(`p${n}`, n, '物业费涨价', `我是和泰名苑的业主，物业费又涨价了${n}`, {
        places: [{ name, level: 'site' }],
      })
      aim(probe, read(one))
      addMember(cluster, memberOf(one), probe, undefined)
    }
    expect(placesOf(cluster)).toEqual([{ place: { name: '和泰名苑', level: 'site' }, times: 5 }])
    expect(nameIssue(cluster, statistics).title).toBe('和泰名苑 物业费涨价')
  })
})

describe('the title of an issue', () => {
  it('tells what most of those at one place say, however short they say it', () => {
    const title = namedAt(
      '柳坪镇',
      '柳坪镇犬患|几个校门口流浪狗越来越多，晚上不敢走',
      '地铁六号线延长|建议地铁六号线往柳坪方向延',
      '流浪狗|柳坪镇路上十几只流浪狗成群追人',
      '|孩子在柳坪镇上学路上老是遇到流浪狗，没人管',
      '|柳坪镇那群流浪狗又在追电动车',
    )
    expect(title).toMatch(/狗|犬/)
  })

  it.each([
    ['多数人说的', ['小区停水三天没人管', '停水三天没人管', '小区停水三天', '公园长椅油漆脱落需要修'], /停水三天/],
    [
      '不取一人的故事',
      ['老板不给钱我就从塔吊上跳下去', '安宁区建宁工地拖欠工资半年', '建宁工地拖欠工资没人管', '建宁工地欠农民工工资'],
      /^(?!.*我).*工资/,
    ],
    [
      '不以自我介绍开头',
      [
        '|我叫〔姓名〕布拉，东乡族，在小西湖开拉面馆，这几天一直停水做不成生意',
        '|小西湖停水两天了饭馆开不了门',
        '|小西湖一带停水什么时候恢复',
      ],
      /^(?!.*(?:〔|我叫)).*小西湖.*停水/,
    ],
    [
      '多地来信不写一地',
      ['咨询G市住房公积金贷款问题', '咨询K市公积金贷款额度', '咨询公积金贷款的问题', 'L市公积金贷款咨询'],
      /^(?!.*[GKL]市).*公积金贷款/,
    ],
    [
      '一地来信写这一地',
      ['城关区雁滩公园厕所没有纸', '城关区雁滩公园厕所没纸', '雁滩公园厕所总没有纸'],
      /雁滩公园厕所/,
    ],
    [
      '长标题取一句，不取两个词',
      ['西津西路沿线十几个小区今年供暖以来一直不热，室温只有十四度，打了很多电话，物业和热力公司互相推诿'],
      /西津西路.*(?:供暖|室温|热力)/,
    ],
    [
      '客套话不作标题',
      ['|尊敬的领导您好，各位领导，七里河区兰工坪南街路灯坏了三天没人来修，晚上出门看不见路，谢谢您'],
      /兰工坪南街路灯/,
    ],
    [
      '换行处分句',
      ['|雁滩路夜市油烟扰民\n每天晚上开到两点\n窗户都不敢开，跟城管说了三回没有一点用处'],
      /^雁滩路夜市油烟扰民/,
    ],
    [
      '栏目名不作标题',
      [
        '求助|盐池沟这边三月初就停了暖气，老人受不了',
        '咨询|盐池沟供暖提前结束，退不退费',
        '投诉|盐池沟提前停暖没人接电话',
      ],
      /盐池沟.*暖/,
    ],
    [
      '附和别人的话不作标题',
      ['|我家也是，烧开一股怪味，河湾新村', '河湾新村自来水发黄|早上放出来的水是黄的', '|河湾新村水黄得能当颜料'],
      /^(?!我家也是).*水/,
    ],
    ['一条就用它自己的话', ['火车站广场出租车拒载'], /^火车站广场出租车拒载$/],
  ])('%s', (_, posts, wanted) => {
    const title = named(...posts)
    expect(title).toMatch(wanted)
    expect(title.length).toBeLessThanOrEqual(28)
    // Extracted only: every part was written by somebody.
    for (const part of title.split(' ')) expect(posts.some((words) => words.includes(part))).toBe(true)
  })

  it('is nobody’s odd word, though the place put before it is what all tell', () => {
    const posts = [
      '厂房|白杨渡',
      '白杨渡小学家长|白杨渡',
      '教室不敢开窗|白杨渡',
      '期末考试关着窗户|白杨渡',
      '中转站又往路上流污水了能不能给个说法|白杨渡',
    ]
    expect(namedAt('白杨渡', ...posts)).not.toMatch(/厂房/)
  })

  it('puts the estate that its writers tell before a short title, not the street it lies in', () => {
    const statistics = createTermStatistics()
    const read = createFeatureReader(statistics, loadWordTopics())
    const cluster = createCluster('i')
    const probe = createProbe()
    for (const [n, title] of ['门口停水', '门口又停水'].entries()) {
      const places = [
        { name: '彭家坪镇', level: 'street' as const },
        { name: '任家庄小区', level: 'site' as const },
      ]
      const one = post(`p${n}`, n, title, `任家庄小区${title}了。`, { places })
      aim(probe, read(one))
      addMember(cluster, memberOf(one), probe, undefined)
    }
    expect(nameIssue(cluster, statistics).title).toMatch(/^任家庄小区 门口/)
  })

  it('tells the place of the issue with a title too short to tell one, so that no odd letter wins by it', () => {
    const posts = [
      '路面塌陷|安兴路与西巷路口路面突然塌陷，坑有两米',
      '安兴路塌了快绕行|刚开车过来，地上一个大洞，安兴路没人拦着',
      '道路出现空洞|安兴路塌陷处围了两个锥桶，旁边路面还在往下沉',
      '安兴路塌陷后的公交改线|安兴路封了半幅，公交改线没有通知，白等一个小时',
    ]
    expect(namedAt('安兴路', ...posts)).toMatch(/^安兴路 路面塌陷$|^安兴路塌了快绕行$/)
  })
})
