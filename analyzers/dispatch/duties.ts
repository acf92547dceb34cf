/**
 * The duty list (派单目录): units, category rows and matters, read from dict/units.tsv, dict/duties.tsv and
 * dict/matters.yaml. Every row is a draft to be confirmed by the office (草稿·待办公室确认), dated and sourced.
 */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { AppError } from '../../model/error.ts'
import { CATEGORIES, type Category, DEPARTMENT_LEVELS, type DepartmentLevel } from '../../model/words.ts'

export interface Unit {
  /** Name in the duty list, as shown. */
  readonly name: string
  readonly official: string
  readonly level: DepartmentLevel
  /** How letters name it, old names too; the name itself is not repeated here. */
  readonly aliases: readonly string[]
}

interface Duty {
  readonly category: Category
  readonly subcategory: string
  readonly lead: readonly string[]
  readonly assist: readonly string[]
}

export interface Matter {
  readonly matter: string
  readonly category: Category
  readonly subcategory: string
  /** Units in order: 主办 first. */
  readonly lead: readonly string[]
  readonly strong: readonly string[]
  readonly words: readonly string[]
  readonly both: readonly (readonly [readonly string[], readonly string[]])[]
  readonly not: readonly string[]
}

/** Who hears accusations (DOMAIN §5). */
export const ACCUSED_WAY: ReadonlySet<string> = new Set(['市纪委监委', '市公安局警务督察'])

export interface DutyList {
  readonly units: ReadonlyMap<string, Unit>
  /** By `category/subcategory`. */
  readonly duties: ReadonlyMap<string, Duty>
  readonly matters: readonly Matter[]
}

interface RawMatter {
  matter: string
  of: string
  lead: string
  strong: string
  words?: string
  both?: [string, string][]
  not?: string
}

const file = (name: string) => readFileSync(new URL(`../dict/${name}`, import.meta.url), 'utf8')
const rows = (name: string): string[][] =>
  file(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'))
const split = (text: string | undefined, by: string | RegExp): string[] => (text ?? '').split(by).filter(Boolean)

const isPairs = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((p) => Array.isArray(p) && p.length === 2 && p.every((side) => typeof side === 'string'))

let list: DutyList | undefined

/**
 * The duty list, read and checked once a process, about 60 ms. Throws `duties.broken` for a unit, level or category that does
 * not exist, naming the row, so that a hand edit cannot send letters to nobody.
 */
export function readDutyList(): DutyList {
  list ??= read()
  return list
}

function read(): DutyList {
  const broken = (where: string, why: string) =>
    new AppError('duties.broken', `${where}: ${why}`, { details: { where, why } })
  const units = new Map<string, Unit>()
  for (const [name = '', official = '', level = '', aliases] of rows('units.tsv')) {
    if (!DEPARTMENT_LEVELS.includes(level as DepartmentLevel))
      throw broken(`units.tsv ${name}`, `unknown level ${level}`)
    units.set(name, { name, official, level: level as DepartmentLevel, aliases: split(aliases, '、') })
  }
  const known = (names: string[], where: string): string[] => {
    for (const name of names) if (!units.has(name)) throw broken(where, `unknown unit ${name}`)
    return names
  }
  const duties = new Map<string, Duty>()
  for (const [category = '', subcategory = '', lead, assist] of rows('duties.tsv')) {
    const where = `duties.tsv ${category}/${subcategory}`
    if (!(category in CATEGORIES)) throw broken(where, 'unknown category')
    duties.set(`${category}/${subcategory}`, {
      category: category as Category,
      subcategory,
      lead: known(split(lead, '、'), where),
      assist: known(split(assist, '、'), where),
    })
  }
  const matters = (parse(file('matters.yaml')) as RawMatter[]).map((raw): Matter => {
    const where = `matters.yaml ${raw.matter}`
    const duty = duties.get(raw.of)
    if (duty === undefined) throw broken(where, `unknown category ${raw.of}`)
    for (const [key, value] of Object.entries(raw))
      if (key === 'both' ? !isPairs(value) : typeof value !== 'string') throw broken(where, `${key} is not text`)
    return {
      matter: raw.matter,
      category: duty.category,
      subcategory: duty.subcategory,
      lead: known(split(raw.lead, '、'), where),
      strong: split(raw.strong, ' '),
      words: split(raw.words, ' '),
      both: (raw.both ?? []).map(([a, b]) => [split(a, ' '), split(b, ' ')] as const),
      not: split(raw.not, ' '),
    }
  })
  return { units, duties, matters }
}
