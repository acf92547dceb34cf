import { createFeatureTable } from './feature-table.ts'
import type { Bag } from './features.ts'
import type { LinearModel } from './model-file.ts'
import { createModelRows } from './model-rows.ts'

/** What several models make of one bag; worked out when it is asked for. */
export interface JointMargins {
  /** Margins of a model, one a label, as its own scorer gives them. */
  of(model: number): Float64Array
  /** The same of labels [from, to) alone: of many labels few are asked for. */
  some(model: number, from: number, to: number): Float64Array
}

/**
 * Several models over one bag. Models of one corpus share most features, so each is looked up once for all of them.
 * Throws RangeError for a model of fewer than 3 labels.
 */
export function createJointScorer(models: readonly LinearModel[]): (bag: Bag) => JointMargins {
  const ids = new Map<number, number>()
  for (const { keys, labels } of models) {
    if (labels.length < 3) throw new RangeError(`${labels.length} labels`)
    for (const key of keys) if (!ids.has(key)) ids.set(key, ids.size)
  }
  const table = createFeatureTable([...ids.keys()])
  const all = models.map((model) => createModelRows(model, (feature) => ids.get(model.keys[feature]!)!))
  return (bag) => {
    const found = table.look(bag)
    const norms: number[] = []
    const some = (m: number, from: number, to: number): Float64Array => {
      const rows = all[m]!
      norms[m] ??= rows.norm(found)
      return rows.margins(found, norms[m], from, to)
    }
    return { of: (m) => some(m, 0, all[m]!.width), some }
  }
}
