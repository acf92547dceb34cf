import { Button } from 'antd'
import { useState } from 'react'
import type { CaseView } from '../api/issue-view.ts'
import { CaseStepDialog } from './case-step.tsx'
import { link } from './location.ts'
import { CASE_STEP, minute, URGENCY } from './words.ts'

interface CaseRowsProps {
  cases: readonly CaseView[]
  /** Loads them again after one went on. */
  changed: () => void
  /** Names the issue of each. */
  titled?: boolean
}

/** A guess says what it rests on. */
function dueWords({ dueAt, dueExpected, dueProvisional }: CaseView): string {
  if (dueAt !== null) return `限 ${minute(dueAt)}${dueProvisional ? '（暂定）' : ''}`
  if (dueExpected === null) return '时限待定（暂定）'
  const at = minute(dueExpected)
  return `暂限 ${at}（按周末推算，${at.slice(0, 4)} 年节假日待公布）`
}

/** Cases as a list, each with what became of it and the steps it can take. */
export function CaseRows({ cases, changed, titled = false }: CaseRowsProps) {
  const [asked, setAsked] = useState<{ id: string; state: string }>()
  // Looked up anew: after a refusal the dialog goes on with the case as it is now.
  const kase = cases.find((c) => c.id === asked?.id)
  return (
    <>
      <ul className="cases">
        {cases.map((c) => (
          <li key={c.id}>
            {titled && (
              <a className="title" {...link(`/issues/${c.issueId}`)}>
                {c.issueTitle}
              </a>
            )}
            {c.title !== c.issueTitle && <p className="soft">交办时的标题：{c.title}</p>}
            <div className="meta">
              <span className="mono">{c.id}</span>
              <span>
                <span className="tag state">{c.state}</span> {c.overdue && <span className="tag bad">逾期</span>}{' '}
                {c.urgency > 0 && <span className={`tag u${c.urgency}`}>{URGENCY[c.urgency]}</span>}
              </span>
              <span>主办：{c.unit}</span>
              {c.units.length > 1 && <span>协办：{c.units.filter((u) => u !== c.unit).join('、')}</span>}
              {c.unlisted.length > 0 && (
                <span className="late" title="单位目录里没有，请核对是否笔误">
                  目录外：{c.unlisted.join('、')}
                </span>
              )}
              <span>交办于 {minute(c.createdAt)}</span>
              <span className={c.overdue ? 'late' : undefined}>{dueWords(c)}</span>
            </div>
            {c.note && <p className="soft">{c.note}</p>}
            {c.steps.length > 0 && (
              <ul className="steps">
                {c.steps.map((step) => (
                  <li key={step.at + step.state}>
                    <span className="soft">
                      {CASE_STEP[step.state]?.verb} · {minute(step.at)}
                    </span>
                    {step.note && <p>{step.note}</p>}
                  </li>
                ))}
              </ul>
            )}
            {c.next.length > 0 && (
              <div className="actions">
                {c.next.map((state) => (
                  <Button key={state} size="small" onClick={() => setAsked({ id: c.id, state })}>
                    {CASE_STEP[state]?.verb}
                  </Button>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked && kase && (
        <CaseStepDialog kase={kase} state={asked.state} changed={changed} close={() => setAsked(undefined)} />
      )}
    </>
  )
}
