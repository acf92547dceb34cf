import type { HeatView } from '../api/issue-view.ts'
import { minute } from './words.ts'

/** 置顶, 新, 突发, 已答复仍在反映. */
export function Marks({ hot, pinned }: { hot: HeatView | null; pinned: boolean }) {
  return (
    <>
      {pinned && <span className="tag pin">置顶</span>}
      {hot?.trend === 'new' && <span className="tag new">新</span>}
      {hot?.burst && (
        <span
          className="tag burst"
          title={`${minute(hot.burst.since)} 起 ${hot.burst.observed} 人反映，预期约 ${hot.burst.expected.toFixed(1)}`}
        >
          突发
        </span>
      )}
      {hot?.answeredYetRising && <span className="tag again">已答复仍在反映</span>}
    </>
  )
}
