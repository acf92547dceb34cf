import { createFeatureTable, type FeatureTable } from './feature-table.ts'
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
  for (const { labels } of models) if (labels.length < 3) throw new RangeError(`${labels.length} labels`)
  const keys = Uint32Array.from(new Set(models.flatMap((model) => [...model.keys]))).sort()
  const table = createFeatureTable(keys)
  const all = models.map(createModelRows)
  const places = models.map((model) => placesOf(model, table, keys.length))
  let store = createStore(ROOM)
  let own = createStore(ROOM)
  return (bag) => {
    const found = table.look(bag)
    if (store.used + found.length > store.rows.length) store = createStore(Math.max(ROOM, found.length))
    const { rows, times, used: from } = store
    for (let k = 0; k < found.length; k++) {
      rows[from + k] = found.rows[k]!
      times[from + k] = found.times[k]!
    }
    const to = from + found.length
    store.used = to
    const some = (m: number, first: number, end: number): Float64Array => {
      if (own.rows.length < to - from) own = createStore(to - from)
      const length = writeKnown(rows, times, from, to, places[m]!, own)
      return all[m]!.margins({ length, rows: own.rows, times: own.times }, first, end)
    }
    return { of: (m) => some(m, 0, all[m]!.width), some }
  }
}

/**
 * What was found is kept for as long as somebody may ask for margins; that of many posts lies in one piece, for small arrays of
 * this kind are dear to make and to let go.
 */
const ROOM = 1 << 15
const createStore = (size: number) => ({ rows: new Int32Array(size), times: new Float64Array(size), used: 0 })

/** By row of the common table the row of one model's own, -1 for none. */
function placesOf({ keys }: LinearModel, table: FeatureTable, length: number): Int32Array {
  const places = new Int32Array(length).fill(-1)
  for (let i = 0; i < keys.length; i++) places[table.find(keys[i]!)] = i
  return places
}

/** Leaves in `into` those that one model knows, by its own rows; how many they are. */
function writeKnown(
  rows: Int32Array,
  times: Float64Array,
  from: number,
  to: number,
  places: Int32Array,
  into: { readonly rows: Int32Array; readonly times: Float64Array },
): number {
  const { rows: own, times: kept } = into
  let length = 0
  for (let k = from; k < to; k++) {
    const place = places[rows[k]!]!
    own[length] = place
    kept[length] = times[k]!
    length += place === -1 ? 0 : 1
  }
  return length
}
