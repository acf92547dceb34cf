import type { StoredPost } from '../model/ports.ts'
import type { Tokens } from '../model/post.ts'
import type { GroupInput } from './group-features.ts'

/** What grouping reads of a stored post. The post must have been screened. */
export function groupInputOf(post: StoredPost, tokens: Tokens): GroupInput {
  const s = post.screening!
  return {
    id: post.id,
    at: Date.parse(post.postedAt ?? post.firstCollectedAt),
    kind: post.kind,
    route: s.route,
    appealType: s.appealType,
    title: post.title,
    text: post.text,
    tokens,
    places: s.places,
    category: s.category,
    subcategory: s.subcategory,
    matters: s.matters,
    department: s.departments[0]?.name,
    source: post.source,
    voice: post.voice,
    likes: post.likes,
    answered: post.answer !== undefined,
  }
}
