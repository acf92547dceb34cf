import { describe, expect, it } from 'vitest'
import { type CaseStepOptions, takeCaseStep } from '../../delivery/case-step.ts'
import { handOver } from '../../delivery/handover.ts'
import { NEXT_STATES } from '../../model/case-states.ts'
import type { AppError } from '../../model/error.ts'
import type { Case } from '../../model/issue.ts'
import { fixedClock } from '../../model/time.ts'
import { CASE_STATES, type CaseState } from '../../model/words.ts'
import { type City, openCity, type Planted } from './city.ts'

const heating: Planted[] = [{ id: 'a', at: '2026-01-18 09:00', post: { title: '雁滩小区暖气不热' }, issue: 'heat' }]
const issue = { id: 'heat', title: '雁滩小区暖气不热', keywords: ['暖气'] }

const open = async (): Promise<{ city: City; kase: Case }> => {
  const city = await openCity(heating, [issue])
  return { city, kase: await hand(city) }
}
const hand = (city: City, change: Partial<Parameters<typeof handOver>[0]> = {}) =>
  handOver({ ...city, issueId: 'heat', units: ['市热管办'], note: '', by: 'console', endpoints: ['city'], ...change })
const step = (city: City, id: string, state: CaseState, note = '', more: Partial<CaseStepOptions> = {}) =>
  takeCaseStep({ ...city, id, state, note, by: 'console', endpoints: ['city'], ...more })
const codeOf = async (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: AppError) => error.code,
  )
/** The steps that lead to a state. */
const WAY: Readonly<Record<CaseState, readonly CaseState[]>> = {
  待签收: [],
  办理中: ['办理中'],
  已答复: ['办理中', '已答复'],
  已办结: ['办理中', '已答复', '已办结'],
  撤回: ['撤回'],
}

describe('takeCaseStep', () => {
  it('goes from signing to closing, and keeps what was said on the way', async () => {
    const { city, kase } = await open()
    await step(city, kase.id, '办理中', '', { by: '12345 热线' })
    await step(city, kase.id, '已答复', ' 已补足压力，室温 20 度。 ')
    const closed = await step(city, kase.id, '已办结', '回访：满意')
    expect(closed).toMatchObject({ state: '已办结', rev: 4, dueAt: kase.dueAt })
    expect(closed.steps.map((s) => [s.state, s.note, s.by])).toEqual([
      ['办理中', '', '12345 热线'],
      ['已答复', '已补足压力，室温 20 度。', 'console'],
      ['已办结', '回访：满意', 'console'],
    ])
    expect(await city.records.cases.get(kase.id)).toEqual(closed)
  })

  it('allows the steps of the life-cycle and no other', async () => {
    for (const from of CASE_STATES)
      for (const to of CASE_STATES) {
        const { city, kase } = await open()
        for (const state of WAY[from]) await step(city, kase.id, state, '话')
        // Other words than those of the way: the same step again is no step.
        const code = await codeOf(step(city, kase.id, to, '另一句'))
        expect([from, to, code]).toEqual([from, to, NEXT_STATES[from].includes(to) ? undefined : 'dispatch.step'])
      }
  })

  it('asks an answer and a withdrawal for words', async () => {
    const { city, kase } = await open()
    expect(await codeOf(step(city, kase.id, '撤回', '  '))).toBe('dispatch.words')
    await step(city, kase.id, '办理中')
    expect(await codeOf(step(city, kase.id, '已答复'))).toBe('dispatch.words')
    expect(await codeOf(step(city, 'GD20260119-000000', '办理中'))).toBe('dispatch.case')
  })

  it('takes the latest step told again as the same, and refuses one made on an older view', async () => {
    const { city, kase } = await open()
    const signed = await step(city, kase.id, '办理中', '', { rev: kase.rev })
    expect(await step(city, kase.id, '办理中', '', { rev: kase.rev })).toEqual(signed)
    expect(await codeOf(step(city, kase.id, '撤回', '派错单位', { rev: kase.rev }))).toBe('store.case-changed')
    expect((await city.records.cases.get(kase.id))?.state).toBe('办理中')
    expect(await city.records.outbox.list('pending', 9)).toHaveLength(2)
  })

  it('tells every endpoint, in order, without the words of a letter', async () => {
    const { city, kase } = await open()
    await step(city, kase.id, '撤回', '派错单位')
    const events = await city.records.cases.feed(0, 1000)
    const row = (await city.records.outbox.list('pending', 9)).find((r) => r.body.includes('case.changed'))
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      type: 'lanting.case.changed',
      subject: kase.id,
      correlationid: 'heat',
      dataschema: 'urn:lanting:schema:case-step:1',
      data: {
        caseId: kase.id,
        unit: '市热管办',
        from: '待签收',
        state: '撤回',
        note: '派错单位',
        rev: 2,
        sample: false,
      },
    })
    expect(row?.body).not.toContain('暖气')
    // The feed is open to more readers than a case is: states only.
    expect(events.at(-1)).toMatchObject({ type: 'case.changed', data: { from: '待签收', state: '撤回' } })
    expect(JSON.stringify(events.at(-1))).not.toContain('派错')
  })

  it.each(['已答复', '已办结', '撤回'] as const)('lets an issue be handed to the unit again after %s', async (end) => {
    const { city, kase } = await open()
    for (const state of WAY[end]) await step(city, kase.id, state, '话')
    const again = await hand(city, { note: '请再核实' })
    expect([again.state, again.id === kase.id]).toEqual(['待签收', false])
    expect(await hand(city, { note: '请再核实' })).toEqual(again)
    expect(await codeOf(hand(city, { clock: fixedClock('2026-02-10T02:00:00Z') }))).toBe('dispatch.open')
  })

  it('numbers the cases of a day apart, and makes one of a double click', async () => {
    const { city, kase } = await open()
    const units = Array.from({ length: 40 }, (_, i) => `单位${i}`)
    const ids = [kase.id]
    for (const unit of units) {
      const [one, two] = await Promise.all([hand(city, { units: [unit] }), hand(city, { units: [unit] })])
      expect(one).toEqual(two)
      ids.push(one.id)
    }
    expect(new Set(ids).size).toBe(41)
    for (const id of ids) expect(id).toMatch(/^GD20260119-\d{6}$/)
  })
})
