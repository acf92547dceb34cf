import { HARD_DAYS } from '../board.ts'
import { message } from '../catalogue.ts'
import type { UnsentKind } from '../services.ts'
import type { Disposition, FetchOutcome } from '../words.ts'
import { usualMessage } from './board.ts'

/** Why a digest has not arrived, and what becomes of it. */
export const unsentMessage = message(
  (kind: UnsentKind, again: boolean, day: string) =>
    `${
      {
        login: '邮件服务器不接受登录，请核对 digest.smtp 的 user 和 password',
        unreachable: '连不上邮件服务器，或它暂停服务',
        refused: '被邮件服务器拒收，请核对地址',
        later: '邮件服务器暂不接收',
        untried: again ? '还没有轮到发送' : '没有发出',
      }[kind]
    }；${again ? '稍后自动再试' : `不再自动发送，处理好后用 lanting digest --date ${day} --send 补发`}`,
  (kind: UnsentKind, again: boolean, day: string) =>
    `${
      {
        login: 'the mail server takes no login, check user and password of digest.smtp',
        unreachable: 'the mail server cannot be reached, or is out of service',
        refused: 'refused by the mail server, check the address',
        later: 'the mail server does not take it now',
        untried: again ? 'its turn has not come' : 'it was not sent',
      }[kind]
    }; ${again ? 'it is tried again' : `not tried again by itself: lanting digest --date ${day} --send`}`,
)

/** Why a push has not arrived and what to do: of the code in its row, and what the system called it. */
export const pushReason = message(
  (code: string, system: string | undefined) =>
    PUSH_REASONS[code]?.zh ??
    (code === 'webhook.connection' ? `连不上对方${system ? `：${system}` : ''}` : httpReason(code)?.zh) ??
    '没有送达',
  (code: string, system: string | undefined) =>
    PUSH_REASONS[code]?.en ??
    (code === 'webhook.connection' ? `not reached${system ? `: ${system}` : ''}` : httpReason(code)?.en) ??
    'did not arrive',
)

const PUSH_REASONS: Readonly<Record<string, { zh: string; en: string } | undefined>> = {
  'address.private': {
    zh: '地址在内网，已拒绝：确需发送，请在 dispatch.endpoints 里给它写 allowPrivate: true',
    en: 'a private address: if it is meant, set allowPrivate: true in dispatch.endpoints',
  },
  'webhook.secret': {
    zh: '签名密钥无效：请把 dispatch.endpoints 里的 secret 改为 whsec_ 加 base64',
    en: 'no signing secret: set secret in dispatch.endpoints to whsec_ and base64',
  },
  'webhook.url': {
    zh: '地址无效：请把 dispatch.endpoints 里的 url 改为以 http:// 或 https:// 开头',
    en: 'no web address: mend url in dispatch.endpoints',
  },
  'webhook.timeout': { zh: '对方没有按时应答', en: 'no answer in time' },
  'route.closed': {
    zh: '交办之后事项已不公开，不再推送',
    en: 'the issue was closed to view since: it is not told any more',
  },
  'endpoint.unknown': {
    zh: '配置里没有这个接口了：在 dispatch.endpoints 恢复它的 name，再用 lanting jobs retry 重发',
    en: 'its name left dispatch.endpoints: put it back, then lanting jobs retry',
  },
}

function httpReason(code: string): { zh: string; en: string } | undefined {
  const status = Number(/^HTTP (\d{3})$/.exec(code)?.[1])
  if (Number.isNaN(status)) return undefined
  if (status === 401 || status === 403)
    return { zh: '对方拒绝：请与对方核对密钥和权限', en: 'refused: check secret and rights with the receiver' }
  if (status >= 300 && status < 400)
    return {
      zh: '对方把地址转到别处，推送不跟随转址：请把 dispatch.endpoints 里的 url 改为转去的地址',
      en: 'redirected, which a push does not follow: set url in dispatch.endpoints to where it leads',
    }
  if (status === 404 || status === 410)
    return {
      zh: '对方那里没有这个接口：请与对方核对 dispatch.endpoints 里的 url',
      en: 'no such endpoint there: check url in dispatch.endpoints with the receiver',
    }
  if (status === 429 || status === 503) return { zh: '对方要求稍后再发', en: 'asked to come later' }
  if (status >= 500) return { zh: '对方出错', en: 'an error of the receiver' }
  return { zh: '对方不接收：请与对方核对', en: 'not taken: ask the receiver' }
}

