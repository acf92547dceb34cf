import type { Sources } from '../api/status-routes.ts'
import { number } from './words.ts'

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
            {['读到', '新增', '修订', '未变', '读不出'].map((name) => (
              <th scope="col" className="num" key={name}>
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
              <td className="num" data-name="读到">
                {number(row.received)}
              </td>
              <td className="num" data-name="新增">
                {number(row.fresh)}
              </td>
              <td className="num" data-name="修订">
                {number(row.revised)}
              </td>
              <td className="num" data-name="未变">
                {number(row.unchanged)}
              </td>
              <td className="num" data-name="读不出">
                {number(row.failed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
