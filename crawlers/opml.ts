/** OPML, the exchange format of feed readers: a list of feeds in, one recipe each; the feeds in use out. */
import { generateOpml, parseOpml } from 'feedsmith'
import { AppError } from '../model/error.ts'
import { draftYaml, idOf } from './discover/draft.ts'
import { feedKeys } from './feed-recipe.ts'
import type { Recipe } from './recipe.ts'
import { absoluteUrl, fill } from './template.ts'

export interface OpmlFeed {
  readonly id: string
  readonly name: string
  readonly url: string
  /** The recipe file. */
  readonly yaml: string
}

interface Outline {
  readonly text?: string
  readonly title?: string
  readonly xmlUrl?: string
  readonly htmlUrl?: string
  readonly outlines?: readonly Outline[]
}

const flat = (outlines: readonly Outline[], folder: string): (Outline & { folder: string })[] =>
  outlines.flatMap((outline) => [
    ...(outline.xmlUrl === undefined ? [] : [{ ...outline, folder }]),
    ...flat(outline.outlines ?? [], outline.text ?? outline.title ?? folder),
  ])

/**
 * The feeds of an OPML file, each once by address, as recipes that are off until somebody turns them on. `taken`: ids in
 * use. `unreadable` names outlines whose address is none. Throws AppError `opml.invalid` for a text that is no OPML.
 */
export function readOpml(text: string, taken: readonly string[] = []): { feeds: OpmlFeed[]; unreadable: string[] } {
  let outlines: readonly Outline[]
  try {
    outlines = (parseOpml(text).body?.outlines ?? []) as readonly Outline[]
  } catch (cause) {
    throw new AppError('opml.invalid', 'Not an OPML file', { cause })
  }
  const ids = new Set(taken)
  const seen = new Set<string>()
  const feeds: OpmlFeed[] = []
  const unreadable: string[] = []
  for (const outline of flat(outlines, '')) {
    const url = URL.parse(outline.xmlUrl ?? '') ? absoluteUrl(outline.xmlUrl ?? '', outline.xmlUrl ?? '') : undefined
    const name = (outline.title ?? outline.text ?? '').trim()
    if (url === undefined) {
      unreadable.push(name || (outline.xmlUrl ?? ''))
      continue
    }
    if (seen.has(url)) continue
    seen.add(url)
    const stem = idOf(url)
    let id = stem
    for (let n = 2; ids.has(id); n++) id = `${stem}-${n}`
    ids.add(id)
    const keys = {
      id,
      name: name || new URL(url).hostname,
      kind: 'news',
      homepage: absoluteUrl(outline.htmlUrl ?? '', url) ?? url,
      verified: 'synthetic',
      ...feedKeys(url),
    }
    feeds.push({
      id,
      name: keys.name,
      url,
      yaml: draftYaml({ head: outline.folder ? [`OPML: ${outline.folder}`] : ['OPML'], keys, notes: {} }),
    })
  }
  return { feeds, unreadable }
}

/**
 * The feeds among the recipes as OPML 2.0; sources of other kinds have no place in that format, and an OPML file without a feed
 * does not exist: then `opml` is empty.
 */
export function writeOpml(recipes: readonly Recipe[], title: string, now: Date): { opml: string; feeds: number } {
  const outlines = recipes.flatMap((recipe) => {
    if (recipe.fetch.mode !== 'feed') return []
    const paged = { page: '1', offset: '0', cursor: '0', ...recipe.variables }
    try {
      const xmlUrl = fill(recipe.fetch.url, paged)
      const htmlUrl = fill(recipe.homepage, paged)
      return [{ text: recipe.name, title: recipe.name, type: 'rss', xmlUrl, ...(htmlUrl ? { htmlUrl } : {}) }]
    } catch (error) {
      // An address that the desk has yet to fill in is none to hand on.
      if (error instanceof AppError && error.code === 'recipe.variable') return []
      throw error
    }
  })
  if (outlines.length === 0) return { opml: '', feeds: 0 }
  return { opml: generateOpml({ head: { title, dateCreated: now }, body: { outlines } }), feeds: outlines.length }
}
