import type { BundlePost } from '../../model/bundle.ts'
import type { Delivery, Post } from '../../model/post.ts'

/**
 * A bundled post as this zone would have stored it: redacted once more by our own rules, named anew and with a voice under
 * our own key. What our redaction leaves as it is keeps the marks of the first one, which saw how it was written.
 */
export function toBundledPost(row: BundlePost, toPost: (delivery: Delivery, at: Date) => Post): Post {
  const { rev: _rev, marks, writer, collectedAt, ...rest } = row
  const post = toPost({ ...rest, author: writer }, new Date(collectedAt))
  return post.title === row.title && post.text === row.text ? { ...post, marks } : post
}
