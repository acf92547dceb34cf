import { fileURLToPath } from 'node:url'
import { onByDefault } from '../crawlers/crawler.ts'
import type { Recipe } from '../crawlers/recipe.ts'
import { loadRecipes, RECIPE_DIR } from '../crawlers/recipe-file.ts'
import type { AppError } from '../model/error.ts'
import { invalidSettings, type LoadedConfig } from './config-file.ts'
import { nearestName } from './nearest-name.ts'

export interface SourceInUse {
  readonly recipe: Recipe
  readonly enabled: boolean
}

const SAMPLE_RECIPES = fileURLToPath(new URL('../samples/recipes/', import.meta.url))

/** The sample city's sources are written against its loopback site; this stands in where nothing is fetched. */
const NO_SITE = 'http://127.0.0.1:9'

/**
 * The recipes of this configuration: the sample city's own, or those that come with the program and the config's.
 * On are those whose recipe says so, changed by crawl.enabled and crawl.disabled. Throws AppError `config.invalid` for ids
 * in these settings that no recipe has: a source mistyped there would be read, or not, against what the desk wants.
 */
export async function loadSources(loaded: LoadedConfig, origin = NO_SITE): Promise<SourceInUse[]> {
  const { sources, problem } = readSources(loaded, origin)
  if (problem) throw problem
  return sources
}

/** The same with the error beside, for the list in which the right id is looked up. */
export function readSources(
  loaded: LoadedConfig,
  origin = NO_SITE,
): { readonly sources: SourceInUse[]; readonly problem: AppError | undefined } {
  const { crawl } = loaded.config
  const recipes = loaded.sample
    ? loadRecipes([SAMPLE_RECIPES], { origin, sample: 'true' })
    : loadRecipes([RECIPE_DIR, ...crawl.recipes], crawl.rsshub ? { rsshub: crawl.rsshub.replace(/\/+$/, '') } : {})
  const known = recipes.map((recipe) => recipe.id)
  const named = [
    ...(['enabled', 'disabled'] as const).flatMap((key) =>
      crawl[key].map((id, i) => ({ id, path: ['crawl', key, i] })),
    ),
    ...Object.keys(crawl.values).map((id) => ({ id, path: ['crawl', 'values', id] })),
  ].filter(({ id }) => !known.includes(id))
  return {
    sources: recipes.map((recipe) => ({
      recipe: { ...recipe, variables: { ...recipe.variables, ...crawl.values[recipe.id] } },
      enabled: (onByDefault(recipe) || crawl.enabled.includes(recipe.id)) && !crawl.disabled.includes(recipe.id),
    })),
    problem:
      named.length > 0 && !loaded.sample
        ? invalidSettings(
            loaded.file,
            named.map(({ id, path }) => ({ path, message: unknownSource(id, nearestName(id, known)) })),
          )
        : undefined,
  }
}

const unknownSource = (id: string, near: string | undefined): string =>
  `没有来源 ${id}${near === undefined ? '' : `，是不是 ${near}`}；lanting sources list 列出全部（no such source${near === undefined ? '' : `; ${near}?`}）`

/** Every recipe that can be checked offline: those in use, and those that come with the program. */
export async function loadCheckable(loaded: LoadedConfig): Promise<Recipe[]> {
  const inUse = (await loadSources(loaded)).map((s) => s.recipe)
  return loaded.sample ? [...inUse, ...loadRecipes([RECIPE_DIR])] : inUse
}
