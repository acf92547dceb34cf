import { Button } from 'antd'
import { useState } from 'react'
import type { Sources } from '../api/status-routes.ts'
import { Delivered } from './delivered.tsx'
import { call, useApi } from './fetch.ts'
import { Failed, Nothing, Waiting } from './states.tsx'
import { UnsentDigests } from './unsent-digests.tsx'
import { minute, OUTCOME } from './words.ts'

type Source = Sources['sources'][number]

const ORDER = ['failed', 'changed-shape', 'blocked', 'empty', 'new', 'unchanged']
/** Silence against the rhythm is as bad as a failure: it must not be read as calm. */
const isBad = (s: Source): boolean => OUTCOME[s.outcome]?.tone === 'bad' || s.silentSince !== null
const rankOf = (s: Source): number => (s.silentSince !== null ? 0 : ORDER.indexOf(s.outcome))

const WAITS: Readonly<Record<string, string>> = {
  rhythm: '',
  pause: '自动暂停中',
  rest: '对方要求等待',
  hours: '等待访问时段',
  budget: '今日次数已用完',
}

const hours = (n: number): string => (n < 48 ? `${Math.max(1, Math.round(n))} 小时` : `${Math.round(n / 24)} 天`)

/** What is usual of this source, and whether it is so now. */
function Rhythm({ source: s }: { source: Source }) {
  if (s.silentSince !== null) return <span className="tag bad">静默异常：{minute(s.silentSince)} 起</span>
  if (!s.rhythm) return '规律积累中'
  const usual = `通常每 ${hours(s.rhythm.usualGapHours)}，日均 ${s.rhythm.perDay} 条`
  return s.expectedBy === null ? usual : `${usual}；${minute(s.expectedBy)} 前应有`
}

/** When it is visited next, and how gently. */
function Plan({ source: s }: { source: Source }) {
  if (!s.plan) return <small>已停用</small>
  const { plan } = s
  return (
    <>
      {minute(plan.nextAt)}
      <small>
        {[
          WAITS[plan.waitsFor],
          `每 ${plan.everyMinutes} 分钟`,
          plan.host !== null && `间隔 ${plan.minDelay}–${plan.maxDelay} 秒`,
          plan.hours !== null && `限 ${plan.hours}`,
          plan.perDay !== null && `今日剩余 ${plan.leftToday}/${plan.perDay} 次`,
        ]
          .filter(Boolean)
          .join('；')}
      </small>
    </>
  )
}

/** The looks of the last 24 hours by outcome. */
const lastDay = (s: Source): string =>
  Object.entries(s.lastDay)
    .map(([outcome, n]) => `${OUTCOME[outcome]?.text ?? outcome} ${n}`)
    .join('，')

/** 来源健康: what is wrong comes first. */
export function SourcesPage() {
  const sources = useApi<Sources>('/sources')
  const [problem, setProblem] = useState<string>()
  const resume = (id: string): void => {
    call(`/sources/${encodeURIComponent(id)}/resume`, { method: 'POST', body: {} }).then(
      () => {
        setProblem(undefined)
        sources.reload()
      },
      (error: Error) => setProblem(error.message),
    )
  }
  if (sources.error) return <Failed text={sources.error.message} retry={sources.reload} />
  if (!sources.data) return <Waiting />
  const rows = [...sources.data.sources].sort((a, b) => rankOf(a) - rankOf(b))
  const bad = rows.filter(isBad).length
  const given = sources.data.deliveries.filter((one) => !rows.some((s) => s.source === one.source))
  return (
    <>
      <div className="head">
        <h1>来源健康</h1>
        <p>
          {rows.length === 0
            ? given.length === 0
              ? '还没有读过任何来源'
              : '没有采集的来源，来件由导入和推送而来'
            : `${rows.length} 个来源，${bad === 0 ? '全部正常' : `${bad} 个需要处理`}`}
        </p>
      </div>
      <UnsentDigests />
      {problem !== undefined && <Failed text={problem} retry={sources.reload} />}
      {/* Who only imports has nothing to wait for. */}
      {(rows.length > 0 || given.length === 0) && (
        <div className="card scroll sources">
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
                  <th scope="col">下次访问</th>
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
                    <td className="num" data-name="本次读到">
                      {s.found}
                    </td>
                    <td data-name="最近访问" title={`近 24 小时：${lastDay(s)}`}>
                      {minute(s.at)}
                      {s.lastSuccessAt !== s.at && (
                        <small>{s.lastSuccessAt ? `上次成功 ${minute(s.lastSuccessAt)}` : '从未成功'}</small>
                      )}
                    </td>
                    <td data-name="下次访问">
                      <Plan source={s} />
                    </td>
                    <td data-name="最近有新内容">
                      {s.lastNewAt ? minute(s.lastNewAt) : '—'}
                      <small>
                        <Rhythm source={s} />
                      </small>
                    </td>
                    <td className="wrap">
                      {OUTCOME[s.outcome]?.hint}
                      {s.consecutiveFailures > 0 && `；连续失败 ${s.consecutiveFailures} 次`}
                      {s.pausedUntil && (
                        <>
                          ；暂停至 {minute(s.pausedUntil)}{' '}
                          <Button type="link" size="small" onClick={() => resume(s.source)}>
                            立即恢复
                          </Button>
                        </>
                      )}
                      {s.detail && <small>技术细节：{s.detail}</small>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      <Delivered rows={given} />
    </>
  )
}
