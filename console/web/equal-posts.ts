import type { PostView } from '../api/post-view.ts'

export interface EqualPosts {
  readonly post: PostView
  /** Others with the very same words, in their order. */
  readonly alike: readonly PostView[]
}

/** Posts in their order, those of one text under its first. */
export function foldEqual(posts: readonly PostView[]): EqualPosts[] {
  const texts = Map.groupBy(posts, (post) => `${post.title.trim()}\n${post.text.trim()}`)
  return [...texts.values()].map(([post, ...alike]) => ({ post: post as PostView, alike }))
}
