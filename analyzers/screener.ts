import type { Post, Reason, Redacted, Screening, Tokens, Versions } from '../model/post.ts'
import type { City, Kind } from '../model/words.ts'
import { type Categorized, type CategoryModel, createCategorizer } from './dispatch/category.ts'
import { createDispatcher } from './dispatch/department.ts'
import { deskOf, readingOf } from './dispatch/desk.ts'
import { type MatterScore, mattersOf } from './dispatch/matter.ts'
import { severalReasons } from './dispatch/several.ts'
import { createLocator, type Located } from './place/place.ts'
import { createRelevance, type Relevance } from './place/relevance.ts'
import { createAppealTyper, overruled } from './route/appeal.ts'
import { createRouter, type Routed, routeFiled } from './route/route.ts'
import { createUrgency, type Urgency } from './route/urgency.ts'
import { createSpamJudge, type SpamJudgement, type SpamModel } from './spam/spam.ts'
import type { Document } from './text/document.ts'
import { keywords } from './text/keywords.ts'
import { normalize } from './text/normalize.ts'
import type { Segmenter } from './text/segment.ts'

/** Rises whenever a rule changes what screening says of the same text. */
export const RULES_VERSION = '1'

/** What screening reads of a post: its redacted text and what the source said of it. */
export type Screenable = Redacted &
  Pick<Post, 'kind' | 'postedAt' | 'givenAppealType' | 'addressee' | 'area' | 'channel'>

export interface Screened {
  readonly screening: Screening
  readonly tokens: Tokens
}

export interface Screener {
  readonly versions: Versions
  /**
   * A pure function of the post, the models and the city; one pass, segmented once. Answers for every post: one on which an
   * analyzer throws goes to people with the reason `screen.failed`. Throws only where it cannot read a blank post either.
   */
  screen(post: Screenable): Screened
  /** Words of any text, by the same dictionary and folding. */
  cut(text: string): string[]
  /** The document alone: what grouping and search need of an already screened post. */
  read(post: Screenable): Document
  readAll(posts: readonly Screenable[]): Document[]
  /** The other half of `screen`. */
  judge(document: Document): Screened
  /** The same of several, in order and much faster: who has many posts reads them all, then judges them together. */
  judgeAll(documents: readonly Document[]): Screened[]
}

/**
 * Composes the analyzers in the order of DESIGN's way of the data. A post is off-topic only when it is not spam: spam
 * about another city is spam. What routes to `protected`, `restricted` or `emergency`, or is a danger to life, is never
 * quarantined by a machine: people look.
 */
