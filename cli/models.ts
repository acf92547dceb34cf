import { createHash } from 'node:crypto'
import { untaughtOf } from '../analyzers/dispatch/category.ts'
import { type LinearModel, loadModel, unpackModel } from '../analyzers/learning/model-file.ts'
import { isEvidence } from '../analyzers/spam/spam.ts'
import type { Config } from '../model/config.ts'
import { LEARNING_TASKS } from '../model/learning.ts'
import { learningMessages as m } from '../model/messages/learning.ts'
import { CATEGORIES, CATEGORY_CODES, categoryName } from '../model/words.ts'
import type { Context } from './context.ts'
import { nearestName } from './nearest-name.ts'

/** Codes and shown names of the categories: what a label may be. */
const NAMES = [...CATEGORY_CODES, ...Object.values(CATEGORIES)]

/** The models that ship with the program, beside the scripts that made them. */
const SHIPPED = {
  category: new URL('../analyzers/models/category.model', import.meta.url),
  spam: new URL('../analyzers/models/spam.model', import.meta.url),
} as const

/** A model file by its name, or its bytes: a version that lies in Records. */
export type ModelSource = string | Uint8Array

/** The model of a task: the one given, else the shipped one. Throws AppError `model.file`. */
export const loadOne = (source: ModelSource | undefined, task: 'category' | 'spam'): LinearModel =>
  source instanceof Uint8Array ? unpackModel(source, task) : loadModel(source ?? SHIPPED[task], task)

/** Opens what the config names, before anything is done that needs it. Throws AppError `model.file`. */
export function checkNamed(models: Config['models']): void {
  for (const task of LEARNING_TASKS) if (models[task] !== undefined) loadOne(models[task], task)
}

/**
 * Loads the models in force and a version that changes with any of them. `spamModel` is one trained from nothing, whose
 * probability becomes the score; the shipped one and what was taught on from it are one piece of the judge's evidence.
 * Throws AppError `model.file`.
 */
export function loadModels(files: {
  readonly category?: ModelSource | undefined
  readonly spam?: ModelSource | undefined
}): {
  categoryModel: LinearModel
  spamModel: LinearModel | undefined
  spamEvidence: LinearModel | undefined
  version: string
} {
  const categoryModel = loadOne(files.category, 'category')
  const spam = loadOne(files.spam, 'spam')
  const version = createHash('sha256').update(categoryModel.digest).update(spam.digest).digest('hex').slice(0, 12)
  const evidence = isEvidence(spam)
  return {
    categoryModel,
    spamModel: evidence ? undefined : spam,
    spamEvidence: evidence ? spam : undefined,
    version,
  }
}

/** What a category model cannot give, in words; undefined where it can give all. Throws AppError `model.file`. */
export function fewLabels(say: Context['say'], source: ModelSource | undefined): string | undefined {
  if (source === undefined) return undefined
  const model = loadOne(source, 'category')
  const missing = untaughtOf(model)
  const odd = model.labels.filter((label) => !(CATEGORY_CODES as string[]).includes(label))
  const told = [
    ...odd.map((label) => say(m.noCategory, label, nearestName(label, NAMES))),
    ...(missing.length === 0
      ? []
      : [say(m.fewLabels, CATEGORY_CODES.length - missing.length, missing.map(categoryName))]),
  ]
  return told.length === 0 ? undefined : told.join(say(m.between))
}

/** The same as a note, where such a model is put to use. */
export function tellFewLabels(context: Context, source: ModelSource | undefined): void {
  const told = fewLabels(context.say, source)
  if (told !== undefined) context.note(told)
}
