/** Letters that people name by a number instead of an id. */
import type { PostStore, StoredPost } from '../model/ports.ts'
import { spellings } from '../model/shared-number.ts'
import { postId } from '../pipeline/intake/post-id.ts'

/** As `pipeline/intake/post-id.ts` makes them. */
export const isPostId = (named: string): boolean => /^[a-z2-7]{26}$/.test(named)

/** All that have the number at their source; an erased one, which has none any more, where no other has it. */
export async function withNumber(posts: PostStore, number: string): Promise<StoredPost[]> {
  const found: StoredPost[] = []
  for await (const post of posts.iterate({ number })) found.push(post)
  if (found.length > 0) return found
  const sources = (await posts.latest()).map(({ source }) => source)
  return posts.getMany(sources.flatMap((source) => spellings(number).map((way) => postId(source, way))))
}
