import { Checkbox } from 'antd'
import { useState } from 'react'
import type { IssueDetailView } from '../api/issue-routes.ts'
import type { PostView } from '../api/post-view.ts'
import { type EqualPosts, foldEqual } from './equal-posts.ts'
import { PostCard } from './post-card.tsx'
import { WhyHere } from './why-here.tsx'

interface Props {
  detail: IssueDetailView
  /** Posts marked to be split off, while somebody marks them. */
  chosen: readonly string[] | undefined
  choose: (posts: readonly string[]) => void
}

/** All posts of an issue, each text once: sixty owners who paste one letter are one letter told sixty times. */
export function IssuePosts({ detail, chosen, choose }: Props) {
  const [open, setOpen] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<string>()
  const card = (post: PostView, marks: readonly PostView[], brief: boolean) => {
    const ids = marks.map(({ id }) => id)
    return (
      <PostCard
        key={post.id}
        post={post}
        brief={brief}
        extra={
          <>
            {post.disposition === 'duplicate' && <span>重复并入</span>}
            <button
              type="button"
              className="fold"
              aria-expanded={asked === post.id}
              aria-controls={`why-${post.id}`}
              onClick={() => setAsked(asked === post.id ? undefined : post.id)}
            >
              {asked === post.id ? '收起依据' : '为何归入'}
            </button>
          </>
        }
        foot={asked === post.id && <WhyHere id={`why-${post.id}`} detail={detail} post={post} />}
        lead={
          chosen && (
            <Checkbox
              aria-label={`选中 ${post.title || post.id}${ids.length > 1 ? `等 ${ids.length} 件` : ''}`}
              checked={ids.every((id) => chosen.includes(id))}
              indeterminate={ids.some((id) => chosen.includes(id)) && !ids.every((id) => chosen.includes(id))}
              onChange={({ target }) =>
                choose([...chosen.filter((id) => !ids.includes(id)), ...(target.checked ? ids : [])])
              }
            />
          )
        }
      />
    )
  }
  const group = ({ post, alike }: EqualPosts) => {
    if (alike.length === 0) return card(post, [post], false)
    const shown = open.includes(post.id)
    return (
      <div key={post.id} className="equal">
        {/* Folded, what is done with the first is done with all. */}
        {card(post, shown ? [post] : [post, ...alike], false)}
        <button
          type="button"
          className="fold alike"
          aria-expanded={shown}
          onClick={() => setOpen(shown ? open.filter((id) => id !== post.id) : [...open, post.id])}
        >
          {shown ? `收起内容相同的 ${alike.length} 件` : `另有 ${alike.length} 件内容相同`}
        </button>
        {shown && alike.map((other) => card(other, [other], true))}
      </div>
    )
  }
  return foldEqual(detail.posts).map(group)
}
