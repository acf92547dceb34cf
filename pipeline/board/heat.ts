/**
 * Heat of an issue in a window (METHODS §5): a decayed sum over distinct voices, and on top of it, damped by logarithms,
 * reposts, likes, severity and channels. Likes, severity and channels fade as voices do, so that nothing stays while the
 * people who spoke of it fall silent. Every term is shown; the damping touches likes and reposts only, never voices.
 */
import type { HeatTerm, Member } from '../../model/issue.ts'
import { readInstant } from '../../model/time.ts'
import { APPEAL_TYPES } from '../../model/words.ts'

export interface HeatRules {
  /** The half-life is the window divided by this: a year ranks the year, a week the week. */
  readonly halfLivesPerWindow: number
  readonly reposts: number
  readonly likes: number
  readonly severity: number
  readonly channels: number
  /**
   * Likes that count as strong support on any source, once scaled by how freely that source's readers like: the unit of
   * the like term, so that a handful of likes weighs little and a thousand still do not bury fifty letters.
   */
  readonly typicalLikes: number
}
export const heatRules: HeatRules = {
  halfLivesPerWindow: 3,
  reposts: 0.8,
  likes: 2.2,
  severity: 0.8,
  channels: 1.5,
  typicalLikes: 20,
}

export interface Heat {
  readonly heat: number
  readonly terms: readonly HeatTerm[]
  /** 0..1; 1 = untouched. */
  readonly damping: number
  readonly voices: number
  readonly posts: number
  readonly likes: number
  readonly sources: readonly string[]
}

/** 咨询, 求助, 投诉, 举报 and 意见建议 are voices; news, praise and notes are not. */
export const isVoice = (member: Pick<Member, 'kind' | 'appealType'>): boolean =>
  member.kind !== 'news' && APPEAL_TYPES.indexOf(member.appealType) < 5

/** What likes say at a source. */
export interface LikeScale {
  /** Likes that nine of ten posts there have: they say nothing. */
  readonly usual: number
  /** What one like beyond them is worth. */
  readonly scale: number
}
const UNKNOWN: LikeScale = { usual: 0, scale: 1 }

/**
 * How freely each source's readers like: what its posts have anyway is the 10th percentile of them all, strong support the 90th of
 * the liked ones. (Not the median: a matter of many letters, each liked as usual, is liked by many.) A source with fewer than 20
 * liked posts is too small to know and counts as typical.
 */
export function likeScales(members: readonly Member[], rules: HeatRules = heatRules): ReadonlyMap<string, LikeScale> {
  const scales = new Map<string, LikeScale>()
  for (const [source, own] of Map.groupBy(members, (member) => member.source)) {
    const all = own.map((member) => Math.max(0, member.likes)).sort((a, b) => a - b)
    const liked = all.filter((likes) => likes > 0)
    if (liked.length < 20) continue
    const usual = all[Math.floor(all.length * 0.1)] as number
    const high = liked[Math.floor(liked.length * 0.9)] as number
    scales.set(source, { usual, scale: rules.typicalLikes / high })
  }
  return scales
}

/** Heat of one issue from its members within [from, to), both ms; `scales` from likeScales over all members of the window. */
export function heatOf(
  members: readonly Member[],
  window: { readonly from: number; readonly to: number },
  scales: ReadonlyMap<string, LikeScale>,
  rules: HeatRules = heatRules,
): Heat {
  const halfLife = (window.to - window.from) / rules.halfLivesPerWindow
  const newest = new Map<string, number>()
  const posts = new Map<string, number>()
  /** Source → how much is left of its newest post. */
  const sources = new Map<string, number>()
  let likes = 0
  let scaled = 0
  let urgency = 0
  let pressing = 0
  let reposts = 0
  for (const member of members) {
    const left = 2 ** (-Math.max(0, window.to - readInstant(member.at)) / halfLife)
    sources.set(member.source, Math.max(left, sources.get(member.source) ?? 0))
    const given = Math.max(0, member.likes)
    likes += given
    // Support fades as the letter does: likes are not dated, so they age with it.
    const { usual, scale } = scales.get(member.source) ?? UNKNOWN
    scaled += Math.max(0, given - usual) * scale * left
    if (!isVoice(member)) continue
    urgency = Math.max(urgency, member.urgency)
    pressing = Math.max(pressing, member.urgency * left)
    const at = readInstant(member.at)
    newest.set(member.voice, Math.max(at, newest.get(member.voice) ?? Number.NEGATIVE_INFINITY))
    const before = posts.get(member.voice) ?? 0
    posts.set(member.voice, before + 1)
    if (before > 0) reposts += 1
  }
  let voices = 0
  for (const at of newest.values()) voices += 2 ** (-Math.max(0, window.to - at) / halfLife)
  let channels = 0
  for (const left of sources.values()) channels += left
  // Much said again by few is what a campaign looks like; a second letter is what patience looks like.
  const insistence = Math.max(0, reposts - newest.size)
  const damping = Math.sqrt((newest.size + 1) / (newest.size + insistence + 1))
  const terms: HeatTerm[] = [
    { name: 'voices', value: voices, raw: newest.size },
    { name: 'reposts', value: rules.reposts * Math.log1p(reposts), raw: reposts },
    { name: 'likes', value: rules.likes * Math.log1p(scaled / rules.typicalLikes), raw: likes },
    // A danger that one person tells of is the desk's at once; the board is for what many meet.
    { name: 'severity', value: rules.severity * pressing * (newest.size / (newest.size + 1)), raw: urgency },
    { name: 'channels', value: rules.channels * Math.log(Math.max(1, channels)), raw: sources.size },
  ]
  let heat = 0
  for (const term of terms) heat += term.name === 'likes' || term.name === 'reposts' ? damping * term.value : term.value
  return {
    heat,
    terms,
    damping,
    voices: newest.size,
    posts: members.length,
    likes,
    sources: [...sources.keys()].sort(),
  }
}
