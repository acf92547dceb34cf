import type { Sources } from '../api/status-routes.ts'
import { useApi } from './fetch.ts'
import { Failed, Nothing, Waiting } from './states.tsx'
import { minute, OUTCOME } from './words.ts'

const ORDER = ['failed', 'changed-shape', 'blocked', 'empty', 'new', 'unchanged']

/** 来源健康: what is wrong comes first. */
export function SourcesPage() {
  const sources = useApi<Sources>('/sources')
  if (sources.error) return <Failed text={sources.error.message} retry={sources.reload} />
  if (!sources.data) return <Waiting />
  const rows = [...sources.data.sources].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome))
  const bad = rows.filter((r) => OUTCOME[r.outcome]?.tone === 'bad').length
  return (
    <>
      <div className="head">
        <h1>来源健康</h1>
        <p>
          {rows.length} 个来源，{bad === 0 ? '全部正常' : `${bad} 个需要处理`}
        </p>
      </div>
      <div className="card scroll">
        {rows.length === 0 ? (
          <Nothing text="还没有采集记录。执行 lanting crawl 或等待下一次定时采集" />
        ) : (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">来源</th>
                <th scope="col">状态</th>
                <th scope="col" className="num">
                  本次读到
                </th>
                <th scope="col">最近访问</th>
                <th scope="col">最近成功</th>
                <th scope="col">最近有新内容</th>
                <th scope="col">说明</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((s) => (
                <tr key={s.source}>
                  <th scope="row">
                    {s.name}
                    {s.name !== s.source && <small className="mono">{s.source}</small>}
                  </th>
                  <td>
                    <span className={`tag ${OUTCOME[s.outcome]?.tone}`} title={OUTCOME[s.outcome]?.hint}>
                      {OUTCOME[s.outcome]?.text ?? s.outcome}
                    </span>
                  </td>
                  <td className="num">{s.found}</td>
                  <td>{minute(s.at)}</td>
                  <td>{s.lastSuccessAt ? minute(s.lastSuccessAt) : '—'}</td>
                  <td>{s.lastNewAt ? minute(s.lastNewAt) : '—'}</td>
                  <td className="wrap">
                    {s.detail ?? OUTCOME[s.outcome]?.hint}
                    {s.consecutiveFailures > 0 && `；连续失败 ${s.consecutiveFailures} 次`}
                    {s.pausedUntil && `；暂停至 ${minute(s.pausedUntil)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  )
}
