import { Button, Input, Segmented, Select } from 'antd'
import { Fragment, useEffect, useState } from 'react'
import type { Board } from '../api/issue-routes.ts'
import type { HotIssueView } from '../api/issue-view.ts'
import { DISTRICTS, useNames } from './about.ts'
import { query, useApi } from './fetch.ts'
import { HeatBar, HeatTerms } from './heat.tsx'
import { link, useParams } from './location.ts'
import { Marks } from './marks.tsx'
import { Sparkline } from './sparkline.tsx'
import { Failed, Nothing, Waiting } from './states.tsx'
import { minute, TREND } from './words.ts'

/** How often an open board looks again, ms. */
const REFRESH = 60_000
const WINDOWS = ['1', '7', '30', '90', '365']

/** 热点榜: what many people meet now. */
export function BoardPage() {
  const [params, set] = useParams()
  const { about } = useNames()
  const days = params.days ?? String(about?.days ?? 7)
  const { asOf, district, category, top } = params
  const board = useApi<Board>(`/issues${query({ asOf, district, category, top, days })}`)
  const { reload } = board
  // Today's board moves; a past day's does not.
  useEffect(() => {
    if (asOf !== undefined) return
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), REFRESH)
    return () => clearInterval(timer)
  }, [asOf, reload])
  const windows = WINDOWS.includes(days) ? WINDOWS : [...WINDOWS, days].sort((a, b) => Number(a) - Number(b))
  return (
    <>
      <div className="head">
        <h1>热点榜</h1>
        {board.data && (
          <p>
            {minute(board.data.from)} 至 {minute(board.data.asOf)}
          </p>
        )}
        <a className="feed" href={`/api/v1/feeds/hot.atom${query({ district, category, days })}`}>
          订阅
        </a>
      </div>
      <div className="filters">
        <Segmented
          aria-label="时间窗口"
          value={days}
          onChange={(value) => set({ days: value })}
          options={windows.map((d) => ({ value: d, label: d === '1' ? '今日' : d === '365' ? '一年' : `${d} 天` }))}
        />
        <Select
          aria-label="区县"
          allowClear
          placeholder="全部区县"
          value={district ?? null}
          onChange={(value) => set({ district: value ?? undefined })}
          options={DISTRICTS.map((d) => ({ value: d, label: d }))}
        />
        <Select
          aria-label="类别"
          allowClear
          placeholder="全部类别"
          value={category ?? null}
          onChange={(value) => set({ category: value ?? undefined })}
          options={(about?.categories ?? []).map((c) => ({ value: c.code, label: c.name }))}
        />
        <span className="asof">
          <label htmlFor="as-of">截至</label>
          <Input id="as-of" type="date" value={asOf ?? ''} onChange={(e) => set({ asOf: e.target.value })} />
        </span>
      </div>
      {board.error && <Failed text={board.error.message} retry={board.reload} />}
      {!board.data && !board.error && <Waiting />}
      {board.data && board.data.issues.length === 0 && (
        <div className="card">
          <Nothing text="这段时间没有热点事项。可放宽时间或筛选，或到“来源健康”看看采集是否正常" />
        </div>
      )}
      {board.data && board.data.issues.length > 0 && (
        <Ranking issues={board.data.issues} asOf={asOf} days={days} stale={board.loading} />
      )}
    </>
  )
}

function Ranking({
  issues,
  asOf,
  days,
  stale,
}: {
  issues: HotIssueView[]
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
          <th scope="col">趋势</th>
        </tr>
      </thead>
      <tbody>
        {issues.map((issue) => (
          <Fragment key={issue.id}>
            <Row
              issue={issue}
              max={max}
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
  to,
  open,
  toggle,
}: {
  issue: HotIssueView
  max: number
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
        <Sparkline series={hot.series} />
        <small className={trend?.tone}>{trend?.text}</small>
      </td>
    </tr>
  )
}
