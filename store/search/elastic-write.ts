/** Writing to Elasticsearch: whole documents in bulk, their rev as external version. */
import { setImmediate as immediate } from 'node:timers/promises'
import { type Client, errors } from '@elastic/elasticsearch'
import type { SearchDocument } from '../../model/ports.ts'
import { failure } from '../failure.ts'
import { unaccented } from './elastic-query.ts'
import { findable, type IndexedText } from './indexed.ts'
import { secondsOf } from './rowid.ts'
import { BREAK } from './text.ts'

export interface BulkOptions {
  readonly indexed: (doc: SearchDocument) => IndexedText
  readonly node: string
  readonly wait: (ms: number) => Promise<void>
  /** Bytes of one request. */
  readonly bytes: number
}

/** Requests on their way at a time: the server works on some while we make the next. */
const IN_FLIGHT = 3

/** Waits before the parts a busy server turned away are sent again, ms; after the last the error goes up. */
const BACK_OFF = [200, 400, 800, 1600, 3200, 6400]

/** Two lines of bulk's NDJSON. */
interface Operation {
  readonly id: string
  readonly action: string
  readonly source: string
}

function operationOf(doc: SearchDocument, indexed: BulkOptions['indexed']): Operation {
  return {
    id: doc.id,
    action: JSON.stringify({ index: { _id: doc.id, version: doc.rev, version_type: 'external' } }),
    // What may not be found leaves its number only: deleted, an older copy would bring it back.
    source: JSON.stringify(findable(doc) ? documentOf(doc, indexed(doc)) : { id: doc.id }),
  }
}

/** The document as the index holds it. */
export function documentOf(
  doc: SearchDocument,
  { seg, title, text, pin, keywords }: IndexedText,
): Record<string, unknown> {
  return {
    id: doc.id,
    at: secondsOf(Date.parse(doc.postedAt ?? doc.collectedAt)),
    // A broken surrogate becomes a sign of the same length, so spans stay right.
    title: doc.title.toWellFormed(),
    text: doc.text.toWellFormed(),
    seg: unaccented(seg),
    uni: unaccented(`${title.join(' ')} ${BREAK} ${text.join(' ')}`),
    titleUni: unaccented(title.join(' ')),
    pin,
    keywords,
    source: doc.source,
    nativeId: doc.nativeId,
    kind: doc.kind,
    disposition: doc.disposition,
    appealType: doc.appealType,
    category: doc.category,
    subcategory: doc.subcategory,
    // An empty name is no name.
    district: doc.district || null,
    department: doc.department || null,
    issueId: doc.issueId,
    answered: doc.answered,
    urgency: doc.urgency,
  }
}

/**
 * Sends the documents by bytes, some requests at a time. An older copy than indexed is passed over, so the order in which they
 * arrive is of no matter. Throws AppError `search.busy` when the server turns work away for longer than the back-off lasts,
 * `search.rejected` for a document it will never take; then the others on their way are waited for.
 */
export async function writeDocuments(
  client: Client,
  index: string,
  documents: readonly SearchDocument[],
  options: BulkOptions,
): Promise<void> {
  const sent = new Set<Promise<void>>()
  const failed: unknown[] = []
  const post = async (batch: readonly Operation[]): Promise<void> => {
    const sending: Promise<void> = send(client, index, batch, options)
      .catch((error: unknown) => void failed.push(error))
      .finally(() => sent.delete(sending))
    sent.add(sending)
    if (sent.size >= IN_FLIGHT) await Promise.race(sent)
    // Lets the request out before the next is made.
    else await immediate()
  }
  let batch: Operation[] = []
  let size = 0
  for (const doc of documents) {
    const operation = operationOf(doc, options.indexed)
    const bytes = Buffer.byteLength(operation.source) + operation.action.length + 2
    if (batch.length > 0 && size + bytes > options.bytes) {
      await post(batch)
      if (failed.length > 0) break
      batch = []
      size = 0
    }
    batch.push(operation)
    size += bytes
  }
  if (batch.length > 0 && failed.length === 0) await post(batch)
  await Promise.all(sent)
  if (failed.length > 0) throw failed[0]
}

async function send(
  client: Client,
  index: string,
  batch: readonly Operation[],
  { node, wait }: BulkOptions,
): Promise<void> {
  let left = batch
  for (const ms of [...BACK_OFF, undefined]) {
    left = await sendOnce(client, index, left)
    if (left.length === 0) return
    if (ms !== undefined) await wait(ms)
  }
  throw failure('search.busy', { node }, { retry: 'backoff' })
}

/** Returns what the server turned away for now. */
async function sendOnce(client: Client, index: string, batch: readonly Operation[]): Promise<readonly Operation[]> {
  const answer = await client
    .bulk<string>({
      index,
      require_alias: true,
      operations: batch.flatMap(({ action, source }) => [action, source]),
      filter_path: 'items.index.status,items.index.error',
    })
    .catch((error: unknown) => {
      if (error instanceof errors.ResponseError && error.statusCode === 429) return undefined
      throw error
    })
  if (!answer) return batch
  return batch.filter((operation, i) => {
    const status = answer.items[i]?.index?.status ?? 0
    if (status === 429) return true
    // 409: an older copy, or the same again.
    if ((status >= 200 && status < 300) || status === 409) return false
    const error = answer.items[i]?.index?.error
    if (error?.type === 'index_not_found_exception') throw failure('search.missing', { index })
    throw failure('search.rejected', { id: operation.id, reason: `${status} ${error?.type ?? ''}` })
  })
}
