import { Button } from 'antd'
import type { IssueDetailView } from '../api/issue-routes.ts'

type Change = IssueDetailView['changes'][number]
const NAMED = 3

/** What people merged and split, each with a way back. */
export function HumanChanges({
  changes,
  undo,
}: {
  changes: readonly Change[]
  undo: (change: Change) => Promise<unknown>
}) {
  if (changes.length === 0) return null
  return (
    <section className="card">
      <h2>人工调整</h2>
      <ul className="changes">
        {changes.map((change) => (
          <li key={change.pairs.map((p) => `${p.a} ${p.b}`).join()}>
            <span>
              <span className="tag state">{change.kind === 'merge' ? '合并' : '拆分'}</span>{' '}
              {change.titles.slice(0, NAMED).join(change.kind === 'merge' ? ' ＋ ' : '；') || '相关帖文已不公开'}
              {change.titles.length > NAMED && ` 等 ${change.titles.length} 条`}
            </span>
            <Button size="small" onClick={() => undo(change)}>
              撤销
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
