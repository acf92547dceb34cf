/** What a recipe leaves to the desk: an address, an id that nobody outside could know. */
import { AppError } from '../model/error.ts'
import type { Recipe } from './recipe.ts'

export interface Need {
  /** Where it is written in the config. */
  readonly setting: string
  /** What to write there, as the recipe says it. */
  readonly what: string
}

/** Needs of the recipe that the config does not meet yet. */
export const openNeeds = (recipe: Recipe): readonly Need[] =>
  Object.entries(recipe.needs)
    .filter(([name]) => recipe.variables[name] === undefined)
    .map(([name, what]) => ({
      setting: name === 'rsshub' ? 'crawl.rsshub' : `crawl.values.${recipe.id}.${name}`,
      what,
    }))

/** Throws AppError `source.needs` that names the first setting still open and what to write there. */
export function checkNeeds(recipe: Recipe): void {
  const [need] = openNeeds(recipe)
  if (need)
    throw new AppError('source.needs', `${need.setting}: ${need.what}`, { retry: 'never', details: { ...need } })
}
