import type { PostStore, SearchDocument, SearchStore, SearchVersion, StoredPost } from '../../model/ports.ts'
import type { Post, Tokens } from '../../model/post.ts'
import type { StageOptions } from './screen-stage.ts'

/** Posts a step: several requests to a server at a time, one transaction of the embedded index. */
const BATCH = 2000

/** The whole projection of a screened post, or undefined while it waits for its verdict. */
export function toDocument(post: StoredPost, tokens: Tokens): SearchDocument | undefined {
  const { screening, disposition } = post
  if (!screening || !disposition) return undefined
  const place = (level: string): string | null => screening.places.find((p) => p.level === level)?.name ?? null
  return {
    id: post.id,
    rev: post.rev,
    title: post.title,
    text: post.text,
    tokens,
    postedAt: post.postedAt,
    collectedAt: post.firstCollectedAt,
    source: post.source,
    nativeId: post.nativeId,
    kind: post.kind,
    disposition,
    appealType: screening.appealType,
    route: screening.route,
    category: screening.category,
    subcategory: screening.subcategory ?? null,
    district: place('district'),
    street: place('street'),
    places: screening.places,
    department: screening.departments[0]?.name ?? null,
    urgency: screening.urgency,
    issueId: post.issueId,
    answered: post.answer !== undefined,
    likes: post.likes,
    keywords: screening.keywords,
  }
}

interface Ready {
  /** The last revision of the batch; none when there is nothing to do. */
  readonly to: number | undefined
  readonly read: number
  readonly documents: readonly SearchDocument[]
}

/**
 * Brings the search index up to Records: every post whose projection changed since the last indexed revision. Late or
 * repeated writes are harmless, since a document carries its row's `rev`. While a new version of the index fills up, each
 * step begins with the one searched: what may no longer be found vanishes from it however long the filling takes.
 */
export async function indexChanged(
  posts: PostStore,
  search: SearchStore,
  tokensOf: (batch: readonly Post[]) => Promise<Tokens[]>,
  options: StageOptions,
): Promise<number> {
  let done = 0
  const read = async (from: number): Promise<Ready> => {
    const batch = await posts.changedSince(from, BATCH)
    const tokens = batch.length > 0 ? await tokensOf(batch) : []
    return {
      to: batch.at(-1)?.rev,
      read: batch.length,
      documents: batch.map((post, i) => toDocument(post, tokens[i]!)).filter((d) => d !== undefined),
    }
  }
  /** The next batch, read and cut while the index is busy with the last. */
  let ahead: { readonly from: number; readonly ready: Promise<Ready> } | undefined
  const step = async (version: SearchVersion): Promise<boolean> => {
    const from = await version.lastRev()
    const made = ahead?.from === from ? await ahead.ready : undefined
    // That there was nothing a while ago says nothing of now.
    const { to, read: count, documents } = made?.to === undefined ? await read(from) : made
    if (to === undefined) return false
    if (count === BATCH && !options.signal?.aborted) {
      const ready = read(to)
      // Whoever waits for it is told; nobody may come to, when writing fails before.
      ready.catch(() => undefined)
      ahead = { from: to, ready }
    }
    await version.index(documents)
    await version.setLastRev(to)
    done += count
    options.onProgress?.(done)
    return true
  }
  try {
    while (!options.signal?.aborted) {
      if (await step(search)) continue
      const filling = await search.filling()
      if (!filling) break
      // What changed since the look above is in neither yet, and comes into the one that serves from now on.
      if (!(await step(filling))) await filling.serve()
    }
  } finally {
    // Nothing may still be reading when the caller closes Records.
    await ahead?.ready.catch(() => undefined)
  }
  return done
}
