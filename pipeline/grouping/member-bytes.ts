/** A member as numbers, which lie behind its centre while it is a part: two thirds of its JSON in size, laid there in half the time. */
import type { Place } from '../../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../../model/words.ts'
import type { Exemplar, Member } from './member.ts'

/** Where a member is laid out; the first `size` are in use. Good until the next. */
export const laid = { numbers: new Int32Array(1024), size: 0 }

/** In place of the length of a text that is not there. */
const ABSENT = -1
const NULL = -2

const real = new Float64Array(1)
const bits = new Int32Array(real.buffer)

function putReal(value: number): void {
  real[0] = value
  laid.numbers[laid.size] = bits[0] as number
  laid.numbers[laid.size + 1] = bits[1] as number
  laid.size += 2
}
function putNumber(value: number): void {
  laid.numbers[laid.size] = value
  laid.size += 1
}
/** Its length, then two characters a number. */
function putText(text: string | null | undefined): void {
  if (text === undefined || text === null) {
    putNumber(text === null ? NULL : ABSENT)
    return
  }
  const { length } = text
  const room = laid.size + length + ROOM
  if (room > laid.numbers.length) {
    const larger = new Int32Array(2 * room)
    larger.set(laid.numbers)
    laid.numbers = larger
  }
  const { numbers } = laid
  let at = laid.size
  numbers[at] = length
  at += 1
  let n = 0
  for (; n + 1 < length; n += 2) {
    numbers[at] = (text.charCodeAt(n + 1) << 16) | text.charCodeAt(n)
    at += 1
  }
  if (n < length) {
    numbers[at] = text.charCodeAt(n)
    at += 1
  }
  laid.size = at
}
/** Every text leaves so many numbers free behind it: more than are put between two texts. */
const ROOM = 16

/** Lays a member out. */
export function layMember(member: Member): void {
  laid.size = 0
  putText(member.id)
  putReal(member.at)
  putText(member.kind)
  putText(member.route)
  putText(member.appealType)
  putText(member.voice)
  putNumber(member.answered === undefined ? ABSENT : Number(member.answered))
  putText(member.category)
  putText(member.subcategory)
  putText(member.department)
  putNumber(member.places.length)
  for (const { name, level, district } of member.places) {
    putText(name)
    putText(level)
    putText(district)
  }
  const { exemplar } = member
  if (exemplar === undefined) {
    putNumber(ABSENT)
    return
  }
  putNumber(exemplar.words.length)
  for (const word of exemplar.words) putText(word)
  putText(exemplar.title)
  putReal(exemplar.likes)
}

/** The id of the member that lies there. */
export function idAt(numbers: Int32Array, from: number): string {
  const length = numbers[from] as number
  const units: number[] = []
  for (let n = 0; n < length; n += 1) units.push(((numbers[from + 1 + (n >> 1)] as number) >>> (16 * (n & 1))) & 0xffff)
  return String.fromCharCode(...units)
}

/** The way back, from where it lies. */
export function readMember(numbers: Int32Array, from: number): Member {
  let at = from
  const number = (): number => numbers[at++] as number
  const realNumber = (): number => {
    bits[0] = number()
    bits[1] = number()
    return real[0] as number
  }
  const optional = (): string | null | undefined => {
    const length = number()
    if (length < 0) return length === NULL ? null : undefined
    const units: number[] = []
    for (let n = 0; n < length; n += 2) {
      const two = number()
      units.push(two & 0xffff)
      if (n + 1 < length) units.push(two >>> 16)
    }
    return String.fromCharCode(...units)
  }
  const text = (): string => optional() as string
  const list = <T>(length: number, read: () => T): T[] => Array.from({ length }, read)
  const id = text()
  const time = realNumber()
  const kind = text() as Kind
  const route = text() as Route
  const appealType = text() as AppealType
  const voice = text()
  const answered = number()
  const category = (optional() ?? null) as Category | null
  const subcategory = optional() ?? undefined
  const department = optional() ?? undefined
  const places = list(number(), () => {
    const [name, level, district] = [text(), text() as Place['level'], optional() ?? undefined]
    return district === undefined ? { name, level } : { name, level, district }
  })
  const exemplarOf = (count: number): Exemplar => {
    const [words, title, likes] = [list(count, text), text(), realNumber()]
    return { postId: id, title, words, at: time, likes }
  }
  const words = number()
  return {
    id,
    at: time,
    kind,
    route,
    appealType,
    voice,
    answered: answered === ABSENT ? undefined : answered === 1,
    category,
    subcategory,
    department,
    places,
    exemplar: words === ABSENT ? undefined : exemplarOf(words),
  }
}
