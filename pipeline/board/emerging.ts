/**
 * Emerging words: character n-grams, so that no dictionary has to know them, that far more people use in the newest span
 * than their own past makes likely. Counted by voices: a text pasted sixty times by one person is one. Against a word's past
 * the test is that of bursts (METHODS §5): a negative-binomial tail with pooled dispersion, Benjamini–Hochberg over all words.
 * Expectation follows the number of all voices, so a holiday, an outage or a busy week lifts no word. Where a word begins and
 * ends is told by the variety of what stands beside it (accessor variety, Feng et al. 2004). Names of persons are left out.
 */
import { DOUBLE_SURNAMES, GIVEN, NOT_NAMES, SURNAMES } from '../../analyzers/dict/surnames.ts'
import type { EmergingWord } from '../../model/board.ts'
import type { Turns } from '../turns.ts'
import { namesDistrict } from '../words/districts.ts'
import { isFragment } from '../words/terms.ts'
import { benjaminiHochberg, upperTail } from './burst.ts'

/** One post as this reads it. */
export interface Utterance {
  readonly voice: string
  readonly issueId: string
  /** Title and text, redacted. */
  readonly words: string
}

export interface EmergingRules {
  /** Least voices and least surplus over the expected of a word: of fewer, most are pieces that stand out by chance. */
  readonly least: number
  /** Least ratio of observed to expected. */
  readonly ratio: number
  readonly rate: number
  readonly longest: number
  /** Words whose voices overlap more than this tell of one matter: the strongest stands for them. */
  readonly overlap: number
}
export const emergingRules: EmergingRules = { least: 5, ratio: 2, rate: 0.05, longest: 8, overlap: 0.5 }

/** Three weeks. */
const LEAST_SPANS = 3
/** Characters of one post that are read: what a letter is about stands at its beginning. */
const READ = 300
/** Posts of the newest span that are read, the newest; and of each earlier one, spread over it: a rate needs no more. */
const MOST = 3_000
const MOST_PAST = 800
/** Voices looked at before others have their turn. */
const STEP = 50
/** Unusual words that are looked at for what they have in common. */
const LOOKED_AT = 300
const PLACEHOLDER = /〔[^〕]*〕/g
const RUN = /[\u4e00-\u9fff]+|[A-Za-z][A-Za-z0-9]+/g
/** Dates and bare counts rise and fall by the calendar. */
const CALENDAR = /[一二三四五六七八九十零〇两几][年月日号点时个元万]|星期|上午|下午|今年|去年|本月|今日|元旦|春节|小年/

const runsOf = (words: string): string[] =>
  (words.slice(0, READ).replace(PLACEHOLDER, '。').match(RUN) ?? []).map((run) => run.toLowerCase())
/** Evenly over the span, so that no weekday is favoured. */
const spread = <T>(posts: readonly T[]): readonly T[] => {
  const step = Math.ceil(posts.length / MOST_PAST)
  return step <= 1 ? posts : posts.filter((_, i) => i % step === 0)
}

/** Of all posts of a city those whose words are read, for emergingWords. */
export const readOf = <T>(
  recent: readonly T[],
  past: readonly (readonly T[])[],
): { recent: readonly T[]; past: (readonly T[])[] } => ({ recent: recent.slice(-MOST), past: past.map(spread) })

const isHan = (run: string): boolean => run.charCodeAt(0) >= 0x4e00

interface Voice {
  readonly runs: readonly string[]
  readonly posts: readonly Utterance[]
}

/** Posts of each voice together, so that a word is counted once a voice without a set for each. */
const byVoice = (posts: readonly Utterance[]): Voice[] =>
  [...Map.groupBy(posts, (post) => post.voice).values()].map((own) => ({
    runs: own.flatMap((post) => runsOf(post.words)),
    posts: own,
  }))

