import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { AppError } from '../../model/error.ts'
import { dayStart, localDay, localMinute } from '../../model/time.ts'

/** Where the keys lie: a 0600 file of its own, never in data, backup or config. */
export interface KeyFile {
  /** Undefined when there is none yet. */
  read(): string | undefined
  /**
   * Replaces the whole file at once by what `change` makes of it, and returns that. One process at a time, over all hosts: of
   * several that miss the same key one makes it and the others find it.
   */
  update(change: (content: string | undefined) => string): string
}

/** Quarters whose key is kept: the current one and the four before it, that is at most 13 months and some days. */
const KEPT_QUARTERS = 4

/** Names that do not tell one writer from another, so each such post is its own voice. */
const GENERIC =
  /[*＊×xX]{2,}|^[\p{L}]?[*＊]|匿名|网友|市民|游客|群众|居民|业主|来电人|写信人|反映人|投诉人|诉求人|热心人|路人|家长|村民|^用户|接线员|话务员|值班员|坐席|^(?:无名氏?|未知|佚名|保密|不详|无|admin|guest|user)\d*$/iu

/**
 * Names that say what somebody is, not who: a dweller of whatever house, else the bare word with how many, of what trade or whose.
 * A nick that only holds such a word (老司机在路上, 会员8271, 快乐的车主) is somebody's.
 */
const ROLE = new RegExp(
  [
    '^(?:[^的]{0,14}(?:[住租商拆]户|承租户|拆迁户|租客|房客)',
    '|(?:(?:某某?|[一多几数两]?[名位]|[多几]个|部分|全体|广大|众|普通|过往|退休|在校|外地|本地)?',
    '(?:环卫|建筑|工地|工厂|公司|单位|企业|医院|学校|出租车?|货车|客车|大?卡车|公交车?|网约车|大|中|小|高中|初中|残疾|独居)?',
    '(?:司机|驾驶员|车主|会员|乘客|旅客|学生|患者|病人|伤者|死者|残疾人|受害[人者]|[员职]工|工人|农民工?|消费者|顾客|客户|用户|老人|摊贩|摊主|店主|路过者|退役军人|当事人|知情人|举报人)(?:家属|亲属)?',
    '|家属|亲属))',
    '(?:们|代表|本人)?(?:[（(][^（()）]*[)）])?$',
  ].join(''),
  'u',
)

/** True for no name, a masked one, a generic one or a role. */
export const namesNobody = (author: string | null | undefined): boolean => {
  const name = author?.trim() ?? ''
  return name === '' || GENERIC.test(name) || ROLE.test(name)
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
  /**
   * Keyed hash of what leads to a person and yet must be known again for as long as these Records are kept: its key lies with those
   * of the quarters and outlives them all.
   */
  secret(text: string): Uint8Array
  /**
   * Destroys the keys of quarters older than 13 months (nobody can then link the old voices to a name, and counts stay as they are); asked
   * before every delivery, at work once a quarter. `lastDay`: the newest local day on which Records were given anything. A
   * clock that has left it so far behind that the keys of then would go is not believed: throws `keys.clock`.
   */
  turn(now: Date, lastDay: () => Promise<string | undefined>): Promise<void>
}

/** Name of the key in the ring that is no quarter's. */
const FOR_EVER = 'ids'

type Ring = Record<string, string>

const ringOf = (text: string | undefined): Ring => {
  try {
    return JSON.parse(text ?? '{}') as Ring
  } catch (cause) {
    throw new AppError(
      'keys.unreadable',
      'The voice key file is not valid JSON; restore it, or delete it and voices start anew',
      { cause },
    )
  }
}

/** What tells each key from another one of its name, and nothing of the key. */
export const printsOf = (content: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(ringOf(content)).map(([name, hex]) => [
      name,
      createHash('sha256').update(`print\0${hex}`).digest('hex').slice(0, 16),
    ]),
  )

const written = (ring: Ring): string => JSON.stringify(ring, null, 1)

/** Opens the ring of keys, one a quarter and one for ids; each is made when first asked for, by whichever process is first. */
export function openVoices(file: KeyFile): Voices {
  let keys = ringOf(file.read())
  let turned = ''
  /** Made once: making one out of bytes costs ten times what the hash does. */
  const secrets = new Map<string, KeyObject>()
  /** Undefined where there is no key of that name, which is a quarter or `FOR_EVER`. */
  const keyOf = (name: string): KeyObject | undefined => {
    const hex = keys[name]
    if (hex !== undefined && !secrets.has(name)) secrets.set(name, createSecretKey(hex, 'hex'))
    return secrets.get(name)
  }
  const keyFor = (name: string): KeyObject => {
    // Another process may have made it since the ring was read.
    if (!keys[name]) keys = ringOf(file.read())
    if (!keys[name])
      keys = ringOf(
        file.update((content) => {
          const ring = ringOf(content)
          return content !== undefined && ring[name]
            ? content
            : written({ ...ring, [name]: randomBytes(32).toString('hex') })
        }),
      )
    return keyOf(name) as KeyObject
  }
  const hash = (key: KeyObject, who: string): string => createHmac('sha256', key).update(who).digest('hex').slice(0, 32)
  /** Undefined when the name does not tell one writer from another. */
  const writer = (source: string, author: string | undefined): string | undefined => {
    return namesNobody(author) ? undefined : `${source}\0${author?.trim()}`
  }
  return {
    voice: (source, author, postId, at) => hash(keyFor(quarterOf(at)), writer(source, author) ?? `\0post\0${postId}`),
    before(source, author, at) {
      const key = keyOf(quarterBefore(quarterOf(at)))
      const who = writer(source, author)
      return key === undefined || who === undefined ? undefined : hash(key, who)
    },
    secret: (text) => createHmac('sha256', keyFor(FOR_EVER)).update(text).digest(),
    async turn(now, lastDay) {
      const quarter = quarterOf(now)
      if (quarter === turned) return
      const isOver = (one: string): boolean =>
        one !== FOR_EVER && quarterNumber(quarter) - quarterNumber(one) > KEPT_QUARTERS
      // As the file has it: what another process has destroyed is forgotten here too.
      let ring = ringOf(file.read())
      const over = Object.keys(ring).filter(isOver)
      if (over.length > 0) {
        const last = await lastDay()
        // The quarter of the last delivery and the one before it are what the next delivery's writers are known by.
        const inUse = last === undefined ? Number.POSITIVE_INFINITY : quarterNumber(quarterOf(dayStart(last))) - 1
        if (over.some((one) => quarterNumber(one) >= inUse))
          throw new AppError('keys.clock', `The clock says ${localMinute(now)}, the last delivery came on ${last}`, {
            details: { now: localMinute(now), last: last ?? '' },
          })
        ring = ringOf(
          file.update((content) =>
            written(Object.fromEntries(Object.entries(ringOf(content)).filter(([one]) => !isOver(one)))),
          ),
        )
      }
      keys = ring
      secrets.clear()
      turned = quarter
    },
  }
}
