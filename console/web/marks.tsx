import type { HeatView } from '../api/issue-view.ts'
import { minute, URGENCY, usual } from './words.ts'

/** The newest urgent post in its own words: the title may speak of something else. */
export function UrgentLine({ hot, link }: { hot: HeatView | null; link?: { href: string } }) {
  if (!hot?.urgent) return null
  const { level, posts, words, at } = hot.urgent
  return (
    <p className="urgent">
      <span className={`tag u${level}`}>{URGENCY[level]}</span>
      {link ? <a {...link}>{words}</a> : words}
      <small>
        {minute(at).slice(5)}
        {posts > 1 && ` 等 ${posts} 件`}
      </small>
    </p>
  )
}

/** 置顶, 新, 突发, 已答复仍在反映. */
export function Marks({ hot, pinned }: { hot: HeatView | null; pinned: boolean }) {
  return (
    <>
      {pinned && <span className="tag pin">置顶</span>}
      {hot?.trend === 'new' && <span className="tag new">新</span>}
      {hot?.burst && (
        <span
          className="tag burst"
          title={`${hot.burst.since} 起 ${hot.burst.observed} 人反映，${usual(hot.burst.expected)}`}
        >
          突发 {hot.burst.since.slice(5)} 起 {hot.burst.observed} 人
        </span>
      )}
      {hot?.answeredYetRising && <span className="tag again">已答复仍在反映</span>}
    </>
  )
}
