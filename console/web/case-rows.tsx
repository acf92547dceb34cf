import type { CaseView } from '../api/issue-view.ts'
import { link } from './location.ts'
import { minute } from './words.ts'

/** Cases as a list; `titled` names the issue of each. */
export function CaseRows({ cases, titled = false }: { cases: readonly CaseView[]; titled?: boolean }) {
  return (
    <ul className="cases">
      {cases.map((c) => (
        <li key={c.id}>
          {titled && (
            <a className="title" {...link(`/issues/${c.issueId}`)}>
              {c.title}
            </a>
          )}
          <div className="meta">
            <span className="tag state">{c.state}</span>
            <span>主办：{c.unit}</span>
            {c.units.length > 1 && <span>协办：{c.units.filter((u) => u !== c.unit).join('、')}</span>}
            <span>交办于 {minute(c.createdAt)}</span>
            <span>
              {c.dueAt ? `限 ${minute(c.dueAt)}` : '时限待定'}
              {c.dueProvisional && '（暂定）'}
            </span>
            <span className="mono">{c.id.slice(0, 10)}</span>
          </div>
          {c.note && <p className="soft">{c.note}</p>}
        </li>
      ))}
    </ul>
  )
}
