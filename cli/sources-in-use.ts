import { fileURLToPath } from 'node:url'
import { onByDefault } from '../crawlers/crawler.ts'
import type { Recipe } from '../crawlers/recipe.ts'
import { loadRecipes, RECIPE_DIR } from '../crawlers/recipe-file.ts'
import { AppError } from '../model/error.ts'
import type { LoadedConfig } from './config-file.ts'

export interface SourceInUse {
  readonly recipe: Recipe
  readonly enabled: boolean
}

const SAMPLE_RECIPES = fileURLToPath(new URL('../samples/recipes/', import.meta.url))

/** The sample city's sources are written against its loopback site; this stands in where nothing is fetched. */
const NO_SITE = 'http://127.0.0.1:9'

/**
 * The recipes of this configuration: the sample city's own, or those that come with the program and the config's.
 * On are those whose recipe says so, changed by crawl.enabled and crawl.disabled.
 */
export async function loadSources(loaded: LoadedConfig, origin = NO_SITE): Promise<SourceInUse[]> {
  const { crawl } = loaded.config
  const recipes = loaded.sample
    ? loadRecipes([SAMPLE_RECIPES], { origin, sample: 'true' })
    : loadRecipes([RECIPE_DIR, ...crawl.recipes], crawl.rsshub ? { rsshub: crawl.rsshub.replace(/\/+$/, '') } : {})
  const unknown = Object.keys(crawl.values).find((id) => !recipes.some((recipe) => recipe.id === id))
  if (unknown !== undefined && !loaded.sample)
    throw new AppError('source.unknown', `crawl.values: ${unknown}`, { details: { id: unknown } })
  return recipes.map((recipe) => ({
    recipe: { ...recipe, variables: { ...recipe.variables, ...crawl.values[recipe.id] } },
    enabled: (onByDefault(recipe) || crawl.enabled.includes(recipe.id)) && !crawl.disabled.includes(recipe.id),
  }))
}

/** Every recipe that can be checked offline: those in use, and those that come with the program. */
export async function loadCheckable(loaded: LoadedConfig): Promise<Recipe[]> {
  const inUse = (await loadSources(loaded)).map((s) => s.recipe)
  return loaded.sample ? [...inUse, ...loadRecipes([RECIPE_DIR])] : inUse
}
