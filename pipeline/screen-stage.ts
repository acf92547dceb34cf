import type { PostStore } from '../model/ports.ts'
import type { Post, Screening } from '../model/post.ts'
import type { Clock } from '../model/time.ts'

/** How many posts one transaction takes: small enough that a stop waits well under a second. */
const BATCH = 200

export interface StageOptions {
  readonly clock: Clock
  /** Between two batches; an aborted stage has committed whole batches only. */
  readonly signal?: AbortSignal | undefined
  /** Called after each committed batch with how many are done in this call. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Screens whatever waits, oldest first. Returns how many posts got a verdict. A text that makes screening itself throw
 * would block the queue for ever, so the caller's `screen` must answer for every post it is given.
 */
export async function screenPending(
  posts: PostStore,
  screen: (batch: readonly Post[]) => Promise<Screening[]>,
  options: StageOptions,
): Promise<number> {
  let done = 0
  while (!options.signal?.aborted) {
    const batch = await posts.pending(BATCH)
    if (batch.length === 0) break
    const screenings = await screen(batch)
    await posts.saveScreenings(
      batch.map((post, i) => ({ post, screening: screenings[i]! })),
      options.clock.now().toISOString(),
    )
    done += batch.length
    options.onProgress?.(done)
  }
  return done
}
