import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitRuns, mayHaveRuns } from '../../analyzers/redaction/digit-runs.ts'
import { redact } from '../../analyzers/redaction/redact.ts'
import {
  CALLED,
  DRESSED,
  HOMES,
  KEEP,
  LANDLINES,
  LISTS,
  NAMES,
  OTHERS,
  PEOPLES,
  type Planted,
  structured,
  WRITTEN,
} from './planted.ts'

const rate = (list: readonly Planted[]): { recall: number; leaks: string[]; lost: string[] } => {
  let [all, left] = [0, 0]
  const leaks: string[] = []
  const lost: string[] = []
  for (const one of list) {
    const { text } = redact('', one.text)
    for (const value of one.gone) {
      all++
      if (text.includes(value)) {
        left++
        leaks.push(`${one.type}: ${one.text} → ${text}`)
      }
    }
    for (const value of one.keep ?? []) if (!text.includes(value)) lost.push(`${value}: ${one.text} → ${text}`)
  }
  return { recall: 1 - left / all, leaks, lost }
}

describe('redact: planted values', () => {
  it('finds every structured value in every written form', () => {
    const { recall, leaks } = rate(structured())
    expect(leaks).toEqual([])
    expect(recall).toBe(1)
  })
  it.each([
    ['names', NAMES, 0.96],
    ['names on forms and beside numbers', WRITTEN, 1],
    ['names of the peoples', PEOPLES, 1],
    ['lists of names', LISTS, 1],
    ['landlines', LANDLINES, 1],
    ['homes', HOMES, 1],
    ['what people are called', CALLED, 1],
    ['others', OTHERS, 1],
    ['dressed contacts', DRESSED, 1],
  ] as const)('%s', (_, list, floor) => {
    const { recall, leaks, lost } = rate(list)
    expect(lost).toEqual([])
    expect(recall, leaks.join('\n')).toBeGreaterThanOrEqual(floor)
  })
  it('keeps what is not personal data', () => {
    expect(KEEP.length).toBeGreaterThanOrEqual(300)
    const changed = KEEP.map((k) => redact('', k).text).filter((t, i) => t !== KEEP[i])
    expect(changed).toEqual([])
  })
})

const shown = (text: string): string => redact('', text).text

describe('redact: numbers', () => {
  it.each([
    ['请回拨\n1389318\n7742\n暖气不热', '请回拨\n〔手机〕\n暖气不热'],
    ['麻烦回电话\r\n138\r\n9318\r\n7742', '麻烦回电话\r\n〔手机〕'],
    ['路灯不亮。\n138\n9310\n0021\n请处理', '路灯不亮。\n〔手机〕\n请处理'],
    ['我QQ叫小草,号码1234567890', '我QQ叫小草,号码〔QQ〕'],
    ['我家在省商业厅家属院五栋三楼东门', '我家在省商业厅家属院五栋〔住址〕'],
    ['我家6号楼2单元三楼东门漏水', '我家〔住址〕漏水'],
    ['我住盐场堡318号平房', '我住盐场堡〔住址〕平房'],
    ['订单号13812345678901没发货，电话13893100021', '订单号〔编号〕没发货，电话〔手机〕'],
    ['发票联系电话13893100021', '发票联系电话〔手机〕'],
    ['手机卡号13893100021被停机', '手机卡号〔手机〕被停机'],
  ])('hides what is one: %j', (text, seen) => expect(shown(text)).toBe(seen))
  it.each([
    '快递SF1443882910023丢了',
    '发票号码13812345678和金额不符',
    '合同编号13800138000的合同',
    '人数如下：\n139\n1910\n0022\n1870',
    '金额\n1389318\n7742\n合计1397060元',
    '商场A座三楼东门有油烟',
    '3号楼一楼东门的锁坏了',
    '盐场堡318号线路故障',
  ])('keeps what is none: %j', (text) => expect(shown(text)).toBe(text))
})

