/** Fits the small judges of stack.ts: full-batch Adam on the log loss, the same weights on every machine. */
import { type Stack, softmax, stackOdds } from '../learning/stack.ts'

const RATE = 0.05
const FIRST = 0.9
const SECOND = 0.999

interface FitOptions {
  readonly rounds: number
  /** L2 penalty of the weights, not of the bias. */
  readonly penalty: number
}

/** One Adam over a flat vector of weights; `gradient` adds to what it is given. */
export function descend(
  size: number,
  options: FitOptions & { free: (k: number) => boolean },
  gradient: (weights: Float64Array, sum: Float64Array) => void,
): Float64Array {
  const weights = new Float64Array(size)
  const [mean, square, sum] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  for (let t = 1; t <= options.rounds; t++) {
    sum.fill(0)
    gradient(weights, sum)
    for (let k = 0; k < size; k++) {
      const g = sum[k]! + (options.free(k) ? 0 : options.penalty * weights[k]!)
      mean[k] = FIRST * mean[k]! + (1 - FIRST) * g
      square[k] = SECOND * square[k]! + (1 - SECOND) * g * g
      weights[k]! -= (RATE * (mean[k]! / (1 - FIRST ** t))) / (Math.sqrt(square[k]! / (1 - SECOND ** t)) + 1e-8)
    }
  }
  return weights
}

/** Multinomial logistic regression; `target` indexes `labels`. Weights are rounded as they will be stored. */
export function fitStack(
  labels: readonly string[],
  figures: readonly string[],
  rows: readonly ArrayLike<number>[],
  target: readonly number[],
  options: FitOptions,
): Stack {
  const width = figures.length + 1
  const toStack = (w: Float64Array): Stack => ({
    labels,
    figures,
    weights: labels.map((_, l) => Array.from(w.subarray(l * width, l * width + width - 1))),
    bias: labels.map((_, l) => w[l * width + width - 1]!),
  })
  const fitted = descend(
    labels.length * width,
    { ...options, free: (k) => k % width === width - 1 },
    (weights, sum) => {
      const stack = toStack(weights)
      for (let i = 0; i < rows.length; i++) {
        const x = rows[i]!
        const share = softmax(stackOdds(stack, x))
        for (let l = 0; l < labels.length; l++) {
          const error = (share[l]! - (target[i] === l ? 1 : 0)) / rows.length
          for (let k = 0; k < width - 1; k++) if (x[k] !== 0) sum[l * width + k]! += error * x[k]!
          sum[l * width + width - 1]! += error
        }
      }
    },
  )
  return toStack(fitted.map((w) => Math.round(w * 1e3) / 1e3))
}
