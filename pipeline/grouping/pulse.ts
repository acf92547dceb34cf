/**
 * What people talk about now, for posts that say too little themselves: a comment of ten characters that names neither place nor
 * matter is most likely about what is talked about under its label these days, or everywhere in this very hour. Counts fade by
 * halves (an exponentially weighted Chinese restaurant process: an issue draws posts as it lately drew them). Pure.
 */

/** How much of what was lately said is one issue, 0..1 each. */
export interface Heard {
  /** Of what was said these days under the label. */
  readonly talk: number
  /** Of all that was said these hours. */
  readonly rush: number
}

export interface Pulse {
  /** A post under the label (an id of a category) went to the issue. `at`: ms. */
  note(label: number, issue: string, at: number): void
  /** As of `at`; `asking`: an issue that asks about another, whose own posts are left out. Good until the next is asked for. */
  heard(label: number, issue: string, at: number, asking?: string): Heard
  /** The few issues most talked about, under the label and in these hours, each in at least so many (faded) posts. */
  most(label: number, at: number, least: number): readonly string[]
  /** One issue took the other in. */
  moved(from: string, into: string): void
  /** A post noted before left for another issue. */
  shifted(label: number, from: string, into: string, at: number): void
  forget(issue: string): void
  /** Rows changed since the last call, and the pulse back from them. */
  changes(): { key: string; value: string }[]
  restore(rows: ReadonlyMap<string, string>): void
}

interface Rules {
  /** Time after which a post counts by half. ms */
  readonly half: number
  /** Posts on nothing yet known: the first post under a label does not make its issue all that is said there. */
  readonly unheard: number
  /** Issues proposed to a post that shares no word with them. */
  readonly proposed: number
}
const HOUR = 3_600_000
// Chosen by the boards that train, screened by models that had not seen them; half and double of each did no better.
const TALK: Rules = { half: 7 * 24 * HOUR, unheard: 2, proposed: 2 }
const RUSH: Rules = { half: 4 * HOUR, unheard: 3, proposed: 1 }
/** Issues remembered under a label: those talked about most. */
const MOST = 24
/** The rush knows no labels. */
const ALL = 0
const ROW = 'p:'
/** Half-lives after which nothing is left: what is older comes from an archive, or a date was wrong, and counts anew. */
const ERA = 10

/** A little more than the logarithm of 2, and a little less, since products round. */
const LOG_2 = 0.6932
const LEAST_LOG_2 = 0.9999 * Math.LN2

/** Faded posts as of a time. */
interface Count {
  posts: number
  at: number
  /** As of a time they were asked for: every candidate of a post asks as of the same, and powers are dear. */
  faded: number
  asked: number
}
const countOf = (posts: number, at: number): Count => ({ posts, at, faded: posts, asked: Number.NaN })
interface IssueCount extends Count {
  readonly id: string
}

interface Label {
  readonly all: Count
  readonly issues: Map<string, IssueCount>
}

const NONE: readonly string[] = []

