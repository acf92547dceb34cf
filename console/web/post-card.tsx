import { type ReactNode, useState } from 'react'
import type { PostView } from '../api/post-view.ts'
import { useNames } from './about.ts'
import type { Span } from './pieces.ts'
import { RichText } from './rich-text.tsx'
import { appealSaid, KIND, moment, postTime, ROUTE, URGENCY } from './words.ts'

/** Longer texts are folded; nobody scans a list of whole letters. */
const FOLD = 180

const masksOf = (post: PostView, field: 'title' | 'text'): Span[] =>
  post.marks.filter((m) => m.field === field).map(({ start, end }) => ({ start, end, as: 'mask' }))

const firstWords = (text: string): string => (text.split(/[，。！？；\n]/, 1)[0] ?? '').slice(0, 40)

interface Props {
  post: PostView
  /** Extra spans by field: hits of a search, words that weighed in a verdict. */
  spans?: readonly (Span & { field: 'title' | 'text' })[]
  /** Before the title: a checkbox, say. */
  lead?: ReactNode
  /** Beside the meta line. */
  extra?: ReactNode
  /** Below everything else. */
  foot?: ReactNode
  whole?: boolean
  /** Its words stand above already. */
  brief?: boolean
  /** So does its level of urgency. */
  leveled?: boolean
  level?: 'h2' | 'h3'
}

/** One post: title, text with placeholders, where and when, the office's answer. */
export function PostCard({
  post,
  spans = [],
  lead,
  extra,
  foot,
  whole = false,
  brief = false,
  leveled = false,
  level: Level = 'h3',
}: Props) {
  const names = useNames()
  const [open, setOpen] = useState(whole)
  const of = (field: 'title' | 'text'): Span[] => [...masksOf(post, field), ...spans.filter((s) => s.field === field)]
  const first = spans.find((s) => s.field === 'text')?.start ?? 0
  // A folded text starts a little before its first hit.
  const from = open || first < FOLD - 40 ? 0 : first - 40
  const to = open ? post.text.length : Math.min(post.text.length, from + FOLD)
  const shown = post.text.slice(from, to)
  const inside = of('text').map((s) => ({
    ...s,
    start: Math.max(0, s.start - from),
    end: Math.min(shown.length, s.end - from),
  }))
  const chip = !leveled && post.urgency > 0 && <span className={`tag u${post.urgency}`}>{URGENCY[post.urgency]}</span>
  const titled = post.title !== '' && !brief
  // An emergency has a level of its own; the route would only say it again.
  const route = post.urgency > 0 && post.route === 'emergency' ? undefined : ROUTE[post.route]
  const folded = from > 0 || to < post.text.length
  return (
    <article className="post">
      <div className="post-head">
        {lead}
        <Level>
          {/* Hotline letters have no title: their first words name them to whoever does not see them right below. */}
          {titled ? (
            <RichText text={post.title} spans={of('title')} />
          ) : (
            <span className="sr">{post.title || firstWords(post.text)}</span>
          )}
        </Level>
        {titled && chip}
      </div>
      {!brief && (
        <p className="post-text">
          {!titled && chip}
          {from > 0 && '…'}
          <RichText text={shown} spans={inside} />
          {to < post.text.length && '…'}
          {(folded || (open && !whole && post.text.length > FOLD)) && (
            <button type="button" className="fold" onClick={() => setOpen(!open)}>
              {open ? '收起' : '展开全文'}
            </button>
          )}
        </p>
      )}
      <div className="meta">
        {brief && chip}
        <span>{postTime(post)}</span>
        <span>
          {names.source(post.source)} · {KIND[post.kind] ?? post.kind}
        </span>
        <span>{appealSaid(post)}</span>
        {post.route !== 'lead' && post.route !== 'case' && route && <span className="tag again">{route}</span>}
        {post.likes > 0 && <span>赞 {post.likes}</span>}
        {post.sourceState && <span>{post.sourceState}</span>}
        {post.nativeId && <span className="mono">{post.nativeId}</span>}
        {post.url && (
          <a href={post.url} target="_blank" rel="noreferrer noopener">
            原文
          </a>
        )}
        {extra}
      </div>
      {post.answer && (
        <div className="answer">
          <b>答复</b> {post.answer.unit} {post.answer.at && moment(post.answer.at, post.answer.precision)}
          <p>{post.answer.text || '来源只说已答复，未附内容'}</p>
        </div>
      )}
      {foot}
    </article>
  )
}
