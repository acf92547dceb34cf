import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReadRow, readLetters } from '../../crawlers/files.ts'
import { letterDelivery } from '../../crawlers/letter.ts'
import type { FileNote } from '../../crawlers/table.ts'
import { AppError } from '../../model/error.ts'
import { localMinute, readTime } from '../../model/time.ts'
import { encodeGbk } from '../../samples/gbk.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanting-files-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}
const all = async (path: string, options = {}): Promise<ReadRow[]> => {
  const rows: ReadRow[] = []
  for await (const row of readLetters(path, options)) rows.push(row)
  return rows
}
const letters = (rows: ReadRow[]) => rows.flatMap((row) => ('letter' in row ? [row.letter] : []))
const errors = (rows: ReadRow[]) =>
  rows.flatMap((row) => ('error' in row ? [{ line: row.line, code: row.error.code }] : []))
const codeOf = (path: string, options = {}) =>
  all(path, options).then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

const CSV = `编号,留言主题,留言详情,留言时间,点赞数\r\nL1,路灯不亮,"巷口路灯坏了,\n已经三天",2020/1/5 21:03,"1,204"\r\nL2,停水,"楼上说""又停水""了",昨天下午,3\r\n`

describe('CSV', () => {
  it('reads a GBK export from Excel with Chinese column names, quoted newlines and commas', async () => {
    const rows = await all(put('gbk.csv', encodeGbk(CSV)))
    expect(letters(rows)).toMatchObject([
      { id: 'L1', title: '路灯不亮', text: '巷口路灯坏了,\n已经三天', likes: 1204 },
      { id: 'L2', text: '楼上说"又停水"了' },
    ])
    expect(letters(rows)[0]?.postedAt).toBe('2020/1/5 21:03')
    expect(rows.map((row) => row.line)).toEqual([2, 4])
  })

  it('keeps a letter whose date is none, without one, and says so', async () => {
    const rows = await all(put('date.csv', CSV))
    const second = rows[1]
    expect(second && 'letter' in second && second.letter.postedAt).toBeUndefined()
    expect(second && 'letter' in second && second.warnings.map((w) => w.code)).toEqual(['file.date'])
  })

  it.each([
    ['long.csv', (text: string) => `编号,内容\n1,停水\n2,"${text}"\n3,停电\n`],
    [
      'long.jsonl',
      (text: string) => `{"id":"1","text":"停水"}\n\n{"id":"2","text":"${text.repeat(5)}"}\n{"id":"3","text":"停电"}\n`,
    ],
  ])('gives up one line of a million characters in %s, and no other', async (name, content) => {
    const rows = await all(put(name, content('水'.repeat(1_000_000))))
    expect(rows.map((row) => [row.line, 'error' in row ? row.error.code : row.letter.text])).toEqual([
      [2 - Number(name.endsWith('jsonl')), '停水'],
      [3, 'file.too-long'],
      [4, '停电'],
    ])
  })

  it('refuses a workbook that unpacks to a thousand times its size', async () => {
    const bytes = Buffer.alloc(150_000_000, 'A')
    const packed = deflateRawSync(bytes)
    const name = Buffer.from('xl/worksheets/sheet1.xml')
    // Of version, flags, method, time, checksum, sizes and the name: what both headers of a zip hold alike.
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(bytes), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(bytes.length, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, name, packed])
    const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, Buffer.alloc(14), name])
    const end = Buffer.alloc(18)
    end.writeUInt16LE(1, 4)
    end.writeUInt16LE(1, 6)
    end.writeUInt32LE(central.length, 8)
    end.writeUInt32LE(local.length, 12)
    const path = join(dir, 'bomb.xlsx')
    writeFileSync(path, Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]))
    expect(await codeOf(path)).toBe('file.too-large')
  })

  it('keeps a letter whose address is not of the web, without it, and says so', async () => {
    const urls = ['javascript:alert(1)', 'www.example.com/1', 'data:text/html,x', 'https://example.com/1', '']
    const rows = await all(put('url.csv', `编号,内容,网址\n${urls.map((url, i) => `${i},停水,"${url}"`).join('\n')}\n`))
    const read = rows.map((row) => 'letter' in row && [row.letter.url, row.warnings.map((w) => w.code)])
    expect(read).toEqual([
      [undefined, ['file.url']],
      [undefined, ['file.url']],
      [undefined, ['file.url']],
      ['https://example.com/1', []],
      [undefined, []],
    ])
  })

  it('takes a BOM, UTF-16 with tabs, and a title line above the header', async () => {
    const bom = await all(put('bom.csv', `\uFEFF${CSV}`))
    expect(letters(bom)).toHaveLength(2)
    const utf16 = Buffer.from(`\uFEFF某市热线导出\t\t\n编号\t标题\t内容\n7\t噪声\t半夜施工\n`, 'utf16le')
    expect(letters(await all(put('u16.txt', utf16)))).toMatchObject([{ id: '7', title: '噪声', text: '半夜施工' }])
  })

  it('reports half a last line and goes on after a quote that is never closed', async () => {
    const half = await all(put('half.csv', 'id,内容\nx1,好\nx2,"写到一半'))
    expect(letters(half).map((l) => l.id)).toEqual(['x1'])
    expect(errors(half)).toEqual([{ line: 3, code: 'file.quote' }])
    const open = await all(put('open.csv', 'id,内容\nx1,"没有关上\nx2,第二条\nx3,第三条\n'))
    expect(errors(open)).toEqual([{ line: 2, code: 'file.quote' }])
    expect(letters(open).map((l) => l.id)).toEqual(['x2', 'x3'])
  })

  it('maps columns by hand, and names what is wrong', async () => {
    const path = put('map.csv', 'k1,k2\n9,没有暖气\n')
    expect(letters(await all(path, { map: { id: 'k1', text: 'k2' }, source: 'hotline' }))).toMatchObject([
      { id: '9', text: '没有暖气', source: 'hotline' },
    ])
    expect(await codeOf(path)).toBe('file.columns')
    expect(await codeOf(path, { map: { text: 'k3' } })).toBe('file.columns')
    expect(await codeOf(path, { map: { body: 'k2' } })).toBe('file.map')
    expect(await codeOf(put('empty.csv', ''))).toBe('file.empty')
    expect(await codeOf(join(dir, 'none.csv'))).toBe('file.not-found')
    expect(await codeOf(put('old.xls', 'x'))).toBe('file.format')
    expect(await codeOf(put('fake.xlsx', 'not a zip at all'))).toBe('file.format')
  })

  it('shows no cell of a file whose columns it does not know', async () => {
    const path = put('people.csv', 'name,phone\n张三丰,13893112233\n李四海,13993112233\n')
    for (const map of [{}, { text: '没有' }] as Record<string, string>[]) {
      const error = await all(path, { map }).then(
        () => undefined,
        (e: unknown) => e as AppError,
      )
      expect(error?.code).toBe('file.columns')
      const said = `${error?.message} ${JSON.stringify(error?.details)}`
      expect(said).not.toMatch(/张三丰|李四海|138|139|name|phone/)
      expect(said.includes('没有')).toBe('text' in map)
    }
  })

  it('names rows without ids by content and turn: twins stay two, a second reading names them the same', async () => {
    const path = put('noid.csv', '内容,时间\n停电了,2020-01-01\n停电了,2020-01-01\n停水了,2020-01\n')
    const first = letters(await all(path)).map((l) => l.id)
    expect(new Set(first).size).toBe(3)
    expect(letters(await all(path)).map((l) => l.id)).toEqual(first)
    expect(letters(await all(path)).map((l) => l.postedAt)).toEqual(['2020-01-01', '2020-01-01', '2020-01'])
  })

  it('gives back any cells it wrote, and accounts for every row of any garbage', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'a1,";\n\t 兰州，“”。') }).filter((s) => s.trim() !== '')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const quote = (s: string) => `"${s.replaceAll('"', '""')}"`
        const text = `编号,标题,内容\n${rows.map((r, i) => `${i},${r.map(quote).join(',')}`).join('\n')}`
        const got = letters(await all(put('any.csv', text)))
        expect(got.map((l) => [l.title, l.text])).toEqual(rows.map((r) => r.map((c) => c.trim())))
      }),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        const path = put(
          'garbage.csv',
          Buffer.concat([Buffer.from('编号,标题,内容\n1,供暖不热,暖气片一直不热没人管\n'), bytes]),
        )
        const rows = await all(path)
        expect(rows.length).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })
})