/** Voices of every gram that at least `least` of them use; a Latin word stands whole. */
function* commonGrams(voices: readonly Voice[], rules: EmergingRules): Turns<Map<string, number>> {
  const common = new Map<string, number>()
  // 1 where the gram one shorter that begins there is common: a long gram cannot be commoner than its parts (apriori).
  const fits = voices.map(({ runs }) => runs.map((run) => new Uint8Array(run.length).fill(1)))
  for (let n = 2; n <= rules.longest; n += 1) {
    const counts = new Map<string, { voice: number; n: number }>()
    const seen: Uint8Array[] = []
    const places: number[] = []
    const grams: { n: number }[] = []
    const visit = (gram: string, v: number, fit: Uint8Array, i: number): void => {
      let count = counts.get(gram)
      if (count === undefined) {
        count = { voice: -1, n: 0 }
        counts.set(gram, count)
      }
      if (count.voice !== v) {
        count.voice = v
        count.n += 1
      }
      seen.push(fit)
      places.push(i)
      grams.push(count)
    }
    for (const [v, { runs }] of voices.entries()) {
      if (v % STEP === STEP - 1) yield
      runs.forEach((run, r) => {
        const fit = fits[v]?.[r] as Uint8Array
        if (!isHan(run)) {
          if (n === 2) visit(run, v, fit, 0)
          return
        }
        for (let i = 0; i + n <= run.length; i += 1)
          if (fit[i] === 1 && fit[i + 1] === 1) visit(run.slice(i, i + n), v, fit, i)
          else fit[i] = 0
        fit.fill(0, Math.max(0, run.length - n + 1))
      })
    }
    yield
    // Marked afterwards: a gram is told by its neighbour's mark of the level before.
    seen.forEach((fit, k) => {
      fit[places[k] as number] = (grams[k] as { n: number }).n >= rules.least ? 1 : 0
    })
    yield
    let any = false
    for (const [gram, { n: used }] of counts)
      if (used >= rules.least) {
        any = true
        common.set(gram, used)
      }
    if (!any) break
  }
  return common
}

/** Calls for every place where one of the words stands; a number for each pair of characters finds the candidates. */
function* scan<T>(
  voices: readonly Voice[],
  words: ReadonlyMap<string, T>,
  visit: (found: T, v: number, run: string, i: number, length: number) => void,
): Turns<void> {
  const lengths = new Map<number, number[]>()
  const code = (text: string, i: number): number =>
    (text.charCodeAt(i) - 0x4e00) * 0x5200 + text.charCodeAt(i + 1) - 0x4e00
  for (const word of words.keys()) {
    if (!isHan(word)) continue
    const known = lengths.get(code(word, 0))
    if (known === undefined) lengths.set(code(word, 0), [word.length])
    else if (!known.includes(word.length)) known.push(word.length)
  }
  for (const [v, { runs }] of voices.entries()) {
    if (v % STEP === STEP - 1) yield
    for (const run of runs) {
      if (!isHan(run)) {
        const found = words.get(run)
        if (found !== undefined) visit(found, v, run, 0, run.length)
        continue
      }
      for (let i = 0; i + 2 <= run.length; i += 1)
        for (const n of lengths.get(code(run, i)) ?? NONE) {
          if (i + n > run.length) continue
          const found = words.get(run.slice(i, i + n))
          if (found !== undefined) visit(found, v, run, i, n)
        }
    }
  }
}
const NONE: readonly number[] = []

/** Voices that use each of the words. */
function* countWords(voices: readonly Voice[], words: readonly string[]): Turns<Map<string, number>> {
  const counts = new Map(words.map((word) => [word, { voice: -1, n: 0 }]))
  yield* scan(voices, counts, (count, v) => {
    if (count.voice === v) return
    count.voice = v
    count.n += 1
  })
  return new Map([...counts].map(([word, { n }]) => [word, n]))
}

