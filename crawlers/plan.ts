/** How a source is visited, in one line for people: the politeness that anybody may check. */
import type { Lang } from '../model/catalogue.ts'
import { say } from '../model/catalogue.ts'
import { crawlMessages } from '../model/messages/crawl.ts'
import type { Recipe } from './recipe.ts'
import { fill } from './template.ts'

/** Rhythm, gap between two requests, budget a day and host; robots.txt may slow it further, never hasten it. */
export function describePlan(recipe: Recipe, lang: Lang = 'zh'): string {
  const tell = say(lang)
  const { fetch } = recipe
  if (fetch.mode === 'file')
    return tell(crawlMessages.planFolder, recipe.every ?? 0, fill(fetch.folder, recipe.variables))
  const { minDelay, jitter, maxPerDay } = fetch.rate
  const host = URL.parse(
    fetch.url.replace(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => recipe.variables[name] ?? name),
  )?.host
  return tell(
    crawlMessages.planSite,
    recipe.every ?? 0,
    minDelay,
    minDelay + jitter,
    maxPerDay,
    host ?? fetch.url,
    fetch.mode,
  )
}
