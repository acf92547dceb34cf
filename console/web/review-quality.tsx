import type { Quality } from '../api/post-routes.ts'

type Measured = Quality['precision']

const FIGURES = [
  { key: 'precision', name: '暂存准确率', hint: '机器暂存的内容里，人也认为该暂存的比例' },
  { key: 'recall', name: '暂存查全率', hint: '该暂存的内容里，机器已暂存或送来研判的比例' },
  { key: 'lost', name: '误筛率', hint: '真实内容里，被机器暂存或判为与本市无关的比例' },
] as const

const percent = (x: number | null): string => `${(100 * (x ?? 0)).toFixed(1)}%`

/** How well screening does, measured by the random audit; each figure with its 95 % interval. */
export function ReviewQuality({ quality }: { quality: Quality }) {
  return (
    <section className="card quality" aria-label="抽检测得的成效">
      {FIGURES.map(({ key, name, hint }) => (
        <p key={key} title={hint}>
          {name} <b>{quality[key].value === null ? '样本不足' : percent(quality[key].value)}</b>
          <small>{range(quality[key])}</small>
        </p>
      ))}
      <p className="soft">
        {quality.audited > 0
          ? `由 ${quality.audited} 条随机抽检${quality.doubted > 0 ? `和已研判的 ${quality.doubted} 条拿不准内容` : ''}推算，括号内为 95% 置信区间`
          : '处理标有“抽检”的内容后，这里显示机器筛选的准确率和查全率'}
      </p>
    </section>
  )
}

/** What was decided of one kind may be a single post of the audit. */
const range = ({ value, low, high, n }: Measured): string =>
  value === null ? '' : `（${percent(low)}–${percent(high)}，依据 ${n} 条）`
