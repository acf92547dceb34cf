import { expect, it } from 'vitest'
import { handedUnits } from '../../analyzers/dispatch/handed-units.ts'
import { generalUnit, generalUnitAt, localUnit } from '../../analyzers/dispatch/local-unit.ts'

it.each([
  ['县区城管', { district: '城关区' }, '城关区城管执法局'],
  ['县区住建', { district: '永登县' }, '永登县住建局'],
  ['县区政府', { district: '兰州新区' }, '兰州新区管委会'],
  ['街道', { district: '城关区', street: '雁南街道' }, '雁南街道办事处'],
  ['乡镇', { district: '榆中县', street: '和平镇' }, '和平镇人民政府'],
])('%s at %j is %s, and back', (general, where, unit) => {
  expect(localUnit(general, where)).toBe(unit)
  expect(generalUnit(unit)).toBe(general)
  const { name, district, street } = generalUnitAt(unit) ?? {}
  expect([name, street]).toEqual([general, 'street' in where ? where.street : undefined])
  expect(district).toBe(street === undefined ? where.district : null)
})

it('leaves what has no office there', () => {
  expect(localUnit('县区城管', { district: null })).toBeUndefined()
  expect(localUnit('街道', { district: '城关区' })).toBeUndefined()
  expect(localUnit('市住建局', { district: '城关区' })).toBeUndefined()
  for (const unit of ['市住建局', '县区城管', '兰州市人民政府', '兰州新区城投公司'])
    expect(generalUnit(unit)).toBeUndefined()
})

it('makes only units of the list of those who can be handed a case', () => {
  const names = new Set(handedUnits().map((unit) => unit.name))
  for (const general of ['县区城管', '县区住建', '县区教育局', '县区政府'])
    for (const district of ['城关区', '红古区', '皋兰县', '兰州新区'])
      expect(names).toContain(localUnit(general, { district }))
})
