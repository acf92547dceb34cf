import { z } from 'zod'
import type {
  AppealType,
  Category,
  City,
  DepartmentLevel,
  DepartmentRole,
  Disposition,
  Kind,
  PiiType,
  PlaceLevel,
  Precision,
  Route,
} from './words.ts'
import { KINDS, OPEN_ROUTES, VICTIM_KINDS, victimRule } from './words.ts'

/**
 * An office's published answer to a letter. `text` is redacted like the letter itself once past the inbox; empty where an
 * export says that it was answered and not what.
 */
export interface Answer {
  readonly unit?: string | undefined
  readonly text: string
  /** UTC ISO-8601. */
  readonly at?: string | undefined
  /** Of `at`, where that is known no finer than a day or month. */
  readonly precision?: Exclude<Precision, 'minute'> | undefined
}

/** When an answer was given, no finer than it was told. */
export const answerTime = (told: { readonly at: string; readonly precision: Precision } | undefined): AnswerTime =>
  told === undefined ? {} : told.precision === 'minute' ? { at: told.at } : { at: told.at, precision: told.precision }
type AnswerTime = Pick<Answer, 'at' | 'precision'>

/** What an answer was that brought a post: enough to show later that these words stood there then. */
export interface Evidence {
  readonly url: string
  /** When it was read, UTC. */
  readonly at: string
  readonly status: number
  /** The few headers that say what was served and when, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 hex of the answer's body in UTF-8 as decoded (in a browser: the page as shown), and its length in bytes. */
  readonly hash: string
  readonly bytes: number
  /** Whether the answer itself was put into the vault. */
  readonly vault: boolean
}

/** What a letter is called while its number stands on it alone, and once it stands on other texts too (model/shared-number.ts). */
export interface NumberIds {
  readonly alone: string
  readonly withWords: string
}

/**
 * What a crawler, an import or a push hands to the inbox: raw, in memory only, never stored or logged.
 * `postedAt` is UTC ISO-8601; who reads a local date converts it (model/time.ts) and says its precision.
 */
export interface Delivery {
  readonly source: string
  readonly nativeId?: string | undefined
  /** Native ids by which the same letter may have come in while its number was not known: the post that has one of them is this one. */
  readonly formerIds?: readonly string[] | undefined
  /** Of a table's row with a number: `nativeId` is one of the two, and the letter may lie under the other since another export. */
  readonly numberIds?: NumberIds | undefined
  /** Of a row of `lanting export`: the id of its post where it was exported, and perhaps here. */
  readonly postId?: string | undefined
  readonly url?: string | undefined
  readonly kind: Kind
  readonly title?: string | undefined
  readonly text: string
  readonly author?: string | undefined
  readonly postedAt?: string | undefined
  readonly postedPrecision?: Precision | undefined
  readonly likes?: number | undefined
  readonly replies?: number | undefined
  readonly views?: number | undefined
  /** What the writer ticked at the source; evidence, never the verdict. */
  readonly givenAppealType?: string | undefined
  readonly addressee?: string | undefined
  /** Where the source says it is (the columns 区县 and 街道 of an export), as written there. */
  readonly area?: string | undefined
  /** The city of the import it came with, where that named one; else the config's is meant. */
  readonly city?: City | undefined
  readonly sourceCaseId?: string | undefined
  readonly sourceState?: string | undefined
  readonly channel?: string | undefined
  readonly publicConsent?: boolean | undefined
  readonly answer?: Answer | undefined
  /** `raw`: the body that was hashed, where the config keeps it. */
  readonly evidence?: (Omit<Evidence, 'vault'> & { readonly raw?: string | undefined }) | undefined
}

/** A typed placeholder that redaction left: span in UTF-16 units of the *redacted* title or text. */
export interface Mark {
  readonly type: PiiType
  readonly field: 'title' | 'text'
  readonly start: number
  readonly end: number
  /** Written to dodge filters (look-alikes, spacing, pinyin …): evidence for spam. */
  readonly camouflaged: boolean
}

