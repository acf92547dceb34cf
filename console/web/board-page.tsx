import { Button, Select } from 'antd'
import { Fragment, useEffect, useState } from 'react'
import type { AreaList } from '../api/board-routes.ts'
import type { Board } from '../api/issue-routes.ts'
import type { HotIssueView } from '../api/issue-view.ts'
import { useNames } from './about.ts'
import { BoardFrame } from './board-frame.tsx'
import { Notes } from './board-notes.tsx'
import { query, useApi } from './fetch.ts'
import { HeatBar, HeatTerms } from './heat.tsx'
import { link, useParams } from './location.ts'
import { Marks, UrgentLine } from './marks.tsx'
import { Sparkline } from './sparkline.tsx'
import { Failed, Nothing, Waiting } from './states.tsx'
import { minute, residentsNote, TREND } from './words.ts'

/** How often an open board looks again, ms. */
const REFRESH = 60_000

/** 热点榜: what many people meet now. */
export function BoardPage() {
  const [params, set] = useParams()
  const { about } = useNames()
  const days = params.days ?? String(about?.days ?? 7)
  const { asOf, district, category, department, order, top } = params
  const board = useApi<Board>(`/issues${query({ asOf, district, category, department, order, top, days })}`)
  const { reload } = board
  const perCapita = order === 'per-capita'
  const residents = useApi<AreaList>(perCapita ? '/board/areas' : undefined).data?.population
  // Today's board moves; a past day's does not.
  useEffect(() => {
    if (asOf !== undefined) return
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), REFRESH)
    return () => clearInterval(timer)
  }, [asOf, reload])
  return (
    <>
      <BoardFrame
        title="热点榜"
        days={days}
        note={board.data && `${minute(board.data.from)} 至 ${minute(board.data.asOf)}`}
        feed={`/api/v1/feeds/hot.atom${query({ district, category, department, days })}`}
      >
        <Select
          aria-label="排序"
          value={perCapita ? 'per-capita' : 'heat'}
          onChange={(value) => set({ order: value === 'heat' ? undefined : value })}
          options={[
            { value: 'heat', label: '按热度' },
            { value: 'per-capita', label: '按每万人反映数' },
          ]}
        />
      </BoardFrame>
      <Notes asOf={asOf} />
      {board.error && <Failed text={board.error.message} retry={board.reload} />}
      {!board.data && !board.error && <Waiting />}
      {board.data && board.data.issues.length === 0 && (
        <div className="card">
          <Nothing text="这段时间没有热点事项。可放宽时间或筛选，或到“来源健康”看看采集是否正常" />
        </div>
      )}
      {board.data && board.data.issues.length > 0 && (
        <Ranking issues={board.data.issues} asOf={asOf} days={days} stale={board.loading} perCapita={perCapita} />
      )}
      {perCapita && residents && <p className="soft">{residentsNote(residents)}</p>}
    </>
  )
}

/** A window of few days shows the week that it ends: one bar alone is as tall as any other. */
const barsOf = ({ series, week }: HotIssueView['hot']): readonly number[] =>
  series.length < week.length ? week : series

function Ranking({
  issues,
  asOf,
  days,
  stale,
  perCapita,
}: {
  issues: HotIssueView[]
  perCapita: boolean
  asOf: string | undefined
  days: string
  stale: boolean
}) {
  const [open, setOpen] = useState<string>()
  const max = Math.max(...issues.map((i) => i.hot.heat))
  return (
    <table className={`board card${stale ? ' stale' : ''}`}>
      <thead>
        <tr>
          <th scope="col">名次</th>
          <th scope="col">事项</th>
          <th scope="col" className="num">
            反映人数
          </th>
          <th scope="col">热度</th>
          <th scope="col">{issues.some(({ hot }) => barsOf(hot) === hot.week) ? '趋势（近 7 天）' : '趋势'}</th>
        </tr>
      </thead>
      <tbody>
        {issues.map((issue) => (
          <Fragment key={issue.id}>
            <Row
              issue={issue}
              max={max}
              perCapita={perCapita}
              to={`/issues/${issue.id}${query({ asOf, days })}`}
              open={open === issue.id}
              toggle={() => setOpen(open === issue.id ? undefined : issue.id)}
            />
            {open === issue.id && (
              <tr className="more">
                <td />
                <td colSpan={4}>
                  <HeatTerms heat={issue.hot} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}

function Row({
  issue,
  max,
  perCapita,
  to,
  open,
  toggle,
}: {
  issue: HotIssueView
  max: number
  perCapita: boolean
  to: string
  open: boolean
  toggle: () => void
}) {
  const names = useNames()
  const { hot } = issue
  const trend = TREND[hot.trend]
  const where = [issue.district, issue.place].filter((x, i, all) => x && all.indexOf(x) === i).join(' · ')
  return (
    <tr>
      <td className={`rank${hot.rank <= 3 ? ' high' : ''}`}>{hot.rank}</td>
      <td className="what">
        <a className="title" {...link(to)}>
          {issue.title}
        </a>
        <Marks hot={hot} pinned={issue.pinned} />
        <UrgentLine hot={hot} link={link(to)} />
        <div className="meta">
          <span>{names.category(issue.category)}</span>
          {where && <span>{where}</span>}
          {issue.department && <span>建议主办：{issue.department}</span>}
          <span>{hot.sources.map(names.source).join('、')}</span>
        </div>
      </td>
      <td className="num voices">
        <b>{hot.windowVoices}</b>
        <small>{hot.windowPosts} 件</small>
        {perCapita && <small className="rate">每万人 {hot.perTenThousand?.toFixed(2) ?? '不详'}</small>}
      </td>
      <td className="heat">
        <Button type="text" size="small" aria-expanded={open} onClick={toggle} title="查看热度构成">
          <b>{hot.heat.toFixed(1)}</b>
          <HeatBar heat={hot} max={max} />
          <span className="caret" aria-hidden="true">
            {open ? '▴' : '▾'}
          </span>
        </Button>
      </td>
      <td className="trend">
        <Sparkline series={barsOf(hot)} />
        <small className={trend?.tone}>{trend?.text}</small>
      </td>
    </tr>
  )
}
