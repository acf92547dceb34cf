import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { AppError } from '../../model/error.ts'
import { localDay } from '../../model/time.ts'

/** Where the keys lie: a 0600 file of its own, never in data, backup or config. */
export interface KeyFile {
  /** Undefined when there is none yet. */
  read(): string | undefined
  /** Replaces the whole file at once. */
  write(content: string): void
}

/** Quarters whose key is kept: the current one and the four before it, that is at most 13 months and some days. */
const KEPT_QUARTERS = 4

/** Names that do not tell one writer from another, so each such post is its own voice. */
const GENERIC =
  /[*＊×xX]{2,}|^[\p{L}]?[*＊]|匿名|网友|市民|游客|群众|居民|业主|来电人|写信人|反映人|投诉人|诉求人|热心人|路人|家长|村民|^用户|接线员|话务员|值班员|坐席|^(?:无名氏?|未知|佚名|保密|不详|无|admin|guest|user)\d*$/iu

/** True for no name, a masked or a generic one. */
export const namesNobody = (author: string | null | undefined): boolean => {
  const name = author?.trim() ?? ''
  return name === '' || GENERIC.test(name)
}

const quarterOf = (at: Date): string => {
  const [year, month] = localDay(at).split('-') as [string, string]
  return `${year}Q${Math.ceil(Number(month) / 3)}`
}

const quarterNumber = (quarter: string): number => Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(5))

const quarterBefore = (quarter: string): string => {
  const number = quarterNumber(quarter) - 1
  const year = Math.floor((number - 1) / 4)
  return `${year}Q${number - year * 4}`
}

export interface Voices {
  /**
   * Keyed hash (128 bits, hex) of source ␀ author under the quarter's key. No author, a masked or a generic one: the post
   * itself is the voice, so anonymity never counts against anybody.
   */
  voice(source: string, author: string | undefined, postId: string, at: Date): string
  /**
   * The same writer's voice of the quarter before (one quarter of overlap: who writes on both sides of a quarter's end is
   * one voice). Undefined for the unnamed, and when that quarter has no key.
   */
  before(source: string, author: string | undefined, at: Date): string | undefined
}

/**
 * Opens the ring of quarterly keys, makes the current quarter's key when missing and destroys those older than 13 months
 * (nobody can then link the old voices to a name, and counts stay as they are).
 */
export function openVoices(file: KeyFile, now: Date): Voices {
  const text = file.read()
  let keys: Record<string, string> = {}
  if (text !== undefined) {
    try {
      keys = JSON.parse(text) as Record<string, string>
    } catch (cause) {
      throw new AppError(
        'keys.unreadable',
        'The voice key file is not valid JSON; restore it, or delete it and voices start anew',
        { cause },
      )
    }
  }
  const newest = quarterNumber(quarterOf(now))
  let dirty = false
  for (const quarter of Object.keys(keys)) {
    if (newest - quarterNumber(quarter) > KEPT_QUARTERS) {
      delete keys[quarter]
      dirty = true
    }
  }
  /** Made once: making one out of bytes costs ten times what the hash does. */
  const secrets = new Map<string, KeyObject>()
  /** Undefined for a quarter without a key. */
  const keyOf = (quarter: string): KeyObject | undefined => {
    const hex = keys[quarter]
    if (hex !== undefined && !secrets.has(quarter)) secrets.set(quarter, createSecretKey(hex, 'hex'))
    return secrets.get(quarter)
  }
  const keyFor = (at: Date): KeyObject => {
    const quarter = quarterOf(at)
    if (!keys[quarter]) {
      keys[quarter] = randomBytes(32).toString('hex')
      file.write(JSON.stringify(keys, null, 1))
    }
    return keyOf(quarter) as KeyObject
  }
  if (dirty) file.write(JSON.stringify(keys, null, 1))
  const hash = (key: KeyObject, who: string): string => createHmac('sha256', key).update(who).digest('hex').slice(0, 32)
  /** Undefined when the name does not tell one writer from another. */
  const writer = (source: string, author: string | undefined): string | undefined => {
    return namesNobody(author) ? undefined : `${source}\0${author?.trim()}`
  }
  return {
    voice: (source, author, postId, at) => hash(keyFor(at), writer(source, author) ?? `\0post\0${postId}`),
    before(source, author, at) {
      const key = keyOf(quarterBefore(quarterOf(at)))
      const who = writer(source, author)
      return key === undefined || who === undefined ? undefined : hash(key, who)
    },
  }
}
