import type { SourceStore } from '../model/ports.ts'
import { hostOf } from './plan.ts'
import type { Recipe } from './recipe.ts'

/**
 * The way back for a paused source: ends its pause and the rest of its host, so that it is due by its rhythm again.
 * A crawler at work elsewhere sees it before its next request.
 */
export async function resumeSource(
  sources: Pick<SourceStore, 'health' | 'record' | 'rest'>,
  recipe: Recipe,
): Promise<void> {
  const host = hostOf(recipe)
  if (host !== undefined) await sources.rest(host, null, 0)
  const health = (await sources.health()).find((one) => one.source === recipe.id)
  if (health) await sources.record({ ...health, consecutiveFailures: 0, pausedUntil: null })
}