/**
 * @param recent posts of the newest span, as readOf chose them
 * @param past one list for each earlier span of the same length, the newest first; unless the newest three have some posts each, nothing is unusual yet
 * @returns the most unusual first, one word a matter, at most `top`
 */
export function* emergingWords(
  recent: readonly Utterance[],
  past: readonly (readonly Utterance[])[],
  top: number,
  rules: EmergingRules = emergingRules,
): Turns<EmergingWord[]> {
  const spans = past.filter((span) => span.length > 0)
  // A stray old letter is no past: each of the spans just before must have been one.
  if (past.length < LEAST_SPANS || past.slice(0, LEAST_SPANS).some((span) => span.length < rules.least)) return []
  const now = byVoice(recent)
  const before = spans.map(byVoice)
  yield
  const pastVoices = before.reduce((sum, span) => sum + span.length, 0)

  const common = yield* commonGrams(now, rules)
  const candidates = yield* bounded(now, [...common.keys()].filter(isWordLike))
  const histories: Map<string, number>[] = []
  for (const span of before) histories.push(yield* countWords(span, candidates))
  const dispersion = dispersionOf(
    candidates,
    histories,
    before.map((span) => span.length),
    pastVoices,
  )
  const tested = candidates.map((word) => {
    const voices = common.get(word) as number
    const used = histories.reduce((sum, span) => sum + (span.get(word) ?? 0), 0)
    const expected = ((used + 0.5) / (pastVoices + 1)) * now.length
    return { word, voices, expected, fresh: used === 0, p: upperTail(voices, expected, dispersion) }
  })
  const cut = benjaminiHochberg(
    tested.map((t) => t.p),
    rules.rate,
  )
  const unusual = tested
    .filter((t) => t.p <= cut && t.voices >= rules.ratio * t.expected && t.voices - t.expected >= rules.least - 0.5)
    .sort((a, b) => a.p - b.p || b.word.length - a.word.length || (a.word < b.word ? -1 : 1))
  return yield* onePerMatter(unusual, now, top, rules)
}

/** Variance beyond the Poisson over the past spans, as 1/k, by moments over all words. */
function dispersionOf(
  words: readonly string[],
  histories: readonly ReadonlyMap<string, number>[],
  sizes: readonly number[],
  total: number,
): number {
  let over = 0
  let squares = 0
  for (const word of words) {
    const used = histories.reduce((sum, span) => sum + (span.get(word) ?? 0), 0)
    if (used < 2) continue
    histories.forEach((span, i) => {
      const mean = (used / total) * (sizes[i] as number)
      const residual = Math.min(Math.abs((span.get(word) ?? 0) - mean), 3 * Math.sqrt(mean + 1))
      over += residual * residual - mean
      squares += mean * mean
    })
  }
  return Math.min(2, Math.max(0.05, squares === 0 ? 0.2 : over / squares))
}

/** What was first seen beside a word, by character code or, at the edge of a run, by a number of the voice; and whether more was. */
interface Sides {
  left: number | undefined
  right: number | undefined
  lefts: boolean
  rights: boolean
}

/** Words with at least two different neighbours on either side, where the edge of a run counts as a new one each time. */
function* bounded(voices: readonly Voice[], words: readonly string[]): Turns<string[]> {
  const sides = new Map(
    words.map((word): [string, Sides] => [word, { left: undefined, right: undefined, lefts: false, rights: false }]),
  )
  yield* scan(voices, sides, (side, v, run, i, length) => {
    if (!side.lefts) {
      const left = i === 0 ? -1 - v : run.charCodeAt(i - 1)
      if (side.left === undefined) side.left = left
      else side.lefts = side.left !== left
    }
    if (!side.rights) {
      const right = i + length >= run.length ? -1 - v : run.charCodeAt(i + length)
      if (side.right === undefined) side.right = right
      else side.rights = side.right !== right
    }
  })
  return words.filter((word) => {
    const side = sides.get(word)
    return side?.lefts === true && side.rights
  })
}

