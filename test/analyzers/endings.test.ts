import { describe, expect, it } from 'vitest'
import { BARE, ENDED, ENDED_ALIKE, ENDINGS, LATER_ENDED, LATER_ENDED_ALIKE } from './endings.ts'
import { screenText } from './screened.ts'

const less = (list: typeof ENDED): string[] =>
  list.filter(([least, text]) => screenText(text).urgency < least).map(([, text]) => text)
const alarms = (list: readonly string[]): string[] =>
  list.filter((text) => screenText(text).urgency === 3 || screenText(text).route === 'emergency')

describe('a danger or an outage', () => {
  it('is not put out by how its letter ends', () => {
    const ended = BARE.flatMap((text) => ENDINGS.flatMap((end) => [`${text}。${end}`, `${text}，${end}`]))
    expect(ended.filter((text) => screenText(text).urgency < 3)).toEqual([])
  })
  it('is as urgent whatever else is feared, asked for, supposed of its cause or remembered', () => {
    expect(less(ENDED).length).toBeLessThanOrEqual(2)
    expect(less(LATER_ENDED).length).toBeLessThanOrEqual(2)
  })
  it('is none in the same words of a fear, a question, a rule, a story or the past', () => {
    expect(alarms(ENDED_ALIKE)).toEqual([])
    // A shop that is «on fire» with business, a mouth with chillies, noise that makes one want to die; who must save whoever fell into the river.
    expect(alarms(LATER_ENDED_ALIKE).length).toBeLessThanOrEqual(4)
  })
})
