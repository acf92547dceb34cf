import { Segmented } from 'antd'
import type { AreaList } from '../api/board-routes.ts'
import { useNames } from './about.ts'
import { BoardFrame } from './board-frame.tsx'
import { query, useApi } from './fetch.ts'
import { link, useParams } from './location.ts'
import { Failed, Nothing, Waiting } from './states.tsx'
import { minute, number, residentsNote } from './words.ts'

const BY = [
  { value: 'district', label: '区县' },
  { value: 'category', label: '类别' },
  { value: 'department', label: '建议主办单位' },
]

/** Where the voices of a window come from. */
export function AreasPage() {
  const [params, set] = useParams()
  const { about } = useNames()
  const { asOf, district, category, department } = params
  const days = params.days ?? String(about?.days ?? 7)
  const by = BY.find((b) => b.value === params.by)?.value ?? 'district'
  const list = useApi<AreaList>(`/board/areas${query({ by, asOf, district, category, department, days })}`)
  return (
    <>
      <BoardFrame title="诉求分布" days={days} note={list.data && `截至 ${minute(list.data.asOf)}`}>
        <Segmented aria-label="按什么统计" value={by} onChange={(value) => set({ by: value })} options={BY} />
      </BoardFrame>
      {list.error && <Failed text={list.error.message} retry={list.reload} />}
      {!list.data && !list.error && <Waiting />}
      {list.data && list.data.rows.length === 0 && (
        <div className="card">
          <Nothing text="这段时间没有诉求" />
        </div>
      )}
      {list.data && list.data.rows.length > 0 && <Rows list={list.data} stale={list.loading} />}
    </>
  )
}

function Rows({ list, stale }: { list: AreaList; stale: boolean }) {
  const names = useNames()
  const [{ asOf, days }] = useParams()
  const { by, rows, population } = list
  const most = Math.max(1, ...rows.map((row) => row.voices))
  const perCapita = by === 'district'
  const nameOf = (name: string | null): string =>
    name === null ? '未写明' : by === 'category' ? names.category(name) : name
  return (
    <>
      <table className={`areas card${stale ? ' stale' : ''}`}>
        <thead>
          <tr>
            <th scope="col">{BY.find((b) => b.value === by)?.label}</th>
            <th scope="col" className="num">
              反映人数
            </th>
            <th scope="col" className="wide">
              <span className="sr">比例</span>
            </th>
            <th scope="col" className="num">
              比上期
            </th>
            <th scope="col" className="num">
              件数
            </th>
            <th scope="col" className="num">
              事项
            </th>
            {perCapita && (
              <th scope="col" className="num">
                每万人
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const change = list.comparable ? row.voices - row.voicesBefore : 0
            return (
              <tr key={row.name ?? ''}>
                <td>
                  {row.name === null ? (
                    '未写明'
                  ) : (
                    <a {...link(`/${query({ asOf, days, [by]: row.name })}`)}>{nameOf(row.name)}</a>
                  )}
                </td>
                <td className="num">
                  <b>{number(row.voices)}</b>
                </td>
                <td className="wide">
                  <i className="bar" style={{ width: `${(100 * row.voices) / most}%` }} />
                </td>
                <td className="num">{change === 0 ? '—' : `${change > 0 ? '+' : ''}${number(change)}`}</td>
                <td className="num">{number(row.posts)}</td>
                <td className="num">{number(row.issues)}</td>
                {perCapita && <td className="num">{row.perTenThousand?.toFixed(2) ?? '—'}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="soft">
        件数按来件所在事项的类别、区县和单位计；“概况”按每条来件自己的计，两者不必相等。
        {list.comparable ? '上期指此前同样长的一段时间。' : '此前同样长的一段时间里还没有足够的数据，不作比较。'}
        {perCapita && residentsNote(population)}
      </p>
    </>
  )
}
