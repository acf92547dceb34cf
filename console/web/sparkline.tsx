/** Bars of voices a day, oldest first. Decorative beside the numbers, so it is told in one line for readers of the page. */
export function Sparkline({
  series,
  width = 108,
  height = 28,
}: {
  series: readonly number[]
  width?: number
  height?: number
}) {
  const top = Math.max(1, ...series)
  const step = width / Math.max(1, series.length)
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img">
      <title>{`每日反映人数，最高 ${top}，最近 ${series.at(-1) ?? 0}`}</title>
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="#d5dde2" />
      {series.map((n, i) => {
        const tall = n === 0 ? 0 : Math.max(2, (n / top) * (height - 3))
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a day's place is its identity
            key={i}
            x={i * step}
            y={height - tall - 1}
            width={Math.max(1, step - (step > 3 ? 1 : 0))}
            height={tall}
            rx={step > 5 ? 1 : 0}
            className={i === series.length - 1 ? 'last' : undefined}
          />
        )
      })}
    </svg>
  )
}
