import { describe, expect, it } from 'vitest'
import { isShared, type Screening } from '../../model/post.ts'
import { type Kind, OPEN_ROUTES } from '../../model/words.ts'
import { screenText } from './screened.ts'
import {
  ALLEGED,
  FALLING,
  HURT,
  HURT_NOW,
  LATER_HURT,
  LATER_NOT_HURT,
  LATER_TOLD_NOT,
  LATER_TOLD_NOW,
  NOT_HURT,
  ORDINARY_WORDS,
  TOLD_NOT,
  TOLD_NOW,
} from './told-dangers.ts'

const screen = (text: string, kind: Kind = 'letter'): Screening => screenText(text, { kind })
const routes = (list: readonly string[], ...wanted: readonly string[]): string[] =>
  list.filter((text) => !wanted.includes(screen(text).route))

describe('a danger told in any words', () => {
  it('is an emergency, in a letter and in a post', () => {
    for (const kind of ['letter', 'post'] as const)
      for (const text of [...TOLD_NOW, ...LATER_TOLD_NOW]) {
        const { route, urgency, disposition } = screen(text, kind)
        expect([route, urgency, disposition === 'quarantined'], text).toEqual(['emergency', 3, false])
      }
  })
  it('is none in the same words of other things, in anger, of the past, in a plan', () => {
    expect([...TOLD_NOT, ...LATER_TOLD_NOT].filter((text) => screen(text).urgency === 3).length).toBeLessThanOrEqual(2)
  })
  it('is looked at soon where something falls piece by piece, sooner where it nearly hit somebody', () => {
    expect(FALLING.filter((text) => screen(text).urgency < (text.includes('差点') ? 2 : 1))).toEqual([])
  })
})

describe('somebody hurt by those around them', () => {
  it('goes to the police and stands on no board', () => {
    for (const text of [...HURT, ...HURT_NOW, ...LATER_HURT]) {
      const said = screen(text)
      expect([isShared(said), said.departments[0]?.name, said.urgency >= 2], text).toEqual([false, '市公安局', true])
      expect(
        said.departments.map(({ name }) => name),
        text,
      ).not.toContain('市教育局')
    }
  })
  it('is an emergency while it goes on', () => {
    expect(routes(HURT_NOW, 'emergency')).toEqual([])
  })
  it('is not meant by the same words of a lesson, a doctor, a game or a law', () => {
    expect(routes([...NOT_HURT, ...LATER_NOT_HURT], 'case', 'statutory')).toEqual([])
  })
})

describe('an allegation', () => {
  it('is not meant by cash that is refused, a reproach in passing or a rule that is quoted', () => {
    expect(ORDINARY_WORDS.filter((text) => !OPEN_ROUTES.includes(screen(text).route))).toEqual([])
  })
  it('is meant where an official takes it or shields it', () => {
    expect(routes(ALLEGED, 'protected')).toEqual([])
  })
})
