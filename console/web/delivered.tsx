import type { Sources } from '../api/status-routes.ts'
import { number } from './words.ts'

const COUNTS = [
  ['received', '读到'],
  ['fresh', '新增'],
  ['revised', '修订'],
  ['unchanged', '未变'],
  ['failed', '读不出'],
] as const

/** Sources that nobody crawls: what was last imported or pushed of each. */
export function Delivered({ rows }: { rows: Sources['deliveries'] }) {
  if (rows.length === 0) return null
  return (
    <section className="card scroll delivered">
      <h2>
        导入与推送 <small>各来源最近一次有来件的那一天</small>
      </h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">来源</th>
            <th scope="col">最近来件日</th>
            {COUNTS.map(([count, name]) => (
              <th scope="col" className="num" key={count}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.source}>
              <th scope="row">{row.name}</th>
              <td data-name="最近来件日">{row.day}</td>
              {COUNTS.map(([count, name]) => (
                <td className="num" data-name={name} key={count}>
                  {number(row[count])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
