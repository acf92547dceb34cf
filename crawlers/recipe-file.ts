/** Recipes from YAML files, with errors that name the line. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { AppError } from '../model/error.ts'
import { type Recipe, recipeSchema } from './recipe.ts'

/** Folder of the recipes that come with the program. */
export const RECIPE_DIR = fileURLToPath(new URL('./recipes/', import.meta.url))

const lineAt = (doc: ReturnType<typeof parseDocument>, counter: LineCounter, path: readonly PropertyKey[]): number => {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent = depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth - 1), true)
    if (depth > 0 && isMap(parent)) {
      // The key's own line reads better than the value's.
      const pair = parent.items.find(
        (item) => String((item.key as { value?: unknown })?.value) === String(path[depth - 1]),
      )
      const range = (pair?.key as { range?: [number, number, number] | null } | undefined)?.range
      if (range) return counter.linePos(range[0]).line
    }
    const node = depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth), true)
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range
    if (range) return counter.linePos(range[0]).line
  }
  return 1
}

/** The recipe that another one extends: beside it, else among those that come with the program. */
function readBase(id: string, file: string): { dir: string; keys: Record<string, unknown> } | undefined {
  const dir = [dirname(file), RECIPE_DIR].find((folder) => existsSync(join(folder, `${id}.yaml`)))
  if (dir === undefined) return undefined
  const keys: unknown = parseDocument(readFileSync(join(dir, `${id}.yaml`), 'utf8')).toJS()
  return typeof keys === 'object' && keys !== null ? { dir, keys: keys as Record<string, unknown> } : undefined
}

/**
 * Parses one recipe. `extends: ID` takes every key from that recipe that this one does not have itself; one level deep.
 * Throws AppError `recipe.invalid` whose message holds every problem as `file:line key: what`.
 * @param variables values for `{{name}}` in its templates.
 */
export function parseRecipe(text: string, file: string, variables: Readonly<Record<string, string>> = {}): Recipe {
  const counter = new LineCounter()
  const doc = parseDocument(text, { lineCounter: counter })
  const problems = doc.errors.map(
    (e) => `${basename(file)}:${counter.linePos(e.pos[0]).line} ${e.message.split('\n')[0]}`,
  )
  let keys: unknown
  try {
    if (problems.length === 0) keys = doc.toJS()
  } catch (error) {
    // Aliases that name nothing or come to too much: that shows only when they are written out.
    if (!(error instanceof ReferenceError)) throw error
    problems.push(`${basename(file)}:1 ${error.message}`)
  }
  if (problems.length === 0) {
    const { extends: wanted, ...own } = (isMap(doc.contents) ? keys : {}) as Record<string, unknown>
    const base = typeof wanted === 'string' ? readBase(wanted, file) : undefined
    if (wanted !== undefined && (!base || base.keys.extends !== undefined))
      problems.push(
        `${basename(file)}:${lineAt(doc, counter, ['extends'])} extends: no recipe ${String(wanted)} that stands on its own`,
      )
    const parsed = recipeSchema.safeParse(base ? { ...base.keys, ...own } : isMap(doc.contents) ? own : keys)
    if (parsed.success && problems.length === 0) {
      const checksDir = base && own.checks === undefined ? base.dir : dirname(file)
      return { ...parsed.data, file, checksDir, variables }
    }
    for (const issue of flatten(parsed.error?.issues ?? [])) {
      const extra = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
      problems.push(`${basename(file)}:${lineAt(doc, counter, extra)} ${extra.join('.')}: ${issue.message}`)
    }
  }
  throw new AppError('recipe.invalid', problems.join('\n'), { details: { file, problems: problems.join('\n') } })
}

type Issue = ReturnType<typeof recipeSchema.safeParse> extends { error?: { issues: (infer I)[] } } ? I : never
// A union reports each branch; what people need is the branch that came closest (fewest problems).
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
    const best = issue.errors.reduce((a, b) => (score(b) < score(a) ? b : a))
    return flatten(best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue))
  })
}
const score = (issues: readonly { code: string; path: readonly PropertyKey[] }[]): number =>
  issues.reduce((sum, x) => sum + (x.code === 'invalid_value' || x.path.length === 0 ? 10 : 1), 0)

/**
 * Reads recipe files and folders of them (`*.yaml`), in order of id. All problems of all files are reported at once
 * (`recipe.invalid`); two recipes of one id are `recipe.duplicate`.
 */
export function loadRecipes(paths: readonly string[], variables: Readonly<Record<string, string>> = {}): Recipe[] {
  const files = paths.flatMap((path) => {
    try {
      return statSync(path).isDirectory()
        ? readdirSync(path)
            .filter((name) => /\.ya?ml$/.test(name))
            .sort()
            .map((name) => join(path, name))
        : [path]
    } catch (cause) {
      throw new AppError('recipe.not-found', `No recipe file or folder ${path}`, { cause, details: { file: path } })
    }
  })
  const recipes: Recipe[] = []
  const problems: string[] = []
  for (const file of files) {
    try {
      recipes.push(parseRecipe(readFileSync(file, 'utf8'), file, variables))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0)
    throw new AppError('recipe.invalid', problems.join('\n'), { details: { problems: problems.join('\n') } })
  recipes.sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [i, recipe] of recipes.entries())
    if (recipes[i + 1]?.id === recipe.id)
      throw new AppError('recipe.duplicate', `Two recipes have the id ${recipe.id}`, { details: { id: recipe.id } })
  return recipes
}
