import type { BoardNotes } from '../api/board-routes.ts'
import { useNames } from './about.ts'
import { query, useApi } from './fetch.ts'
import { link } from './location.ts'
import { number, usual } from './words.ts'

const short = (day: string): string => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`

/** What stands out beside the ranking: surges by district and category, new words, and days whose quiet proves nothing. */
export function Notes({ asOf }: { asOf: string | undefined }) {
  const names = useNames()
  const { data } = useApi<BoardNotes>(`/board/notes${query({ asOf })}`)
  if (!data) return null
  const { surges, words, outages, unknown } = data
  const pending = asOf === undefined ? data.pending : 0
  if (surges.length + words.length + outages.length + pending === 0 && !unknown) return null
  return (
    <section className="card notes" aria-label="值得注意">
      {pending > 0 && (
        <p className="warning" role="status">
          另有 {number(pending)} 件来件待处理，尚未计入。lanting run 运行时会自动处理。
        </p>
      )}
      {(outages.length > 0 || unknown) && (
        <p className="warning" role="status">
          {outages.map((o) => `${names.source(o.source)} ${o.days.map(short).join('、')}采集中断`).join('；')}
          {outages.length > 0 && '，这些天的安静不算平稳。'}
          {unknown && '最近一天缺少主要来源，“没有突增”不可靠。'}
        </p>
      )}
      {surges.length > 0 && (
        <div>
          <h2>分区分类突增</h2>
          <ul>
            {surges.map((s) => (
              <li key={`${s.category} ${s.district}`}>
                <a {...link(`/${query({ asOf, district: s.district, category: s.category, days: 7 })}`)}>
                  {s.district} · {s.categoryName}
                </a>
                <span>
                  {short(s.since)}起 <b>{s.observed}</b> 人反映，{usual(s.expected)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {words.length > 0 && (
        <div>
          <h2>
            新出现的高频词 <small>近 7 天，与此前 8 周相比</small>
          </h2>
          <p className="words">
            {words.map((w) => (
              <a
                key={w.word}
                title={[
                  `${w.voices} 人提到，${w.fresh ? '此前 8 周没有' : usual(w.expected)}`,
                  ...w.issues.map((i) => i.title),
                ].join('\n')}
                {...link(`/search${query({ q: w.word })}`)}
              >
                {w.word} <small>{w.voices} 人</small>
              </a>
            ))}
          </p>
        </div>
      )}
    </section>
  )
}
