/**
 * Members, and what rankings ask of issues, kept in memory: to read a year of letters again for each view takes seconds. What changed
 * is read before each use, by revision, so nobody sees what was before a decision, an edit or a new letter, whichever process wrote it.
 */
import type { Member } from '../../model/issue.ts'
import type { IssueLabel, IssueStore, LabelMark } from '../../model/ports.ts'
import { type Clock, DAY_MS } from '../../model/time.ts'
import { inTurns, type Turns } from '../turns.ts'

/** Rows read at once. */
const PAGE = 2_000
/** Days read at once where a span is read for the first time. */
const SPAN_DAYS = 3
/** What lies further back is read each time: nobody looks there often. */
const KEPT_DAYS = 500
const NOTHING_KEPT = '9999-12-31'

const dayOf = (at: string): string => at.slice(0, 10)
const midnight = (day: string): string => `${day}T00:00:00.000Z`
const earlier = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(midnight(day)) - days * DAY_MS).toISOString())
const byTime = (a: Member, b: Member): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.postId < b.postId ? -1 : 1)

export interface MemberShelf {
  /** Reads what changed; the number grows whenever a member or a label did. */
  look(): Promise<number>
  /** As IssueStore.members; at least what the last look saw. */
  members(from: string, to: string): Promise<Member[]>
  /** Of the living issues that these are or were merged into, each once, in this order. */
  labelsOf(issues: Iterable<string>): Turns<IssueLabel[]>
}

export function createMemberShelf(
  issues: Pick<IssueStore, 'members' | 'newest' | 'membersChanged' | 'labels'>,
  clock: Clock,
): MemberShelf {
  let version = 0
  let seen: number | undefined
  let mark: LabelMark | undefined
  /** Members of this UTC day and all later ones are kept. */
  let floor = NOTHING_KEPT
  const members = new Map<string, Member>()
  const days = new Map<string, { readonly list: Member[]; sorted: boolean }>()
  const labels = new Map<string, IssueLabel>()
  const pinned = new Set<string>()
  /** Names that many members have, once each. */
  const names = new Map<string, string>()
  const once = <T extends string>(name: T): T => {
    const known = names.get(name)
    if (known === undefined) names.set(name, name)
    return (known as T | undefined) ?? name
  }

  const drop = (id: string): boolean => {
    const old = members.get(id)
    if (old === undefined) return false
    members.delete(id)
    const list = days.get(dayOf(old.at))?.list
    list?.splice(list.indexOf(old), 1)
    return true
  }
  const put = (read: Member): void => {
    drop(read.postId)
    const { issueId, source, kind, route, appealType } = read
    const few = { issueId: once(issueId), source: once(source), kind: once(kind), route: once(route) }
    const member = { ...read, ...few, appealType: once(appealType) }
    members.set(member.postId, member)
    const key = dayOf(member.at)
    const day = days.get(key) ?? { list: [], sorted: true }
    days.set(key, day)
    day.list.push(member)
    day.sorted = false
  }

  const readMembers = async (after: number): Promise<{ last: number; changed: boolean }> => {
    let last = after
    let changed = false
    for (;;) {
      const page = await issues.membersChanged(last, PAGE)
      for (const { rev, postId, member } of page) {
        last = rev
        const kept = member !== undefined && dayOf(member.at) >= floor
        if (kept) put(member)
        // A member of a day that is not kept may be shown where it is read when asked for.
        changed = (!kept && drop(postId)) || member !== undefined || changed
      }
      if (page.length < PAGE) return { last, changed }
    }
  }
  const livingLabel = (id: string): IssueLabel | undefined => {
    let label = labels.get(id)
    while (label && label.mergedInto !== null) label = labels.get(label.mergedInto)
    return label
  }
  const readLabels = async (): Promise<boolean> => {
    let changed = false
    for (;;) {
      const page = await issues.labels(mark, PAGE)
      for (const label of page) {
        labels.set(label.id, label)
        if (label.pinned) pinned.add(label.id)
        else pinned.delete(label.id)
      }
      changed ||= page.length > 0
      mark = page.at(-1) ?? mark
      if (page.length < PAGE) return changed
    }
  }
  const lookNow = async (): Promise<number> => {
    const newest = await issues.newest()
    if (newest === seen) return version
    // At first nothing is kept; what is there comes with the spans that are asked for.
    const read = await readMembers(seen ?? newest)
    seen = Math.max(newest, read.last)
    if ((await readLabels()) || read.changed) version += 1
    return version
  }

  /** Down to the day, from the newest backwards. */
  const reach = async (day: string): Promise<void> => {
    while (day < floor) {
      const step = earlier(floor === NOTHING_KEPT ? dayOf(clock.now().toISOString()) : floor, SPAN_DAYS)
      const from = step < day ? day : step
      for (const member of await issues.members(midnight(from), midnight(floor))) put(member)
      floor = from
    }
  }

  /** Adds those kept of a time, in order. */
  function* gather(found: Member[], from: string, to: string): Turns<void> {
    const [first, end] = [dayOf(from), dayOf(to)]
    for (const key of [...days.keys()].filter((day) => day >= first && day <= end).sort()) {
      yield
      const day = days.get(key)
      if (day === undefined) continue
      if (!day.sorted) day.list.sort(byTime)
      day.sorted = true
      for (const member of day.list) if (member.at >= from && member.at < to) found.push(member)
    }
  }

  /** Looks and spans come one after another, so that no older state overwrites a newer one. */
  let last: Promise<unknown> = Promise.resolve()
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  /** Shared by all who ask before it begins. */
  let next: Promise<number> | undefined

  return {
    look() {
      next ??= inLine(() => {
        next = undefined
        return lookNow()
      })
      return next
    },
    members(from, to) {
      const oldest = earlier(dayOf(clock.now().toISOString()), KEPT_DAYS)
      let first = dayOf(from)
      if (first < oldest) first = oldest
      return inLine(async () => {
        if (midnight(first) < to) await reach(first)
        const found: Member[] = []
        // Before what is kept, in spans too.
        for (let day = dayOf(from), next = day; day < first && midnight(day) < to; day = next) {
          next = earlier(day, -SPAN_DAYS)
          if (next > first) next = first
          const begin = day === dayOf(from) ? from : midnight(day)
          let until = midnight(next)
          if (until > to) until = to
          found.push(...(await issues.members(begin, until)))
        }
        await inTurns(gather(found, first === dayOf(from) ? from : midnight(first), to))
        return found
      })
    },
    *labelsOf(ids) {
      const found = new Map<string, IssueLabel>()
      let n = 0
      for (const id of ids) {
        if (++n % PAGE === 0) yield
        const label = livingLabel(id)
        if (label) found.set(label.id, label)
      }
      // A pin outlives a merge (store/records/issues.ts).
      for (const id of pinned) {
        const label = livingLabel(id)
        if (label && !label.pinned && found.has(label.id)) found.set(label.id, { ...label, pinned: true })
      }
      return [...found.values()]
    },
  }
}
