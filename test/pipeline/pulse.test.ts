import { describe, expect, it } from 'vitest'
import { createPulse } from '../../pipeline/grouping/pulse.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const HEAT = 11
const TAXI = 12
/** `count` posts, an hour apart, the last at `until`. */
const tell = (
  pulse: ReturnType<typeof createPulse>,
  label: number,
  issue: string,
  count: number,
  until: number,
): void => {
  for (let i = count - 1; i >= 0; i -= 1) pulse.note(label, issue, until - i * HOUR)
}

describe('the pulse', () => {
  it('is the share of what was lately said under the label, and knows nothing of other labels', () => {
    const pulse = createPulse()
    tell(pulse, HEAT, 'cold', 9, 100 * DAY)
    pulse.note(HEAT, 'other', 100 * DAY)
    const { talk } = pulse.heard(HEAT, 'cold', 100 * DAY)
    expect(talk).toBeGreaterThan(0.7)
    expect(talk).toBeLessThan(0.8)
    expect(pulse.heard(HEAT, 'other', 100 * DAY).talk).toBeLessThan(0.1)
    expect(pulse.heard(TAXI, 'cold', 100 * DAY).talk).toBe(0)
    expect(pulse.most(HEAT, 100 * DAY, 0)).toEqual(['cold', 'other'])
    expect(pulse.most(HEAT, 100 * DAY, 1.5)).toEqual(['cold'])
  })

  it('hears a rush through all labels for some hours, and fades', () => {
    const pulse = createPulse()
    for (let i = 0; i < 12; i += 1) pulse.note(i, 'station closed', 50 * DAY + i * 60_000)
    const now = 50 * DAY + HOUR
    expect(pulse.heard(99, 'station closed', now).rush).toBeGreaterThan(0.7)
    expect(pulse.most(99, now, 0)).toEqual(['station closed'])
    expect(pulse.heard(99, 'station closed', now + 2 * DAY).rush).toBeLessThan(0.01)
    const talk = (at: number): number => pulse.heard(3, 'station closed', at).talk
    expect(talk(now + 20 * DAY)).toBeLessThan(talk(now) / 2)
  })

  it('leaves out the posts of the issue that asks', () => {
    const pulse = createPulse()
    tell(pulse, HEAT, 'asks', 30, 9 * DAY)
    tell(pulse, HEAT, 'near', 6, 9 * DAY)
    expect(pulse.heard(HEAT, 'near', 9 * DAY).talk).toBeLessThan(0.2)
    expect(pulse.heard(HEAT, 'near', 9 * DAY, 'asks').talk).toBeGreaterThan(0.7)
  })

  it('tells a post what the others said: as it was before that post came', () => {
    const pulse = createPulse()
    const heard = (ask: 'heard' | 'heardByOthers', at: number) => ({ ...pulse[ask](HEAT, 'cold', at) })
    pulse.note(HEAT, 'cold', 9 * DAY)
    expect(heard('heardByOthers', 9 * DAY)).toEqual({ talk: 0, rush: 0 })
    tell(pulse, HEAT, 'other', 3, 10 * DAY)
    tell(pulse, HEAT, 'cold', 4, 10 * DAY)
    const before = heard('heard', 10 * DAY)
    pulse.note(HEAT, 'cold', 10 * DAY)
    const after = heard('heardByOthers', 10 * DAY)
    expect(after.talk).toBeCloseTo(before.talk, 9)
    expect(after.rush).toBeCloseTo(before.rush, 9)
    expect(heard('heard', 10 * DAY).talk).toBeGreaterThan(before.talk)
  })

  it('follows issues that merge, part and go', () => {
    const pulse = createPulse()
    tell(pulse, HEAT, 'a', 4, 9 * DAY)
    tell(pulse, HEAT, 'b', 4, 9 * DAY)
    const of = (issue: string): number => pulse.heard(HEAT, issue, 9 * DAY).talk
    const [a, b] = [of('a'), of('b')]
    pulse.moved('b', 'a')
    expect(of('a')).toBeCloseTo(a + b)
    expect(of('b')).toBe(0)
    for (let i = 3; i >= 0; i -= 1) pulse.shifted(HEAT, 'a', 'b', 9 * DAY - i * HOUR)
    expect(of('a')).toBeCloseTo(a)
    expect(of('b')).toBeCloseTo(b)
    pulse.forget('a')
    expect(pulse.most(HEAT, 9 * DAY, 0)).toEqual(['b'])
  })

  it('keeps the most talked about of many issues, and the newest', () => {
    const pulse = createPulse()
    tell(pulse, HEAT, 'loud', 5, 9 * DAY)
    for (let i = 0; i < 100; i += 1) pulse.note(HEAT, `lone ${i}`, 9 * DAY)
    expect(pulse.most(HEAT, 9 * DAY, 0)[0]).toBe('loud')
    expect(pulse.heard(HEAT, 'lone 99', 9 * DAY).talk).toBeGreaterThan(0)
    expect(pulse.changes().find(({ key }) => key.endsWith(` ${HEAT}`))!.value.length).toBeLessThan(2000)
  })

  it('recovers from a date in the far future, and from an archive read later', () => {
    const pulse = createPulse()
    pulse.note(HEAT, 'wrong date', 40_000 * DAY)
    tell(pulse, HEAT, 'cold', 9, 100 * DAY)
    expect(pulse.heard(HEAT, 'cold', 100 * DAY).talk).toBeGreaterThan(0.7)
    expect(pulse.heard(HEAT, 'wrong date', 100 * DAY).talk).toBeLessThan(0.001)
  })

  it('comes back from its rows as it was; only what changed is stored again', () => {
    const pulse = createPulse()
    tell(pulse, HEAT, 'cold', 5, 9 * DAY + 12_345)
    tell(pulse, TAXI, 'cab', 2, 9 * DAY)
    const rows = new Map(pulse.changes().map(({ key, value }) => [key, value]))
    pulse.note(HEAT, 'cold', 10 * DAY)
    const changed = pulse.changes()
    expect(changed.map(({ key }) => key).filter((key) => key.includes('talk'))).toEqual([`p:talk ${HEAT}`])
    for (const { key, value } of changed) rows.set(key, value)
    const again = createPulse()
    again.restore(rows)
    for (const label of [HEAT, TAXI])
      for (const issue of ['cold', 'cab'])
        expect(again.heard(label, issue, 10 * DAY)).toEqual(pulse.heard(label, issue, 10 * DAY))
    expect(again.most(HEAT, 10 * DAY, 0)).toEqual(pulse.most(HEAT, 10 * DAY, 0))
  })
})
