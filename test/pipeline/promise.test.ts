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

  it.each([
    ['换热站设备已于11月20日更换，室温将在11月25日前达到18度。', '2025-11-25'],
    ['自11月3日停水检修以来已更换部分管道，计划12月10日前全部更换完成。', '2025-12-10'],
    ['2025年11月1日已完成招标，预计12月底前竣工。', '2025-12-31'],
    ['11月5日工作人员到场核实，拟于11月28日安装路灯。', '2025-11-28'],
    ['12月8日前，我局将完成清理。', '2025-12-08'],
    ['12月5日我局将恢复供水。', '2025-12-05'],
    ['接诉后2日内已到现场，计划于12月15日前对已破损路面修复。', '2025-12-15'],
    ['小区主管网改造争取11月30日内完成。', '2025-11-30'],
    ['供热公司力争室温于12月1日前达标。', '2025-12-01'],
    ['先清理楼道，计划更换管道，12月20日前完成。', '2025-12-20'],
  ])('takes the date of what is to come, not of what was: %s', (answer, day) => expect(days(answer)).toEqual([day]))

  it.each([
    '11月20日已完成更换，我们将继续巡查。',
    '您11月20日反映的问题，我公司将尽快解决。',
    '11月3日我局责令供热站整改。',
    '自10月20日起停水检修以来，我们将确保恢复。',
    '11月12日到现场，将尽快处理。',
    '已于2025年11月20日清理，今后将加强管理，确保整改到位。',
  ])('makes no promise of a date of what was: %s', (answer) => expect(days(answer)).toEqual([]))

  it('quotes the sentence, cut when long', () => {
    const [made] = promisesOf(`情况属实。预计12月底前${'逐步'.repeat(40)}完成`, '2025-11-20', weekdays)
    expect(made?.words.startsWith('预计12月底前')).toBe(true)
    expect([...(made?.words ?? '')].length).toBe(61)
  })
})