const surnames = new Set(SURNAMES)
const doubles = new Set(DOUBLE_SURNAMES)
const given = new Set(GIVEN)
const TITLE =
  /(?:书记|市长|区长|县长|局长|处长|科长|所长|站长|队长|校长|院长|主任|经理|总监|老板|先生|女士|老师|同志|医生|律师|法官|警官|村长|镇长|师傅|大爷|阿姨)/

/** A surname with usual given names behind it, or with a title: a person, whom no list is to hold. */
function isPerson(word: string): boolean {
  const family = doubles.has(word.slice(0, 2)) ? 2 : surnames.has(word[0] as string) ? 1 : 0
  if (family === 0 || NOT_NAMES.has(word.slice(0, 2))) return false
  const rest = word.slice(family)
  if (TITLE.test(rest)) return true
  return rest.length >= 1 && rest.length <= 2 && [...rest].every((ch) => given.has(ch))
}

/** A person's name anywhere in it: 找张建国 is left out as 张建国 is. */
function holdsPerson(word: string): boolean {
  if (isPerson(word)) return true
  for (let at = 1; at + 3 <= word.length; at += 1) if (isPerson(word.slice(at, at + 3))) return true
  return false
}

/** What begins or ends so is a piece of a sentence, or what a letter ends with (请清一清). */
const LOOSE_HEAD =
  /^(?:希望|要求|恳求|盼望)|^[请恳人者们里中后前内间等及和与或并且则即能会可将已被让叫使又再才只更最很太每各某该此其何所以为于对向往由自到至比按据因若如虽而但却曾未]/
const LOOSE_TAIL =
  /[拿请叫让将已被又再才只更最很太每各某该此其何所以为于对向往由自至比按据因若如虽而但且并或及和与则即能会可要想跟找问曾未]$/

/** 四十, 十二: a number of anything. */
const NUMBER = /^[一二三四五六七八九十百千万两几零〇半多]+$/

const isWordLike = (word: string): boolean =>
  !isFragment(word) &&
  !NUMBER.test(word) &&
  !LOOSE_HEAD.test(word) &&
  !LOOSE_TAIL.test(word) &&
  !CALENDAR.test(word) &&
  !namesDistrict(word) &&
  !holdsPerson(word)

interface Unusual {
  readonly word: string
  readonly voices: number
  readonly expected: number
  readonly fresh: boolean
}

const shared = (a: ReadonlySet<number>, b: ReadonlySet<number>): number => {
  let both = 0
  for (const v of a) if (b.has(v)) both += 1
  return both
}

/** Of words used by the same people the strongest stands: the others are its parts or its company. */
function* onePerMatter(
  unusual: readonly Unusual[],
  voices: readonly Voice[],
  top: number,
  rules: EmergingRules,
): Turns<EmergingWord[]> {
  const strongest = unusual.slice(0, LOOKED_AT)
  const usersOf = new Map(strongest.map(({ word }) => [word, new Set<number>()]))
  yield* scan(voices, usersOf, (users, v) => users.add(v))
  const taken: { users: ReadonlySet<number>; row: EmergingWord }[] = []
  for (const { word, voices: n, expected, fresh } of strongest) {
    if (taken.length >= top) break
    const users = usersOf.get(word) as ReadonlySet<number>
    if (taken.some((t) => shared(users, t.users) > rules.overlap * Math.min(users.size, t.users.size))) continue
    const issues = new Map<string, number>()
    for (const v of users)
      for (const id of new Set(voices[v]?.posts.map((post) => post.issueId))) issues.set(id, (issues.get(id) ?? 0) + 1)
    const most = [...issues].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 3)
    taken.push({
      users,
      row: { word, voices: n, expected: Math.round(expected * 10) / 10, fresh, issues: most.map(([id]) => id) },
    })
  }
  return taken.map(({ row }) => row)
}
