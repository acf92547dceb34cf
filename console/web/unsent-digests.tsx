import type { Digests } from '../api/status-routes.ts'
import { useApi } from './fetch.ts'
import { Failed } from './states.tsx'
import { minute } from './words.ts'

/** Digests of the last days that did not arrive: to how many, why, since when. Nothing where all did. */
export function UnsentDigests() {
  const digests = useApi<Digests>('/digests')
  if (digests.error) return <Failed text={digests.error.message} retry={digests.reload} />
  const unsent = digests.data?.unsent ?? []
  if (unsent.length === 0) return null
  const groups = [...Map.groupBy(unsent, (row) => `${row.day} ${row.text}`).values()]
  return (
    <section className="card">
      <h2>日报未送达</h2>
      <ul className="unsent">
        {groups.map((rows) => {
          const [first] = rows as [Digests['unsent'][number]]
          const tries = rows.flatMap((row) => row.triedAt ?? [])
          return (
            <li key={`${first.day} ${first.text}`}>
              <p>
                <b>{first.day} 的日报</b>，{rows.length} 位收件人没有收到，{minute(first.since)} 起。{first.text}。
              </p>
              <p className="meta">
                <span>收件人：{rows.map((row) => row.recipient).join('，')}</span>
                {tries.length > 0 && (
                  <span>
                    最近一次尝试 {minute(tries.toSorted().at(-1) as string)}，共{' '}
                    {Math.max(...rows.map((r) => r.attempts))} 次
                  </span>
                )}
                {first.code && <span>代码 {[...new Set(rows.map((row) => row.code))].join('，')}</span>}
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
