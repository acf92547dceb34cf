import type { PostView } from '../api/post-view.ts'

/** What people read for the program's words (DOMAIN terms). */
export const DISPOSITION: Readonly<Record<string, string>> = {
  kept: '保留',
  review: '待研判',
  quarantined: '暂存（疑似无效）',
  duplicate: '重复并入',
  'off-topic': '与本市无关',
  failed: '处理失败',
  pending: '待处理',
}
/** What is out of every list but these; the names are those of the query language. */
export const SET_ASIDE = ['review', 'quarantined', 'off-topic'] as const
/** A disposition's name without its explanation, as `状态:` takes it. */
export const stateName = (disposition: string): string => (DISPOSITION[disposition] ?? disposition).split('（', 1)[0]!
export const KIND: Readonly<Record<string, string>> = { letter: '来信', post: '帖子', comment: '评论', news: '新闻' }
export const ROUTE: Readonly<Record<string, string>> = {
  case: '诉求件',
  lead: '线索',
  emergency: '紧急',
  statutory: '法定途径',
}
export const HEAT_TERM: Readonly<Record<string, { name: string; raw: string; tone: string }>> = {
  voices: { name: '反映人数', raw: '人', tone: '#14506e' },
  reposts: { name: '转发与重复', raw: '次', tone: '#4f8fa8' },
  likes: { name: '点赞支持', raw: '个赞', tone: '#e0a458' },
  severity: { name: '紧急程度', raw: '级', tone: '#c2410c' },
  channels: { name: '来源广度', raw: '个来源', tone: '#8a9ba8' },
}
export const TREND: Readonly<Record<string, { text: string; tone: string }>> = {
  new: { text: '新出现', tone: 'new' },
  up: { text: '↑ 上升', tone: 'up' },
  flat: { text: '→ 平稳', tone: 'flat' },
  down: { text: '↓ 回落', tone: 'down' },
}
export const OUTCOME: Readonly<Record<string, { text: string; tone: string; hint: string }>> = {
  new: { text: '有新内容', tone: 'good', hint: '最近一次访问读到新内容' },
  unchanged: { text: '无变化', tone: 'good', hint: '页面正常，没有新内容' },
  empty: { text: '空', tone: 'warn', hint: '页面正常但没有任何条目' },
  blocked: { text: '被拦截', tone: 'bad', hint: '站点拒绝访问；稍后自动再试，不绕过拦截' },
  'changed-shape': { text: '页面改版', tone: 'bad', hint: '页面结构变了，需要修改采集规则' },
  failed: { text: '失败', tone: 'bad', hint: '连接或读取失败，会自动重试' },
}
/** Steps of a case by the state they lead to; `asks` where the step needs words. */
export const CASE_STEP: Readonly<Record<string, { verb: string; label: string; asks?: string; hint: string }>> = {
  办理中: { verb: '签收', label: '备注（可选）', hint: '签收后由承办单位办理，时限不变。' },
  已答复: { verb: '答复', label: '答复内容', asks: '请填写答复内容', hint: '答复后不再计逾期；答复不等于已解决。' },
  已办结: { verb: '办结', label: '备注（可选）', hint: '回访后办结。办结后如需再办，请重新交办。' },
  撤回: {
    verb: '撤回',
    label: '撤回原因',
    asks: '请写明撤回原因',
    hint: '派错、重复或承办单位退单时撤回；撤回后可重新交办。',
  },
}
export const WHY: Readonly<Record<string, string>> = { uncertain: '拿不准', hot: '影响热点', audit: '抽检' }
export const URGENCY = ['', '较急', '紧急', '特急'] as const

const RULES: readonly [RegExp, string][] = [
  [/^spam\.contact/, '含联系方式'],
  [/^spam/, '疑似广告'],
  [/^noise/, '内容空泛'],
  [/^relevance/, '地域相关性'],
  [/^category/, '类别依据'],
  [/^appeal/, '诉求类型依据'],
  [/^route/, '办理途径依据'],
  [/^place/, '地点依据'],
  [/^urgency/, '紧急依据'],
  [/^department/, '部门依据'],
  [/^human/, '人工决定'],
]
/** The kind of appeal, and what the source said where that was another. */
export const appealSaid = ({ appealType, reasons }: Pick<PostView, 'appealType' | 'reasons'>): string => {
  const source = reasons.find(({ rule }) => rule === 'appeal.overruled')
  return source ? `${appealType}（${source.text}）` : appealType
}
export const ruleName = (rule: string): string => RULES.find(([pattern]) => pattern.test(rule))?.[1] ?? rule
/** What a reason without a place in the text says. */
export const reasonText = (rule: string, text: string): string => (rule === 'route.kind' ? (KIND[text] ?? text) : text)

/** How sure, in words and per cent; nothing learned is ever certain. */
export const certainty = (probability: number): string => {
  const percent = Math.min(99, Math.max(1, Math.round(100 * probability)))
  const word = percent >= 90 ? '很大' : percent >= 70 ? '较大' : percent >= 50 ? '一般' : '较小，建议人工核对'
  return `${word}（${percent}%）`
}

const SHIFT = 8 * 3_600_000
const local = (iso: string): string => new Date(Date.parse(iso) + SHIFT).toISOString()
/** Times are shown in Asia/Shanghai wherever the browser is. */
export const day = (iso: string): string => local(iso).slice(0, 10)
export const minute = (iso: string): string => local(iso).slice(0, 16).replace('T', ' ')
/** A post's time no finer than it is known. */
export const postTime = (p: { postedAt: string | null; postedPrecision: string; collectedAt: string }): string => {
  if (!p.postedAt) return `采集于 ${minute(p.collectedAt)}`
  return moment(p.postedAt, p.postedPrecision)
}
export const moment = (at: string, precision: string): string =>
  precision === 'minute' ? minute(at) : precision === 'month' ? day(at).slice(0, 7) : day(at)
/** What a rate per 10,000 residents rests on. */
export const residentsNote = ({ year, source }: { year: number; source: string }): string =>
  `每万人按 ${year} 年常住人口计算，来源：${source}。可在配置 hot.population 中更新；没有人口数的地区不计。`
/** What was to be expected; less than one in twenty rounds to nothing. */
export const usual = (expected: number): string => (expected < 0.05 ? '往常几乎没有' : `往常约 ${expected.toFixed(1)}`)
export const number = (n: number): string => n.toLocaleString('zh-CN')
