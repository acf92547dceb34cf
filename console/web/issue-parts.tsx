import { useMemo } from 'react'
import type { IssueDetailView } from '../api/issue-routes.ts'
import { Chart } from './chart.tsx'
import { everyDay } from './days.ts'
import { minute, number, TREND } from './words.ts'

/** The figures at the top of an issue. */
export function Facts({ detail: { issue, days, cases } }: { detail: IssueDetailView }) {
  const { hot } = issue
  // Letters are answered at their source; what a unit answered to a case is another answer.
  const answeredCases = cases.filter((c) => c.steps.some((step) => step.state === '已答复')).length
  const answers = [
    hot?.answeredYetRising && '答复后仍在反映',
    answeredCases > 0 && `另有 ${answeredCases} 件交办件已答复`,
  ].filter(Boolean)
  const facts: [string, string, string | undefined][] = [
    ['反映人数', number(issue.voices), hot ? `近 ${days} 天 ${hot.windowVoices}` : undefined],
    ['帖文', number(issue.posts), issue.news > 0 ? `含新闻 ${issue.news}` : undefined],
    ['来件已答复', number(issue.answered), answers.join('；') || undefined],
    ['热度', hot ? hot.heat.toFixed(1) : '—', hot ? `第 ${hot.rank} 名 · ${TREND[hot.trend]?.text}` : undefined],
    ['首次反映', minute(issue.firstSeen).slice(0, 10), minute(issue.firstSeen).slice(11)],
    ['最近反映', minute(issue.lastSeen).slice(0, 10), minute(issue.lastSeen).slice(11)],
  ]
  return (
    <dl className="facts card">
      {facts.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            {more && <small>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Posts, voices and answers a day. */
export function Timeline({ detail }: { detail: IssueDetailView }) {
  const option = useMemo(() => {
    const days = everyDay(detail.timeline, (day) => ({ day, posts: 0, voices: 0, answers: 0 }), 7)
    return {
      grid: { left: 34, right: 8, top: 34, bottom: 24 },
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: days.map((d) => d.day.slice(5)), axisTick: { show: false } },
      // A lone post a day should look small.
      yAxis: {
        type: 'value',
        minInterval: 1,
        max: (v: { max: number }) => Math.max(4, v.max),
        splitLine: { lineStyle: { color: '#e6ebee' } },
      },
      series: [
        // One bar in front of the other: most days differ by nobody or by one.
        { name: '帖文', type: 'bar', data: days.map((d) => d.posts), itemStyle: { color: '#c3d3dc' }, barMaxWidth: 18 },
        {
          name: '反映人数',
          type: 'bar',
          barGap: '-100%',
          data: days.map((d) => d.voices),
          itemStyle: { color: '#14506e' },
          barMaxWidth: 18,
        },
        {
          name: '答复',
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 11,
          data: days.map((d) => (d.answers > 0 ? d.answers : null)),
          itemStyle: { color: '#2e7d4f' },
        },
      ],
    }
  }, [detail.timeline])
  return (
    <section className="card">
      <h2>
        时间线 <small>每天的反映人数各自去重，同一人隔天再写会再计，相加可多于总数</small>
      </h2>
      <Chart option={option} label={`每日帖文、反映人数与答复，共 ${detail.timeline.length} 个有动静的日子`} />
    </section>
  )
}
