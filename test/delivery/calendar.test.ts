import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../delivery/calendar.ts'
import { DAY_MS, localDay, localMinute } from '../../model/time.ts'

const calendar = createCalendar()
const dueDay = (dueAt: string | null): string | null => (dueAt === null ? null : localDay(dueAt))

describe('addWorkdays', () => {
  it.each([
    ['2024-02-08', 5, '2024-02-21'],
    ['2024-04-03', 3, '2024-04-09'],
    ['2024-09-13', 5, '2024-09-23'],
    ['2024-09-30', 5, '2024-10-12'],
    ['2025-01-24', 5, '2025-02-07'],
    ['2025-04-25', 5, '2025-05-06'],
    ['2025-09-26', 5, '2025-10-10'],
    ['2025-12-30', 5, '2026-01-07'],
    ['2026-02-12', 5, '2026-02-26'],
    ['2026-02-13', 15, '2026-03-12'],
    ['2026-04-30', 5, '2026-05-11'],
    ['2026-09-18', 5, '2026-09-24'],
    ['2026-09-30', 5, '2026-10-13'],
  ])('%s + %i workdays is due %s', (from, n, day) => {
    expect(calendar.addWorkdays(from, n)).toEqual({ dueAt: `${day}T10:00:00.000Z`, provisional: false })
  })

  it('never answers from a year whose notice is not loaded', () => {
    expect(calendar.addWorkdays('2026-12-28', 5)).toEqual({ dueAt: null, provisional: true })
    expect(calendar.addWorkdays('2026-12-28', 3)).toEqual({ dueAt: '2026-12-31T10:00:00.000Z', provisional: false })
    expect(calendar.addWorkdays('2003-12-31', 1)).toEqual({ dueAt: null, provisional: true })
  })

  it('counts on by weekends and the days off by law where a guess is asked for, and says that it is one', () => {
    const guess = (from: string, n: number) => calendar.addWorkdays(from, n, { guess: true })
    // Thursday 12-31, then New Year's Day and a weekend.
    expect(guess('2026-12-28', 5)).toEqual({ dueAt: '2027-01-05T10:00:00.000Z', provisional: true })
    expect(guess('2026-12-28', 3)).toEqual({ dueAt: '2026-12-31T10:00:00.000Z', provisional: false })
    expect(calendar.addCalendarDays('2026-12-17', 15, { guess: true })).toEqual({
      dueAt: '2027-01-04T10:00:00.000Z',
      provisional: true,
    })
  })

  it('takes a letter after hours or on a rest day as received on the next workday', () => {
    const due = (at: string) => localMinute(calendar.addWorkdays(at, 1).dueAt as string)
    expect(due('2026-01-19T17:59:59+08:00')).toBe('2026-01-20 18:00')
    expect(due('2026-01-19T18:00:00+08:00')).toBe('2026-01-21 18:00')
    expect(due('2026-01-17T09:00:00+08:00')).toBe('2026-01-20 18:00')
    // 02-14 is a Saturday worked for the Spring Festival.
    expect(due('2026-02-13T20:00:00+08:00')).toBe('2026-02-24 18:00')
    expect(localMinute(calendar.addWorkdays('2026-01-19T17:00:00Z', 0).dueAt as string)).toBe('2026-01-20 18:00')
  })

  it('ends at the closing hour asked for', () => {
    const { dueAt } = calendar.addWorkdays('2026-01-19T17:40:00+08:00', 1, { closingHour: 17.5 })
    expect(localMinute(dueAt as string)).toBe('2026-01-21 17:30')
  })

  it('refuses what is no date and no count', () => {
    for (const bad of ['2026-13-01', '2026-02-30', '', 'soon', '2026-01'])
      expect(() => calendar.addWorkdays(bad, 1)).toThrowError(expect.objectContaining({ code: 'calendar.day' }))
    for (const bad of [-1, 1.5, Number.NaN, 1e9])
      expect(() => calendar.addWorkdays('2026-01-19', bad)).toThrowError(
        expect.objectContaining({ code: 'calendar.count' }),
      )
    expect(() => calendar.addWorkdays('2026-01-19', 1, { closingHour: 25 })).toThrowError(
      expect.objectContaining({ code: 'calendar.count' }),
    )
  })

  it('ends on a workday, passes exactly n of them, and later letters are never due earlier', () => {
    const from = Date.parse('2024-01-01T00:00:00Z')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 * 24 }), fc.integer({ min: 0, max: 60 }), (hour, n) => {
        const at = new Date(from + hour * 3_600_000)
        const { dueAt } = calendar.addWorkdays(at.toISOString(), n)
        const day = localDay(dueAt as string)
        expect(calendar.isWorkday(day)).toBe(true)
        let passed = 0
        for (let t = Date.parse(localDay(at)) + DAY_MS; t <= Date.parse(day); t += DAY_MS)
          if (calendar.isWorkday(new Date(t).toISOString().slice(0, 10))) passed++
        // A letter taken in later has spent one more workday, its receipt, at most.
        expect(passed - n).toBeGreaterThanOrEqual(0)
        expect(passed - n).toBeLessThanOrEqual(1)
        const later = calendar.addWorkdays(new Date(at.getTime() + 3_600_000).toISOString(), n)
        expect((later.dueAt as string) >= (dueAt as string)).toBe(true)
      }),
    )
  })
})

