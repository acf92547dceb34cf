/** Facts of the centre on the sheet (centre-bytes.ts), beside those of another: what `nearness` asks of places, numbers, categories. */

import { kindOfName } from '../words/sites.ts'
import { sheet } from './centre-bytes.ts'
import type { Facts } from './facts.ts'
import { FACTS, VECTORS } from './issue-vector.ts'

/** Whether there are names on the sheet, and all are of roads. */
export function onlyRoadsAt(names: number): boolean {
  const { numbers } = sheet
  const from = begins[names] as number
  const size = sizeOf(names)
  for (let i = from; i < from + size; i += 1) if (kindOfName(numbers[i] as number) !== ROAD) return false
  return size > 0
}
/** The same of another centre's. */
export function onlyRoads({ ids, size }: Facts): boolean {
  for (let n = 0; n < size; n += 1) if (kindOfName(ids[n] as number) !== ROAD) return false
  return size > 0
}
const ROAD = 0

/** What stands for an agreement nothing is known of. */
export const NEITHER = 0.3

/** Kinds of facts by their number on the sheet, and where each begins there. */
const kindOf = (field: (typeof FACTS)[number]): number => FACTS.indexOf(field)
export const SITE_WORDS = kindOf('siteWords')
export const DISTRICTS = kindOf('districts')
export const PLACES = kindOf('places')
export const SPOTS = kindOf('spots')
export const NUMBERS = kindOf('numbers')
export const MATTERS = kindOf('matters')
export const CATEGORIES = kindOf('categories')
export const SUBCATEGORIES = kindOf('subcategories')
export const VOICES = kindOf('voices')
export const ESTATES = kindOf('estates')
export const ESTATE_ENDS = kindOf('estateEnds')
export const NAMES = kindOf('names')
export const NAME_ENDS = kindOf('nameEnds')
export const RARE_WORDS = kindOf('rareWords')
const LOCATED = kindOf('located')
const begins = new Int32Array(FACTS.length)

/** Finds where each kind begins, the first at `from`; gives where the last ends. */
export function findFacts(from: number): number {
  let at = from
  for (let kind = 0; kind < begins.length; kind += 1) {
    begins[kind] = at
    at += 2 * sizeOf(kind)
  }
  return at
}

export const sizeOf = (kind: number): number => sheet.numbers[2 + VECTORS.length + kind] as number

/** How often the id was met; 0 where it was not. */
export function timesAt(kind: number, id: number): number {
  const { numbers } = sheet
  const size = sizeOf(kind)
  const from = begins[kind] as number
  for (let i = from; i < from + size; i += 1) if (numbers[i] === id) return numbers[i + size] as number
  return 0
}

/** How many ids both have. */
export function inCommon(facts: Facts, kind: number): number {
  let both = 0
  for (let n = 0; n < facts.size; n += 1) if (timesAt(kind, facts.ids[n] as number) > 0) both += 1
  return both
}

/** 1 when they name something in common, -1 when both name something and nothing in common, 0 when either is silent. */
export function agreed(facts: Facts, kind: number): -1 | 0 | 1 {
  if (facts.size === 0 || sizeOf(kind) === 0) return 0
  for (let n = 0; n < facts.size; n += 1) if (timesAt(kind, facts.ids[n] as number) > 0) return 1
  return -1
}

/**
 * How surely the two sides, of which neither names a place of the other's, are about different places of one kind, 0..1: as surely as each is about
 * one of them, by the kind where that is surest. Facts of names (placesOf).
 */
export function unlike({ ids, times, size }: Facts, names: number): number {
  const other = sizeOf(names)
  if (size === 0 || other === 0) return 0
  const { numbers } = sheet
  const from = begins[names] as number
  let most = 0
  for (let n = 0; n < size; n += 1) {
    const kind = kindOfName(ids[n] as number)
    let [mine, all] = [0, 0]
    for (let i = 0; i < size; i += 1) {
      if (kindOfName(ids[i] as number) !== kind) continue
      all += times[i] as number
      if ((times[i] as number) > mine) mine = times[i] as number
    }
    let [yours, both] = [0, 0]
    for (let i = from; i < from + other; i += 1) {
      if (kindOfName(numbers[i] as number) !== kind) continue
      const often = numbers[i + other] as number
      both += often
      if (often > yours) yours = often
    }
    if (both > 0) most = Math.max(most, (mine / all) * (yours / both))
  }
  return most
}

/** Chance that a mention drawn from either side is the same: 0..1; NEITHER when either is silent. */
export function overlapped(facts: Facts, kind: number): number {
  const size = sizeOf(kind)
  if (facts.size === 0 || size === 0) return NEITHER
  const { numbers } = sheet
  const from = (begins[kind] as number) + size
  let both = 0
  let ofA = 0
  let ofB = 0
  for (let n = 0; n < facts.size; n += 1) {
    const times = facts.times[n] as number
    ofA += times
    both += times * timesAt(kind, facts.ids[n] as number)
  }
  for (let i = from; i < from + size; i += 1) ofB += numbers[i] as number
  return both / (ofA * ofB)
}

/**
 * How sure it is that `mine` members with these shares in a hundred and `yours` of the sheet are about nothing in common, 0..1;
 * 0 as soon as they share anything.
 */
export function strange(facts: Facts, kind: number, mine: number, yours: number): number {
  const size = sizeOf(kind)
  if (facts.size === 0 || size === 0 || inCommon(facts, kind) > 0) return 0
  const { numbers } = sheet
  const from = (begins[kind] as number) + size
  let ofA = 0
  let ofB = 0
  for (let n = 0; n < facts.size; n += 1) ofA += facts.times[n] as number
  for (let i = from; i < from + size; i += 1) ofB += numbers[i] as number
  return Math.sqrt(Math.min(1, ofA / (100 * mine)) * Math.min(1, ofB / (100 * yours)))
}

/** Of the members that name any, the share that names the place named most. */
export function focusOf(facts: number, kind: number): number {
  const { numbers } = sheet
  const size = sizeOf(facts)
  const from = (begins[facts] as number) + size
  let most = 0
  for (let i = from; i < from + size; i += 1) if ((numbers[i] as number) > most) most = numbers[i] as number
  return Math.min(1, most / Math.max(1, timesAt(LOCATED, kind)))
}