describe('redact: shops called after people', () => {
  it.each([
    '李先生牛肉面油烟大',
    '张大夫口腔门诊乱收费',
    '何大夫诊所卖假药',
    '秦大妈饭馆占道',
    '杨小姐蛋糕店的蛋糕发霉',
    '王姐水果店缺秤',
  ])('stay: %s', (text) => expect(shown(text)).toBe(text))
  it.each([
    ['李先生去牛肉面馆吃坏了肚子', '〔姓名〕先生去牛肉面馆吃坏了肚子'],
    ['何大夫说诊所没药了', '〔姓名〕大夫说诊所没药了'],
    ['胡师傅开锁收了八百', '〔姓名〕师傅开锁收了八百'],
    ['王女士超市购物被骗', '〔姓名〕女士超市购物被骗'],
    ['张姐去超市上班摔了', '〔姓名〕姐去超市上班摔了'],
  ])('and who only has to do with one goes: %s', (text, seen) => expect(shown(text)).toBe(seen))
})

describe('redact: contract', () => {
  it('marks are spans of the redacted strings', () => {
    const r = redact('联系13912345678', '加薇❤信 lz_88888，身份证620102199001011234')
    for (const m of r.marks)
      expect((m.field === 'title' ? r.title : r.text).slice(m.start, m.end)).toBe(`〔${m.type}〕`)
    expect(r.marks.map((m) => [m.type, m.camouflaged])).toEqual([
      ['手机', false],
      ['微信', true],
      ['身份证', false],
    ])
  })
  it('a name found once goes everywhere', () => {
    const r = redact('王建军打人', '邻居王建军，男，经常打人。王建军还骂人。')
    expect(r.title + r.text).not.toContain('王建军')
  })
  it('redacting twice changes nothing', () => {
    const lines = [
      ...structured(),
      ...NAMES,
      ...WRITTEN,
      ...PEOPLES,
      ...LISTS,
      ...LANDLINES,
      ...HOMES,
      ...OTHERS,
      ...DRESSED,
    ].map((x) => x.text)
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...lines, ...KEEP), fc.string({ unit: 'binary' })), { maxLength: 4 }),
        (parts) => {
          const once = redact(parts[0] ?? '', parts.join('，'))
          const twice = redact(once.title, once.text)
          expect(twice).toEqual({ ...once, marks: twice.marks })
          expect(twice.marks.map(({ type, start, end }) => [type, start, end])).toEqual(
            once.marks.map(({ type, start, end }) => [type, start, end]),
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})

it('tells in one pass where there may be runs of digits: everywhere where there are', () => {
  const part = fc.constantFrom('1', '39', '零', '幺', 'O', 'l', '-', ' ', '——', '，', '电话', '的', '2019年')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
      const text = parts.join('')
      if (digitRuns(text).length > 0) expect(mayHaveRuns(text), text).toBe(true)
    }),
  )
  expect(mayHaveRuns('住3号楼，2019年起每月1次，第二天又来')).toBe(false)
})

describe('digits written one by one but for two that were left together', () => {
  it.each([
    '请拨18 3 9 4 2 0 7 7 1 6 师傅直营',
    '打隔断拆墙找平，１８　３　９　４　２　０　７　７　１　６　师傅直营',
    '1 39 4 2 0 7 7 1 6 8 随叫随到',
    '疏通下水1 3 9 4 2 0 7 7 1 68 价格公道',
    '1-3-9-4-2-0-7-71-6-8',
  ])('%s', (text) => expect(redact('', text).text).toContain('〔手机〕'))

  it.each([
    '各单元户数：18 3 9 4 2 0 7 7 1，共51户',
    '每层漏水户数 28 3 9 4 2 0 7 7 1 6，请核实',
    '十个月的次数 18 30 9 4 2 0 7 7 1 6，请核实',
    '18、3、9、4、2、0、7、7、1、6号楼都没有暖气',
    '公交1 3 9 42 20 7 71 6 8路都绕行',
  ])('%s stays', (text) => expect(redact('', text).text).toBe(text))
})
