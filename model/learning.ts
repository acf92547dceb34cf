/** What people's decisions teach: trained versions, what they are worth, and how well screening does by the random audit. */
/** What can be trained from decisions. */
export const LEARNING_TASKS = ['category', 'spam'] as const
export type LearningTask = (typeof LEARNING_TASKS)[number]

/** Figures of one model over the same decided posts. For `spam` of "set aside or doubted"; for `category` macro averages. */
export interface TaskFigures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly accuracy: number
}

/** A new model beside the live one: each post was judged by a fold that had not seen it or anything like it. */
export interface ShadowFigures {
  readonly posts: number
  readonly live: TaskFigures
  readonly shadow: TaskFigures
  /** Posts on which the two differ, and how many of these each had right. */
  readonly differ: number
  readonly liveRight: number
  readonly shadowRight: number
}

export interface NewModel {
  readonly task: LearningTask
  /** SHA-256 hex of the model. */
  readonly digest: string
  /** Decisions it learned from. */
  readonly decisions: number
  readonly figures: ShadowFigures
  readonly content: Uint8Array
}

export interface ModelVersion extends Omit<NewModel, 'content'> {
  readonly version: number
  readonly madeBy: string
  readonly madeAt: string
  readonly live: boolean
  /** When it last became live by a choice; null: never. */
  readonly liveSince: string | null
}

/** A share with its 95 % interval. `n`: judged posts behind it; without any, value and interval are null. */
export interface Measured {
  readonly n: number
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** How well screening does, from what people decided of a random sample. */
export interface AuditFigures {
  /** Decisions of the audit slice. */
  readonly audited: number
  /** Decisions on what screening had sent to review, beside them in recall and lost. */
  readonly doubted: number
  /** Of what the machine set aside, the share that people set aside too. */
  readonly precision: Measured
  /** Of what people would set aside, the share that the machine set aside or sent to review. */
  readonly recall: Measured
  /** Of the genuine posts, the share that the machine set aside or called off-topic. */
  readonly lost: Measured
}
