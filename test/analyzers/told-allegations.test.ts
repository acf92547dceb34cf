import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'
import {
  BEATEN_OR_PAID_BACK,
  LATER_AGAINST,
  LATER_NOT_AGAINST,
  NOT_AGAINST,
  NOT_BEATEN_NOR_PAID_BACK,
  TOLD_AGAINST,
} from './told-allegations.ts'

const isProtected = (text: string): boolean => screenText(text).route === 'protected'

describe('an allegation told plainly', () => {
  it('is protected: hands laid on people, a price named, shared out among kin, threats to who complained', () => {
    expect([...TOLD_AGAINST, ...LATER_AGAINST].filter((text) => !isProtected(text))).toEqual([])
  })
  it('is protected: beaten by police, asked for money, betrayed to or paid back by whoever was reported', () => {
    expect(BEATEN_OR_PAID_BACK.filter((text) => !isProtected(text)).length).toBeLessThanOrEqual(3)
    expect(NOT_BEATEN_NOR_PAID_BACK.filter(isProtected)).toEqual([])
  })
  it('is no praise for want of angry words', () => {
    expect(screenText('民警把我儿子打得耳膜穿孔').appealType).not.toBe('表扬')
    expect(screenText('园长跟家长要五千块赞助费才给入园').appealType).not.toBe('表扬')
  })
  it('goes to nobody it names', () => {
    for (const text of [...TOLD_AGAINST, ...LATER_AGAINST])
      for (const { name } of screenText(text).departments)
        expect(['市纪委监委', '市公安局警务督察', '市公安局', '市妇联'], text).toContain(name)
  })
  it('is not told by the same words of a fee, a neighbour, a firm, a favour done or a question', () => {
    expect(NOT_AGAINST.filter(isProtected)).toEqual([])
    expect(LATER_NOT_AGAINST.filter(isProtected).length).toBeLessThanOrEqual(2)
  })
})

describe('a letter that names a weapon in the making', () => {
  it('is restricted where a works tells it, not where it is in the news', () => {
    expect(screenText('我是某军工厂职工,厂里新型号导弹发动机试车噪声太大。').route).toBe('restricted')
    expect(screenText('电视上说导弹试射成功,孩子想要个导弹模型,哪里有卖的?').route).not.toBe('restricted')
  })
})
