/** The lines `lanting group` writes, and the times of the issues they name. */
import type { GroupedIssue } from '../pipeline/grouping/group-memory.ts'

/** A post of the input: its issue as known so far, and its time in ms; undefined when nobody told it. */
interface Waiting {
  issue: string | null
  readonly at: number | undefined
}

/** The lines in the order of the input, each held back until `window` later ones have come; memory stays that of the window. */
export function createLines(
  window: number,
  write: (id: string, issue: string | null, at: number | undefined) => Promise<void>,
) {
  const waiting = new Map<string, Waiting>()
  // Ids of lines already written, the newest of them: a repeated delivery is no second voice.
  const written = new Set<string>()
  /** Where the posts of a merged issue are now: those of one that rests are not told one by one. */
  const redirects = new Map<string, string>()
  const bound = (known: Set<string> | Map<string, string>): void => {
    if (known.size > 5 * window) known.delete(known.keys().next().value as string)
  }
  const close = async (id: string, { issue, at }: Waiting): Promise<void> => {
    waiting.delete(id)
    written.add(id)
    bound(written)
    let now = issue
    for (let next = redirects.get(now ?? ''); next !== undefined; next = redirects.get(next)) now = next
    await write(id, now, at)
  }
  return {
    knows: (id: string): boolean => waiting.has(id) || written.has(id),
    wait: (id: string, at: number | undefined): void => void waiting.set(id, { issue: null, at }),
    learn(id: string, issue: string | null): void {
      const line = waiting.get(id)
      if (line !== undefined) line.issue = issue
    },
    redirect(from: string, into: string | null): void {
      redirects.delete(from)
      if (into !== null) redirects.set(from, into)
      bound(redirects)
    },
    /** Writes what no longer waits; `all`: at the end of the input. */
    async flush(all: boolean): Promise<void> {
      for (const [id, line] of waiting) {
        if (!all && waiting.size <= window) break
        await close(id, line)
      }
    },
  }
}

/** First and last time told, in ms; empty when first > last. */
interface Span {
  first: number
  last: number
  /** A letter without a date is among them. */
  undated: boolean
}

export type FileIssue = Omit<GroupedIssue, 'firstSeen' | 'lastSeen'> & {
  /** Null when none of its letters has a date. */
  readonly firstSeen: string | null
  readonly lastSeen: string | null
}

/**
 * When the issues of a file were told of. The grouper counts a letter without a date as just come, which is no date to print:
 * an issue that holds such a letter has the times of its others.
 */
export function createIssueTimes() {
  const spans = new Map<string, Span>()
  const spanOf = (issue: string): Span => {
    const span = spans.get(issue) ?? { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, undated: false }
    spans.set(issue, span)
    return span
  }
  return {
    note(issue: string, at: number | undefined): void {
      const span = spanOf(issue)
      if (at === undefined) span.undated = true
      else {
        span.first = Math.min(span.first, at)
        span.last = Math.max(span.last, at)
      }
    },
    /** What was told of one issue counts for the one it became part of after its lines were written. */
    join(from: string, into: string): void {
      const [gone, span] = [spans.get(from), spanOf(into)]
      if (gone === undefined) return
      span.first = Math.min(span.first, gone.first)
      span.last = Math.max(span.last, gone.last)
      span.undated ||= gone.undated
    },
    dated(issue: GroupedIssue): FileIssue {
      const span = spans.get(issue.id)
      if (span === undefined || !span.undated) return issue
      const told = (at: number): string | null => (span.first > span.last ? null : new Date(at).toISOString())
      return { ...issue, firstSeen: told(span.first), lastSeen: told(span.last) }
    },
  }
}
