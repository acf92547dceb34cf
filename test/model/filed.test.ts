import { describe, expect, it } from 'vitest'
import { filedUnder } from '../../model/filed.ts'
import type { Department } from '../../model/post.ts'
import { makeScreening } from '../store/fixtures.ts'

const unit = (name: string, reason: string, role: Department['role'] = '协办'): Department => ({
  ...{ name, level: '市', role, score: 0.5, reason },
})
const screening = makeScreening({
  category: '农村农业',
  subcategory: '野生资源管理',
  filings: [
    { label: '农村农业/野生资源管理', score: 0.4 },
    { label: '交通运输/客货运输', score: 0.2 },
    { label: '交通运输/交通运输', score: 0.1 },
  ],
  departments: [
    unit('市林业局', '待定：类别 农村农业/野生资源管理；类别 农村农业/农垦农场 协办', '主办'),
    unit('市商务局', '用词与交办该单位的来信相近'),
    unit('市城管委', '共享单车（电单车）；类别 城乡建设/城市建设和市政管理'),
    unit('市交通委', '类别 交通运输/客货运输 协办'),
  ],
})

describe('a post filed under another category', () => {
  it('has the likeliest second level of that one, and the units that it or the words speak for', () => {
    const filed = filedUnder(screening, '交通运输')
    expect(filed).toMatchObject({ category: '交通运输', subcategory: '客货运输' })
    expect(filed.filings?.map(({ label }) => label)).toEqual(['交通运输/客货运输', '交通运输/交通运输'])
    expect(filed.departments.map(({ name, role }) => [name, role])).toEqual([
      ['市城管委', '主办'],
      ['市交通委', '协办'],
    ])
  })

  it('has no second level where none of that category was likely', () => {
    const filed = filedUnder(screening, '民政')
    expect([filed.category, filed.subcategory, filed.filings]).toEqual(['民政', undefined, undefined])
    expect(filed.departments.map(({ name }) => name)).toEqual(['市城管委'])
  })

  it('stays as it was under its own', () => expect(filedUnder(screening, '农村农业')).toBe(screening))

  it('keeps who helps first in a danger', () => {
    const emergency = { ...screening, departments: [unit('昆仑燃气', '燃气泄漏：先关阀疏散，119', '主办')] }
    expect(filedUnder(emergency, '政法').departments).toEqual(emergency.departments)
  })
})