export function createScreener(options: {
  city: City
  segmenter: Segmenter
  categoryModel: CategoryModel
  spamModel?: SpamModel | undefined
  /** In place of the shipped character model of the judge's evidence. */
  spamEvidence?: SpamModel | undefined
  modelsVersion: string
}): Screener {
  const { city, segmenter } = options
  const categorize = createCategorizer(options.categoryModel, { city })
  const typeOf = createAppealTyper()
  const routeOf = createRouter()
  const urgencyOf = createUrgency()
  const spamOf = createSpamJudge(options.spamModel, options.spamEvidence)
  const locate = createLocator({ city, segmenter })
  const relevanceOf = createRelevance(city)
  const dispatch = createDispatcher()
  const versions: Versions = { rules: RULES_VERSION, dictionary: segmenter.version, models: options.modelsVersion }

  const readTogether = (posts: readonly Screenable[]): Document[] => {
    const normal = posts.map((post) => ({ post, title: normalize(post.title), text: normalize(post.text) }))
    return normal.map(({ post, title, text }) => {
      const [ofTitle, ofText] = segmenter.cutEach([title.text, text.text]) as [string[], string[]]
      return { post, title, text, tokens: { title: ofTitle, text: ofText }, known: [] }
    })
  }

  // One analyzer reads the whole batch before the next begins: its tables and its code stay in the processor's cache.
  const judgeTogether = (documents: readonly Document[]): Screened[] => {
    const ofEach = <T>(read: (document: Document, i: number) => T): T[] => documents.map(read)
    const matters = ofEach(mattersOf)
    ofEach(readingOf)
    ofEach(deskOf)
    const spam = ofEach(spamOf)
    const located = ofEach(locate)
    const relevance = ofEach((document, i) => relevanceOf(document, located[i]!))
    const appeal = ofEach(typeOf)
    const category = ofEach(categorize)
    const routes = ofEach((document, i) => routeOf(document, appeal[i]!.appealType))
    const urgency = ofEach((document, i) => urgencyOf(document, { district: located[i]!.district ?? undefined }))
    const unitsOf = (document: Document, i: number, { route, victim }: Routed): Screening['departments'] =>
      dispatch(document, {
        category: category[i]!.category,
        categories: category[i]!.categories,
        subcategory: category[i]!.subcategory,
        places: located[i]!.places,
        district: located[i]!.district,
        route,
        victim,
        appealType: appeal[i]!.appealType,
      })
    const asked = ofEach((document, i) => unitsOf(document, i, routes[i]!))
    const routed = ofEach((document, i) => {
      const { category: of, subcategory } = category[i]!
      const filed = { category: of, subcategory, lead: asked[i]![0], appealType: appeal[i]!.appealType }
      return routeFiled(document, filed, routes[i]!)
    })
    const departments = ofEach((document, i) =>
      routed[i] === routes[i] ? asked[i]! : unitsOf(document, i, routed[i]!),
    )
    const several = ofEach(severalReasons)
    const words = ofEach(keywords)
    return ofEach((document, i) => ({
      screening: composed({
        kind: document.post.kind,
        given: document.post.givenAppealType,
        spam: spam[i]!,
        located: located[i]!,
        relevance: relevance[i]!,
        appeal: appeal[i]!,
        routed: routed[i]!,
        category: category[i]!,
        urgency: urgency[i]!,
        departments: departments[i]!,
        matters: matters[i]!,
        several: several[i]!,
        keywords: words[i]!,
        versions,
      }),
      tokens: document.tokens,
    }))
  }

  // A fault of ours on one text must not hold up the others. On a blank post it is a fault of more than the text: thrown.
  const unread = new WeakSet<Document>()
  const read = each(readTogether, (post) => {
    const document = { ...readTogether([blankOf(post)])[0]!, post }
    unread.add(document)
    return document
  })
  const judgeRead = each(judgeTogether, ({ post, tokens }) => ({
    screening: forPeople(judgeTogether(readTogether([blankOf(post)]))[0]!.screening),
    tokens,
  }))
  const judge = (documents: readonly Document[]): Screened[] =>
    judgeRead(documents).map((screened, i) =>
      unread.has(documents[i]!) ? { ...screened, screening: forPeople(screened.screening) } : screened,
    )

  return {
    versions,
    read: (post) => read([post])[0]!,
    readAll: read,
    judge: (document) => judge([document])[0]!,
    judgeAll: judge,
    cut: (text) => segmenter.cut(normalize(text).text),
    screen: (post) => judge(read([post]))[0]!,
  }
}

/** The work on a whole batch; where that throws, on each alone, with `instead` for those at fault. */
const each =
  <A, B>(together: (batch: readonly A[]) => B[], instead: (one: A) => B) =>
  (batch: readonly A[]): B[] => {
    try {
      return together(batch)
    } catch {
      return batch.map((one) => {
        try {
          return together([one])[0]!
        } catch {
          return instead(one)
        }
      })
    }
  }

const blankOf = ({ kind }: Screenable): Screenable => ({
  kind,
  title: '',
  text: '',
  marks: [],
  postedAt: undefined,
  givenAppealType: undefined,
  addressee: undefined,
  channel: undefined,
})

