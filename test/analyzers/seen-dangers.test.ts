import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'
import { FRAIL_COLD, LARGE, NOT_WEARY, NOTHING_NOW, SEEN_NOW, WEARY } from './seen-dangers.ts'

const KINDS = ['letter', 'post', 'comment'] as const
const said = (text: string, kind: (typeof KINDS)[number] = 'letter'): string => {
  const { route, urgency } = screenText(text, { kind })
  return `${route} ${urgency}`
}

describe('weariness of life', () => {
  it('is an emergency in a letter, a post and a comment, whose person the police rescue', () => {
    for (const kind of KINDS)
      for (const text of WEARY) {
        const { route, urgency, departments } = screenText(text, { kind })
        expect([route, urgency, departments.map(({ name }) => name)], text).toEqual([
          'emergency',
          3,
          ['市公安局', '市卫健委'],
        ])
      }
  })
  it('is not meant by a way of speaking, a thing that is ended, a shop or what is overcome', () => {
    expect(NOT_WEARY.filter((text) => screenText(text).urgency > 1)).toEqual([])
  })
})

describe('a danger told by what is seen', () => {
  it('is an emergency in every kind of post', () => {
    for (const kind of KINDS) for (const text of SEEN_NOW) expect(said(text, kind), text).toBe('emergency 3')
  })
  it('is urgent and a case where many are ill or without, or the road is open', () => {
    for (const text of LARGE) expect(screenText(text).urgency, text).toBe(3)
  })
  it('is looked at soon where the frail are cold', () => {
    for (const text of FRAIL_COLD)
      expect(screenText(text, { postedAt: '2026-01-10T02:00:00.000Z' }).urgency, text).toBe(2)
  })
  it('is none in the same words of other things, of a plan, of the past, in a figure of speech', () => {
    expect(NOTHING_NOW.filter((text) => screenText(text).urgency > 1)).toEqual([])
  })
})
