/** Letters that people name by a number instead of an id. */
import type { PostStore, StoredPost } from '../model/ports.ts'

/** As `pipeline/intake/post-id.ts` makes them. */
export const isPostId = (named: string): boolean => /^[a-z2-7]{26}$/.test(named)

/** All that have the number at their source. */
export async function withNumber({ iterate }: PostStore, number: string): Promise<StoredPost[]> {
  const found: StoredPost[] = []
  for await (const post of iterate({ number })) found.push(post)
  return found
}
