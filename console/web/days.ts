const DAY = 86_400_000

/** Every day from the first to the last, so that quiet days show as gaps of zero; at least `least` days up to the last. */
export function everyDay<T extends { day: string }>(rows: readonly T[], zero: (day: string) => T, least = 1): T[] {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return []
  const known = new Map(rows.map((r) => [r.day, r]))
  const days: T[] = []
  const end = Date.parse(last.day)
  const start = Math.min(Date.parse(first.day), end - (least - 1) * DAY)
  for (let t = start; t <= end; t += DAY) {
    const day = new Date(t).toISOString().slice(0, 10)
    days.push(known.get(day) ?? zero(day))
  }
  return days
}
