import type { Records, StoredPost } from '../../model/ports.ts'
import type { Post, Screening } from '../../model/post.ts'
import type { Clock } from '../../model/time.ts'
import { followNearCopies } from '../review/late-copies.ts'

/** How many posts one transaction takes: a stop waits for them (about 1.5 s of long letters on one core), the disk once for all. */
const BATCH = 400

export interface StageOptions {
  readonly clock: Clock
  /** Between two batches; an aborted stage has committed whole batches only. */
  readonly signal?: AbortSignal | undefined
  /** Called after each committed batch with how many are done in this call. */
  readonly onProgress?: ((done: number) => void) | undefined
}

type Screen = (batch: readonly Post[]) => Promise<Screening[]>
type Stores = Pick<Records, 'posts' | 'review'>

async function screenBatch(stores: Stores, batch: readonly StoredPost[], screen: Screen, clock: Clock): Promise<void> {
  const screenings = await screen(batch)
  const at = clock.now().toISOString()
  await stores.posts.saveScreenings(
    batch.map((post, i) => ({ post, screening: screenings[i]! })),
    at,
  )
  // After the verdicts are there: a decision taken meanwhile either found these posts or is found now.
  await followNearCopies(
    stores,
    batch.map((post) => post.id),
    at,
  )
}

/**
 * Screens those of the posts that still wait: what a job asks for. A post screened meanwhile by another is left alone, and
 * two that screen the same one at once say the same.
 */
export async function screenById(
  stores: Stores,
  ids: readonly string[],
  screen: Screen,
  clock: Clock,
): Promise<number> {
  const waiting = (await stores.posts.getMany(ids)).filter((post) => post.disposition === undefined)
  if (waiting.length > 0) await screenBatch(stores, waiting, screen, clock)
  return waiting.length
}

/**
 * Screens whatever waits, oldest first. Returns how many posts got a verdict. A `screen` that throws would block the queue
 * for ever, so it must answer for every post it is given, as analyzers/screener.ts does.
 */
export async function screenPending(stores: Stores, screen: Screen, options: StageOptions): Promise<number> {
  let done = 0
  while (!options.signal?.aborted) {
    const batch = await stores.posts.pending(BATCH)
    if (batch.length === 0) break
    await screenBatch(stores, batch, screen, options.clock)
    done += batch.length
    options.onProgress?.(done)
  }
  return done
}
