import type { Post, Redacted, Screening, Tokens, Versions } from '../model/post.ts'
import { createAppealTyper } from './appeal.ts'
import { type CategoryModel, createCategorizer } from './category.ts'
import { createDispatcher } from './department.ts'
import type { Document } from './document.ts'
import { keywords } from './keywords.ts'
import { mattersOf } from './matter.ts'
import { normalize } from './normalize.ts'
import { createLocator } from './place.ts'
import { createRelevance } from './relevance.ts'
import { createRouter } from './route.ts'
import type { Segmenter } from './segment.ts'
import { createSpamJudge, type SpamModel } from './spam.ts'
import { createUrgency } from './urgency.ts'

/** Rises whenever a rule changes what screening says of the same text. */
export const RULES_VERSION = '1'

export type City = 'lanzhou' | 'none'

/** What screening reads of a post: its redacted text and what the source said of it. */
export type Screenable = Redacted & Pick<Post, 'kind' | 'postedAt' | 'givenAppealType' | 'addressee' | 'channel'>

export interface Screened {
  readonly screening: Screening
  readonly tokens: Tokens
}

export interface Screener {
  readonly versions: Versions
  /** A pure function of the post, the models and the city; one pass, segmented once. */
  screen(post: Screenable): Screened
  /** Words of any text, by the same dictionary and folding. */
  cut(text: string): string[]
  /** The document alone: what grouping and search need of an already screened post. */
  read(post: Screenable): Document
  /**
   * The other half of `screen`. Who has several posts reads them all and then judges them: the segmenter's dictionary and our
   * tables do not fit into the processor's cache together.
   */
  judge(document: Document): Screened
}

/**
 * Composes the analyzers in the order of DESIGN's way of the data. A post is off-topic only when it is not spam: spam
 * about another city is spam. What routes to `protected` or `restricted` is never quarantined by a machine: people look.
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

  const read = (post: Screenable): Document => {
    const title = normalize(post.title)
    const text = normalize(post.text)
    return { post, title, text, tokens: { title: segmenter.cut(title.text), text: segmenter.cut(text.text) } }
  }

  const judge = (document: Document): Screened => {
    const spam = spamOf(document)
    const located = locate(document)
    const relevance = relevanceOf(document, located)
    const appeal = typeOf(document)
    const routed = routeOf(document, appeal.appealType)
    const category = categorize(document)
    const urgency = urgencyOf(document, { district: located.district ?? undefined })
    const departments = dispatch(document, {
      category: category.category,
      categories: category.categories,
      subcategory: category.subcategory,
      places: located.places,
      district: located.district,
      route: routed.route,
      appealType: appeal.appealType,
    })
    const matters = mattersOf(document)
      .slice(0, 3)
      .map(({ matter, score }) => ({ label: matter.matter, score: Math.round(score * 10) / 10 }))
    const closed = routed.route === 'protected' || routed.route === 'restricted'
    const disposition =
      spam.verdict === 'quarantine'
        ? closed
          ? 'review'
          : 'quarantined'
        : relevance.offTopic
          ? 'off-topic'
          : spam.verdict === 'review' || relevance.unsure
            ? 'review'
            : 'kept'
    const screening: Screening = {
      disposition,
      appealType: appeal.appealType,
      route: routed.route,
      spam: spam.spam,
      relevance: relevance.relevance,
      category: category.category,
      categories: category.categories,
      ...(category.subcategory === undefined ? {} : { subcategory: category.subcategory }),
      ...(matters.length === 0 ? {} : { matters }),
      places: located.places,
      departments,
      keywords: keywords(document),
      // A danger to life is urgent, by whatever signs it was told.
      urgency: routed.route === 'emergency' ? 3 : urgency.urgency,
      reasons: [
        ...spam.reasons,
        ...relevance.reasons,
        ...routed.reasons,
        ...appeal.reasons,
        ...urgency.reasons,
        ...category.reasons,
        ...located.reasons,
      ].map((r) => ({ ...r, weight: Math.round(r.weight * 1e3) / 1e3 })),
      versions,
    }
    return { screening, tokens: document.tokens }
  }

  return {
    versions,
    read,
    judge,
    cut: (text) => segmenter.cut(normalize(text).text),
    screen: (post) => judge(read(post)),
  }
}