function createTally({ half, unheard, proposed }: Rules) {
  const labels = new Map<number, Label>()
  const stale = new Set<number>()
  const fade = (time: number): number => 0.5 ** (Math.abs(time) / half)
  const now = (count: Count, at: number): number => {
    if (count.asked !== at) {
      count.faded = count.posts * fade(at - count.at)
      count.asked = at
    }
    return count.faded
  }
  const add = (count: Count, posts: number, at: number): void => {
    const later = at < count.at - ERA * half ? at : Math.max(count.at, at)
    count.posts = Math.max(0, count.posts * fade(later - count.at) + posts * fade(later - at))
    count.at = later
    count.asked = Number.NaN
  }
  // Every post asks, so the few counts are walked as they lie: to list and sort them made half of all that grouping threw away.
  /** The issue talked about most in at least `least` posts, beside one named already; of equals the lower id. */
  const loudest = (
    issues: ReadonlyMap<string, IssueCount>,
    at: number,
    least: number,
    beside: readonly string[],
  ): string | undefined => {
    let best: string | undefined
    let most = least
    for (const count of issues.values()) {
      // Nothing grows by fading, and a half-life takes more than a hyperbola would.
      if (count.posts < most * (1 + (LEAST_LOG_2 * Math.abs(at - count.at)) / half)) continue
      if (beside.includes(count.id)) continue
      const posts = now(count, at)
      if (posts < most || (posts === most && best !== undefined && best < count.id)) continue
      best = count.id
      most = posts
    }
    return best
  }
  /** The one talked about least, but for the newcomer; of equals the higher id. */
  const faintest = (issues: ReadonlyMap<string, IssueCount>, at: number, newcomer: string): string => {
    let worst = ''
    let least = Number.POSITIVE_INFINITY
    for (const count of issues.values()) {
      // A half-life takes less than its line through the start would leave: most need no power to be ruled out.
      if (count.posts * (1 - (LOG_2 * Math.abs(at - count.at)) / half) > least || count.id === newcomer) continue
      const posts = now(count, at)
      if (posts > least || (posts === least && worst > count.id)) continue
      worst = count.id
      least = posts
    }
    return worst
  }
  const give = (label: Label, id: string, posts: number, at: number): void => {
    let count = label.issues.get(id)
    if (count === undefined) {
      count = { id, posts: 0, at, faded: 0, asked: Number.NaN }
      label.issues.set(id, count)
    }
    add(count, posts, at)
    // The newcomer stays: it is what is said now.
    if (label.issues.size > MOST) label.issues.delete(faintest(label.issues, at, id))
  }
  return {
    labels,
    stale,
    note(id: number, issue: string, at: number): void {
      let label = labels.get(id)
      if (label === undefined) {
        label = { all: countOf(0, at), issues: new Map() }
        labels.set(id, label)
      }
      add(label.all, 1, at)
      give(label, issue, 1, at)
      stale.add(id)
    },
    share(id: number, issue: string, at: number, asking?: string): number {
      const label = labels.get(id)
      const count = label?.issues.get(issue)
      if (label === undefined || count === undefined) return 0
      const asks = asking === undefined ? undefined : label.issues.get(asking)
      const own = asks === undefined ? 0 : now(asks, at)
      const said = now(count, at)
      return said / (Math.max(said, now(label.all, at) - own) + unheard)
    },
    most(id: number, at: number, least: number): readonly string[] {
      const issues = labels.get(id)?.issues
      let found = NONE
      if (issues === undefined) return found
      while (found.length < proposed) {
        const id = loudest(issues, at, least, found)
        if (id === undefined) break
        found = [...found, id]
      }
      return found
    },
    moved(from: string, into: string): void {
      for (const [id, label] of labels) {
        const count = label.issues.get(from)
        if (count === undefined) continue
        label.issues.delete(from)
        give(label, into, count.posts, count.at)
        stale.add(id)
      }
    },
    shifted(id: number, from: string, into: string, at: number): void {
      const label = labels.get(id)
      const count = label?.issues.get(from)
      if (label === undefined || count === undefined) return
      add(count, -1, at)
      give(label, into, 1, at)
      stale.add(id)
    },
    forget(issue: string): void {
      for (const [id, { issues }] of labels) if (issues.delete(issue)) stale.add(id)
    },
  }
}

export function createPulse(): Pulse {
  const talk = createTally(TALK)
  const rush = createTally(RUSH)
  const tallies = { talk, rush }
  const said = { talk: Number.NaN, rush: Number.NaN }
  return {
    note(label, issue, at) {
      talk.note(label, issue, at)
      rush.note(ALL, issue, at)
    },
    heard(label, issue, at, asking) {
      said.talk = talk.share(label, issue, at, asking)
      said.rush = rush.share(ALL, issue, at, asking)
      return said
    },
    most(label, at, least) {
      let found = talk.most(label, at, least)
      for (const id of rush.most(ALL, at, least)) if (!found.includes(id)) found = [...found, id]
      return found
    },
    moved(from, into) {
      for (const tally of [talk, rush]) tally.moved(from, into)
    },
    shifted(label, from, into, at) {
      talk.shifted(label, from, into, at)
      rush.shifted(ALL, from, into, at)
    },
    forget(issue) {
      for (const tally of [talk, rush]) tally.forget(issue)
    },
    changes: () =>
      Object.entries(tallies).flatMap(([name, { labels, stale }]) => {
        const rows = [...stale].map((id) => {
          const { all, issues } = labels.get(id) as Label
          const counts = [...issues.values()].map((count) => [count.id, count.posts, count.at])
          return { key: `${ROW}${name} ${id}`, value: JSON.stringify([all.posts, all.at, counts]) }
        })
        stale.clear()
        return rows
      }),
    restore(rows) {
      for (const [name, { labels }] of Object.entries(tallies))
        for (const [key, value] of rows) {
          if (!key.startsWith(`${ROW}${name} `)) continue
          const [posts, at, counts] = JSON.parse(value) as [number, number, [string, number, number][]]
          const issues = new Map(counts.map(([id, own, last]) => [id, { id, ...countOf(own, last) }]))
          labels.set(Number(key.slice(ROW.length + name.length + 1)), { all: countOf(posts, at), issues })
        }
    },
  }
}
