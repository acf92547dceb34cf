import { type Tx, take } from './counters.ts'
import { instant } from './rows.ts'

/** One line of the trail, in the transaction of the change it tells of. `data` never holds a letter's words. */
export async function writeAudit(
  tx: Tx,
  who: string,
  action: string,
  subject: string,
  data: Record<string, unknown>,
  at: string,
): Promise<void> {
  const seq = await take(tx, 'audit')
  await tx
    .insertInto('audit')
    .values({ seq, who, action, subject, data: JSON.stringify(data), at: instant(at) })
    .execute()
}
