/** Whom a case can be handed to. */
import { readFileSync } from 'node:fs'
import { readDutyList } from './duties.ts'

export interface HandedUnit {
  /** As the duty list calls it, or the local unit that a general name of it means. */
  readonly name: string
  readonly official: string
}

const GAZETTEER = new URL('../dict/gazetteer.tsv', import.meta.url)
/** No unit: the writer is told the legal way. */
const LEGAL_WAY = '法定途径'

/**
 * The units of the duty list in its order, then what its general names (县区城管, 街道) mean in each district and street office
 * (草稿·待办公室确认): the same names that screening suggests.
 */
export function handedUnits(): HandedUnit[] {
  const districts: string[] = []
  const offices: string[] = []
  for (const line of readFileSync(GAZETTEER, 'utf8').split('\n')) {
    const [, level, name = ''] = line.split('\t')
    if (level === 'district') districts.push(name)
    if (level === 'street') offices.push(name.endsWith('街道') ? `${name}办事处` : `${name}人民政府`)
  }
  const listed: HandedUnit[] = []
  const local: string[] = []
  for (const { name, official } of readDutyList().units.values()) {
    if (name === LEGAL_WAY) continue
    if (!official.includes('{')) listed.push({ name, official })
    else {
      listed.push({ name, official: name })
      if (official.includes('{区}')) for (const district of districts) local.push(official.replace('{区}', district))
    }
  }
  const places = [...new Set([...local, ...offices])].map((unit) => unit.replace('兰州新区人民政府', '兰州新区管委会'))
  return [...listed, ...places.map((name) => ({ name, official: name }))]
}