describe('what names a letter of a table', () => {
  const idsOf = async (text: string, options = {}) =>
    letters(await all(put('ids.csv', text), options)).map((letter) => letter.id)
  const table = (header: string, rows: readonly string[]) =>
    `${header},诉求内容\n${rows.map((cells, i) => `${cells},第${i}处路灯坏了`).join('\n')}\n`

  it.each([
    ['序号,工单编号', ['1,LZ11-001', '2,LZ11-002'], ['LZ11-001', 'LZ11-002']],
    ['工单编号,编号', ['LZ1,7001', 'LZ2,7002'], ['LZ1', 'LZ2']],
    ['编号,工单编号', ['7001,', '7002,LZ2'], ['7001', 'LZ2']],
    ['编号', ['20261101', '20261102'], ['20261101', '20261102']],
    ['流水号', ['A-1', 'A-2', 'A-3'], ['A-1', 'A-2', 'A-3']],
    ['留言编号', ['12', '44', '45'], ['12', '44', '45']],
    ['id', ['1', '2', 'x'], ['1', '2', 'x']],
    ['工单编号', ['0001', '0009', '0200'], ['0001', '0009', '0200']],
  ])('%s %j: the number at the source', async (header, rows, ids) => {
    expect(await idsOf(table(header, rows))).toEqual(ids)
  })

  it.each([
    ['序号', ['1', '2', '3']],
    ['No.', ['1', '2', '3']],
    // Its values would do, its name says what it counts.
    ['序号', ['501', '502', '503']],
    ['编号', ['1', '2', '3']],
    ['id', ['3', '2', '1']],
    ['流水号', ['001', '002', '004']],
    ['主键', ['1']],
    ['工单编号', ['1', '2', '3']],
    ['编号', ['1', '2', '1', '2', '3']],
    ['序号,编号', ['1,1', '2,2']],
  ])('%s %j: numbers of rows name no letter, its content does', async (header, rows) => {
    const ids = await idsOf(table(header, rows))
    expect(ids.every((id) => /^row-.{16}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(rows.length)
    expect(await idsOf(table(header, rows))).toEqual(ids)
    // The next export counts from the beginning again: other texts, other letters.
    const next = await idsOf(table(header, rows).replaceAll('路灯', '井盖'))
    expect(next.filter((id) => ids.includes(id))).toEqual([])
    // In another order, and with the answer beside it, they are the same letters.
    const [head, ...lines] = table(header, rows).trim().split('\n') as [string, ...string[]]
    const answered = [`${head},答复内容`, ...lines.reverse().map((line) => `${line},已更换灯泡`)].join('\n')
    expect((await idsOf(answered)).sort()).toEqual([...ids].sort())
  })

  it('makes one number on two texts two letters, on one text one', async () => {
    const text = '工单编号,诉求内容,承办单位\nG8801,停水,甲\nG8802,停电,甲\nG8801,又停水了,甲\nG8802,停电,乙\n'
    const ids = await idsOf(text)
    expect(ids.map((id) => id.slice(0, 5))).toEqual(['G8801', 'G8802', 'G8801', 'G8802'])
    expect(new Set(ids).size).toBe(3)
    expect(ids[1]).toBe('G8802')
    expect(await idsOf(text)).toEqual(ids)
  })

  it('takes the column that the reader names as it is', async () => {
    expect(await idsOf(table('序号,工单编号', ['1,LZ1', '2,LZ2']), { map: { id: '序号' } })).toEqual(['1', '2'])
  })
})

describe('place, answer and state of a table', () => {
  it('takes them from their columns and tells what it cannot use', async () => {
    const told: FileNote[] = []
    const path = put(
      'answers.csv',
      '编号,诉求内容,所属区县,街道,答复内容,答复单位,答复时间,办理状态,联系电话,一级分类,紧急程度\n' +
        'Q1,乱收停车费,红古区,海石湾镇,已责令整改,区发改局,2026-11-03,已办结,13893110000,物业,一般\n' +
        'Q2,没有路灯,,,,,,办理中,,,\n',
    )
    const rows = letters(await all(path, { tell: (note: FileNote) => told.push(note) }))
    expect(told).toEqual([{ kind: 'unused', sheet: undefined, names: ['联系电话', '一级分类', '紧急程度'] }])
    expect(rows.map((letter) => letterDelivery(letter, 's'))).toMatchObject([
      {
        area: '红古区海石湾镇',
        sourceState: '已办结',
        answer: { text: '已责令整改', unit: '区发改局', at: '2026-11-03T04:00:00.000Z', precision: 'day' },
      },
      { area: undefined, sourceState: '办理中', answer: undefined },
    ])
  })

  it.each([
    ['答复', '已安排维修', '已安排维修'],
    ['处理结果', '已清运', '已清运'],
    ['办理状态', '已办结', ''],
    ['状态', '已回复', ''],
    ['工单状态', '办理中', undefined],
    ['办理状态', '待受理', undefined],
    ['办理状态', '未办结', undefined],
    ['办理情况', '已办结', ''],
    ['办理情况', '办理中', undefined],
    [
      '办理情况',
      '经现场核查，该处路灯线路老化，已于11月2日更换，恢复照明。',
      '经现场核查，该处路灯线路老化，已于11月2日更换，恢复照明。',
    ],
    ['处理情况', '正在协调供热公司检修管道，预计12月5日前恢复供热。', undefined],
    ['处理情况', '已转交区城管局办理，请来电人耐心等待后续的答复。', undefined],
    ['备注', '已办结', undefined],
  ])('%s %s', async (column, cell, text) => {
    const [letter] = letters(await all(put('state.csv', `编号,内容,${column}\nX1,路灯坏了,${cell}\n`)))
    expect(letterDelivery(letter!, 's').answer?.text).toBe(text)
  })
})

describe('what stands under 答复内容', () => {
  it.each([
    ['退单', '不属于我单位职责，退单。', undefined],
    ['退单待裁定', '经核查，该路段由区里管护。', undefined],
    ['退回', '请补充门牌号', undefined],
    ['退单', '', undefined],
    ['待签收', '非我局管辖，请转派城管部门', undefined],
    ['办理中', '正在协调，预计一周内恢复', undefined],
    ['办理中', '市民您好，经核实，正在与供热企业协调', undefined],
    ['处置中', '已转区住建局', undefined],
    ['办理中', '已更换灯泡，恢复照明', '已更换灯泡，恢复照明'],
    ['办理中', '经核实，已责令商户停业', '经核实，已责令商户停业'],
    ['已答复', '正在办理施工许可，计划明年三月开工', '正在办理施工许可，计划明年三月开工'],
    ['已办结', '前期退单有误，现已清运', '前期退单有误，现已清运'],
    ['', '该事项不属于我局职责，建议向市医保局反映', '该事项不属于我局职责，建议向市医保局反映'],
    ['', '正在实施改造，预计年底完成', '正在实施改造，预计年底完成'],
    ['不予受理', '该案已进入诉讼，请向法院反映', '该案已进入诉讼，请向法院反映'],
    ['重办', '上次答复有误，现已修复', '上次答复有误，现已修复'],
    ['退回重办', '上次答复有误，现已修复', '上次答复有误，现已修复'],
  ])('in the state «%s»: %s', async (state, text, answer) => {
    const [letter] = letters(await all(put('back.csv', `编号,内容,办理状态,答复内容\nX1,路灯坏了,${state},${text}\n`)))
    const { answer: found, sourceState } = letterDelivery(letter!, 's')
    expect([found?.text, sourceState]).toEqual([answer, state || undefined])
  })
  it('takes no long refusal in the column of the state for an answer', async () => {
    const told = '经核实该处不在我街道辖区范围之内，现申请退单，请热线中心重新派单。'
    const [letter] = letters(await all(put('long.csv', `编号,内容,办理情况\nX1,路灯坏了,${told}\n`)))
    expect(letterDelivery(letter!, 's')).toMatchObject({ sourceState: told, answer: undefined })
  })
})

describe('dates of a table', () => {
  const now = new Date('2026-11-30T04:00:00Z')
  const dates = async (cells: readonly string[]) => {
    const path = put('when.csv', `编号,内容,来电时间\n${cells.map((cell, i) => `D${i},路灯坏了,${cell}`).join('\n')}\n`)
    utimesSync(path, now, now)
    const rows = await all(path, { now })
    return rows.map((row) =>
      'letter' in row
        ? (row.letter.postedAt && localMinute(readTime(row.letter.postedAt)!.at)) || row.warnings[0]?.code
        : 'error',
    )
  }

  it.each([
    ['46354.4', '2026-11-28 09:36'],
    ['46354', '2026-11-28 12:00'],
    ['28/11/2026', '2026-11-28 12:00'],
    ['28/11/2026 09:05', '2026-11-28 09:05'],
    ['11/28/2026 3:20 PM', '2026-11-28 15:20'],
    ['28.11.2026', '2026-11-28 12:00'],
    ['05/05/2026', '2026-05-05 12:00'],
    ['11月28日', '2026-11-28 12:00'],
    ['12月3日', '2025-12-03 12:00'],
    ['11-28 09:30', '2026-11-28 09:30'],
    ['2026-11-30 23:59', '2026-11-30 23:59'],
    ['2026年11月28日 9时05分', '2026-11-28 09:05'],
    // Look-alikes that are no date, or not of one meaning.
    ['05/01/2026', 'file.date'],
    ['28/11/26', 'file.date'],
    ['31/02/2026', 'file.date'],
    ['13/13/2026', 'file.date'],
    ['12345', 'file.date'],
    ['463544', 'file.date'],
    ['99999', 'file.date'],
    ['昨天上午', 'file.date'],
    ['13月3日', 'file.date'],
    ['11月', 'file.date'],
    ['3-5人', 'file.date'],
    ['2027-11-28', 'file.future'],
    ['2026-12-01', 'file.future'],
    ['2027-01', 'file.future'],
    ['46720', 'file.future'],
  ])('%s', async (cell, read) => {
    expect(await dates([cell])).toEqual([read])
  })

  it('tells the day from the month by the other dates of the file', async () => {
    expect(await dates(['05/01/2026', '28/11/2025'])).toEqual(['2026-01-05 12:00', '2025-11-28 12:00'])
    expect(await dates(['05/01/2026', '11/28/2025'])).toEqual(['2026-05-01 12:00', '2025-11-28 12:00'])
    expect(await dates(['05/01/2026', '28/11/2025', '11/28/2025'])).toEqual([
      'file.date',
      '2025-11-28 12:00',
      '2025-11-28 12:00',
    ])
  })
})

describe('JSONL', () => {
  it('reads letters, reports bad lines by number, and survives half a last line', async () => {
    const path = put(
      'a.jsonl',
      '\uFEFF{"id":"1","text":"甲","postedAt":"2026-01-12 21:14","extra":1}\n\n{oops}\n{"id":2,"title":"无正文"}\n[1]\n{"id":3,"text":"乙"',
    )
    const rows = await all(path, { source: 's' })
    expect(letters(rows)).toMatchObject([{ id: '1', text: '甲', source: 's', postedAt: '2026-01-12 21:14' }])
    expect(errors(rows)).toEqual([
      { line: 3, code: 'file.json' },
      { line: 4, code: 'file.row' },
      { line: 5, code: 'file.json' },
      { line: 6, code: 'file.json' },
    ])
  })

  it('keeps every digit of a number too long to count with', async () => {
    const path = put(
      'long.jsonl',
      [
        '{"工单编号":20261100034001231,"诉求内容":"电梯坏了"}',
        '{"工单编号":20261100034001233,"诉求内容":"停水两天"}',
        '{"id":20261100034001235,"text":"路灯不亮","likes":3}',
        `{"id":"deep","text":"井盖","of":${'['.repeat(20_000)}20261100034001237${']'.repeat(20_000)}}`,
      ].join('\n'),
    )
    const rows = await all(path)
    expect(letters(rows)).toMatchObject([
      { id: '20261100034001231', sourceCaseId: '20261100034001231' },
      { id: '20261100034001233', sourceCaseId: '20261100034001233' },
      { id: '20261100034001235', likes: 3 },
    ])
    expect(errors(rows)).toEqual([{ line: 4, code: 'file.json' }])
  })

  it('knows the names that headings of tables have, and tells what it takes nothing of', async () => {
    const path = put(
      'names.jsonl',
      [
        { id: 'C1', text: '桥下的路灯坏了', time: '2026-01-16 13:01', 点赞: '3', 心情: '急' },
        { 工单编号: 'j1', 诉求内容: '安宁区孔家崖路灯坏了', 来电时间: '2026/1/15 11:00', 所属区县: '安宁区' },
        { 编号: 8, 标题: '井盖', 正文: '井盖丢了', 发布时间: '2026-01-14', 心情: '平' },
        { 编号: 9, 标题: '没有正文' },
        { 正文: '没有编号' },
        { 编号: 10, 反映: '暖气不热', 何时: '2026-01-13' },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    )
    const told: FileNote[] = []
    const tell = (note: FileNote) => told.push(note)
    const rows = await all(path, { now: new Date('2026-01-19T02:00:00Z'), tell })
    expect(letters(rows)).toMatchObject([
      { id: 'C1', postedAt: '2026-01-16 13:01', likes: 3 },
      { id: 'j1', sourceCaseId: 'j1', text: '安宁区孔家崖路灯坏了', area: '安宁区', postedAt: '2026/1/15 11:00' },
      { id: '8', title: '井盖', text: '井盖丢了', postedAt: '2026-01-14' },
    ])
    expect(rows.flatMap((row) => ('error' in row ? [[row.line, row.error.message]] : []))).toEqual([
      [4, 'No text'],
      [5, 'No id'],
      [6, 'No text'],
    ])
    expect(told.flatMap((note) => (note.kind === 'unused' ? note.names : []))).toEqual(['心情', '反映', '何时'])
    const mapped = letters(await all(path, { map: { 内容: '反映', time: '何时' } }))
    expect(mapped.at(-1)).toMatchObject({ id: '10', text: '暖气不热', postedAt: '2026-01-13' })
    expect(await codeOf(path, { map: { 何物: '反映' } })).toBe('file.map')
  })

  it('keeps a broken byte inside its line', async () => {
    const good = Buffer.from('{"id":"1","text":"兰州的路灯坏了很久没有人修"}\n')
    const path = put(
      'b.jsonl',
      Buffer.concat([good, Buffer.from('{"id":"2","text":"x'), Buffer.from([0xe5, 0x22, 0x7d])]),
    )
    expect(letters(await all(path)).map((l) => l.text)).toEqual(['兰州的路灯坏了很久没有人修', 'x\uFFFD'])
  })
})

describe('XLSX', () => {
  it('reads date cells by their clock face, rich text and formula results', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('导出')
    sheet.addRow(['热线工单导出'])
    sheet.addRow(['工单编号', '诉求标题', '诉求内容', '来电时间', '点击量'])
    sheet.addRow([
      'GD01',
      '井盖',
      { richText: [{ text: '井盖' }, { text: '松动' }] },
      new Date('2026-01-05T09:30:00Z'),
      12,
    ])
    sheet.addRow([])
    sheet.addRow(['GD02', '路灯', { formula: 'A1', result: '路灯不亮' }, new Date('2026-01-06T00:00:00Z'), 'x'])
    const path = join(dir, 'a.xlsx')
    await book.xlsx.writeFile(path)
    const rows = await all(path)
    expect(letters(rows)).toMatchObject([
      { id: 'GD01', sourceCaseId: 'GD01', text: '井盖松动', postedAt: '2026-01-05 09:30', views: 12 },
      { id: 'GD02', text: '路灯不亮', postedAt: '2026-01-06' },
    ])
    expect(rows.map((row) => row.line)).toEqual([3, 5])
  })

  it('reads every sheet with a head of its own, and names those without', async () => {
    const book = new ExcelJS.Workbook()
    const add = (name: string, rows: readonly string[][]) => {
      const sheet = book.addWorksheet(name)
      for (const row of rows) sheet.addRow(row)
    }
    add('工单', [
      ['工单编号', '诉求内容', '来电时间'],
      ['A1', '路灯坏了', '2026-01-05 09:00'],
      ['工单编号', '诉求内容', '来电时间'],
      ['A2', '合计两处井盖松动', '2026-01-06 09:00'],
      ['合计', '共2件'],
    ])
    add('空', [])
    add('说明', [['本表由热线中心导出'], ['填表人']])
    add('第二页', [['热线工单'], ['诉求内容', '工单编号', '备注'], ['停水两天', 'B1', '急'], ['', 'B2']])
    const path = join(dir, 'sheets.xlsx')
    await book.xlsx.writeFile(path)
    const told: FileNote[] = []
    const rows = await all(path, { tell: (note: FileNote) => told.push(note) })
    expect(letters(rows).map(({ id, text }) => [id, text])).toEqual([
      ['A1', '路灯坏了'],
      ['A2', '合计两处井盖松动'],
      ['B1', '停水两天'],
    ])
    expect(rows.map((row) => [row.sheet, row.line])).toEqual([
      ['工单', 2],
      ['工单', 4],
      ['第二页', 3],
      ['第二页', 4],
    ])
    expect(told).toEqual([
      { kind: 'sheet', sheet: '说明' },
      { kind: 'unused', sheet: '第二页', names: ['备注'] },
    ])
  })

  it('leaves hidden sheets out and says so; counts hidden rows and reads them', async () => {
    const book = new ExcelJS.Workbook()
    const add = (name: string, state: 'visible' | 'hidden' | 'veryHidden', ids: readonly string[]) => {
      const sheet = book.addWorksheet(name, { state })
      for (const row of [['工单编号', '诉求内容'], ...ids.map((id) => [id, `${id} 停水两天`])]) sheet.addRow(row)
      return sheet
    }
    add('一月', 'visible', ['A1', 'A2', 'A3']).getRow(3).hidden = true
    add('上年', 'hidden', ['B1', 'B2'])
    add('草稿', 'veryHidden', ['C1'])
    book.addWorksheet('下拉项', { state: 'hidden' }).addRow(['城关区', '七里河区'])
    const path = join(dir, 'hidden.xlsx')
    await book.xlsx.writeFile(path)
    const told: FileNote[] = []
    const read = letters(await all(path, { tell: (note: FileNote) => told.push(note) }))
    expect(read.map(({ id }) => id)).toEqual(['A1', 'A2', 'A3'])
    expect(told).toEqual([
      { kind: 'hidden-rows', sheet: '一月', rows: 1 },
      { kind: 'hidden-sheet', sheet: '上年', rows: 2 },
      { kind: 'hidden-sheet', sheet: '草稿', rows: 1 },
      { kind: 'sheet', sheet: '下拉项' },
    ])
    book.removeWorksheet('一月')
    book.addWorksheet('封面').addRow(['本表由热线中心导出'])
    await book.xlsx.writeFile(path)
    expect(await codeOf(path)).toBe('file.hidden')
  })

  it('knows a letter again on the sheet of all, by its content and time', async () => {
    const book = new ExcelJS.Workbook()
    for (const name of ['全部', '城关区']) {
      const sheet = book.addWorksheet(name)
      for (const row of [
        ['序号', '内容', '时间'],
        ['1', '停电了', '2026-01-05 09:00'],
        ['2', '停电了', '2026-01-05 09:00'],
      ])
        sheet.addRow(row)
    }
    const path = join(dir, 'twice.xlsx')
    await book.xlsx.writeFile(path)
    const ids = letters(await all(path)).map((letter) => letter.id)
    expect(new Set(ids).size).toBe(2)
    expect(ids.slice(2)).toEqual(ids.slice(0, 2))
  })
})
