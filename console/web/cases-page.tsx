import { Segmented } from 'antd'
import type { CasesAnswer } from '../api/case-routes.ts'
import { CaseRows } from './case-rows.tsx'
import { query, useApi } from './fetch.ts'
import { useParams } from './location.ts'
import { Failed, Nothing, Waiting } from './states.tsx'

const STATES = ['待签收', '办理中', '已答复', '已办结', '撤回']

export function CasesPage() {
  const [params, set] = useParams()
  const cases = useApi<CasesAnswer>(`/cases${query({ state: params.state })}`)
  return (
    <>
      <div className="head">
        <h1>交办件</h1>
        <p>由热点事项交办给承办单位的专项件</p>
      </div>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={params.state ?? ''}
          onChange={(state) => set({ state })}
          options={[{ value: '', label: '全部' }, ...STATES]}
        />
      </div>
      {cases.error && <Failed text={cases.error.message} retry={cases.reload} />}
      {!cases.data && !cases.error && <Waiting />}
      {cases.data && (
        <div className="card">
          {cases.data.cases.length === 0 ? (
            <Nothing text="没有交办件。在事项详情里点“交办”即可生成" />
          ) : (
            <CaseRows cases={cases.data.cases} titled />
          )}
        </div>
      )}
    </>
  )
}
