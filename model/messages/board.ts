import type { AreaKind, HardReason } from '../board.ts'
import { message } from '../catalogue.ts'
import { localMinute } from '../time.ts'

/** What was to be expected; less than one in twenty rounds to nothing. */
export const usualMessage = message(
  (expected: number) => (expected < 0.05 ? '往常几乎没有' : `往常约 ${expected.toFixed(1)}`),
  (expected: number) => (expected < 0.05 ? 'usually hardly any' : `usually about ${expected.toFixed(1)}`),
)

/** Words of the board's other half, for the command line, the API and the digest alike. */
export const boardMessages = {
  /** One reason why an issue is hard, with its facts. */
  reason: message(
    (r: HardReason) => {
      switch (r.kind) {
        case 'answered-returning':
          return `${r.answeredOn} 已答复，之后又有 ${r.voicesSince} 人反映`
        case 'promise-overdue':
          return `${r.unit ?? '答复'}承诺 ${r.promisedFor} 前办到，逾期后仍有人反映：“${r.words}”`
        case 'case-overdue':
          return `交办 ${r.unit}，应于 ${localMinute(r.dueAt)} 前答复，已逾期`
        case 'sent-back':
          return `退回、撤回或重办 ${r.times} 次`
        case 'long-lived':
          return `持续 ${r.days} 天，${r.months} 个月份都有人反映`
        case 'several-units':
          return `涉及 ${r.units.length} 个单位：${r.units.slice(0, 4).join('、')}${r.units.length > 4 ? ' 等' : ''}`
      }
    },
    (r: HardReason) => {
      switch (r.kind) {
        case 'answered-returning':
          return `answered ${r.answeredOn}, ${r.voicesSince} more wrote since`
        case 'promise-overdue':
          return `${r.unit ?? 'the answer'} promised it by ${r.promisedFor}, people still write: “${r.words}”`
        case 'case-overdue':
          return `handed to ${r.unit}, overdue since ${localMinute(r.dueAt)}`
        case 'sent-back':
          return `returned, withdrawn or reopened ${r.times} times`
        case 'long-lived':
          return `${r.days} days, written about in ${r.months} months`
        case 'several-units':
          return `${r.units.length} units: ${r.units.slice(0, 4).join(', ')}${r.units.length > 4 ? ' …' : ''}`
      }
    },
  ),
  hardTitle: message(
    (to: string, days: number) => `难点事项（截至 ${to}，近 ${days} 天仍有人反映）`,
    (to: string, days: number) => `Hard issues (to ${to}, still written about within ${days} days)`,
  ),
  hardNone: message(
    () => '没有查到难点事项：没有答复后反复、承诺或时限逾期、多次退回的事项',
    () => 'No hard issue: none came back after its answer, broke a promise or a deadline, or was returned twice',
  ),
  wordsTitle: message(
    (to: string) => `新出现的高频词（截至 ${to} 的 7 天，与此前 8 周相比）`,
    (to: string) => `Emerging words (7 days to ${to} against the 8 weeks before)`,
  ),
  wordsNone: message(
    () => '没有明显异常的用词，或积累不足三周',
    () => 'No unusual words, or less than three weeks of letters',
  ),
  word: message(
    (word: string, voices: number, expected: number, fresh: boolean) =>
      `${word}（${voices} 人提到，${fresh ? '此前没有' : usualMessage.zh(expected)}）`,
    (word: string, voices: number, expected: number, fresh: boolean) =>
      `${word} (${voices} voices, ${fresh ? 'never before' : usualMessage.en(expected)})`,
  ),
  surgesTitle: message(
    () => '分区分类突增',
    () => 'Surges by district and category',
  ),
  surge: message(
    (district: string, category: string, since: string, observed: number, expected: number) =>
      `${district} ${category}：${since} 起 ${observed} 人反映，${usualMessage.zh(expected)}`,
    (district: string, category: string, since: string, observed: number, expected: number) =>
      `${district} ${category}: ${observed} voices since ${since}, ${usualMessage.en(expected)}`,
  ),
  surgesNone: message(
    () => '没有明显突增',
    () => 'Nothing stands out',
  ),
  surgesUnknown: message(
    () => '有主要来源当日采集中断，“没有突增”不可靠',
    () => 'A main source was out on the last day: nothing standing out means nothing',
  ),
  outage: message(
    (source: string, days: readonly string[]) => `${source} 采集中断：${days.join('、')}，这些天的安静不算平稳`,
    (source: string, days: readonly string[]) =>
      `${source} was out on ${days.join(', ')}: quiet on these days is not calm`,
  ),
  areasTitle: message(
    (by: AreaKind, to: string, days: number) =>
      `按${{ district: '区县', category: '类别', department: '建议主办单位' }[by]}排行（截至 ${to}，近 ${days} 天）`,
    (by: AreaKind, to: string, days: number) => `By ${by} (to ${to}, ${days} days)`,
  ),
  noSuchArea: message(
    (name: string, known: string) => `这段时间的热点里没有“${name}”。有的是：${known}`,
    (name: string, known: string) => `no hot issue of this window is of "${name}"; there are: ${known}`,
  ),
  notComparable: message(
    () => '此前同样长的一段时间里还没有足够的数据，不作比较',
    () => 'hardly anything is stored of the window before: no comparison',
  ),
  populationNote: message(
    (year: number, source: string) => `每万人数按 ${year} 年人口计算，来源：${source}；没有人口数的地区不计`,
    (year: number, source: string) =>
      `per 10,000 residents of ${year}, source: ${source}; places without a number have none`,
  ),
  unnamed: message(
    () => '未写明',
    () => 'not named',
  ),
  head: {
    area: message(
      (by: AreaKind) => ({ district: '区县', category: '类别', department: '单位' })[by],
      (by: AreaKind) => by,
    ),
    issues: message(
      () => '事项',
      () => 'issues',
    ),
    posts: message(
      () => '件数',
      () => 'posts',
    ),
    change: message(
      () => '比上期',
      () => 'change',
    ),
    perTenThousand: message(
      () => '每万人',
      () => 'per 10,000',
    ),
  },
} as const
