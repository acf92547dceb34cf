/**
 * A backup: a folder with one `<table>.jsonl.gz` for each table and, written last, `manifest.json` with counts and digests.
 * What has no manifest is half a backup. Keys, settings, files of models and the search index are no part of it.
 */
import { createHash } from 'node:crypto'
import { createReadStream, type WriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { AppError } from '../../model/error.ts'
import { failure } from '../failure.ts'
import { digestPages, isCarried, lineOf, type Row, type Snapshot, type TableShape } from './portable.ts'

const FORMAT = 1
const MANIFEST = 'manifest.json'
/** Stands in a folder from the first byte to the last. */
const UNFINISHED = 'unfinished'

const tableSchema = z.strictObject({
  name: z.string().refine(isCarried),
  key: z.array(z.string()),
  columns: z.array(z.string()),
  rows: z.int().min(0),
  /** Of the lines before compression: `zcat posts.jsonl.gz | sha256sum`. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
const manifestSchema = z.object({
  format: z.literal('lanting-backup'),
  version: z.int(),
  /** Version of the schema of Records. */
  schema: z.int(),
  program: z.string(),
  madeAt: z.iso.datetime(),
  tables: z.array(tableSchema),
  /** SHA-256 over the JSON of `tables`, so that a manifest changed by hand is noticed. */
  digest: z.string(),
})
export type Manifest = z.infer<typeof manifestSchema>

const digestOf = (tables: Manifest['tables']): string =>
  createHash('sha256').update(JSON.stringify(tables)).digest('hex')

const fileOf = (dir: string, table: { readonly name: string }): string => join(dir, `${table.name}.jsonl.gz`)

export interface BackupOptions {
  readonly dir: string
  /** Version of the program, for people who read the manifest. */
  readonly program: string
  readonly madeAt: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((rows: number) => void) | undefined
}

/**
 * Writes a snapshot into a folder that is new, empty or holds half a backup, which is begun anew. Throws AppError
 * `backup.folder`; stopped by the signal it throws its reason and leaves half a backup.
 */
export async function writeBackup(snapshot: Snapshot, options: BackupOptions): Promise<Manifest> {
  const { dir, program, madeAt, signal, onProgress } = options
  await makeRoom(dir)
  const tables: Manifest['tables'] = []
  let done = 0
  for (const table of snapshot.tables) {
    const hash = createHash('sha256')
    let rows = 0
    async function* lines(): AsyncIterable<string> {
      for await (const page of snapshot.pages(table)) {
        signal?.throwIfAborted()
        const text = page.map(lineOf).join('')
        hash.update(text)
        rows += page.length
        onProgress?.(done + rows)
        yield text
      }
    }
    await pipeline(lines, createGzip({ level: 6 }), await durable(fileOf(dir, table)))
    done += rows
    tables.push({ ...table, key: [...table.key], columns: [...table.columns], rows, sha256: hash.digest('hex') })
  }
  const manifest: Manifest = {
    format: 'lanting-backup',
    version: FORMAT,
    schema: snapshot.schema,
    program,
    madeAt,
    tables,
    digest: digestOf(tables),
  }
  const file = join(dir, MANIFEST)
  await pipeline([`${JSON.stringify(manifest, null, 1)}\n`], await durable(`${file}.new`))
  await rename(`${file}.new`, file)
  await rm(join(dir, UNFINISHED))
  const folder = await open(dir)
  await folder.sync().finally(() => folder.close())
  return manifest
}

/** A new file that only its owner reads, on the disk when it is closed. */
async function durable(file: string): Promise<WriteStream> {
  const handle = await open(file, 'wx', 0o600)
  return handle.createWriteStream({ flush: true })
}

async function makeRoom(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const there = await readdir(dir)
    if (there.length > 0 && (!there.includes(UNFINISHED) || there.includes(MANIFEST)))
      throw failure('backup.folder', { dir })
    for (const name of there) await rm(join(dir, name))
    await (await open(join(dir, UNFINISHED), 'wx', 0o600)).close()
  } catch (cause) {
    throw cause instanceof AppError ? cause : failure('backup.folder', { dir }, { cause })
  }
}

/**
 * A backup as a snapshot, after every file was compared with the manifest. Throws AppError `backup.missing`,
 * `backup.half`, `backup.damaged` (also while its pages are read), `backup.newer`.
 */
export async function openBackup(dir: string, newest: number): Promise<Snapshot & { readonly manifest: Manifest }> {
  const read = await readManifest(dir)
  // What is newer need not fit today's form at all, so it is told first.
  const head = headSchema.safeParse(read)
  if (head.success && (head.data.version > FORMAT || head.data.schema > newest))
    throw failure('backup.newer', { dir, program: head.data.program, schema: head.data.schema, newest })
  const checked = manifestSchema.safeParse(read)
  if (!checked.success || digestOf(checked.data.tables) !== checked.data.digest)
    throw failure('backup.damaged', { dir, file: MANIFEST })
  const { schema, tables, digest } = checked.data
  await check(dir, tables)
  const known = new Map(tables.map((table) => [table.name, table]))
  return {
    manifest: checked.data,
    origin: digest,
    schema,
    tables: tables.map(({ name, key, columns }) => ({ name, key, columns })),
    pages: (table, after) => readBackupPages(dir, table, after?.rows ?? 0),
    digest: async ({ name }) => {
      const { rows, sha256 } = known.get(name)!
      return { rows, sha256 }
    },
  }
}

/** Reads every file and compares it with the manifest. */
async function check(dir: string, tables: Manifest['tables']): Promise<void> {
  for (const table of tables) {
    const { rows, sha256 } = await digestPages(readBackupPages(dir, table, 0))
    if (rows !== table.rows || sha256 !== table.sha256) damaged(dir, table)
  }
}

function damaged(dir: string, table: { readonly name: string }, cause?: unknown): never {
  throw failure('backup.damaged', { dir, file: `${table.name}.jsonl.gz` }, { cause })
}

const headSchema = manifestSchema.pick({ format: true, version: true, schema: true, program: true })

async function readManifest(dir: string): Promise<unknown> {
  const there = await readdir(dir).catch((cause: unknown) => {
    throw failure('backup.missing', { dir }, { cause })
  })
  if (!there.includes(MANIFEST))
    throw failure(
      there.includes(UNFINISHED) || there.some((n) => n.endsWith('.jsonl.gz')) ? 'backup.half' : 'backup.missing',
      { dir },
    )
  try {
    return JSON.parse(await readFile(join(dir, MANIFEST), 'utf8'))
  } catch (cause) {
    throw failure('backup.damaged', { dir, file: MANIFEST }, { cause })
  }
}

const PAGE = 200

async function* readBackupPages(dir: string, table: TableShape, skip: number): AsyncIterable<readonly Row[]> {
  const text = createGunzip().setEncoding('utf8')
  const reading = pipeline(createReadStream(fileOf(dir, table)), text)
  // Heard below, when the pages end.
  reading.catch(() => undefined)
  let rest = ''
  let seen = 0
  let page: Row[] = []
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() as string
      for (const line of lines) {
        if (seen++ < skip) continue
        page.push(JSON.parse(line) as Row)
        if (page.length < PAGE) continue
        yield page
        page = []
      }
    }
    await reading
  } catch (cause) {
    damaged(dir, table, cause)
  }
  if (rest !== '') damaged(dir, table)
  if (page.length > 0) yield page
}
