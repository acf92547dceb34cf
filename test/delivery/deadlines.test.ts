import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../delivery/calendar.ts'
import { DEADLINES, deadlineFor, dueBy } from '../../delivery/deadlines.ts'
import { APPEAL_TYPES } from '../../model/words.ts'

const calendar = createCalendar()
const handed = '2026-02-13T09:00:00+08:00'

describe('deadlines', () => {
  it.each([
    ['咨询', 0, '2026-02-25T10:00:00.000Z'],
    ['求助', 0, '2026-02-27T10:00:00.000Z'],
    ['投诉', 0, '2026-03-05T10:00:00.000Z'],
    ['意见建议', 0, '2026-03-12T10:00:00.000Z'],
    ['投诉', 2, '2026-02-14T01:00:00.000Z'],
    ['咨询', 3, '2026-02-13T02:00:00.000Z'],
  ] as const)('%s of urgency %i is due %s', (appealType, urgency, due) => {
    const rule = deadlineFor({ appealType, urgency })
    expect(dueBy(calendar, rule, handed)).toEqual({ dueAt: due, provisional: false })
  })

  it('covers every kind at every urgency, and is marked a draft', () => {
    for (const appealType of APPEAL_TYPES)
      for (const urgency of [0, 1, 2, 3]) expect(deadlineFor({ appealType, urgency }).amount).toBeGreaterThan(0)
    expect(DEADLINES.status).toContain('草稿')
  })

  it('counts calendar days where a rule says so, and names a gap', () => {
    const rule = { amount: 15, unit: 'calendarDay', from: 'receipt', source: '信访工作条例', sure: 'H' } as const
    expect(dueBy(calendar, rule, '2026-02-01T12:00:00+08:00').dueAt).toBe('2026-02-24T10:00:00.000Z')
    expect(() =>
      deadlineFor({ appealType: '投诉', urgency: 0 }, { version: 'own', status: '', rules: [] }),
    ).toThrowError(expect.objectContaining({ code: 'deadline.none' }))
  })
})
