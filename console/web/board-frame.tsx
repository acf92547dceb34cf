import { Input, Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import type { AreaList, UrgentPosts } from '../api/board-routes.ts'
import { DISTRICTS, useNames } from './about.ts'
import { query, useApi } from './fetch.ts'
import { link, useHere, useParams } from './location.ts'
import { day } from './words.ts'

const VIEWS = [
  { path: '/', name: '热点' },
  { path: '/urgent', name: '紧急' },
  { path: '/hard', name: '难点' },
  { path: '/areas', name: '分布' },
] as const
export const BOARD_PATHS: readonly string[] = VIEWS.map((v) => v.path)
/** Of the list 紧急, where none is chosen. */
export const URGENT_DAYS = '7'
const WINDOWS = ['1', '7', '30', '90', '365']
const windowName = (days: string): string => (days === '1' ? '24 小时' : days === '365' ? '一年' : `${days} 天`)

/** Heading, the four views and the filters that they share; what is chosen goes with you from one to the other. */
export function BoardFrame({
  title,
  note,
  feed,
  days,
  children,
}: {
  title: string
  note?: ReactNode
  feed?: string
  days: string
  children?: ReactNode
}) {
  const [params, set] = useParams()
  const { about } = useNames()
  const path = useHere().split('?')[0]
  const { asOf, district, category, department } = params
  const windows = WINDOWS.includes(days) ? WINDOWS : [...WINDOWS, days].sort((a, b) => Number(a) - Number(b))
  const units = useApi<AreaList>(`/board/areas${query({ by: 'department', asOf, district, category, days })}`)
  // The days chosen, or those that its own page would show: the number is what a click leads to.
  const urgentDays = params.days ?? URGENT_DAYS
  const urgent = useApi<UrgentPosts>(
    `/board/urgent${query({ asOf, district, category, department, days: urgentDays, top: 1 })}`,
  )
  // A clock that is set stands still, as the sample city's does; a page of one's own may be open over midnight.
  const told = about ? day(about.now) : ''
  const today = about?.held ? told : ([day(new Date().toISOString()), told].sort()[1] as string)
  const names = new Set((units.data?.rows ?? []).flatMap((row) => row.name ?? []))
  if (department) names.add(department)
  return (
    <>
      <div className="head">
        <h1>{title}</h1>
        {note && <p>{note}</p>}
        {feed && (
          <a className="feed" href={feed}>
            订阅
          </a>
        )}
      </div>
      <nav className="views" aria-label="榜单">
        {VIEWS.map((v) => (
          <a
            key={v.path}
            {...link(
              `${v.path}${query({ asOf, district, category, department, days: v.path === '/urgent' ? params.days : undefined })}`,
            )}
            aria-current={v.path === path ? 'page' : undefined}
          >
            {v.name}
            {v.path === '/urgent' && urgent.data !== undefined && urgent.data.total > 0 && (
              <span className="tag u3" title={`近 ${urgentDays} 天`}>
                {urgent.data.total}
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className="filters">
        <Segmented
          aria-label="时间窗口"
          value={days}
          onChange={(value) => set({ days: value })}
          options={windows.map((d) => ({ value: d, label: windowName(d) }))}
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
        <Select
          aria-label="建议主办单位"
          allowClear
          showSearch
          placeholder="全部单位"
          value={department ?? null}
          onChange={(value) => set({ department: value ?? undefined })}
          options={[...names].map((name) => ({ value: name, label: name }))}
        />
        {children}
        <span className="asof">
          <label htmlFor="as-of">截至</label>
          <Input id="as-of" type="date" value={asOf ?? ''} onChange={(e) => set({ asOf: e.target.value })} />
        </span>
      </div>
      {about && asOf !== undefined && asOf.slice(0, 10) > today && (
        <p className="card ahead" role="status">
          {asOf.slice(0, 10)} 还没有到（今天是 {today}），之后的来件还没有来；看今天请清空“截至”。
        </p>
      )}
    </>
  )
}