describe('addCalendarDays', () => {
  it.each([
    ['2026-02-01', 15, '2026-02-24'],
    ['2025-12-03', 60, '2026-02-02'],
    ['2026-01-19', 15, '2026-02-03'],
    ['2026-01-30', 15, '2026-02-14'],
  ])('%s + %i days rolls to %s', (from, n, day) => {
    expect(dueDay(calendar.addCalendarDays(from, n).dueAt)).toBe(day)
  })

  it('is provisional past the last year loaded', () => {
    expect(calendar.addCalendarDays('2026-12-20', 15)).toEqual({ dueAt: null, provisional: true })
  })
})

describe('addHours', () => {
  it('counts by the minute, day and night', () => {
    expect(calendar.addHours('2026-02-16T22:30:00Z', 24)).toEqual({
      dueAt: '2026-02-17T22:30:00.000Z',
      provisional: false,
    })
  })
})

describe('isWorkday', () => {
  // Notices 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号: weekdays off and weekend days worked. The package's own functions
  // are no check: they err where the machine's zone lies west of Greenwich.
  const days = (year: number, list: string): string[] =>
    list.split(' ').flatMap((part) => {
      const [month, from, to] = (/^(\d\d)-(\d\d)(?:…(\d\d))?$/.exec(part) as RegExpExecArray).slice(1)
      const count = to === undefined ? 1 : Number(to) - Number(from) + 1
      return Array.from({ length: count }, (_, i) => `${year}-${month}-${String(Number(from) + i).padStart(2, '0')}`)
    })
  it.each([
    [
      2024,
      '01-01 02-12…16 04-04 04-05 05-01…03 06-10 09-16 09-17 10-01…04 10-07',
      '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
    ],
    [
      2025,
      '01-01 01-28…31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01…03 10-06…08',
      '01-26 02-08 04-27 09-28 10-11',
    ],
    [
      2026,
      '01-01 01-02 02-16…20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05…07',
      '01-04 02-14 02-28 05-09 09-20 10-10',
    ],
  ])('knows every day of %i', (year, off, worked) => {
    const [rest, work] = [new Set(days(year, off)), new Set(days(year, worked))]
    for (let t = Date.UTC(year, 0, 1); t < Date.UTC(year + 1, 0, 1); t += DAY_MS) {
      const day = new Date(t).toISOString().slice(0, 10)
      const weekend = [0, 6].includes(new Date(t).getUTCDay())
      expect([day, calendar.isWorkday(day)]).toEqual([day, work.has(day) || (!weekend && !rest.has(day))])
    }
  })

  it('knows the make-up days and the eve of 2024', () => {
    const worked = ['2024-02-04', '2024-02-09', '2024-02-18', '2025-01-26', '2026-02-14', '2026-02-28', '2026-10-10']
    for (const day of worked) expect([day, calendar.isWorkday(day)]).toEqual([day, true])
    for (const day of ['2025-01-28', '2026-01-02', '2026-02-16', '2026-02-23', '2026-09-25'])
      expect([day, calendar.isWorkday(day)]).toEqual([day, false])
  })

  it('says which years it knows, and does not work on New Year of the others', () => {
    expect(calendar.knows('2026-12-31')).toBe(true)
    expect(calendar.knows('2027-01-01')).toBe(false)
    expect(calendar.isWorkday('2027-01-01')).toBe(false)
    expect(calendar.isWorkday('2027-01-04')).toBe(true)
  })

  it('refuses a day that does not exist', () => {
    expect(() => calendar.isWorkday('2026-13-01')).toThrowError(expect.objectContaining({ code: 'calendar.day' }))
  })
})

describe('the supplement', () => {
  it('loads a year by hand', () => {
    const loaded = createCalendar({ complete: [2027], off: ['2027-01-01', '2027-02-05'], work: ['2027-01-31'] })
    expect(dueDay(loaded.addWorkdays('2026-12-28', 5).dueAt)).toBe('2027-01-05')
    expect(loaded.isWorkday('2027-01-31')).toBe(true)
  })

  it('wins over the package, day by day', () => {
    const local = createCalendar({ off: ['2026-02-14'], work: ['2026-02-21'] })
    expect(local.isWorkday('2026-02-14')).toBe(false)
    expect(local.isWorkday('2026-02-21')).toBe(true)
  })

  it('is refused when it contradicts itself', () => {
    expect(() => createCalendar({ off: ['2027-01-31'], work: ['2027-01-31'] })).toThrowError(
      expect.objectContaining({ code: 'calendar.supplement' }),
    )
    expect(() => createCalendar({ off: ['2027-02-30'] })).toThrowError(
      expect.objectContaining({ code: 'calendar.day' }),
    )
  })
})
