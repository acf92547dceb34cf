import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDate } from '../../crawlers/date.ts'
import { localMinute } from '../../model/time.ts'

// Monday 2026-01-19, 10:00 in Lanzhou.
const now = new Date('2026-01-19T02:00:00Z')

describe('readDate', () => {
  it.each([
    ['1610983347', '2021-01-18 23:22', 'minute'],
    ['1610983347000', '2021-01-18 23:22', 'minute'],
    ['2026-01-12 21:14', '2026-01-12 21:14', 'minute'],
    ['2026-01-12 21:14:09', '2026-01-12 21:14', 'minute'],
    ['2026/1/2', '2026-01-02 12:00', 'day'],
    ['2026.01.02', '2026-01-02 12:00', 'day'],
    ['2024年04月24日23:52 | 来源:人民网', '2024-04-24 23:52', 'minute'],
    ['2024年4月24日 8时05分', '2024-04-24 08:05', 'minute'],
    ['发布于 2025-12-31 星期三 08:00', '2025-12-31 08:00', 'minute'],
    ['2025年11月30日 下午3点20分', '2025-11-30 15:20', 'minute'],
    ['2025-11-30 晚上 8:05', '2025-11-30 20:05', 'minute'],
    ['2025年11月30日上午9点半', '2025-11-30 09:30', 'minute'],
    ['2025/11/30 中午12点', '2025-11-30 12:00', 'minute'],
    ['2025/11/30 中午1点整', '2025-11-30 13:00', 'minute'],
    ['2025年11月30日 凌晨2点10分', '2025-11-30 02:10', 'minute'],
    ['2025年11月30日15点20分', '2025-11-30 15:20', 'minute'],
    ['2025年11月30日 晚上12点', '2025-11-30 12:00', 'day'],
    ['2025年11月30日 夜里1点', '2025-11-30 12:00', 'day'],
    ['昨天下午3点', '2026-01-18 15:00', 'minute'],
    ['2025-11', '2025-11-01 12:00', 'month'],
    ['20251231', '2025-12-31 12:00', 'day'],
    ['20251231083000', '2025-12-31 08:30', 'minute'],
    ['Wed, 31 Dec 2025 08:00:00 +0800', '2025-12-31 08:00', 'minute'],
    ['2025-12-31T00:00:00Z', '2025-12-31 08:00', 'minute'],
    ['01-18', '2026-01-18 12:00', 'day'],
    ['1月20日', '2025-01-20 12:00', 'day'],
    ['01-18 08:30', '2026-01-18 08:30', 'minute'],
    ['02-29', '2024-02-29 12:00', 'day'],
    ['09:30', '2026-01-19 09:30', 'minute'],
    ['23:10', '2026-01-18 23:10', 'minute'],
    ['刚刚', '2026-01-19 10:00', 'minute'],
    ['30秒前', '2026-01-19 09:59', 'minute'],
    ['5分钟前', '2026-01-19 09:55', 'minute'],
    ['3 小时前', '2026-01-19 07:00', 'minute'],
    ['2天前', '2026-01-17 12:00', 'day'],
    ['昨天 21:05', '2026-01-18 21:05', 'minute'],
    ['前天', '2026-01-17 12:00', 'day'],
    ['周三', '2026-01-14 12:00', 'day'],
    ['周一 08:00', '2026-01-19 08:00', 'minute'],
  ])('%s', (raw, local, precision) => {
    const got = readDate(raw, now)
    expect(got && [localMinute(got.at), got.precision]).toEqual([local, precision])
  })

  it.each(['', '很久以前', '2026-13-01', '2026-02-30', '电话1234567', undefined])('never makes a date of %s', (raw) => {
    expect(readDate(raw, now)).toBeUndefined()
  })

  it('never throws, and never reads a relative form without a clock', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => void readDate(s, now)))
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9年月日时分: /.前昨天周三-]{0,20}$/), (s) => {
        const got = readDate(s, now)
        if (got) expect(Number.isNaN(Date.parse(got.at))).toBe(false)
      }),
    )
    for (const raw of ['刚刚', '01-18', '09:30', '昨天', '周三']) expect(readDate(raw, undefined)).toBeUndefined()
  })
})
