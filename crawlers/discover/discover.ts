/**
 * A recipe proposed for an address nobody has written one for. Everything in it was seen on the site's own pages and tried
 * there; what was not found is left out and said. The recipe is read back by the same code that will use it.
 */
import type { Say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { localDay } from '../../model/time.ts'
import { checkStatus, type Page } from '../document.ts'
import { nodeText } from '../html-text.ts'
import type { Ask } from '../http-client.ts'
import { type ListPage, readList } from '../interpret.ts'
import { parseHtml } from '../markup.ts'
import { blocked } from '../outcome.ts'
import type { Recipe } from '../recipe.ts'
import { parseRecipe } from '../recipe-file.ts'
import { type Replayed, replay } from '../replay.ts'
import { readVars } from '../select.ts'
import { letterState } from '../status.ts'
import { detailStep, firstStep, listStep, nextListStep, type Step } from '../step.ts'
import { looksLikeWall } from '../wall.ts'
import { detailPart } from './detail.ts'
import { type Draft, draftYaml, idOf, type Keys } from './draft.ts'
import { type Render, renderedProposal } from './rendered.ts'
import type { Proposal, Seen } from './shape.ts'
import { SHAPES } from './shapes.ts'

export interface Discovery {
  readonly id: string
  /** The recipe file, comments and all; undefined when no list was found. */
  readonly yaml: string | undefined
  /** What could not be found or must be done by a person, for people. */
  readonly gaps: readonly string[]
  /** What the recipe gives now: one list page, five stories. */
  readonly trial: Replayed | undefined
}

type Get = (ask: Ask) => Promise<Page>

const asAsk = (step: Step): Ask => ({
  url: step.url,
  method: step.method,
  headers: step.headers,
  ...(step.body === undefined ? {} : { body: step.body }),
})

/** The first list page as the recipe reads it. */
async function readFirst(recipe: Recipe, get: Get): Promise<{ step: Step; page: Page; list: ListPage }> {
  let step = firstStep(recipe)
  if (step.kind === 'seed') step = listStep(recipe, readVars(recipe, (await get(asAsk(step))).text))
  const page = await get(asAsk(step))
  return { step, page, list: readList(recipe, step, page) }
}

/** How many stories the next page brings that the first one has not; 0 when there is no such page. */
async function newOnNext(recipe: Recipe, get: Get): Promise<number> {
  const { step, page, list } = await readFirst(recipe, get)
  const next = nextListStep(recipe, { ...step, vars: list.vars }, list.doc, list.rows, page.url)
  if (!next) return 0
  const answer = await get(asAsk(next))
  checkStatus(answer, [])
  const keys = new Set(list.rows.map((row) => row.key))
  return readList(recipe, next, answer).rows.filter((row) => !keys.has(row.key)).length
}

// Pages already read are not asked for again: each trial re-reads the first page.
function remembering(get: Get): Get {
  const known = new Map<string, Promise<Page>>()
  return (ask) => {
    const key = `${ask.method ?? 'GET'} ${ask.url} ${ask.body ?? ''}`
    const before = known.get(key)
    if (before) return before
    const page = get(ask)
    known.set(key, page)
    return page
  }
}

/** The picks of a field from the list and from the detail together, the detail's first as it is fuller. */
const merged = (list: Keys, detail: Keys): Keys => {
  const fields: Record<string, unknown> = { ...list }
  for (const [field, pick] of Object.entries(detail))
    fields[field] = fields[field] === undefined ? pick : [pick, fields[field]]
  return fields
}

/**
 * Reads the page at `url` and a few behind it (at most about ten) and proposes a recipe. Throws AppError `crawl.*` when the
 * page itself cannot be read: robots.txt, a wall, a private address, the network.
 * `render`: shows a page in a browser; asked where the source holds no list and scripts do, or at once with `browser`.
 */
export async function discover(
  url: string,
  deps: { get: Get; now: Date; tell: Say; render?: Render | undefined; browser?: boolean | undefined },
): Promise<Discovery> {
  const { now, tell, render } = deps
  let get = remembering(deps.get)
  const gaps: string[] = []
  const page = await get({ url })
  checkStatus(page, [])
  if (looksLikeWall(page.text)) throw blocked(`A challenge or login page at ${page.url}`)
  const seen: Seen = {
    page,
    $: parseHtml(page.text),
    now,
    tell,
    async ask(ask) {
      try {
        const answer = await get(ask)
        checkStatus(answer, [])
        return answer
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        gaps.push(tell(m.notRead, ask.url, error.message))
        return undefined
      }
    },
  }
  const id = idOf(page.url)
  let proposal: Proposal | undefined
  if (!deps.browser)
    for (const shape of SHAPES) {
      proposal = await shape(seen)
      if (proposal) break
    }
  let name = seen.$('title').first().text()
  if (!proposal && render && (deps.browser || /<script/i.test(page.text))) {
    const rendered = await renderedProposal(seen, render).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      gaps.push(tell(m.notShown, error.message))
      return undefined
    })
    proposal = rendered?.proposal
    name = rendered ? parseHtml(rendered.shown.text)('title').first().text() : name
    // What the recipe will read in a browser is tried in one.
    if (rendered?.inBrowser) get = remembering((ask) => render(ask.url))
  }
  if (!proposal) {
    const root = seen.$.root()[0]
    const bare = root === undefined || (nodeText(root).length < 200 && seen.$('a[href]').length < 3)
    gaps.push(tell(bare && /<script/i.test(page.text) ? m.byScript : m.noList))
    return { id, yaml: undefined, gaps, trial: undefined }
  }
  const title = name.replace(/\s+/g, ' ').trim()
  let keys: Keys = {
    id,
    name: title === '' ? new URL(page.url).hostname : title.slice(0, 60),
    kind: proposal.kind,
    homepage: page.url,
    verified: `live-${localDay(now)}`,
    enabled: false,
    required: ['title', 'text'],
    ...proposal.keys,
  }
  const notes: Record<string, string> = {
    name: tell(m.checkName),
    kind: tell(m.checkKind),
    enabled: tell(m.turnOn),
    ...proposal.notes,
  }
  const recipeOf = (more: Keys): Recipe =>
    parseRecipe(draftYaml({ head: [], keys: { ...keys, ...more }, notes: {} }), `${id}.yaml`)

  if (proposal.details) {
    const loose = recipeOf({ required: [], detail: {} })
    const { list } = await readFirst(loose, get)
    // A letter that is answered shows the labels of its answer.
    const answered = list.rows.find((row) => letterState(row.values.sourceState) === 'replied')
    const rows = [...new Set([list.rows[0], answered, list.rows[1]])].filter((row) => row !== undefined).slice(0, 2)
    const pages: Page[] = []
    for (const row of rows) {
      const step = detailStep(loose, row, list.vars)
      const answer = step && (await seen.ask(asAsk(step)))
      if (answer && !looksLikeWall(answer.text)) pages.push(answer)
    }
    const part = detailPart(
      pages,
      rows.map((row) => row.values.title ?? ''),
      now,
      tell,
    )
    if (part) {
      keys = {
        ...keys,
        kind: part.letter ? 'letter' : keys.kind,
        fields: merged(keys.fields as Keys, part.fields),
        detail: part.detail,
      }
      Object.assign(notes, part.notes)
      gaps.push(...part.gaps)
    } else {
      gaps.push(tell(m.noDetail))
      keys = { ...keys, required: ['title'] }
    }
  }

  const wayOn = await firstThatGoesOn(proposal, recipeOf, get)
  if (wayOn) {
    keys = {
      ...keys,
      vars: { ...(keys.vars as Keys | undefined), ...wayOn.vars },
      pagination: wayOn.pagination,
      stop: { maxPages: 5 },
    }
    notes.pagination = tell(m.wentOn, wayOn.brought)
    if (Object.keys(keys.vars as Keys).length === 0) keys = { ...keys, vars: undefined }
  } else {
    keys = { ...keys, stop: { maxPages: 1 } }
    if (keys.shape !== 'feed') {
      notes.stop = tell(m.noWayOn)
      gaps.push(tell(m.noWayOn))
    }
  }
  const draft: Draft = {
    head: [tell(m.head, page.url, localDay(now)), ...proposal.remarks, ...gaps.map((gap) => tell(m.gap, gap))],
    keys,
    notes,
  }
  const yaml = draftYaml(draft)
  const recipe = parseRecipe(yaml, `${id}.yaml`)
  const trial = await replay(recipe, (step) => get(asAsk(step)), now.toISOString(), { pages: 1, details: 5 })
  return { id, yaml, gaps, trial }
}

/** The first way onward whose next page really brings further stories. */
async function firstThatGoesOn(
  proposal: Proposal,
  recipeOf: (more: Keys) => Recipe,
  get: Get,
): Promise<(Proposal['ways'][number] & { brought: number }) | undefined> {
  for (const way of proposal.ways) {
    const vars = { ...(proposal.keys.vars as Keys | undefined), ...way.vars }
    try {
      const brought = await newOnNext(recipeOf({ vars, pagination: way.pagination, detail: {} }), get)
      if (brought > 0) return { ...way, brought }
    } catch (error) {
      // A page that is not there, or not as the first: this is not the way on.
      if (!(error instanceof AppError)) throw error
    }
  }
  return undefined
}
