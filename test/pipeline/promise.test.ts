import { describe, expect, it } from 'vitest'
import { promisesOf } from '../../pipeline/board/promise.ts'
import { weekdays } from './members.ts'

const days = (answer: string, saidOn = '2025-11-20'): string[] =>
  promisesOf(answer, saidOn, weekdays).map((made) => made.day)

describe('promises in answers', () => {
  it.each([
    ['该路段计划于2025年12月15日前完成修复。', '2025-12-15'],
    ['预计12月底恢复供暖。', '2025-12-31'],
    ['将于明年3月中旬开工。', '2026-03-20'],
    ['力争十二月上旬前全部更换到位。', '2025-12-10'],
    ['我局将在15个工作日内完成整改。', '2025-12-11'],
    ['承诺10日内清理完毕。', '2025-11-30'],
    ['改造工程计划2026年上半年启动。', '2026-06-30'],
    ['预计明年第一季度建成通车。', '2026-03-31'],
    ['确保年底前办结。', '2025-12-31'],
    ['预计2月完工。', '2026-02-28'],
  ])('%s', (answer, day) => expect(days(answer)).toEqual([day]))

  it('reads no promise into what has been done, or has no date or no deed', () => {
    expect(days('该路段已于2025年10月15日完成修复。')).toEqual([])
    expect(days('我们将尽快研究解决。')).toEqual([])
    expect(days('会议拟于12月5日召开。')).toEqual([])
    expect(days('')).toEqual([])
  })

  it('quotes the sentence, cut when long', () => {
    const [made] = promisesOf(`情况属实。预计12月底前${'逐步'.repeat(40)}完成`, '2025-11-20', weekdays)
    expect(made?.words.startsWith('预计12月底前')).toBe(true)
    expect([...(made?.words ?? '')].length).toBe(61)
  })
})
