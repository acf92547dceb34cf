/**
 * Tells matters apart that one address has glued post by post: the posts of an issue are joined again from the nearest on, as long as the
 * mean log-odds across two parts speak for one matter (average linkage; Sokal, Michener 1958). Pure.
 */
import type { Centre } from '../nearness/issue-vector.ts'
import type { PairDecision } from '../nearness/pair-decision.ts'

/** Posts that make a matter of their own: one may only be told in other words. */
const LEAST_PART = 2
/** Fewer posts never tell of two. */
export const FEWEST = 2 * LEAST_PART
/** Mean log-odds across two parts from which they are one. */
const ONE = -1
/** The same where most posts name no site: then it is a word (地铁) that has glued what a whole city asks about it. */
const ONE_WITHOUT_SITE = -0.8
/** Posts from which on such an issue is told by. */
const MANY = 12
/** Mean chance of what each post of a part is likeliest filed under: whose words could be about anything are about no other matter. */
const SURELY_FILED = 0.4
/** Of so many posts all but the shares of the commonest filing must be filed otherwise, or no part could be made. */
const BESIDE = 1

/** False when nearly all posts are surely filed alike: hardly any issue then tells of two matters, and most are spared it. */
export function mayTellTwo({ filings, size }: Centre): boolean {
  let [all, most] = [0, 0]
  for (let n = 0; n < filings.size; n += 1) {
    const share = filings.times[n] as number
    all += share
    most = Math.max(most, share)
  }
  return (size * (all - most)) / (all || 1) >= BESIDE
}

/** The matters that the posts tell of, each as the indices of its posts in order, the largest first (of equals that of the first post). */
export function mattersOf(posts: readonly Centre[], decide: PairDecision): number[][] {
  const withoutSite = posts.filter(({ sites }) => sites.size === 0).length * 2 > posts.length
  const one = withoutSite && posts.length >= MANY ? ONE_WITHOUT_SITE : ONE
  const parts = linked(posts.length, decide(posts), one)
  const isMatter = (part: readonly number[]): boolean => part.length >= LEAST_PART && surelyFiled(posts, part)
  const matters = parts.members.filter(isMatter)
  if (matters.length < 2) return [posts.map((_, i) => i)]
  // The others go where they are nearest, by what the matters were before.
  const whole = matters.map((matter) => [...matter])
  for (const part of parts.members)
    if (!isMatter(part))
      for (const i of part) {
        const near = matters.map((matter) => parts.mean([i], matter))
        whole[near.indexOf(Math.max(...near))]?.push(i)
      }
  for (const matter of whole) matter.sort((i, j) => i - j)
  return whole.sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number))
}

interface Linked {
  readonly members: readonly (readonly number[])[]
  /** Mean log-odds over all pairs across two lists of posts. */
  readonly mean: (a: readonly number[], b: readonly number[]) => number
}

/** Average linkage of the first `count` numbers, down to the parts across which the mean log-odds stay below `one`. */
function linked(count: number, oddsOf: (a: number, b: number) => number, one: number): Linked {
  const odds = new Float64Array(count * count)
  for (let a = 0; a < count; a += 1)
    for (let b = a + 1; b < count; b += 1) odds[a * count + b] = odds[b * count + a] = oddsOf(a, b)
  /** Of two parts, by the places of their first posts, the sum over all pairs across them. */
  const across = odds.slice()
  let members = Array.from({ length: count }, (_, i) => [i])
  for (;;) {
    let nearest: readonly [a: number[], b: number[]] | undefined
    let most = one
    for (let n = 0; n < members.length; n += 1) {
      const a = members[n] as number[]
      const row = (a[0] as number) * count
      for (let m = n + 1; m < members.length; m += 1) {
        const b = members[m] as number[]
        const own = (across[row + (b[0] as number)] as number) / (a.length * b.length)
        if (own < most || (own === most && nearest !== undefined)) continue
        most = own
        nearest = [a, b]
      }
    }
    if (nearest === undefined) break
    const [a, b] = nearest
    const [into, from] = [(a[0] as number) * count, (b[0] as number) * count]
    for (const [k] of members as [number][]) {
      const sum = (across[into + k] as number) + (across[from + k] as number)
      across[into + k] = across[k * count + into / count] = sum
    }
    members = [...members.filter((part) => part !== a && part !== b), [...a, ...b]]
  }
  return {
    members,
    mean: (a, b) => {
      let sum = 0
      for (const i of a) for (const j of b) sum += odds[i * count + j] as number
      return sum / (a.length * b.length)
    },
  }
}

function surelyFiled(posts: readonly Centre[], part: readonly number[]): boolean {
  let sum = 0
  for (const i of part) {
    const { times, size } = (posts[i] as Centre).filings
    let most = 0
    for (let n = 0; n < size; n += 1) most = Math.max(most, times[n] as number)
    sum += most
  }
  return sum / part.length >= 100 * SURELY_FILED
}
