import { redact } from '../analyzers/redaction/redact.ts'
import { createScreener, type Screener } from '../analyzers/screener.ts'
import { createSegmenter } from '../analyzers/text/segment.ts'
import { AppError } from '../model/error.ts'
import type { City } from '../model/words.ts'
import { loadModels, type ModelSource } from './models.ts'
import { createLineScreener, type LineScreener } from './screen-line.ts'

/** What a screener is made of; plain data, so that it can cross to a worker thread. */
export interface ScreeningSpec {
  readonly city: City
  /** Models by task; absent: the shipped one. */
  readonly models: { readonly category?: ModelSource | undefined; readonly spam?: ModelSource | undefined }
}

/** `--model category=FILE` (repeatable) over the config's models. Throws `usage.model`. */
export function readModelOptions(
  values: readonly string[] | undefined,
  fallback: ScreeningSpec['models'],
): ScreeningSpec['models'] {
  const models: { category?: ModelSource; spam?: ModelSource } = {
    ...(fallback.category ? { category: fallback.category } : {}),
    ...(fallback.spam ? { spam: fallback.spam } : {}),
  }
  for (const value of values ?? []) {
    const m = /^(category|spam)=(.+)$/.exec(value)
    if (!m)
      throw new AppError(
        'usage.model',
        `--model 的写法是 category=文件 或 spam=文件（is category=FILE or spam=FILE）: ${value}`,
      )
    models[m[1] as 'category' | 'spam'] = m[2] as string
  }
  return models
}

/** The screener of a city; without one, that of the spec's. */
export type ScreenerOf = (city?: City) => Screener

/** The screeners of this process over one dictionary (about two seconds to load), each built when first asked for. */
export function openScreeners(spec: ScreeningSpec): ScreenerOf {
  const { categoryModel, spamModel, spamEvidence, version } = loadModels(spec.models)
  const segmenter = createSegmenter()
  const built = new Map<City, Screener>()
  return (city = spec.city) => {
    const screener =
      built.get(city) ??
      createScreener({ city, segmenter, categoryModel, spamModel, spamEvidence, modelsVersion: version })
    built.set(city, screener)
    return screener
  }
}

export const openScreener = (spec: ScreeningSpec): Screener => openScreeners(spec)()

export const openLineScreener = (spec: ScreeningSpec): LineScreener => createLineScreener(openScreener(spec), redact)
