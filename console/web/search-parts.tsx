import { useState } from 'react'
import type { SearchAnswer } from '../api/search-routes.ts'
import { useNames } from './about.ts'
import { everyDay } from './days.ts'
import { query, useApi } from './fetch.ts'
import { addWord, hasTerm, toggleTerm } from './query-terms.ts'
import { SET_ASIDE, stateName } from './words.ts'

const FACETS = [
  { name: 'category', title: '类别', field: '类别' },
  { name: 'district', title: '区县', field: '区县' },
  { name: 'appealType', title: '诉求类型', field: '类型' },
  { name: 'source', title: '来源', field: '来源' },
  { name: 'department', title: '建议主办', field: '部门' },
] as const
/** Values of a facet shown before "more". */
const SHOWN = 8
const SIGNIFICANT_SHOWN = 12

/** Counts by field; a click writes the value into the query, a second one takes it out. */
export function Facets({ answer, q, change }: { answer: SearchAnswer; q: string; change: (text: string) => void }) {
  const names = useNames()
  const [open, setOpen] = useState<readonly string[]>([])
  /** On a narrow screen the filters stand above the hits and are opened when wanted. */
  const [unfolded, setUnfolded] = useState(false)
  const label = (facet: string, value: string): string =>
    facet === 'category' ? names.category(value) : facet === 'source' ? names.source(value) : value
  return (
    <aside className={unfolded ? 'facets unfolded' : 'facets'}>
      <button type="button" className="narrow" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        {unfolded ? '收起筛选' : '按类别、区县、类型、来源、部门、状态筛选'}
      </button>
      {FACETS.map(({ name, title, field }) => {
        const values = answer.facets?.[name] ?? []
        if (values.length === 0) return null
        const shown = open.includes(name) ? values : values.slice(0, SHOWN)
        return (
          <section key={name}>
            <h3>{title}</h3>
            <ul>
              {shown.map((v) => {
                const on = hasTerm(q, field, v.value)
                return (
                  <li key={v.value}>
                    <button type="button" aria-pressed={on} onClick={() => change(toggleTerm(q, field, v.value))}>
                      <span>{label(name, v.value)}</span>
                      <small>{on ? '✕' : v.count}</small>
                    </button>
                  </li>
                )
              })}
            </ul>
            {values.length > SHOWN && !open.includes(name) && (
              <button type="button" className="fold" onClick={() => setOpen([...open, name])}>
                另有 {values.length - SHOWN} 项
              </button>
            )}
          </section>
        )
      })}
      <section>
        <h3>不在榜上的</h3>
        <ul>
          {SET_ASIDE.map(stateName).map((name) => {
            const on = hasTerm(q, '状态', name)
            return (
              <li key={name}>
                <button type="button" aria-pressed={on} onClick={() => change(toggleTerm(q, '状态', name))}>
                  <span>{name}</span>
                  <small>{on && '✕'}</small>
                </button>
              </li>
            )
          })}
        </ul>
      </section>
    </aside>
  )
}

/** Words that stand out in what was found; a click narrows the query to them. Asked for apart, so that the hits come first. */
export function Significant({ q, change }: { q: string; change: (text: string) => void }) {
  const { data } = useApi<SearchAnswer>(`/search${query({ q, limit: '1', significant: 'true' })}`)
  const terms = (data?.significant ?? []).slice(0, SIGNIFICANT_SHOWN)
  // Beside everything there is nothing to stand out against.
  if (q === '' || terms.length === 0) return null
  return (
    <section className="significant card" aria-label="突出词语">
      <h3>突出词语</h3>
      {terms.map((t) => (
        <button
          type="button"
          key={t.term}
          title={`结果中 ${t.count} 条含有，全部帖文中 ${t.background} 条；点按加入检索式`}
          onClick={() => change(addWord(q, t.term))}
        >
          {t.term} <small>{t.count}</small>
        </button>
      ))}
    </section>
  )
}

/** Posts a day; a click narrows the query to that day. */
export function Histogram({ answer, q, change }: { answer: SearchAnswer; q: string; change: (text: string) => void }) {
  const days = everyDay(answer.histogram ?? [], (day) => ({ day, count: 0 })).slice(-120)
  if (days.length < 2) return null
  const top = Math.max(...days.map((d) => d.count))
  const next = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return (
    <div className="histogram card">
      <div className="columns">
        {days.map((d) => (
          <button
            type="button"
            key={d.day}
            title={`${d.day}：${d.count} 条`}
            aria-label={`${d.day}，${d.count} 条，点按只看这一天`}
            disabled={d.count === 0}
            onClick={() => change(toggleTerm(toggleTerm(q, '起始', d.day), '截止', next(d.day)))}
          >
            <i style={{ height: `${(100 * d.count) / top}%` }} />
          </button>
        ))}
      </div>
      <div className="ends">
        <span>{days[0]?.day}</span>
        <span>每日条数，最高 {top}</span>
        <span>{days.at(-1)?.day}</span>
      </div>
    </div>
  )
}
