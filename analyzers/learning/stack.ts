import { readFileSync } from 'node:fs'
import { AppError } from '../../model/error.ts'

/**
 * A judge over other judges: multinomial logistic regression on a few named figures (margins of the linear models, cues,
 * matters), made by models/train-desk.ts from margins of models that had not seen the writer, so that no piece of evidence is
 * trusted more than it earns with a stranger.
 */
export interface Stack {
  readonly labels: readonly string[]
  /** Names of the figures, in order; for reading, and checked in number. */
  readonly figures: readonly string[]
  /** label × figure. */
  readonly weights: readonly (readonly number[])[]
  readonly bias: readonly number[]
}

/** Where train-desk.ts leaves the stacks. */
export const STACKS = new URL('../models/desk-stacks.json', import.meta.url)

/** Reads one stack; throws `model.file` when it is not there or does not fit its own names. */
export function loadStack(name: string): Stack {
  const stack = (JSON.parse(readFileSync(STACKS, 'utf8')) as Record<string, Stack | undefined>)[name]
  const file = 'desk-stacks.json'
  if (stack?.weights.length !== stack?.labels.length || stack?.weights.some((w) => w.length !== stack.figures.length))
    throw new AppError('model.file', `${file}: ${name} is damaged`, { details: { file, why: `${name} is damaged` } })
  return stack as Stack
}

/** Log-odds of each label, up to a common constant. */
export function stackOdds({ weights, bias }: Stack, figures: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(bias)
  for (let l = 0; l < out.length; l++) {
    const row = weights[l]!
    for (let k = 0; k < row.length; k++) if (figures[k] !== 0) out[l]! += row[k]! * figures[k]!
  }
  return out
}

/** exp and normalise, in place. */
export function softmax(odds: Float64Array): Float64Array {
  let top = Number.NEGATIVE_INFINITY
  for (const x of odds) if (x > top) top = x
  let sum = 0
  for (let l = 0; l < odds.length; l++) sum += odds[l] = Math.exp(odds[l]! - top)
  for (let l = 0; l < odds.length; l++) odds[l]! /= sum
  return odds
}
