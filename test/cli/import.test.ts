import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

const letters = (n: number): string =>
  Array.from({ length: n }, (_, i) =>
    JSON.stringify({
      id: `x${i}`,
      title: `第${i}封：${['暖气不热', '路灯不亮', '垃圾没人收', '公交等不来'][i % 4]}`,
      text: `我住在城关区，${['家里只有十五度', '巷子里黑了一周', '垃圾堆了三天', '站台等了四十分钟'][i % 4]}，请处理，编号${i}。`,
      author: `写信人甲${i}`,
      postedAt: `2026-01-${String((i % 18) + 1).padStart(2, '0')} 09:00`,
    }),
  ).join('\n')

const config = (cwd: string): string => {
  const file = join(cwd, 'lanting.yaml')
  writeFileSync(file, 'dataDir: ./data\nclock: 2026-01-19T10:00:00+08:00\n')
  return file
}

interface Summary {
  received: number
  fresh: number
  revised: number
  unchanged: number
  failed: number
  posts: Record<string, number>
}

describe('lanting import', () => {
  it('keeps the city it was told with the letters, whoever screens them', async () => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\ncrawl:\n  disabled: [zjj-lanzhou]\n')
    const take = (name: string, id: string, ...options: string[]) => {
      writeFileSync(
        join(cwd, name),
        `${JSON.stringify({ id, text: `西宁市城西区五四大街${id}号门前路灯不亮，请修。` })}\n`,
      )
      return lanting(['import', name, ...options], cwd)
    }
    expect((await take('here.jsonl', '1')).code).toBe(0)
    // As after a kill: stored, and screened by another process later.
    const records = await openRecords({ file: join(cwd, 'data/records.db'), clock: systemClock })
    const lease = await records.meta.acquire('writer', 'another-host:1', 30_000, new Date().toISOString())
    if (!('token' in lease)) throw new Error('somebody holds the lease')
    const told = await take('there.jsonl', '2', '--city', 'none')
    expect(told.err).toContain('收件箱')
    // What waits is no less in the folder: in = sum of out.
    expect(told.err).toContain('与本市无关 1，失败 0，待处理 1')
    await records.meta.release('writer', lease.token)
    await records.close()
    expect((await lanting(['run', '--once'], cwd)).code).toBe(0)
    const posts = jsonLines<{ nativeId: string; disposition: string }>((await lanting(['export'], cwd)).out)
    expect(Object.fromEntries(posts.map((p) => [p.nativeId, p.disposition]))).toEqual({ 1: 'off-topic', 2: 'kept' })
    // Told later, the same letter is judged anew.
    await take('here.jsonl', '1', '--city', 'none')
    const again = jsonLines<{ nativeId: string; disposition: string }>((await lanting(['export'], cwd)).out)
    expect(again.map((p) => p.disposition)).toEqual(['kept', 'kept'])
  }, 120_000)

  it('names bad rows with their line, keeps the rest, and adds nothing the second time', async () => {
    const cwd = freshFolder()
    config(cwd)
    const file = join(cwd, 'in.jsonl')
    writeFileSync(
      file,
      `\ufeff${letters(30)}\n{"id":"bad","text":\n{"title":"no text"}\n{"id":"last","text":"永登县城关镇停水两天了"`,
    )
    const first = await lanting(['import', file, '--json'], cwd)
    expect(first.code).toBe(0)
    expect(first.err).toContain('第 31 行')
    const sum = JSON.parse(first.out) as Summary
    expect(sum.fresh).toBe(30)
    expect(sum.failed).toBeGreaterThanOrEqual(2)
    expect(sum.fresh + sum.revised + sum.unchanged + sum.failed).toBe(sum.received)
    const again = JSON.parse((await lanting(['import', file, '--json'], cwd)).out) as Summary
    expect(again).toMatchObject({ fresh: 0, revised: 0, unchanged: 30 })
    expect(again.posts).toEqual(sum.posts)
  }, 120_000)

  it('takes letters that came in without their numbers as the same ones when the numbers come, twins too', async () => {
    const cwd = freshFolder()
    config(cwd)
    const rows = [
      ['LZ-7001', '供暖', '永登县城关镇供暖管道漏水，家里只有十度', '2026-01-05'],
      ['LZ-7002', '', '皋兰县石洞镇路灯坏了一个月没人修', '2026-01-06'],
      ['LZ-7003', '', '皋兰县石洞镇路灯坏了一个月没人修', '2026-01-07'],
    ]
    writeFileSync(join(cwd, 'in.csv'), `甲,乙,丙,丁\n${rows.map((row) => row.join(',')).join('\n')}\n`)
    const take = async (...map: string[]) => {
      const { out, err } = await lanting(['import', 'in.csv', '--json', ...map.flatMap((m) => ['--map', m])], cwd)
      return { sum: JSON.parse(out) as Summary, err }
    }
    const held = async () =>
      jsonLines<{ id: string; nativeId: string; postedAt?: string }>((await lanting(['export'], cwd)).out)
    const bare = await take('text=丙')
    expect([bare.sum.fresh, bare.err]).toEqual([3, expect.stringMatching(/3 条都没有编号[\s\S]*3 条都没有时间/)])
    const before = (await held()).map((p) => p.id).sort()
    const whole = await take('text=丙', 'id=甲', 'title=乙', 'postedAt=丁')
    expect(whole.sum.fresh).toBe(0)
    expect(whole.err).not.toMatch(/都没有/)
    const after = await held()
    expect(after.map((p) => p.id).sort()).toEqual(before)
    expect(after.map((p) => [p.nativeId, p.postedAt?.slice(0, 10)]).sort()).toEqual([
      ['LZ-7001', '2026-01-05'],
      ['LZ-7002', '2026-01-06'],
      ['LZ-7003', '2026-01-07'],
    ])
    const third = await take('text=丙', 'id=甲', 'title=乙', 'postedAt=丁')
    expect(third.sum).toMatchObject({ fresh: 0, revised: 0, unchanged: 3 })
    // Another letter in the words of one of them, under a number of its own.
    writeFileSync(join(cwd, 'in.csv'), `甲,乙,丙,丁\nLZ-8001,,${rows[1]![2]},2026-02-01\n`)
    expect((await take('text=丙', 'id=甲', 'title=乙', 'postedAt=丁')).sum.fresh).toBe(1)
  }, 120_000)

  it('names the columns of a file whose text it cannot find', async () => {
    const cwd = freshFolder()
    config(cwd)
    writeFileSync(join(cwd, 'in.csv'), '信件序列,办理类型,群众说的话,来信地区\n1,投诉,路灯坏了,皋兰县\n')
    const { code, err } = await lanting(['import', 'in.csv'], cwd)
    expect([code, err]).toEqual([1, expect.stringContaining('信件序列、办理类型、群众说的话、来信地区')])
    writeFileSync(
      join(cwd, 'in.csv'),
      '信件号,市民反映（原文）,写信日期,属地\nRX-1,皋兰县路灯坏了很久,2026-01-06,皋兰县\n',
    )
    expect(JSON.parse((await lanting(['import', 'in.csv', '--json'], cwd)).out)).toMatchObject({ fresh: 1, undated: 0 })
  }, 60_000)

  it('tells a workbook that was cut from what is none, and says whose dispositions it counts', async () => {
    const cwd = freshFolder()
    config(cwd)
    writeFileSync(join(cwd, 'cut.xlsx'), 'PK\u0003\u0004\u0014\u0000cut here')
    expect((await lanting(['import', 'cut.xlsx'], cwd)).err).toContain('file.broken')
    writeFileSync(join(cwd, 'in.jsonl'), letters(3))
    expect((await lanting(['import', 'in.jsonl'], cwd)).err).toContain('库中全部来件的去向：保留 3')
    expect((await lanting(['import', '--help'], cwd)).out).toMatch(/postedAt 时间/)
  }, 60_000)

  it('says so of a file that holds no letters', async () => {
    const cwd = freshFolder()
    config(cwd)
    writeFileSync(join(cwd, 'head.csv'), '工单编号,诉求内容\n')
    const { code, err } = await lanting(['import', 'head.csv'], cwd)
    expect([code, err]).toEqual([0, expect.stringContaining('head.csv 里没有来信')])
  })

  it('asks for file names where a folder holds exports and no bundles', async () => {
    const cwd = freshFolder()
    config(cwd)
    writeFileSync(join(cwd, '工单.csv'), '编号,内容\n1,路灯坏了\n')
    const { code, err } = await lanting(['import', '.'], cwd)
    expect(code).toBe(1)
    expect(err).toContain('lanting import 工单.csv')
    // The folder of the other zone may be empty for a while.
    mkdirSync(join(cwd, 'bundles'))
    expect(await lanting(['import', 'bundles'], cwd)).toMatchObject({ code: 0 })
  }, 120_000)

  it('takes a GBK CSV as Excel saves it', async () => {
    const cwd = freshFolder()
    config(cwd)
    const { encodeGbk } = await import('../../samples/gbk.ts')
    const file = join(cwd, '信件.csv')
    writeFileSync(
      file,
      encodeGbk(
        '编号,标题,内容,时间\r\n1,暖气不热,"西固区家里只有十四度\r\n请处理",2026/1/5 8:30\r\n2,路灯,安宁区培黎路灯坏了,不是日期\r\n',
      ),
    )
    const sum = JSON.parse((await lanting(['import', file, '--json'], cwd)).out) as Summary
    expect(sum).toMatchObject({ fresh: 2, failed: 0, undated: 1 })
    const { out } = await lanting(['export'], cwd)
    expect(out).toContain('西固区')
    expect(
      out
        .split('\n')
        .filter((l) => l.includes('路灯'))
        .map((l) => JSON.parse(l).postedAt),
    ).toEqual([null])
  }, 120_000)

  it('finds every letter of a number that stands on several texts, says so, and takes the next export to them', async () => {
    const cwd = freshFolder()
    config(cwd)
    const head = '工单编号,来电时间,诉求内容,答复内容'
    const noise = 'LZ20261100999,2026-01-15 16:20,城关区甘南路工地半夜两点还在打桩，吵得睡不着。'
    const road = 'LZ20261100999,2026-01-15 16:40,西固区合水路幼儿园门口没有减速带，车开得飞快。'
    writeFileSync(join(cwd, 'a.csv'), `${head}\n${noise},\n${road},\n`)
    writeFileSync(join(cwd, 'b.csv'), `${head}\n${noise},已责令停工\n`)
    const first = await lanting(['import', 'a.csv', '--source', '12345'], cwd)
    expect(first.err).toContain('1 个编号各写在内容不同的几件来件上')
    for (const query of ['LZ20261100999', '编号:lz20261100999'])
      expect((await lanting(['search', query], cwd)).err).toContain('2 条')
    const erased = await lanting(['erase', 'LZ20261100999'], cwd)
    expect(erased).toMatchObject({ code: 2, out: '' })
    expect(erased.err).toContain('有 2 条来件')
    const next = JSON.parse((await lanting(['import', 'b.csv', '--source', '12345', '--json'], cwd)).out) as Summary
    expect(next).toMatchObject({ fresh: 0, unchanged: 1 })
    expect((await lanting(['search', '状态:已答复 甘南路'], cwd)).err).toContain('1 条')
  }, 120_000)

  it('keeps the letters of one export when the next counts its rows from 1 again, and takes answers to them', async () => {
    const cwd = freshFolder()
    config(cwd)
    const take = async (name: string, rows: readonly string[], header: string) => {
      writeFileSync(join(cwd, name), `${header}\n${rows.join('\n')}\n`)
      const { out, err } = await lanting(['import', name, '--source', '12345', '--json'], cwd)
      return { ...(JSON.parse(out) as Summary), err }
    }
    const head = '序号,工单编号,来电时间,诉求内容'
    const nov = [
      '1,LZ11-001,2026-01-05 09:00,民主东路路灯坏了三天没人修',
      '2,LZ11-002,2026-01-06 10:00,小区物业乱收停车费',
    ]
    const dec = ['1,LZ12-001,2026-01-07 09:00,福利西路自来水浑浊', '2,LZ12-002,2026-01-08 10:00,学校门口井盖松动']
    expect(await take('nov.csv', nov, head)).toMatchObject({ fresh: 2, revised: 0 })
    expect(await take('dec.csv', dec, head)).toMatchObject({ fresh: 2, revised: 0 })
    expect(await take('nov.csv', nov, head)).toMatchObject({ fresh: 0, revised: 0, unchanged: 2 })
    const extra = ',一般,已责令整改,已办结,红古区'
    const answered = [
      `9,LZ11-002,2026-01-06 10:00,小区物业乱收停车费${extra}`,
      `10,LZ12-002,2026-01-08 10:00,学校门口井盖松动已砸伤行人${extra}`,
    ]
    const late = await take('late.csv', answered, `${head},紧急程度,答复内容,办理状态,所属区县`)
    expect(late).toMatchObject({ fresh: 0, revised: 1, unchanged: 1 })
    expect(late.err).toContain('未使用的列：紧急程度')
    const posts = (await lanting(['export'], cwd)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(posts.map((p) => [p.nativeId, p.answered]).sort()).toEqual([
      ['LZ11-001', false],
      ['LZ11-002', true],
      ['LZ12-001', false],
      ['LZ12-002', true],
    ])
    const revised = posts.find((p) => p.nativeId === 'LZ12-002')
    expect(revised.places).toContainEqual({ name: '红古区', level: 'district' })
  }, 120_000)

  it('takes its own export back: the same letters in the same folder, whole ones in an empty one', async () => {
    const cwd = freshFolder()
    config(cwd)
    const rows = [
      { id: 'LZ1', text: '秀川雅苑暖气十六度，请处理。', postedAt: '2026-01-05', appealType: '咨询', area: '七里河区' },
      { id: 'LZ2', text: '民主东路路灯坏了三天没人修。', postedAt: '2026-01-06 10:00', url: 'https://example.org/2' },
      { id: '13893110000', text: '福利西路自来水浑浊，请查一查。', postedAt: '2026-01-07 10:00' },
    ]
    const answer = { answerText: '已供热', answerUnit: '七里河区住建局', answerAt: '2026-01-08', sourceState: '已办结' }
    writeFileSync(
      join(cwd, 'in.jsonl'),
      rows.map((row, i) => JSON.stringify({ ...row, ...(i === 0 && answer) })).join('\n'),
    )
    expect((await lanting(['import', 'in.jsonl', '--source', '12345'], cwd)).code).toBe(0)
    const { out: exported } = await lanting(['export'], cwd)
    writeFileSync(join(cwd, 'out.jsonl'), exported)
    const again = await lanting(['import', 'out.jsonl', '--source', '12345', '--json'], cwd)
    expect(JSON.parse(again.out)).toMatchObject({ received: 3, fresh: 0, revised: 0, unchanged: 3, failed: 0 })
    expect(again.err).not.toContain('未使用的列')
    expect((await lanting(['export'], cwd)).out).toBe(exported)
    // Somebody else's rows that name our ids are theirs.
    writeFileSync(join(cwd, 'theirs.jsonl'), exported.replaceAll('"source":"12345"', '"source":"other"'))
    const theirs = await lanting(['import', 'theirs.jsonl', '--json'], cwd)
    expect(JSON.parse(theirs.out)).toMatchObject({ fresh: 3, unchanged: 0 })

    const empty = freshFolder()
    config(empty)
    writeFileSync(join(empty, 'out.jsonl'), exported)
    expect((await lanting(['import', 'out.jsonl'], empty)).code).toBe(0)
    type Row = Record<string, unknown>
    const told = ({ nativeId, postedAt, postedPrecision, givenAppealType, area, url, ...row }: Row) => {
      const { answered, answerText, answerUnit, answerAt, sourceState } = row
      const outcome = { answered, answerText, answerUnit, answerAt, sourceState }
      return { nativeId, postedAt, postedPrecision, givenAppealType, area, url, ...outcome }
    }
    const numbered = (text: string) => jsonLines<Row>(text).filter((row) => String(row.nativeId).startsWith('LZ'))
    const there = numbered((await lanting(['export'], empty)).out)
    expect(there.map(told)).toEqual(numbered(exported).map(told))
    expect(there.map(({ id }) => id)).toEqual(numbered(exported).map(({ id }) => id))
    expect(there.map(told)).toContainEqual(
      expect.objectContaining({
        nativeId: 'LZ1',
        postedPrecision: 'day',
        givenAppealType: '咨询',
        area: '七里河区',
        ...answer,
      }),
    )
  }, 120_000)

  it('tells with its line what date it could not read, and shows no cell', async () => {
    const cwd = freshFolder()
    config(cwd)
    const rows = ['05/01/2026', '2027-01-05', '昨天上午', '2026-02-30', '2026-01-05', '', '1月15日', '46027']
    writeFileSync(
      join(cwd, 'dates.csv'),
      `编号,内容,时间\n${rows.map((date, i) => `${i},培黎路第${i}盏路灯坏了,${date}`).join('\n')}\n`,
    )
    const { err, code } = await lanting(['import', 'dates.csv'], cwd)
    expect(code).toBe(0)
    for (const line of [2, 4, 5]) expect(err).toContain(`dates.csv 第 ${line} 行已收下，但时间无法识别`)
    expect(err).toContain('dates.csv 第 3 行已收下，但时间在将来')
    expect(err).not.toMatch(/第 [6-9] 行/)
    expect(err).toContain('共 4 条的时间无法识别或在将来')
    expect(err).toContain('共 1 条的时间没有年份')
    expect(err).not.toMatch(/昨天上午|2027/)
  }, 60_000)

  it.each([
    ['wrong columns', '甲,乙\n1,2\n', 1],
    ['an empty file', '', 1],
  ])(
    'says what is wrong with %s',
    async (_name, content, code) => {
      const cwd = freshFolder()
      config(cwd)
      const file = join(cwd, 'in.csv')
      writeFileSync(file, content)
      const result = await lanting(['import', file], cwd)
      expect(result.code).toBe(code)
      expect(result.err).toContain('in.csv')
    },
    60_000,
  )

  it('killed at any moment and run again, has the counts of an undisturbed import', async () => {
    const calm = freshFolder()
    config(calm)
    const rough = freshFolder()
    config(rough)
    for (const cwd of [calm, rough]) writeFileSync(join(cwd, 'in.jsonl'), letters(1500))
    const wanted = JSON.parse((await lanting(['import', 'in.jsonl', '--json'], calm)).out) as Summary
    for (const ms of [900, 2500, 4000, 6000]) {
      const { child, done } = start(['import', 'in.jsonl'], rough)
      const timer = setTimeout(() => child.kill('SIGKILL'), ms)
      await done
      clearTimeout(timer)
    }
    const last = JSON.parse((await lanting(['import', 'in.jsonl', '--json'], rough)).out) as Summary
    expect(last.posts).toEqual(wanted.posts)
    const view = async (cwd: string): Promise<unknown[]> =>
      (await lanting(['export'], cwd)).out
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l) as { nativeId: string; disposition: string })
        .map((p) => [p.nativeId, p.disposition === 'duplicate' ? 'kept' : p.disposition])
    expect(await view(rough)).toEqual(await view(calm))
  }, 180_000)
})
