/**
 * Linear models over sparse rows: L2-regularised L2-loss SVM by dual coordinate descent (Hsieh et al. 2008, as in
 * liblinear), one-vs-rest, and the scorer that reads the trained, quantised weights.
 */

/** One row: ascending or not, indices are unique. Values are finite. */
export interface SparseRow {
  readonly index: Uint32Array
  readonly value: Float32Array
}

export interface SvmOptions {
  readonly dims: number
  /** Cost of an error; larger fits closer. */
  readonly cost: number
  readonly epochs: number
  readonly seed: number
  /** Multiplies `cost` row by row (label noise, class balance); 1 where absent. */
  readonly rowCost?: Float32Array | undefined
}

/** Small, fast, seeded generator (mulberry32): the same seed gives the same order everywhere. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Weights (dims + 1, the last is the bias) of one binary problem; `positive[i]` says the side of row i. */
export function trainSvm(rows: readonly SparseRow[], positive: readonly boolean[], options: SvmOptions): Float32Array {
  const { dims, cost, epochs, rowCost } = options
  const n = rows.length
  const weights = new Float32Array(dims + 1)
  const alpha = new Float64Array(n)
  const diagonal = new Float64Array(n)
  const norm = new Float64Array(n)
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const { value } = rows[i]!
    let squared = 1
    for (let k = 0; k < value.length; k++) squared += value[k]! * value[k]!
    diagonal[i] = 0.5 / (cost * (rowCost?.[i] ?? 1))
    norm[i] = squared + diagonal[i]!
    order[i] = i
  }
  const random = seeded(options.seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const t = order[i]!
      order[i] = order[j]!
      order[j] = t
    }
    let largest = 0
    for (let o = 0; o < n; o++) {
      const i = order[o]!
      const { index, value } = rows[i]!
      const y = positive[i] ? 1 : -1
      let dot = weights[dims]!
      for (let k = 0; k < index.length; k++) dot += weights[index[k]!]! * value[k]!
      const gradient = y * dot - 1 + diagonal[i]! * alpha[i]!
      const before = alpha[i]!
      const after = Math.max(0, before - gradient / norm[i]!)
      if (after === before) continue
      alpha[i] = after
      const step = (after - before) * y
      largest = Math.max(largest, Math.abs(step))
      for (let k = 0; k < index.length; k++) weights[index[k]!]! += step * value[k]!
      weights[dims]! += step
    }
    if (largest < 1e-3) break
  }
  return weights
}
