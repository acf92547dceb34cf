/** Fits the join decision: a logistic with known signs, then shallow boosted trees on what it leaves. Deterministic. */
import type { Tree } from '../pipeline/nearness/trees.ts'

export interface Row {
  readonly inputs: ArrayLike<number>
  readonly same: 0 | 1
  readonly weight: number
}

/** +1: more of the figure never speaks against, -1: never for, 0: either. */
export type Sign = -1 | 0 | 1

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const round = (x: number): number => Math.round(x * 1e4) / 1e4

interface LogisticRules {
  readonly ridge?: number
  readonly steps?: number
  readonly rate?: number
  /** Weights that stay as they are, by input. */
  readonly fixed?: ReadonlyMap<number, number>
}

/** Weights of a ridge logistic by projected Adam; the first input is the bias and is not shrunk. */
export function fitLogistic(
  rows: readonly Row[],
  signs: readonly Sign[],
  { ridge = 2e-3, steps = 300, rate = 0.1, fixed = new Map() }: LogisticRules = {},
): number[] {
  const n = signs.length
  const count = rows.length
  const weights = new Float64Array(n)
  for (const [j, weight] of fixed) weights[j] = weight
  const first = new Float64Array(n)
  const second = new Float64Array(n)
  const slope = new Float64Array(n)
  const inputs = new Float64Array(n * count)
  rows.forEach((row, i) => {
    for (let j = 0; j < n; j += 1) inputs[i * n + j] = row.inputs[j] as number
  })
  const same = Float64Array.from(rows, (row) => row.same)
  const weight = Float64Array.from(rows, (row) => row.weight)
  let total = 0
  for (const row of rows) total += row.weight
  for (let step = 1; step <= steps; step += 1) {
    slope.fill(0)
    for (let i = 0, at = 0; i < count; i += 1, at += n) {
      let z = 0
      for (let j = 0; j < n; j += 1) z += (inputs[at + j] as number) * (weights[j] as number)
      const error = (sigmoid(z) - (same[i] as number)) * (weight[i] as number)
      for (let j = 0; j < n; j += 1) slope[j] = (slope[j] as number) + error * (inputs[at + j] as number)
    }
    const pace = rate * Math.min(1, 2 - (2 * step) / steps + 0.02)
    for (let j = 0; j < n; j += 1) {
      if (fixed.has(j)) continue
      const g = (slope[j] as number) / total + (j === 0 ? 0 : ridge * (weights[j] as number))
      first[j] = 0.9 * (first[j] as number) + 0.1 * g
      second[j] = 0.999 * (second[j] as number) + 0.001 * g * g
      const move =
        (first[j] as number) / (1 - 0.9 ** step) / (Math.sqrt((second[j] as number) / (1 - 0.999 ** step)) + 1e-8)
      const moved = (weights[j] as number) - pace * move
      const sign = signs[j] as Sign
      weights[j] = sign !== 0 && moved * sign < 0 ? 0 : moved
    }
  }
  return [...weights].map(round)
}

export interface BoostRules {
  readonly trees: number
  readonly depth: number
  readonly rate: number
  /** Added to the curvature of a leaf. */
  readonly ridge: number
  /** Least share of all weight in a leaf. */
  readonly leaf: number
  /** Inputs no tree splits on. */
  readonly barred?: ReadonlyMap<number, unknown>
}
export const boostRules: BoostRules = { trees: 60, depth: 3, rate: 0.1, ridge: 5, leaf: 0.002 }

const BINS = 32
/** A threshold nothing exceeds: such a node does not split. */
const NEVER = 1e6

