/** What the page of one issue tells of its members. Pure. */
import type { Member } from '../../model/issue.ts'
import type { StoredPost } from '../../model/ports.ts'
import type { IssueDetail } from '../../model/services.ts'
import { localDay } from '../../model/time.ts'
import { isVoice } from './heat.ts'

/** Posts, distinct voices and answers a local day, oldest first; a voice is what it is in the head of the page. */
export function timelineOf(members: readonly Member[]): IssueDetail['timeline'] {
  const days = new Map<string, { posts: number; voices: Set<string>; answers: number }>()
  const of = (day: string): { posts: number; voices: Set<string>; answers: number } => {
    const found = days.get(day) ?? { posts: 0, voices: new Set<string>(), answers: 0 }
    days.set(day, found)
    return found
  }
  for (const m of members) {
    const day = of(localDay(m.at))
    day.posts++
    if (isVoice(m)) day.voices.add(m.voice)
    if (m.answeredAt) of(localDay(m.answeredAt)).answers++
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, d]) => ({ day, posts: d.posts, voices: d.voices.size, answers: d.answers }))
}

/** Urgent, central (the one the title comes from), newest and most supported, each once; `posts` newest first. */
export function representativeOf(title: string, posts: readonly StoredPost[], urgent?: string): string[] {
  const originals = posts.filter((p) => p.duplicateOf === null)
  const central =
    originals.find((p) => p.title === title) ??
    originals.find((p) => title.split(' ').every((part) => `${p.title}\n${p.text}`.includes(part))) ??
    originals.at(-1)
  const pressing = posts.find((p) => p.id === urgent)
  const liked = originals.reduce<StoredPost | undefined>(
    (best, p) => (p.likes > (best?.likes ?? 0) ? p : best),
    undefined,
  )
  return [...new Set([pressing, central, originals[0], liked].filter((p) => p !== undefined).map((p) => p.id))]
}

/** Posts by source, most first. */
export function sourcesOf(members: readonly Member[]): IssueDetail['sources'] {
  const counts = new Map<string, number>()
  for (const { source } of members) counts.set(source, (counts.get(source) ?? 0) + 1)
  return [...counts].map(([source, posts]) => ({ source, posts })).sort((a, b) => b.posts - a.posts)
}
