import type { HardIssueView, HardList } from '../api/board-routes.ts'
import { useNames } from './about.ts'
import { BoardFrame } from './board-frame.tsx'
import { query, useApi } from './fetch.ts'
import { link, useParams } from './location.ts'
import { Failed, Nothing, Waiting } from './states.tsx'
import { minute } from './words.ts'

const DAYS = '90'

/** 难点: what answers have not ended, with the reasons of each. */
export function HardPage() {
  const [params] = useParams()
  const { asOf, district, category, department } = params
  const days = params.days ?? DAYS
  const list = useApi<HardList>(`/board/hard${query({ asOf, district, category, department, days, top: 50 })}`)
  return (
    <>
      <BoardFrame title="难点事项" days={days} note={`近 ${days} 天仍有人反映，答复没有让它结束`} />
      {list.error && <Failed text={list.error.message} retry={list.reload} />}
      {!list.data && !list.error && <Waiting />}
      {list.data && list.data.issues.length === 0 && (
        <div className="card">
          <Nothing text="没有查到难点事项：没有答复后反复、承诺或时限逾期、多次退回、久拖或多部门的事项" />
        </div>
      )}
      {list.data && list.data.issues.length > 0 && (
        <table className={`board hard card${list.loading ? ' stale' : ''}`}>
          <thead>
            <tr>
              <th scope="col">名次</th>
              <th scope="col">事项与难在哪里</th>
              <th scope="col" className="num">
                反映人数
              </th>
              <th scope="col">首次反映</th>
            </tr>
          </thead>
          <tbody>
            {list.data.issues.map((issue) => (
              <Row key={issue.id} issue={issue} to={`/issues/${issue.id}${query({ asOf, days })}`} />
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Row({ issue, to }: { issue: HardIssueView; to: string }) {
  const names = useNames()
  const where = [issue.district, issue.place].filter((x, i, all) => x && all.indexOf(x) === i).join(' · ')
  return (
    <tr>
      <td className="rank">{issue.rank}</td>
      <td className="what">
        <a className="title" {...link(to)}>
          {issue.title}
        </a>
        {issue.pinned && <span className="tag pin">置顶</span>}
        <div className="meta">
          <span>{names.category(issue.category)}</span>
          {where && <span>{where}</span>}
          {issue.department && <span>建议主办：{issue.department}</span>}
        </div>
        <ul className="reasons">
          {issue.reasons.map((reason) => (
            <li key={reason.kind}>{reason.text}</li>
          ))}
        </ul>
      </td>
      <td className="num voices">
        <b>{issue.windowVoices}</b>
        <small>累计 {issue.voices}</small>
      </td>
      <td className="since" data-what="首次反映">
        {minute(issue.firstSeen).slice(0, 10)}
      </td>
    </tr>
  )
}
