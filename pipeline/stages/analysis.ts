import type { MessagePort } from 'node:worker_threads'
import type { Screener } from '../../analyzers/screener.ts'
import type { Cut, PairLink, StoredPost } from '../../model/ports.ts'
import { isErased, isShared, type Post, type Screening, type Tokens } from '../../model/post.ts'
import type { City } from '../../model/words.ts'
import type { Explanation } from '../grouping/group-explanation.ts'
import type { Grouper, GroupingChanges } from '../grouping/grouper.ts'
import { groupInputOf } from './group-input.ts'

/** What one call changed: the grouper's changes and the state to store with them. */
export interface GroupStep extends Omit<GroupingChanges, 'mergedInto'> {
  readonly state: readonly { key: string; value: string | null }[]
  /** Posts of the sequence that the call placed. */
  readonly taken: number
}

/**
 * The CPU stages of one process behind one door: the dictionary, the models and the grouper live where this lives (a
 * worker thread under `run`, so that HTTP never waits for them; in line for short commands).
 */
export interface Analysis {
  /** Resolves when dictionary and models are loaded; rejects when they cannot be. */
  ready(): Promise<void>
  screen(posts: readonly Post[]): Promise<Screening[]>
  tokens(posts: readonly Post[]): Promise<Tokens[]>
  cut: Cut
  /** Starts a grouper from committed state; comes before the next three. */
  restoreGroups(state: ReadonlyMap<string, string>): Promise<void>
  /** People's pairs, all of them each time. */
  linkGroups(links: readonly PairLink[]): Promise<GroupStep>
  group(posts: readonly StoredPost[]): Promise<GroupStep>
  /** Compares and merges what changed: once the queue is empty. */
  settleGroups(): Promise<GroupStep>
  /**
   * Why the post is in the issue, by committed rows of the state that tell of it (group-state.ts, keysToExplain), so that
   * every process can answer, whoever groups. Undefined when the rows hold no such issue.
   */
  explain(post: StoredPost, issueId: string, state: ReadonlyMap<string, string>): Promise<Explanation | undefined>
  close(): Promise<void>
}

/** A post that was let in and is so no more comes again, to be forgotten. */
const mayLie = ({ disposition, screening }: StoredPost): boolean =>
  (disposition === 'kept' || disposition === 'duplicate') && screening !== undefined && isShared(screening)

/** Posts whose words are remembered between screening, grouping and indexing of one batch. */
const REMEMBERED = 5_000

/** Everything in this thread. Posts are judged for the city their import named, else for the screeners' own. */
export function createAnalysis(screenerOf: (city?: City) => Screener, newGrouper: () => Grouper): Analysis {
  const screener = screenerOf()
  const words = new Map<string, Tokens>()
  let grouper: Grouper | undefined
  const remember = (post: Post, tokens: Tokens): Tokens => {
    words.set(post.id + post.contentHash, tokens)
    if (words.size > REMEMBERED) words.delete(words.keys().next().value as string)
    return tokens
  }
  const tokensOf = (post: Post): Tokens =>
    words.get(post.id + post.contentHash) ?? remember(post, screener.read(post).tokens)
  const started = (): Grouper => {
    if (!grouper) throw new Error('restoreGroups comes before any grouping')
    return grouper
  }
  const stepOf = (g: Grouper, taken: number): GroupStep => {
    const { assignments, issues, again } = g.take()
    return { assignments, issues, again, state: g.snapshot(), taken }
  }
  return {
    async ready() {},
    async screen(posts) {
      const documents = screener.readAll(posts)
      documents.forEach((document, i) => {
        remember(posts[i]!, document.tokens)
      })
      const screenings: Screening[] = []
      for (const [city, own] of Map.groupBy(posts.keys(), (i) => posts[i]!.city))
        for (const [n, { screening }] of screenerOf(city)
          .judgeAll(own.map((i) => documents[i]!))
          .entries())
          screenings[own[n]!] = screening
      return screenings
    },
    async tokens(posts) {
      return posts.map(tokensOf)
    },
    async cut(texts) {
      return texts.map((text) => screener.cut(text))
    },
    async restoreGroups(state) {
      grouper = newGrouper()
      grouper.restore(state)
    },
    async linkGroups(links) {
      const g = started()
      g.setLinks(links)
      return stepOf(g, 0)
    },
    async group(posts) {
      const g = started()
      for (const post of posts)
        if (mayLie(post)) g.add(groupInputOf(post, tokensOf(post)))
        else g.forget(post.id, isErased(post.screening!))
      return stepOf(g, posts.length)
    },
    async settleGroups() {
      const g = started()
      g.settle()
      return stepOf(g, 0)
    },
    async explain(post, issueId, state) {
      const part = newGrouper()
      part.restore(state)
      return part.explain(groupInputOf(post, tokensOf(post)), issueId)
    },
    async close() {},
  }
}

type Call = { id: number; method: keyof Analysis; args: unknown[] }
type Answer = { id: number; result?: unknown; error?: unknown }

/** Serves an analysis over a port: the worker's side. */
export function serveAnalysis(port: MessagePort, analysis: Analysis): void {
  port.on('message', ({ id, method, args }: Call) => {
    const call = analysis[method] as (...a: unknown[]) => Promise<unknown>
    call(...args).then(
      (result) => port.postMessage({ id, result } satisfies Answer),
      (error: unknown) => port.postMessage({ id, error } satisfies Answer),
    )
  })
}

/** What `connectAnalysis` needs of a worker thread. */
export interface AnalysisThread {
  postMessage(value: unknown): void
  on(event: 'message', listener: (value: Answer) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  terminate(): Promise<number>
}

/** The caller's side. A thread that dies fails every open call; what was not committed is done again at the next start. */
export function connectAnalysis(thread: AnalysisThread): Analysis {
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>()
  let next = 0
  let dead: unknown
  const fail = (error: unknown): void => {
    dead = error
    for (const call of open.values()) call.reject(error)
    open.clear()
  }
  thread.on('message', ({ id, result, error }) => {
    const call = open.get(id)
    open.delete(id)
    if (error === undefined) call?.resolve(result as never)
    else call?.reject(error)
  })
  thread.on('error', fail)
  thread.on('exit', (code) => fail(new Error(`The analysis thread ended with code ${code}`)))
  const ask = <M extends Exclude<keyof Analysis, 'close'>>(method: M): Analysis[M] =>
    // biome-ignore lint/suspicious/noExplicitAny: one generic bridge for all typed methods
    ((...args: unknown[]): Promise<any> =>
      new Promise((resolve, reject) => {
        if (dead) return reject(dead)
        const id = next++
        open.set(id, { resolve, reject })
        thread.postMessage({ id, method, args } satisfies Call)
      })) as Analysis[M]
  return {
    ready: ask('ready'),
    screen: ask('screen'),
    tokens: ask('tokens'),
    cut: ask('cut'),
    restoreGroups: ask('restoreGroups'),
    linkGroups: ask('linkGroups'),
    group: ask('group'),
    settleGroups: ask('settleGroups'),
    explain: ask('explain'),
    async close() {
      await thread.terminate()
    },
  }
}
