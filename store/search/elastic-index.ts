/**
 * The index behind its aliases. `<prefix>-posts` is what searches read, `<prefix>-posts-write` the newest version; both
 * stand on one `<prefix>-posts-vN`, except while a new version fills up: searches stay on the old one, which is kept up to
 * date meanwhile, until the new one holds as much; then one atomic swap moves them and drops the old.
 */
import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { isMissing, typeOf } from './elastic-failure.ts'
import type { IndexNames } from './elastic-names.ts'
import { applyTemplates, fieldsOf } from './elastic-templates.ts'

/** What an index of ours says about itself. */
const metaSchema = z.object({
  owner: z.literal('lanting'),
  /** Version of the mapping and of what is written into it. */
  version: z.int(),
  /** Version of the segmenter's dictionary. */
  dictionary: z.string().optional(),
  /** The Records this is a projection of. */
  of: z.string().optional(),
})
type IndexMeta = z.infer<typeof metaSchema>

export interface IndexOptions {
  readonly names: IndexNames
  readonly clock: Clock
  readonly dictionary?: string | undefined
  readonly of?: string | undefined
  readonly former?: string | undefined
  readonly onAnew?: (() => void) | undefined
}

interface Standing {
  readonly read: string | undefined
  readonly write: string | undefined
  /** Every version there is, abandoned ones too. */
  readonly all: readonly string[]
}

async function look(client: Client, names: IndexNames): Promise<Standing> {
  const found = await client.indices.getAlias({ index: `${names.read}-v*` })
  const behind = (alias: string): string | undefined =>
    Object.entries(found).find(([, { aliases }]) => aliases[alias] !== undefined)?.[0]
  return { read: behind(names.read), write: behind(names.write), all: Object.keys(found) }
}

async function metaOf(client: Client, index: string): Promise<IndexMeta> {
  const mapping = await client.indices.getMapping({ index })
  const read = metaSchema.safeParse(mapping[index]?.mappings._meta)
  if (!read.success) throw failure('search.foreign', { index })
  return read.data
}

function checkOwner(meta: IndexMeta, index: string, of: string | undefined): void {
  if (of !== undefined && meta.of !== undefined && meta.of !== of) throw failure('search.foreign', { index })
}

/** Tells one index from every other there was: numbers of versions are never used twice while one is there. */
const markOf = (index: string, { of }: IndexMeta): string => `${index} ${of ?? ''}`

/** The mark of the index searches read, '' where there is none. With `only` another's is refused. Throws AppError `search.foreign`. */
export async function markIndex(client: Client, names: IndexNames, only: string | undefined): Promise<string> {
  const { read } = await look(client, names)
  if (!read) return ''
  const meta = await metaOf(client, read)
  checkOwner(meta, read, only)
  return markOf(read, meta)
}

const isFormer = (index: string, meta: IndexMeta, { of, former }: IndexOptions): boolean =>
  meta.of !== of && markOf(index, meta) === former

/** For readers. Throws AppError `search.missing` when nothing was indexed yet, `search.former`, `search.foreign`. */
export async function findIndex(client: Client, options: IndexOptions): Promise<void> {
  const { names, of } = options
  const { read } = await look(client, names)
  if (!read) throw failure('search.missing', { index: names.read })
  const meta = await metaOf(client, read)
  if (isFormer(read, meta, options)) throw failure('search.former', { index: read })
  checkOwner(meta, read, of)
}

const isOfThisProgram = (meta: IndexMeta, version: number, dictionary: string | undefined): boolean =>
  meta.version === version && (dictionary === undefined || meta.dictionary === dictionary)

/**
 * Templates, index and aliases as this program needs them; after a change of mapping or dictionary a version that fills up
 * beside the one searched. Throws AppError `search.newer`, `search.foreign`.
 */
export async function prepareIndex(client: Client, options: IndexOptions): Promise<void> {
  const { names, of, dictionary } = options
  const version = await applyTemplates(client, names)
  const { read, write } = await look(client, names)
  if (!read) return beginIndex(client, options, version, 'serving')
  const meta = await metaOf(client, read)
  if (isFormer(read, meta, options)) {
    await beginIndex(client, options, version, 'serving')
    options.onAnew?.()
    return
  }
  checkOwner(meta, read, of)
  const newest = write && write !== read ? await metaOf(client, write) : meta
  if (newest.version > version)
    throw failure('search.newer', { index: write ?? read, version: newest.version, newest: version })
  // What changes must reach the one searched too, which of an older program may not know all fields.
  if (meta.version < version) await addFields(client, read, names)
  if (write && isOfThisProgram(newest, version, dictionary)) return
  await beginIndex(client, options, version, (await readRev(client, read)) === 0 ? 'serving' : 'filling')
}

