/** Lines of `lanting export`, read back: what they call `id` is the post's own, the number stands beside it. */
import { localMoment } from '../model/time.ts'
import { PRECISIONS } from '../model/words.ts'

/** As `pipeline/intake/post-id.ts` makes them. */
const POST_ID = /^[a-z2-7]{26}$/

/** The row under the names of the import format, and the id of its post; undefined for a row that is none of ours. */
export function readOwnExport(
  row: Readonly<Record<string, unknown>>,
): { readonly row: Record<string, unknown>; readonly postId: string } | undefined {
  const { id, nativeId, postedAt, postedPrecision, givenAppealType } = row
  if (typeof id !== 'string' || !POST_ID.test(id) || nativeId === undefined || !('disposition' in row)) return undefined
  const precision = PRECISIONS.find((known) => known === postedPrecision)
  // An instant would be read as known to the minute.
  const told =
    typeof postedAt === 'string' && !Number.isNaN(Date.parse(postedAt)) ? localMoment(postedAt, precision) : postedAt
  const date = precision === undefined || precision === 'minute' ? postedAt : told
  // The kind of appeal is our verdict; what the source said stands beside it.
  return { row: { ...row, id: nativeId ?? id, postedAt: date, appealType: givenAppealType ?? null }, postId: id }
}