export interface Redacted {
  readonly title: string
  readonly text: string
  readonly marks: readonly Mark[]
}

/** A post as stored: redacted, with its stable id and the keyed hash of its voice. */
export interface Post extends Redacted {
  /** base32 (RFC 4648 lower case, no padding, 26 characters) of SHA-256(source ␀ nativeId ?? url ?? contentHash)[0..16). */
  readonly id: string
  readonly source: string
  readonly nativeId: string | undefined
  /** Ids made of `Delivery.numberIds`. */
  readonly numberIds?: NumberIds | undefined
  /**
   * Ids under which Records may know the post already, or its erasure: of `Delivery.formerIds`, and the one a version before gave a row
   * whose number leads to a person, which whoever guesses the number could tell. Never stored beside its own.
   */
  readonly formerIds?: readonly string[] | undefined
  readonly url: string | undefined
  readonly kind: Kind
  readonly postedAt: string | undefined
  readonly postedPrecision: Precision
  readonly collectedAt: string
  readonly likes: number
  readonly replies: number
  readonly views: number
  readonly givenAppealType: string | undefined
  readonly addressee: string | undefined
  readonly area?: string | undefined
  readonly city?: City | undefined
  readonly sourceCaseId: string | undefined
  readonly sourceState: string | undefined
  readonly channel: string | undefined
  readonly publicConsent: boolean | undefined
  readonly answer: Answer | undefined
  /** Keyed hash; unique per post for anonymous, masked and generic authors. Never leaves Records except as a count. */
  readonly voice: string
  /** The same writer's hash under the key of the quarter before; taken instead when Records knows it. Never stored beside it. */
  readonly voiceBefore?: string | undefined
  /** SHA-256 hex of the redacted title ␀ text: the same hash means the same content. */
  readonly contentHash: string
  /** Of the answer that brought these words; what was read from a file or pushed has none. Kept with the revision. */
  readonly evidence?: Evidence | undefined
}

export interface Reason {
  /** Stable rule id, `analyzer.rule`: `spam.contact`, `noise.empty`, `relevance.elsewhere`, `category.word` … */
  readonly rule: string
  readonly weight: number
  readonly field?: 'title' | 'text' | undefined
  /** UTF-16 units of the redacted field. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly text: string
}

export interface Place {
  /** Official gazetteer name (road and site: the name as known). */
  readonly name: string
  readonly level: PlaceLevel
  readonly district?: string | undefined
}

export interface Department {
  /** Name in the duty list (市住建局, 县区城管, 昆仑燃气 …). */
  readonly name: string
  readonly level: DepartmentLevel
  readonly role: DepartmentRole
  /** 0..1. */
  readonly score: number
  /** The local unit the name means here (城关区城管局), when the district is known. */
  readonly unit?: string | undefined
  /** Of a lead: its share is so low that it is a guess, and a person decides (待定). */
  readonly unsure?: boolean | undefined
  readonly reason?: string | undefined
}

export interface Scored<L extends string = string> {
  readonly label: L
  readonly score: number
}

export interface Versions {
  readonly rules: string
  readonly dictionary: string
  readonly models: string
}

/** What screening says of one post: a pure function of the post, the models and the city. Never `duplicate` or `failed`. */
export interface Screening {
  readonly disposition: Extract<Disposition, 'kept' | 'review' | 'quarantined' | 'off-topic'>
  readonly appealType: AppealType
  readonly route: Route
  readonly spam: number
  readonly relevance: number
  readonly category: Category | null
  readonly categories: readonly Scored<Category>[]
  readonly subcategory?: string | undefined
  /** Both levels as `first/second` with the chance of each, best first: those worth looking at beside the one the post is filed under. */
  readonly filings?: readonly Scored[] | undefined
  /** Rows of the duty list that the words point to, best first, at most three; the score is not bounded. */
  readonly matters?: readonly Scored[] | undefined
  readonly places: readonly Place[]
  readonly departments: readonly Department[]
  readonly keywords: readonly string[]
  readonly urgency: 0 | 1 | 2 | 3
  readonly reasons: readonly Reason[]
  readonly versions: Versions
}

