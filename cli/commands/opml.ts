import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../../model/error.ts'
import { discoverMessages as d } from '../../model/messages/discover.ts'
import type { Context } from '../context.ts'
import { makeFolder } from '../folder.ts'
import { loadSources } from '../sources-in-use.ts'

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AppError('file.not-found', `Cannot open ${file}`, { cause, details: { file } })
  }
}

/** One recipe file for each feed that no source reads yet. Files that are there are never overwritten. */
export async function importOpmlCommand(context: Context, options: { out?: string }, file: string): Promise<number> {
  const { readOpml } = await import('../../crawlers/opml.ts')
  const sources = await loadSources(context.loaded)
  const out = options.out ?? './recipes'
  const dir = resolve(context.cwd, out)
  // Ids of files in the folder itself are the same feeds of an earlier import.
  const taken = sources.filter((s) => !resolve(s.recipe.file).startsWith(dir)).map((s) => s.recipe.id)
  const addresses = new Set(
    sources.flatMap(({ recipe }) =>
      recipe.fetch.mode === 'file' || resolve(recipe.file).startsWith(dir) ? [] : [recipe.fetch.url],
    ),
  )
  const { feeds, unreadable } = readOpml(readText(resolve(context.cwd, file)), taken)
  const done = { written: [] as string[], same: 0, kept: 0, known: 0 }
  makeFolder(dir)
  for (const feed of feeds) {
    const path = join(dir, `${feed.id}.yaml`)
    if (addresses.has(feed.url)) done.known++
    else if (existsSync(path)) {
      if (readFileSync(path, 'utf8') === feed.yaml) done.same++
      else done.kept++
    } else {
      writeFileSync(path, feed.yaml)
      done.written.push(feed.id)
    }
  }
  if (context.json)
    context.print(JSON.stringify({ ...done, unreadable, feeds: feeds.map(({ id, name, url }) => ({ id, name, url })) }))
  else for (const feed of feeds) context.print(`${feed.id}\t${feed.name}\t${feed.url}`)
  context.note(context.say(d.opmlDone, done.written.length, done.same, done.kept, done.known, unreadable.length))
  if (done.written.length > 0) context.note(context.say(d.opmlNext, out, done.written.join(', ')))
  return feeds.length > 0 ? 0 : 1
}

/** The feeds among the sources as OPML on stdout. */
export async function exportOpmlCommand(context: Context): Promise<number> {
  const { writeOpml } = await import('../../crawlers/opml.ts')
  const recipes = (await loadSources(context.loaded)).map((s) => s.recipe)
  const { opml, feeds } = writeOpml(recipes, context.say(d.opmlTitle), context.clock.now())
  if (feeds === 0) {
    context.note(context.say(d.opmlNone, recipes.length))
    return 1
  }
  context.print(opml.trimEnd())
  context.note(context.say(d.opmlOut, feeds, recipes.length - feeds))
  return 0
}
