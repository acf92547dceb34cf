/** What a look hands to the inbox: in batches, one after the other, in the order it was read. */
import type { DeliveryCounts, FailedRow } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'

/** Takes what a source brought; the counts say what became of it. */
export type Deliver = (
  source: string,
  deliveries: readonly Delivery[],
  failed: readonly FailedRow[],
) => Promise<DeliveryCounts>

export const NO_COUNTS: DeliveryCounts = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }

export const addCounts = (a: DeliveryCounts, b: DeliveryCounts): DeliveryCounts => ({
  received: a.received + b.received,
  fresh: a.fresh + b.fresh,
  revised: a.revised + b.revised,
  unchanged: a.unchanged + b.unchanged,
  failed: a.failed + b.failed,
})

export interface Handover {
  /** `done` is called once it was taken: only then may it count as seen. */
  add(row: { readonly delivery: Delivery } | { readonly failed: FailedRow }, done: () => void): void
  /** Rows that wait to be handed over. */
  readonly waiting: number
  /** What was taken so far. */
  readonly counts: DeliveryCounts
  /** Resolves when all that was added before is taken. */
  flush(): Promise<void>
}

/** @param taken is told the sum after each batch. */
export function createHandover(
  source: string,
  deliver: Deliver,
  taken: (counts: DeliveryCounts) => Promise<void> | void,
): Handover {
  let deliveries: Delivery[] = []
  let failed: FailedRow[] = []
  let done: (() => void)[] = []
  let counts = NO_COUNTS
  let chain: Promise<void> = Promise.resolve()
  return {
    add(row, act) {
      if ('delivery' in row) deliveries.push(row.delivery)
      else failed.push(row.failed)
      done.push(act)
    },
    get waiting() {
      return done.length
    },
    get counts() {
      return counts
    },
    flush() {
      const batch = { deliveries, failed, done }
      deliveries = []
      failed = []
      done = []
      if (batch.done.length > 0)
        chain = chain.then(async () => {
          counts = addCounts(counts, await deliver(source, batch.deliveries, batch.failed))
          for (const act of batch.done) act()
          await taken(counts)
        })
      return chain
    },
  }
}