const VICTIM_RULES: ReadonlySet<string> = new Set(VICTIM_KINDS.map(victimRule))

/**
 * Dangers to one person, as `urgency.` and `route.` name them: who is about to hurt himself, is held, beaten, missing or lies helpless
 * needs help at once and is no state of a street, an estate or a network.
 */
const OF_ONE_PERSON = ['self-harm', 'overdose', 'ledge', 'weary', 'violence', 'captive', 'missing', 'silent']
const PERSONAL_RULES: ReadonlySet<string> = new Set([
  ...VICTIM_RULES,
  ...OF_ONE_PERSON.flatMap((danger) => [`route.${danger}`, `urgency.${danger}`]),
])

/** A child or somebody at home, or any one person, who is in danger: people must see the post at once, but it is nobody's topic. */
const tellsOfPerson = ({ route, reasons }: Screening): boolean =>
  route === 'emergency' && reasons.some(({ rule }) => PERSONAL_RULES.has(rule))

/** Whether the post may open or join an issue, and so stand on the board. */
export const isShared = (screening: Screening): boolean =>
  OPEN_ROUTES.includes(screening.route) && !tellsOfPerson(screening)

/** The one reason of an erased post's verdict. */
export const ERASED_RULE = 'store.erased'

/** Whether nothing is left of the post but its number, dates and outcome. */
export const isErased = ({ reasons }: Pick<Screening, 'reasons'>): boolean =>
  reasons.some(({ rule }) => rule === ERASED_RULE)

/** Segmented words of the redacted post, cut once and shared by every later stage and by search. */
export interface Tokens {
  readonly title: readonly string[]
  readonly text: readonly string[]
}

/** JSONL in: the frozen import format. Unknown fields are ignored; `id` is the native id. */
export const letterSchema = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  title: z.string().nullish(),
  text: z.string(),
  author: z.string().nullish(),
  postedAt: z.string().nullish(),
  source: z.string().nullish(),
  url: z.string().nullish(),
  kind: z.enum(KINDS).nullish(),
  likes: z.number().nullish(),
  replies: z.number().nullish(),
  views: z.number().nullish(),
  appealType: z.string().nullish(),
  addressee: z.string().nullish(),
  sourceCaseId: z.string().nullish(),
  sourceState: z.string().nullish(),
  channel: z.string().nullish(),
  publicConsent: z.boolean().nullish(),
  /** Where it is, as the source says beside the text: 红古区, 七里河区西湖街道. */
  area: z.string().nullish(),
  /** What was answered, by whom and when. */
  answerText: z.string().nullish(),
  answerUnit: z.string().nullish(),
  answerAt: z.string().nullish(),
  /** Only in labelled files, for train and eval: a first-level category, or spam | ham. */
  label: z.string().nullish(),
})
export type Letter = z.infer<typeof letterSchema>

/**
 * Reads one letter. An optional field whose value is none we know (a `kind` of another vocabulary, likes as words) is left
 * out: it never costs the letter. Only a missing `id` or `text` fails.
 */
export function readLetter(value: unknown): z.ZodSafeParseResult<Letter> {
  const whole = letterSchema.safeParse(value)
  if (whole.success || typeof value !== 'object' || value === null) return whole
  const odd = new Set(whole.error.issues.map((issue) => issue.path[0]).filter((key) => key !== 'id' && key !== 'text'))
  if (odd.size === 0) return whole
  return letterSchema.safeParse(Object.fromEntries(Object.entries(value).filter(([key]) => !odd.has(key))))
}
