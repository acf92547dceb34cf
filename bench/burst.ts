/**
 * Injected bursts: how many are found, how late, and how often calm days alarm.
 *
 *   node bench/burst.ts [--seed N]
 *
 * 120 series over 400 days with their own level (0.2 to 12 voices a day), weekday and holiday rhythm and overdispersion; in
 * each series three bursts of 4 to 8 days at an added max(4, 3 × level) a day. Every day from the 70th is tested as "today".
 * The named baseline, in the same run: mean + 3 standard deviations of the last 28 days.
 */
import chineseDays from 'chinese-days'
import { findBursts } from '../pipeline/board/burst.ts'

const argument = process.argv.indexOf('--seed')
let state = argument > 0 ? Number(process.argv[argument + 1]) : 7
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return (state + 0.5) / 2 ** 32
}
const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
function poisson(mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  let n = 0
  for (let p = random(); p > Math.exp(-mean); p *= random()) n += 1
  return n
}
/** Gamma-mixed Poisson with variance mean + mean²·0.08. */
const voices = (mean: number): number => poisson(mean * Math.max(0.05, 1 + 0.283 * normal()))

const { isWorkday } = chineseDays
const SERIES = 120
const DAYS = 400
const FIRST = 70
const day = (n: number): string => new Date(Date.UTC(2024, 11, 1) + n * 86_400_000).toISOString().slice(0, 10)
const days = Array.from({ length: DAYS }, (_, n) => day(n))
const rhythm = days.map((d) => (isWorkday(d) ? (new Date(`${d}T00:00:00Z`).getUTCDay() === 1 ? 1.25 : 1) : 0.6))

const bursts: { series: number; from: number; until: number }[] = []
const series = Array.from({ length: SERIES }, (_, s) => {
  const level = 0.2 * 60 ** random()
  const counts = rhythm.map((factor) => voices(level * factor))
  for (let b = 0; b < 3; b += 1) {
    const from = FIRST + 10 + b * 105 + Math.floor(random() * 60)
    const until = from + 4 + Math.floor(random() * 5)
    bursts.push({ series: s, from, until })
    for (let d = from; d < until; d += 1)
      counts[d] = (counts[d] ?? 0) + voices(Math.max(4, 3 * level) * (rhythm[d] as number))
  }
  return { key: String(s), counts }
})
const inBurst = (s: number, d: number): boolean => bursts.some((b) => b.series === s && d >= b.from && d < b.until + 3)

function measure(name: string, detect: (today: number) => Set<number>): { found: number; alarms: number } {
  const delays: number[] = []
  const found = new Set<number>()
  let alarms = 0
  let calm = 0
  for (let today = FIRST; today < DAYS; today += 1) {
    const hits = detect(today)
    for (let s = 0; s < SERIES; s += 1) {
      if (!inBurst(s, today)) {
        calm += 1
        if (hits.has(s)) alarms += 1
      } else if (hits.has(s)) {
        const at = bursts.findIndex((b) => b.series === s && today >= b.from && today < b.until)
        if (at >= 0 && !found.has(at)) {
          found.add(at)
          delays.push(today - (bursts[at]?.from ?? 0))
        }
      }
    }
  }
  delays.sort((a, b) => a - b)
  const share = found.size / bursts.length
  console.log(
    `${name}: found ${(100 * share).toFixed(1)} % of ${bursts.length}, daily false positives ${((100 * alarms) / calm).toFixed(2)} %, ` +
      `median delay ${delays[delays.length >> 1] ?? '-'} days`,
  )
  return { found: share, alarms: alarms / calm }
}

const ours = measure('negative binomial', (today) => {
  const from = Math.max(0, today - 80)
  const report = findBursts({
    days: days.slice(from, today + 1),
    series: series.map((one) => ({ key: one.key, counts: one.counts.slice(from, today + 1) })),
    isWorkday: (d) => isWorkday(d),
  })
  return new Set(report.bursts.map((burst) => Number(burst.key)))
})
const plain = measure('mean + 3 sd (baseline)', (today) => {
  const hits = new Set<number>()
  series.forEach((one, s) => {
    const past = one.counts.slice(today - 28, today)
    const mean = past.reduce((a, b) => a + b, 0) / past.length
    const deviation = Math.sqrt(past.reduce((a, b) => a + (b - mean) ** 2, 0) / past.length)
    if ((one.counts[today] ?? 0) > mean + 3 * deviation) hits.add(s)
  })
  return hits
})
console.log(
  `ratio of found ${(ours.found / plain.found).toFixed(2)}, of false positives ${(ours.alarms / plain.alarms).toFixed(2)}`,
)
