import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReadRow, readLetters } from '../../crawlers/files.ts'
import { AppError } from '../../model/error.ts'
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

const CSV = `编号,留言主题,留言详情,留言时间,点赞数\r\n1,路灯不亮,"巷口路灯坏了,\n已经三天",2020/1/5 21:03,"1,204"\r\n2,停水,"楼上说""又停水""了",昨天下午,3\r\n`

describe('CSV', () => {
  it('reads a GBK export from Excel with Chinese column names, quoted newlines and commas', async () => {
    const rows = await all(put('gbk.csv', encodeGbk(CSV)))
    expect(letters(rows)).toMatchObject([
      { id: '1', title: '路灯不亮', text: '巷口路灯坏了,\n已经三天', likes: 1204 },
      { id: '2', text: '楼上说"又停水"了' },
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

  it('takes a BOM, UTF-16 with tabs, and a title line above the header', async () => {
    const bom = await all(put('bom.csv', `\uFEFF${CSV}`))
    expect(letters(bom)).toHaveLength(2)
    const utf16 = Buffer.from(`\uFEFF某市热线导出\t\t\n编号\t标题\t内容\n7\t噪声\t半夜施工\n`, 'utf16le')
    expect(letters(await all(put('u16.txt', utf16)))).toMatchObject([{ id: '7', title: '噪声', text: '半夜施工' }])
  })

  it('reports half a last line and goes on after a quote that is never closed', async () => {
    const half = await all(put('half.csv', 'id,内容\n1,好\n2,"写到一半'))
    expect(letters(half).map((l) => l.id)).toEqual(['1'])
    expect(errors(half)).toEqual([{ line: 3, code: 'file.quote' }])
    const open = await all(put('open.csv', 'id,内容\n1,"没有关上\n2,第二条\n3,第三条\n'))
    expect(errors(open)).toEqual([{ line: 2, code: 'file.quote' }])
    expect(letters(open).map((l) => l.id)).toEqual(['2', '3'])
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
})
