import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayStart, localDay, localDayNumber, localMoment, readInstant } from '../../model/time.ts'

describe('instants', () => {
  it('are read as Date.parse reads them, in the stored form and in others', () => {
    const day = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    fc.assert(fc.property(day, (at) => readInstant(at.toISOString()) === at.getTime()))
    for (const at of ['2026-01-19T02:00:00Z', '2026-01-19T10:00:00.000+08:00', '0026-01-19T02:00:00.000Z'])
      expect(readInstant(at)).toBe(Date.parse(at))
    expect(readInstant('no instant at all, sorry!'.slice(0, 24))).toBeNaN()
  })

  it('are told no finer than they are known', () => {
    const noon = '2026-01-19T04:00:00.000Z'
    expect([localMoment(noon), localMoment(noon, 'day'), localMoment(noon, 'month')]).toEqual([
      '2026-01-19 12:00',
      '2026-01-19',
      '2026-01',
    ])
  })

  it('have local days that follow one another', () => {
    const noon = Date.parse('2026-01-19T04:00:00.000Z')
    const start = dayStart('2026-01-20').getTime()
    expect(localDayNumber(start) - localDayNumber(noon)).toBe(1)
    expect(localDayNumber(start - 1)).toBe(localDayNumber(noon))
    expect(localDay(new Date(start - 1))).toBe('2026-01-19')
  })
})
