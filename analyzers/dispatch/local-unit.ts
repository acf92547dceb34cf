/** What the general names of the duty list (县区城管, 街道) mean at a place (草稿·待办公室确认), and back again. Pure. */

const LOCAL_SUFFIX: Readonly<Record<string, string>> = {
  县区城管: '城管执法局',
  县区住建: '住建局',
  县区教育局: '教育局',
  县区政府: '人民政府',
}
const NEW_AREA = '兰州新区管委会'
const DISTRICT_OFFICE = /^.+[区县](城管执法局|住建局|教育局|人民政府)$/
const GENERAL = new Map(Object.entries(LOCAL_SUFFIX).map(([general, suffix]) => [suffix, general]))

export interface WhereOf {
  readonly district: string | null
  /** Street or town, by the gazetteer's name. */
  readonly street?: string | undefined
}

/** The unit a general name means there: 县区城管 → 城关区城管执法局, 街道 → 雁南街道办事处. Undefined for a unit of its own, and where nothing tells. */
export function localUnit(name: string, { district, street }: WhereOf): string | undefined {
  if (name === '街道' || name === '乡镇') {
    if (street === undefined) return undefined
    return street.endsWith('街道') ? `${street}办事处` : `${street}人民政府`
  }
  const suffix = LOCAL_SUFFIX[name]
  if (district === null || suffix === undefined) return undefined
  return district === '兰州新区' && name === '县区政府' ? NEW_AREA : `${district}${suffix}`
}

/** The way back: 城关区城管执法局 → 县区城管 at 城关区, 雁南街道办事处 → 街道 at 雁南街道. Undefined for a unit of its own. */
export function generalUnitAt(unit: string): (WhereOf & { readonly name: string }) | undefined {
  const name = generalUnit(unit)
  if (name === undefined) return undefined
  if (unit === NEW_AREA) return { name, district: '兰州新区' }
  const suffix = LOCAL_SUFFIX[name]
  if (suffix !== undefined) return { name, district: unit.slice(0, -suffix.length) }
  return { name, district: null, street: unit.replace(/(?:办事处|人民政府)$/, '') }
}

/** The general name that a local unit goes by in the duty list: 城关区城管执法局 → 县区城管. Undefined for any other. */
export function generalUnit(unit: string): string | undefined {
  if (unit === NEW_AREA) return '县区政府'
  if (unit.endsWith('街道办事处')) return '街道'
  if (/[乡镇]人民政府$/.test(unit)) return '乡镇'
  const suffix = DISTRICT_OFFICE.exec(unit)?.[1]
  return suffix === undefined ? undefined : GENERAL.get(suffix)
}
