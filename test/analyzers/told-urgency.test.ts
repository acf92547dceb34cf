import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'
import { LATER_LEVEL, LATER_NO_LEVEL, LEVEL_TOLD, NO_LEVEL } from './told-urgency.ts'

/** In the season of heating. */
const urgencyOf = (text: string): number => screenText(text, { postedAt: '2026-01-10T08:00:00Z' }).urgency

describe('what is urgent below a danger to life', () => {
  it('has its level, however it is told: the coldest hour of a room, unpaid gangs, sick herds and classes, unfenced holes', () => {
    for (const [text, level] of [...LEVEL_TOLD, ...LATER_LEVEL])
      expect(urgencyOf(text), text).toBeGreaterThanOrEqual(level)
  })
  it('is not told by the same words of a warm home, the weather, a threat, what is fenced or paid', () => {
    const raised = [...NO_LEVEL, ...LATER_NO_LEVEL].filter(([text, level]) => urgencyOf(text) > level)
    // By signs alone, none of these words.
    expect(raised.map(([text]) => text)).toEqual(['路面塌陷处已经围挡,什么时候修好?'])
  })
  it('takes a dry floor of a house for no house without water', () => {
    expect(urgencyOf('一栋家属楼,六楼今天没有自来水,五楼以下正常。')).toBe(1)
    expect(urgencyOf('一栋家属楼,今天没有自来水。')).toBe(3)
  })
})