/** Second-order boosting (Chen & Guestrin 2016) over at most 32 bins a figure, from the margins of `base`. */
export function fitTrees(
  rows: readonly Row[],
  signs: readonly Sign[],
  base: readonly number[],
  rules: BoostRules = boostRules,
): Tree[] {
  const n = signs.length
  const count = rows.length
  const edges = signs.map((_, j) => edgesOf(rows.map((row) => row.inputs[j] as number)))
  const bins = signs.map((_, j) => Uint8Array.from(rows, (row) => binOf(edges[j] as number[], row.inputs[j] as number)))
  const margins = Float64Array.from(rows, ({ inputs }) => {
    let z = 0
    for (let j = 0; j < n; j += 1) z += (inputs[j] as number) * (base[j] as number)
    return z
  })
  let total = 0
  for (const row of rows) total += row.weight
  // Weights of mean 1, so that the ridge means the same for any set.
  const scale = count / total
  const g = new Float64Array(count)
  const h = new Float64Array(count)
  const w = Float64Array.from(rows, (row) => row.weight * scale)
  const least = rules.leaf * count
  const inner = 2 ** rules.depth - 1
  const trees: Tree[] = []
  for (let t = 0; t < rules.trees; t += 1) {
    for (let i = 0; i < count; i += 1) {
      const p = sigmoid(margins[i] as number)
      g[i] = (w[i] as number) * (p - (rows[i] as Row).same)
      h[i] = (w[i] as number) * p * (1 - p)
    }
    const features = new Array<number>(inner).fill(0)
    const thresholds = new Array<number>(inner).fill(NEVER)
    const values = new Array<number>(2 * inner + 1).fill(0)
    const members: Int32Array[] = [Int32Array.from(rows, (_, i) => i)]
    const bounds: [number, number][] = [[-NEVER, NEVER]]
    const leafValue = (sumG: number, sumH: number, [low, high]: [number, number]): number =>
      Math.max(low, Math.min(high, -sumG / (sumH + rules.ridge)))
    const gainOf = (sumG: number, sumH: number, value: number): number =>
      -(sumG * value + 0.5 * (sumH + rules.ridge) * value * value)
    for (let node = 0; node < 2 * inner + 1; node += 1) {
      const own = members[node] as Int32Array
      const bound = bounds[node] as [number, number]
      let [sumG, sumH] = [0, 0]
      for (const i of own) {
        sumG += g[i] as number
        sumH += h[i] as number
      }
      const value = own.length === 0 ? (values[(node - 1) >> 1] as number) / rules.rate : leafValue(sumG, sumH, bound)
      values[node] = value * rules.rate
      if (node >= inner) continue
      let best = 1e-6
      let chosen = { feature: -1, bin: 0, left: 0, right: 0 }
      const whole = gainOf(sumG, sumH, value)
      for (let j = 1; j < n; j += 1) {
        const size = (edges[j] as number[]).length
        if (size === 0 || rules.barred?.has(j)) continue
        const sums = new Float64Array(3 * (size + 1))
        const column = bins[j] as Uint8Array
        for (const i of own) {
          const b = 3 * (column[i] as number)
          sums[b] = (sums[b] as number) + (g[i] as number)
          sums[b + 1] = (sums[b + 1] as number) + (h[i] as number)
          sums[b + 2] = (sums[b + 2] as number) + (w[i] as number)
        }
        let weight = 0
        for (let b = 0; b <= size; b += 1) weight += sums[3 * b + 2] as number
        let [leftG, leftH, leftW] = [0, 0, 0]
        for (let b = 0; b < size; b += 1) {
          leftG += sums[3 * b] as number
          leftH += sums[3 * b + 1] as number
          leftW += sums[3 * b + 2] as number
          if (leftW < least || weight - leftW < least) continue
          const left = leafValue(leftG, leftH, bound)
          const right = leafValue(sumG - leftG, sumH - leftH, bound)
          if ((right - left) * (signs[j] as Sign) < 0) continue
          const gain = gainOf(leftG, leftH, left) + gainOf(sumG - leftG, sumH - leftH, right) - whole
          if (gain > best) {
            best = gain
            chosen = { feature: j, bin: b, left, right }
          }
        }
      }
      const [l, r] = [2 * node + 1, 2 * node + 2]
      if (chosen.feature < 0) {
        members[l] = own
        members[r] = new Int32Array(0)
        bounds[l] = bound
        bounds[r] = bound
        continue
      }
      const { feature, bin, left, right } = chosen
      features[node] = feature
      thresholds[node] = (edges[feature] as number[])[bin] as number
      const column = bins[feature] as Uint8Array
      members[l] = own.filter((i) => (column[i] as number) <= bin)
      members[r] = own.filter((i) => (column[i] as number) > bin)
      const middle = (left + right) / 2
      const sign = signs[feature] as Sign
      bounds[l] = sign > 0 ? [bound[0], middle] : sign < 0 ? [middle, bound[1]] : bound
      bounds[r] = sign > 0 ? [middle, bound[1]] : sign < 0 ? [bound[0], middle] : bound
    }
    for (let leaf = inner; leaf < 2 * inner + 1; leaf += 1)
      for (const i of members[leaf] as Int32Array) margins[i] = (margins[i] as number) + (values[leaf] as number)
    trees.push({ features, thresholds, values: values.map(round) })
  }
  return trees
}

/** Up to 31 edges that part the values into bins of like size; rounded as they are stored. */
function edgesOf(values: number[]): number[] {
  const sorted = values.sort((a, b) => a - b)
  const edges = new Set<number>()
  for (let b = 1; b < BINS; b += 1) {
    const at = Math.floor((b * sorted.length) / BINS)
    const [low, high] = [sorted[at - 1] as number, sorted[at] as number]
    if (high > low) edges.add(round((low + high) / 2))
  }
  // Figures that are mostly 0: the first step away from it is an edge too.
  const lowest = sorted[0] as number
  const next = sorted.find((x) => x > lowest + 1e-3)
  if (next !== undefined) edges.add(round((lowest + next) / 2))
  return [...edges].sort((a, b) => a - b)
}

function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