/** Words of the digest. Terms of DOMAIN §11: 事项 not 议题, 人工研判 not 复核, 疑似无效信息 not 垃圾. */
export const digestMessages = {
  name: message(
    () => '兰听日报',
    () => 'Lanting daily digest',
  ),
  subject: message(
    (day: string, hot: number, urgent: number, sample: boolean) =>
      `${sample ? '【样例】' : ''}兰听日报 ${day}：${hot === 0 ? '今日无热点' : `热点 ${hot} 项`}，紧急 ${urgent} 项`,
    (day: string, hot: number, urgent: number, sample: boolean) =>
      `${sample ? '[SAMPLE] ' : ''}Lanting digest ${day}: ${hot === 0 ? 'nothing hot today' : `${hot} hot`}, ${urgent} urgent`,
  ),
  sample: message(
    () => '样例：合成数据，不是真实来件',
    () => 'SAMPLE: synthetic data, no real letters',
  ),
  window: message(
    (from: string, to: string, days: number) =>
      `本期：${from} 至 ${to}${days > 1 ? `（假期合刊，共 ${days} 天）` : ''}`,
    (from: string, to: string, days: number) =>
      `Covers ${from} to ${to}${days > 1 ? ` (${days} days, over a holiday)` : ''}`,
  ),
  unfinished: message(
    () => '本期尚未结束，数字还会变',
    () => 'This period is not over; figures will still change',
  ),
  hotHead: message(
    (days: number) => `热点事项（近 ${days} 日排行）`,
    (days: number) => `Hot issues (ranked over ${days} days)`,
  ),
  hotNone: message(
    () => '今日无热点事项。',
    () => 'Nothing hot today.',
  ),
  voices: message(
    (n: number, fresh: number) => `反映人数（估计）${n}，本期新增 ${fresh}`,
    (n: number, fresh: number) => `${n} voices (estimate), ${fresh} in this period`,
  ),
  heat: message(
    (heat: string) => `热度 ${heat}`,
    (heat: string) => `heat ${heat}`,
  ),
  trend: message(
    (t: 'new' | 'up' | 'flat' | 'down') => ({ new: '新出现', up: '↑ 上升', flat: '→ 持平', down: '↓ 下降' })[t],
    (t: 'new' | 'up' | 'flat' | 'down') => ({ new: 'new', up: '↑ up', flat: '→ flat', down: '↓ down' })[t],
  ),
  markPinned: message(
    () => '置顶',
    () => 'pinned',
  ),
  markNew: message(
    () => '新',
    () => 'new',
  ),
  markBurst: message(
    () => '突增',
    () => 'burst',
  ),
  burstSince: message(
    (since: string, observed: number, expected: number) =>
      `${since} 起 ${observed} 人反映，${usualMessage.zh(expected)}`,
    (since: string, observed: number, expected: number) =>
      `${observed} voices since ${since}, ${usualMessage.en(expected)}`,
  ),
  hardHead: message(
    () => `难点事项（近 ${HARD_DAYS} 日仍有人反映）`,
    () => `Hard issues (still written about within ${HARD_DAYS} days)`,
  ),
  hardVoices: message(
    (n: number) => `近 ${HARD_DAYS} 日反映人数（估计）${n}`,
    (n: number) => `${n} voices in ${HARD_DAYS} days (estimate)`,
  ),
  notesHead: message(
    () => '突增与新词',
    () => 'Surges and new words',
  ),
  words: message(
    (words: readonly string[]) => `近 7 日新出现的高频词：${words.join('；')}`,
    (words: readonly string[]) => `Emerging words of 7 days: ${words.join('; ')}`,
  ),
  markAnsweredRising: message(
    () => '已答复仍在反映',
    () => 'answered, yet told again',
  ),
  handedTo: message(
    (unit: string, due: string, others: readonly string[]) =>
      `已交办 ${unit}，时限 ${due}${others.length > 0 ? `；另交办 ${others.join('、')}` : ''}`,
    (unit: string, due: string, others: readonly string[]) =>
      `handed to ${unit}, due ${due}${others.length > 0 ? `; also to ${others.join(', ')}` : ''}`,
  ),
  handedDone: message(
    (unit: string, state: '已答复' | '已办结') => `已交办 ${unit}，${state}`,
    (unit: string, state: '已答复' | '已办结') => `handed to ${unit}, ${state === '已答复' ? 'answered' : 'closed'}`,
  ),
  notHanded: message(
    (unit: string) => (unit === '' ? '尚未交办' : `尚未交办，建议主办：${unit}`),
    (unit: string) => (unit === '' ? 'not handed over' : `not handed over; suggested lead: ${unit}`),
  ),
  provisional: message(
    () => '暂定（当年放假安排未载入）',
    () => "provisional (that year's holidays are not loaded)",
  ),
  expected: message(
    (at: string, year: number) => `${at}（暂定：按周末推算，${year} 年节假日待公布）`,
    (at: string, year: number) => `${at} (provisional: by weekends, the holidays of ${year} are not out)`,
  ),
  urgentHead: message(
    () => '紧急事项（特急、紧急）',
    () => 'Urgent matters (level 2 and 3)',
  ),
  urgentNone: message(
    () => '本期无紧急事项。',
    () => 'No urgent matters in this period.',
  ),
  urgentLevel: message(
    (n: number) => (n >= 3 ? '特急' : '紧急'),
    (n: number) => `level ${n}`,
  ),
  urgentCount: message(
    (n: number, at: string) => `${n} 件，最近 ${at}`,
    (n: number, at: string) => `${n} posts, latest ${at}`,
  ),
  urgentFrom: message(
    (source: string, number: string) => `来源：${source}${number === '' ? '' : `，编号 ${number}`}`,
    (source: string, number: string) => `from ${source}${number === '' ? '' : `, number ${number}`}`,
  ),
  urgentNowhere: message(
    () => '地点未写明',
    () => 'no place named',
  ),
  urgentMore: message(
    (n: number) => `另有 ${n} 项，见工作台。`,
    (n: number) => `${n} more; see the console.`,
  ),
  urgentReview: message(
    (n: number) => `另有 ${n} 件疑似紧急，待人工研判。`,
    (n: number) => `${n} more may be urgent and wait for review.`,
  ),
  intakeHead: message(
    () => '收件（按发布时间）',
    () => 'Received (by time of posting)',
  ),
  intakeTotal: message(
    (n: number) => `共收件 ${n} 件`,
    (n: number) => `${n} received`,
  ),
  disposition: message(
    (d: Disposition) =>
      ({
        kept: '有效',
        review: '待人工研判',
        quarantined: '疑似无效信息',
        duplicate: '归并',
        'off-topic': '与本市无关',
        failed: '处理失败',
      })[d],
    (d: Disposition) => d,
  ),
  casesHead: message(
    () => '交办与逾期',
    () => 'Cases',
  ),
  casesCount: message(
    (handed: number, overdue: number, provisional: number) =>
      `本期交办 ${handed} 件，逾期未答复 ${overdue} 件${provisional > 0 ? `，时限暂定 ${provisional} 件` : ''}`,
    (handed: number, overdue: number, provisional: number) =>
      `${handed} handed over, ${overdue} overdue${provisional > 0 ? `, ${provisional} with a provisional deadline` : ''}`,
  ),
  overdueAt: message(
    (unit: string, state: string, due: string) => `${unit}（${state}），应于 ${due} 前答复`,
    (unit: string, state: string, due: string) => `${unit} (${state}), was due ${due}`,
  ),
  overdueMore: message(
    (n: number) => `另有 ${n} 件逾期，见工作台。`,
    (n: number) => `${n} more overdue; see the console.`,
  ),
  sourcesHead: message(
    () => '来源状况',
    () => 'Sources',
  ),
  sourcesFine: message(
    (n: number) => `${n} 个来源全部正常。`,
    (n: number) => `All ${n} sources are well.`,
  ),
  sourcesNone: message(
    () => '还没有采集记录。',
    () => 'Nothing has been crawled yet.',
  ),
  sourcesDown: message(
    (down: number, total: number) => `${total} 个来源中 ${down} 个需要查看：`,
    (down: number, total: number) => `${down} of ${total} sources need a look:`,
  ),
  outcome: message(
    (o: FetchOutcome) =>
      ({
        new: '有新内容',
        unchanged: '无变化',
        empty: '读到空页',
        blocked: '被拦截',
        'changed-shape': '页面改版',
        failed: '连接失败',
      })[o],
    (o: FetchOutcome) => o,
  ),
  sourceLine: message(
    (outcome: string, failures: number, last: string) =>
      `${outcome}，连续 ${failures} 次，最近一次成功：${last === '' ? '从未' : last}`,
    (outcome: string, failures: number, last: string) =>
      `${outcome}, ${failures} in a row, last success: ${last === '' ? 'never' : last}`,
  ),
  silentSince: message(
    (at: string) => `${at} 以来没有新内容，超过以往规律，不能当作平静`,
    (at: string) => `nothing new since ${at}, longer than it ever is: not to be taken for calm`,
  ),
  pausedUntil: message(
    (at: string) => `暂停至 ${at}`,
    (at: string) => `paused until ${at}`,
  ),
  footer: message(
    () =>
      '由程序摘录汇总，标题摘自来件原文；反映人数为估计数。检举控告和涉密来件不进入本报，其余来件不论写信人是否同意公开均在其中，个人信息已隐去，供内部参阅。',
    () =>
      'Compiled by program; titles are taken from the letters, voices are estimates. Allegations and secrets are left out; all other letters are in, whether or not their writers agreed to be published, personal data redacted. For internal use.',
  ),
} as const
