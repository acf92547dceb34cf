import { createHash } from 'node:crypto'
import { type LinearModel, loadModel } from '../analyzers/model-file.ts'

/** The models that ship with the program, beside the scripts that made them. */
const SHIPPED = {
  category: new URL('../analyzers/models/category.model', import.meta.url),
  spam: new URL('../analyzers/models/spam.model', import.meta.url),
} as const

/** Loads the models in force and a version that changes with any of them. Throws AppError `model.file`. */
export function loadModels(files: { readonly category?: string | undefined; readonly spam?: string | undefined }): {
  categoryModel: LinearModel
  spamModel: LinearModel
  version: string
} {
  const categoryModel = loadModel(files.category ?? SHIPPED.category, 'category')
  const spamModel = loadModel(files.spam ?? SHIPPED.spam, 'spam')
  const version = createHash('sha256').update(categoryModel.digest).update(spamModel.digest).digest('hex').slice(0, 12)
  return { categoryModel, spamModel, version }
}
