/** A look replayed without a network: the same code that reads the live site, with saved pages for answers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../model/error.ts'
import type { FailedRow } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import { fixedClock } from '../model/time.ts'
import { decodeBody } from './charset.ts'
import type { Page } from './document.ts'
import { createLook, type LookResult } from './look.ts'
import { readMemory } from './memory.ts'
import { fetchFailed } from './outcome.ts'
import type { Recipe } from './recipe.ts'
import { firstStep, type Step } from './step.ts'

export interface Replayed {
  readonly result: LookResult
  readonly deliveries: readonly Delivery[]
  readonly failed: readonly FailedRow[]
}

/**
 * Runs one look of the recipe with `answer` in place of the network; undefined means that there is no such page, and its
 * AppErrors count as the step's. `limits`: most list pages and most details.
 */
export async function replay(
  recipe: Recipe,
  answer: (step: Step) => Page | undefined | Promise<Page | undefined>,
  now: string,
  limits?: { pages: number; details: number },
): Promise<Replayed> {
  const deliveries: Delivery[] = []
  const failed: FailedRow[] = []
  const look = createLook({
    recipe,
    memory: readMemory({}),
    clock: fixedClock(now),
    limits,
    async deliver(_, good, bad) {
      deliveries.push(...good)
      failed.push(...bad)
      return { received: good.length + bad.length, fresh: good.length, revised: 0, unchanged: 0, failed: bad.length }
    },
  })
  const steps: Step[] = [firstStep(recipe)]
  for (let step = steps.shift(); step; step = steps.shift()) {
    try {
      const page = await answer(step)
      if (!page) throw fetchFailed('gone', `No saved page for ${step.method} ${step.url}`, 'never')
      steps.push(...(await look.handle(step, page, {})))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (look.failed(step, error)) break
    }
  }
  return { result: await look.finish(false), deliveries, failed }
}

/** The saved pages of a recipe's `checks`, matched by a part of "METHOD url body". */
export function savedPages(recipe: Recipe): (step: Step) => Page | undefined {
  return (step) => {
    const asked = `${step.method} ${step.url} ${step.body ?? ''}`
    const saved = recipe.checks?.pages.find((page) => asked.includes(page.match))
    if (!saved) return undefined
    const bytes = readFileSync(join(recipe.checksDir, saved.file))
    const override = recipe.fetch.mode === 'file' ? undefined : recipe.fetch.charset
    const { text } = decodeBody(bytes, { override, contentType: saved.contentType })
    return { url: step.url, status: saved.status, contentType: saved.contentType ?? '', text }
  }
}
