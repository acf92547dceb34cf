import type { HeatView } from '../api/issue-view.ts'
import { HEAT_TERM, number } from './words.ts'

/** Width of the whole is the board's hottest, so bars compare down the column. */
export function HeatBar({ heat, max }: { heat: HeatView; max: number }) {
  return (
    <span className="heatbar" aria-hidden="true">
      {heat.terms.map((t) => (
        <i
          key={t.name}
          style={{ width: `${(100 * t.value) / Math.max(1, max)}%`, background: HEAT_TERM[t.name]?.tone }}
        />
      ))}
    </span>
  )
}

/** What the heat is made of, as people can check it. */
export function HeatTerms({ heat }: { heat: HeatView }) {
  return (
    <table className="terms">
      <caption>热度 {heat.heat.toFixed(1)} 的构成</caption>
      <thead>
        <tr>
          <th scope="col">项</th>
          <th scope="col">原始数</th>
          <th scope="col">得分</th>
        </tr>
      </thead>
      <tbody>
        {heat.terms.map((t) => (
          <tr key={t.name} className={t.value === 0 ? 'zero' : undefined}>
            <th scope="row">
              <i style={{ background: HEAT_TERM[t.name]?.tone }} />
              {HEAT_TERM[t.name]?.name ?? t.name}
            </th>
            <td>
              {number(t.raw)} {HEAT_TERM[t.name]?.raw}
            </td>
            <td>{t.value.toFixed(1)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>
            {heat.damping < 1
              ? `点赞、转发疑似集中刷量，已按 ${heat.damping.toFixed(2)} 折减；反映人数不折减`
              : '越近的反映权重越高；未发现刷量，无折减'}
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
