import type { UrgentPosts } from '../api/board-routes.ts'
import { BoardFrame, URGENT_DAYS } from './board-frame.tsx'
import { query, useApi } from './fetch.ts'
import { link, useParams } from './location.ts'
import { PostCard } from './post-card.tsx'
import { Failed, Nothing, Waiting } from './states.tsx'
import { URGENCY } from './words.ts'

/** 紧急: every post of level 2 and 3 by its own words, whatever issue it was grouped into. */
export function UrgentPage() {
  const [params] = useParams()
  const { asOf, district, category, department } = params
  const days = params.days ?? URGENT_DAYS
  const list = useApi<UrgentPosts>(`/board/urgent${query({ asOf, district, category, department, days })}`)
  const { total = 0, inReview = 0, posts = [] } = list.data ?? {}
  return (
    <>
      <BoardFrame title="紧急来件" days={days} note={`近 ${days} 天紧急程度 2 级及以上，先特急后紧急，新的在前`} />
      {list.error && <Failed text={list.error.message} retry={list.reload} />}
      {!list.data && !list.error && <Waiting />}
      {inReview > 0 && (
        <p className="soft">
          另有 {inReview} 件疑似紧急，<a {...link('/review')}>待人工研判</a>，未列入下表。
        </p>
      )}
      {list.data && (
        <div className={`card urgent-list${list.loading ? ' stale' : ''}`}>
          {posts.length === 0 && <Nothing text="这段时间没有紧急来件" />}
          {posts.map((post) => (
            <Row key={post.id} post={post} back={query({ asOf, days: params.days })} />
          ))}
          {total > posts.length && (
            <p className="soft">
              共 {total} 件，这里列出前 {posts.length} 件；可缩短时间或筛选
            </p>
          )}
        </div>
      )}
    </>
  )
}

function Row({ post, back }: { post: UrgentPosts['posts'][number]; back: string }) {
  return (
    <div>
      <h2>
        <span className={`tag u${post.urgency}`}>{URGENCY[post.urgency]}</span> {post.words}
      </h2>
      <div className="meta">
        <span>{post.place ?? '地点未写明'}</span>
        {post.unit && <span>建议主办：{post.unit}</span>}
        {post.copies > 0 && <span>另 {post.copies} 件内容相同</span>}
        {post.issueId && post.issueTitle && (
          <span>
            所在事项：<a {...link(`/issues/${post.issueId}${back}`)}>{post.issueTitle}</a>
          </span>
        )}
      </div>
      {/* Level, a title that tells the danger and, of a short post, all its words stand above already. */}
      <PostCard
        post={{ ...post, title: post.title === post.words ? '' : post.title }}
        leveled
        brief={post.title === '' && post.text.length <= post.words.length + 1}
        spans={post.reasons.flatMap(({ rule, field, start, end }) =>
          rule.startsWith('urgency.') && field && start !== null && end !== null
            ? [{ field, start, end, as: 'reason' as const }]
            : [],
        )}
      />
    </div>
  )
}
