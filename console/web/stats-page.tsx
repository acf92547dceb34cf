import { useMemo } from 'react'
import type { Stats } from '../api/status-routes.ts'
import { useNames } from './about.ts'
import { Chart } from './chart.tsx'
import { everyDay } from './days.ts'
import { query, useApi } from './fetch.ts'
import { link } from './location.ts'
import { Failed, Waiting } from './states.tsx'
import { DISPOSITION, number, stateName } from './words.ts'

const TONES: Readonly<Record<string, string>> = {
  kept: '#14506e',
  duplicate: '#4f8fa8',
  review: '#e0a458',
  quarantined: '#b0bcc4',
  'off-topic': '#d5dde2',
  failed: '#c2410c',
  pending: '#8a9ba8',
}

/** In no index: nobody has read them yet, or could. */
const UNREAD = ['failed', 'pending']

/** 概况: what came in and where it went. */
export function StatsPage() {
  const stats = useApi<Stats>('/stats')
  if (stats.error) return <Failed text={stats.error.message} retry={stats.reload} />
  if (!stats.data) return <Waiting />
  return <Overview stats={stats.data} />
}

function Overview({ stats }: { stats: Stats }) {
  const names = useNames()
  const rows = Object.keys(TONES).map((name) => ({ name, n: stats.posts[name as keyof Stats['posts']] ?? 0 }))
  const { delivered } = stats
  const option = useMemo(() => {
    const days = everyDay(stats.days, (day) => ({ day, count: 0 })).slice(-90)
    return {
      grid: { left: 34, right: 8, top: 12, bottom: 24 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: days.map((d) => d.day.slice(5)), axisTick: { show: false } },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: '#e6ebee' } } },
      series: [
        { name: '保留', type: 'bar', data: days.map((d) => d.count), itemStyle: { color: '#14506e' }, barMaxWidth: 16 },
      ],
    }
  }, [stats.days])
  return (
    <>
      <div className="head">
        <h1>概况</h1>
        <p>入库的每一条都有去向，总数与各去向之和相等</p>
      </div>
      <section className="card">
        <h2>
          去向 <small>共 {number(stats.total)} 条</small>
        </h2>
        <div className="stack" aria-hidden="true">
          {rows.map((r) => (
            <i
              key={r.name}
              style={{ width: `${(100 * r.n) / Math.max(1, stats.total)}%`, background: TONES[r.name] }}
            />
          ))}
        </div>
        <ul className="legend">
          {rows.map((r) => (
            <li key={r.name}>
              <i style={{ background: TONES[r.name] }} />
              {UNREAD.includes(r.name) ? (
                DISPOSITION[r.name]
              ) : (
                <a
                  title="受保护和限制公开的来件计在数内，但不可检索"
                  {...link(`/search${query({ q: `状态:${stateName(r.name)}` })}`)}
                >
                  {DISPOSITION[r.name]}
                </a>
              )}{' '}
              <b>{number(r.n)}</b>
            </li>
          ))}
        </ul>
        <p className="soft">
          累计读入 {number(delivered.received)} 条次：新增 {number(delivered.fresh)}，修订 {number(delivered.revised)}
          ，未变 {number(delivered.unchanged)}，读不出 {number(delivered.failed)}
          。同一份文件再次导入会再计；读不出的行没有入库，不在上面的去向之内。
        </p>
      </section>
      <section className="card">
        <h2>
          每日保留 <small>近 90 天</small>
        </h2>
        <Chart option={option} height={200} label="每日保留的帖文数" />
      </section>
      <p className="soft">
        以下按每条保留或并入的来件自己的类别、地点和诉求类型计，不限时间；“分布”页按来件所在事项计，只计所选时间，两者不必相等。
      </p>
      <div className="three">
        <Bars
          title="类别"
          rows={stats.categories}
          name={names.category}
          to={(v) => `/search${query({ q: `类别:${v}` })}`}
        />
        <Bars title="区县" rows={stats.districts} name={(v) => v} to={(v) => `/search${query({ q: `区县:${v}` })}`} />
        <Bars
          title="诉求类型"
          rows={stats.appealTypes}
          name={(v) => v}
          to={(v) => `/search${query({ q: `类型:${v}` })}`}
        />
      </div>
    </>
  )
}

function Bars(props: {
  title: string
  rows: Stats['categories']
  name: (v: string) => string
  to: (v: string) => string
}) {
  const top = Math.max(1, ...props.rows.map((r) => r.count))
  return (
    <section className="card">
      <h2>{props.title}</h2>
      <ul className="bars">
        {props.rows.map((r) => (
          <li key={r.value}>
            <a {...link(props.to(r.value))}>{props.name(r.value)}</a>
            <i style={{ width: `${(100 * r.count) / top}%` }} />
            <b>{number(r.count)}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}