/** What is said of a post that could not be screened, from the verdict on a blank one. */
const forPeople = (blank: Screening): Screening => ({
  ...blank,
  disposition: 'review',
  spam: 0,
  reasons: [{ rule: 'screen.failed', weight: 1, text: '程序研判这一篇时出错，请人工研判' }],
})

/** Who tells of a danger asks for help, in whatever words; a comment may tell of what stands above it, and news of what is over. */
const OWN_WORDS: ReadonlySet<Kind> = new Set(['letter', 'post'])
const HELP: ReturnType<ReturnType<typeof createAppealTyper>> = {
  appealType: '求助',
  reasons: [{ rule: 'appeal.urgent', weight: 1, text: '危及人身，即为求助' }],
}

/** Told calmly, an allegation may sound like praise. */
const ACCUSES: typeof HELP = {
  appealType: '举报',
  reasons: [{ rule: 'appeal.accused', weight: 1, text: '检举控告，不是表扬' }],
}

/** What the analyzers said of one post. */
interface Findings {
  readonly kind: Kind
  /** The kind of appeal said at the source. */
  readonly given: string | undefined
  readonly spam: SpamJudgement
  readonly located: Located
  readonly relevance: Relevance
  readonly appeal: ReturnType<ReturnType<typeof createAppealTyper>>
  readonly routed: ReturnType<ReturnType<typeof createRouter>>
  readonly category: Categorized
  readonly urgency: ReturnType<ReturnType<typeof createUrgency>>
  readonly departments: Screening['departments']
  readonly matters: readonly MatterScore[]
  readonly several: readonly Reason[]
  readonly keywords: Screening['keywords']
  readonly versions: Versions
}

function composed(found: Findings): Screening {
  const { spam, located, relevance, routed, category, urgency, departments, versions } = found
  const matters = found.matters
    .slice(0, 3)
    .map(({ matter, score }) => ({ label: matter.matter, score: Math.round(score * 10) / 10 }))
  // A danger to life is urgent, by whatever signs it was told.
  const urgent = Math.max(urgency.urgency, routed.route === 'emergency' ? 3 : routed.victim ? 2 : 0) as Urgency
  const { appealType } = found.appeal
  const meansHelp = appealType === '其他' || (appealType === '表扬' && routed.route === 'emergency')
  const accuses = appealType === '表扬' && routed.route === 'protected'
  const appeal = urgent === 3 && meansHelp && OWN_WORDS.has(found.kind) ? HELP : accuses ? ACCUSES : found.appeal
  const mustBeSeen = routed.route === 'protected' || routed.route === 'restricted' || urgent === 3
  const disposition =
    spam.verdict === 'quarantine'
      ? mustBeSeen
        ? 'review'
        : 'quarantined'
      : relevance.offTopic
        ? 'off-topic'
        : spam.verdict === 'review' || relevance.unsure
          ? 'review'
          : 'kept'
  return {
    disposition,
    appealType: appeal.appealType,
    route: routed.route,
    spam: spam.spam,
    relevance: relevance.relevance,
    category: category.category,
    categories: category.categories,
    ...(category.subcategory === undefined ? {} : { subcategory: category.subcategory }),
    ...(category.filings === undefined ? {} : { filings: category.filings }),
    ...(matters.length === 0 ? {} : { matters }),
    places: located.places,
    departments,
    keywords: found.keywords,
    urgency: urgent,
    reasons: [
      ...spam.reasons,
      ...relevance.reasons,
      ...routed.reasons,
      ...appeal.reasons,
      ...overruled(found.given, appeal.appealType),
      ...urgency.reasons,
      ...category.reasons,
      ...found.several,
      ...located.reasons,
    ].map(rounded),
    versions,
  }
}

/** Most are round already. */
function rounded(reason: Reason): Reason {
  const weight = Math.round(reason.weight * 1e3) / 1e3
  return weight === reason.weight ? reason : { ...reason, weight }
}
