/** Shallow boosted trees, as the decisions of grouping correct their logistic by. Pure. */

/** A complete binary tree, level by level: splits of the inner nodes, values (log-odds) of all nodes, the last are leaves. */
export interface Tree {
  readonly features: readonly number[]
  /** At most this goes left. */
  readonly thresholds: readonly number[]
  readonly values: readonly number[]
}

/** What trees of one depth add for some figures, all together, log-odds. */
export function createForest(trees: readonly Tree[]): (inputs: Float64Array) => number {
  const inner = trees[0]?.features.length ?? 0
  const leaves = inner + 1
  const features = Int32Array.from(trees.flatMap((tree) => tree.features))
  const thresholds = Float64Array.from(trees.flatMap((tree) => tree.thresholds))
  const values = Float64Array.from(trees.flatMap((tree) => tree.values.slice(inner)))
  const count = trees.length
  return (inputs) => {
    let sum = 0
    for (let t = 0; t < count; t += 1) {
      let node = 0
      while (node < inner) {
        const at = t * inner + node
        node = 2 * node + ((inputs[features[at] as number] as number) <= (thresholds[at] as number) ? 1 : 2)
      }
      sum += values[t * leaves + node - inner] as number
    }
    return sum
  }
}
