import type { PostStore, SearchDocument, SearchStore, SearchVersion, StoredPost } from '../model/ports.ts'
import type { Post, Tokens } from '../model/post.ts'
import type { StageOptions } from './screen-stage.ts'

const BATCH = 500

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
  const step = async (version: SearchVersion): Promise<boolean> => {
    const batch = await posts.changedSince(await version.lastRev(), BATCH)
    if (batch.length === 0) return false
    const tokens = await tokensOf(batch)
    await version.index(batch.map((post, i) => toDocument(post, tokens[i]!)).filter((d) => d !== undefined))
    await version.setLastRev(batch.at(-1)!.rev)
    done += batch.length
    options.onProgress?.(done)
    return true
  }
  while (!options.signal?.aborted) {
    if (await step(search)) continue
    const filling = await search.filling()
    if (!filling) break
    // What changed since the look above is in neither yet, and comes into the one that serves from now on.
    if (!(await step(filling))) await filling.serve()
  }
  return done
}
