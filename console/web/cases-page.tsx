import { Segmented } from 'antd'
import type { CasesAnswer } from '../api/case-routes.ts'
import { CaseRows } from './case-rows.tsx'
import { query, useApi } from './fetch.ts'
import { useParams } from './location.ts'
import { Failed, Nothing, Waiting } from './states.tsx'

const STATES = ['待签收', '办理中', '已答复', '已办结', '撤回']
/** All that the API gives at once. */
const SHOWN = 500

/** 交办件: open ones by their time, so overdue first, then the rest, newest first. */
export function CasesPage() {
  const [params, set] = useParams()
  const { state, overdue } = params
  const cases = useApi<CasesAnswer>(`/cases${query({ state, overdue, order: 'due', limit: SHOWN })}`)
  return (
    <>
      <div className="head">
        <h1>交办件</h1>
        <p>由热点事项交办给承办单位的专项件。未答复的按时限排在前，逾期的最先</p>
      </div>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={overdue ? '逾期' : (state ?? '')}
          onChange={(one) =>
            set(one === '逾期' ? { state: undefined, overdue: 'true' } : { state: one, overdue: undefined })
          }
          options={[{ value: '', label: '全部' }, '逾期', ...STATES]}
        />
      </div>
      {cases.error && <Failed text={cases.error.message} retry={cases.reload} />}
      {!cases.data && !cases.error && <Waiting />}
      {cases.data && (
        <div className="card">
          {cases.data.cases.length === 0 ? (
            <Nothing
              text={
                state || overdue
                  ? `没有${overdue ? '逾期' : `“${state}”`}的交办件`
                  : '没有交办件。在事项详情里点“交办”即可生成'
              }
            />
          ) : (
            <CaseRows cases={cases.data.cases} changed={cases.reload} titled />
          )}
        </div>
      )}
    </>
  )
}
