/** Earlier decisions of people that cannot stand beside a later one. */
import { say } from '../../model/catalogue.ts'
import type { Config } from '../../model/config.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import type { PairLink, PostStore, StoredLink, StoredPost } from '../../model/ports.ts'
import { localMinute } from '../../model/time.ts'
import { OPEN_ROUTES } from '../../model/words.ts'

/**
 * Links that these pairs contradict, through however many posts: of a merge every earlier cannot-link between posts that would now
 * be tied, of a split the must-links across which a post taken out would still be tied to those it leaves. The later word counts,
 * so these are taken back; what is left never contradicts itself.
 */
export function contradicted(links: readonly StoredLink[], wanted: readonly PairLink[]): StoredLink[] {
  const gone = new Set<StoredLink>()
  const musts = links.filter((l) => l.kind === 'must')
  const ties = wanted.filter((l) => l.kind === 'must')
  for (const [home, cannot] of Map.groupBy(
    wanted.filter((l) => l.kind === 'cannot'),
    (l) => l.b,
  )) {
    const out = new Set(cannot.map((l) => l.a))
    const staying = tiedTo(
      [home],
      musts.filter((l) => !out.has(l.a) && !out.has(l.b)),
    )
    for (const link of musts)
      if (out.has(link.a) !== out.has(link.b) && staying.has(out.has(link.a) ? link.b : link.a)) gone.add(link)
  }
  const left = [...musts.filter((l) => !gone.has(l)), ...ties]
  for (const { a } of ties) {
    const tied = tiedTo([a], left)
    for (const link of links) if (link.kind === 'cannot' && tied.has(link.a) && tied.has(link.b)) gone.add(link)
  }
  return links.filter((l) => gone.has(l))
}

/** These posts and all that must-links tie to them. */
function tiedTo(posts: readonly string[], musts: readonly PairLink[]): Set<string> {
  const beside = new Map<string, string[]>()
  for (const { a, b } of musts)
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      beside.set(one, [...(beside.get(one) ?? []), other])
  const tied = new Set(posts)
  for (const post of tied) for (const other of beside.get(post) ?? []) tied.add(other)
  return tied
}

export interface Replaced {
  readonly kind: 'merge' | 'split'
  readonly at: string
  readonly text: string
}

const NAMED = 3

export const isOpen = (post: StoredPost): boolean =>
  post.screening !== undefined && OPEN_ROUTES.includes(post.screening.route)

/** What people are told of decisions that theirs took back: one line each, by what was done when to which posts. */
export async function tellReplaced(
  gone: readonly StoredLink[],
  { posts, lang }: { posts: Pick<PostStore, 'getMany'>; lang: Config['lang'] },
): Promise<Replaced[]> {
  const out = new Set(gone.flatMap((l) => (l.kind === 'cannot' ? [`${l.at} ${l.a}`] : [])))
  // What tied the posts of a split is part of it.
  const decided = gone.filter(
    ({ kind, at, a, b }) => kind === 'cannot' || !out.has(`${at} ${a}`) || !out.has(`${at} ${b}`),
  )
  const found = await posts.getMany([...new Set(gone.flatMap((l) => [l.a, l.b]))])
  const titles = new Map(found.filter(isOpen).map((p) => [p.id, p.title || p.text.slice(0, 24)]))
  return [...Map.groupBy(decided, (l) => `${l.kind} ${l.at}`).values()].map((pairs) => {
    const { kind, at } = pairs[0] as StoredLink
    const named = [...new Set(pairs.flatMap((l) => [l.a, l.b]))].flatMap((id) => titles.get(id) ?? [])
    const done = kind === 'must' ? 'merge' : 'split'
    const text = say(lang)(consoleMessages.replaced, done, localMinute(at), named.slice(0, NAMED), named.length)
    return { kind: done, at, text }
  })
}
