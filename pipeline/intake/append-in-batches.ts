/** Many letters at once, so that nobody else in the process, and no other writer of Records, waits long. */
import { setImmediate } from 'node:timers/promises'
import type { DeliveryCounts, FailedRow } from '../../model/ports.ts'
import type { Delivery } from '../../model/post.ts'
import type { Inbox } from './inbox.ts'

/** Letters of one transaction: well under a tenth of a second of redaction. */
const BATCH = 500

/**
 * Appends batch by batch; between two the process does what else has come up. Ended in between, the batches before it are
 * in, and the same delivery again finds them unchanged.
 */
export async function appendInBatches(
  inbox: Pick<Inbox, 'append'>,
  source: string,
  deliveries: readonly Delivery[],
  failed: readonly FailedRow[] = [],
): Promise<DeliveryCounts> {
  const first = await inbox.append(source, deliveries.slice(0, BATCH), failed)
  const sum = { ...first }
  for (let at = BATCH; at < deliveries.length; at += BATCH) {
    await setImmediate()
    const counts = await inbox.append(source, deliveries.slice(at, at + BATCH))
    for (const key of Object.keys(sum) as (keyof DeliveryCounts)[]) sum[key] += counts[key]
  }
  return sum
}