/** Fields it has stay as they are: how they are indexed cannot change. */
async function addFields(client: Client, index: string, names: IndexNames): Promise<void> {
  const mapping = await client.indices.getMapping({ index })
  const known = mapping[index]?.mappings.properties ?? {}
  const added = Object.entries(fieldsOf(names)).filter(([field]) => known[field] === undefined)
  if (added.length > 0) await client.indices.putMapping({ index, properties: Object.fromEntries(added) })
}

/** A new version to fill up beside the one searched; one that is filling up is gone on with. */
export async function refillIndex(client: Client, options: IndexOptions): Promise<void> {
  const version = await applyTemplates(client, options.names)
  if (!(await isFilling(client, options.names))) await beginIndex(client, options, version, 'filling')
}

/** A new version of the index, empty at once. */
export async function replaceIndex(client: Client, options: IndexOptions): Promise<void> {
  await beginIndex(client, options, await applyTemplates(client, options.names), 'serving')
}

export async function isFilling(client: Client, names: IndexNames): Promise<boolean> {
  const { read, write } = await look(client, names)
  return read !== undefined && write !== undefined && read !== write
}

async function beginIndex(
  client: Client,
  { names, clock, dictionary, of }: IndexOptions,
  version: number,
  as: 'serving' | 'filling',
): Promise<void> {
  const { read, write, all } = await look(client, names)
  const last = Math.max(0, ...all.map((name) => Number(/-v(\d+)$/.exec(name)?.[1] ?? 0)))
  const index = `${names.read}-v${last + 1}`
  const meta = { owner: 'lanting', version, dictionary, of, madeAt: clock.now().toISOString() }
  try {
    await client.indices.create({
      index,
      mappings: { _meta: meta },
      // Nobody reads it while it fills up.
      ...(as === 'filling' ? { settings: { refresh_interval: -1 } } : {}),
      // Created with its aliases, the first one never stands without them.
      ...(all.length === 0 ? { aliases: { [names.read]: {}, [names.write]: {} } } : {}),
    })
  } catch (error) {
    // Another process made the first one between our look and now.
    if (typeOf(error) === 'resource_already_exists_exception' && all.length === 0) return
    if (typeOf(error) === 'invalid_alias_name_exception') throw failure('search.foreign', { index: names.read })
    throw error
  }
  if (all.length === 0) return
  if (as === 'serving') return serve(client, names, index)
  const actions: estypes.IndicesUpdateAliasesAction[] = [{ add: { index, alias: names.write } }]
  if (write === read && write) actions.push({ remove: { index: write, alias: names.write } })
  else if (write) actions.push({ remove_index: { index: write } })
  await client.indices.updateAliases({ actions })
}

/** The version being filled takes over the searches. */
export async function promoteIndex(client: Client, names: IndexNames): Promise<void> {
  const { write } = await look(client, names)
  if (!write) throw failure('search.missing', { index: names.write })
  await client.indices.putSettings({ index: write, settings: { refresh_interval: null as never } })
  await client.indices.refresh({ index: write })
  await serve(client, names, write)
}

/** In one step: both aliases on `index`, every other version gone. */
async function serve(client: Client, names: IndexNames, index: string): Promise<void> {
  const { all } = await look(client, names)
  await client.indices.updateAliases({
    actions: [
      { add: { index, alias: names.read } },
      { add: { index, alias: names.write } },
      ...all.filter((name) => name !== index).map((name) => ({ remove_index: { index: name } })),
    ],
  })
}

/** How far an index was filled lies in the index itself, so that the two can never part. No post has such an id. */
const STATE = 'lanting:state'

/** Reads its own and others' writes at once: a get by id waits for no refresh. */
export async function readRev(client: Client, index: string): Promise<number> {
  try {
    const { _source } = await client.get<{ rev: number }>({ index, id: STATE })
    return _source?.rev ?? 0
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

export async function writeRev(client: Client, index: string, rev: number): Promise<void> {
  await client.index({ index, id: STATE, document: { id: STATE, rev }, require_alias: true })
}
