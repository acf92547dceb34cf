import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import type { IssueDetailView, Links } from '../api/issue-routes.ts'
import type { PostView } from '../api/post-view.ts'
import { call } from './fetch.ts'
import { arrivedBy, go, link } from './location.ts'

type Pair = { readonly a: string; readonly b: string }
type Change = IssueDetailView['changes'][number]

/** The merge or split that led here, kept with the step in the window's history. */
interface Arrival {
  readonly pair: Pair
  readonly from: { readonly id: string; readonly title: string }
}

/** A writer at work places a change within a second or two; one that has yet to load its dictionary needs some more. */
const PATIENCE = 30_000
const LOOK_EVERY = 500

const pathOf = (issue: string): string => `/issues/${encodeURIComponent(issue)}`
const issueOf = async (post: string, signal: AbortSignal): Promise<string | null> =>
  (await call<PostView>(`/posts/${encodeURIComponent(post)}`, { signal })).issueId

/** The issue that holds the post once that is another than before; undefined where nothing moved in time. */
async function movedTo(post: string, before: string | null, signal: AbortSignal): Promise<string | undefined> {
  for (const end = Date.now() + PATIENCE; Date.now() < end && !signal.aborted; ) {
    const at = await issueOf(post, signal)
    if (at !== null && at !== before) return at
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
  return undefined
}

/** Merges, splits and takes back, then goes where the posts are, unless somebody has left the page or done more meanwhile. */
export function useRegroup(reload: () => void, back: string) {
  const { message } = App.useApp()
  const following = useRef<AbortController>(undefined)
  /** A double click asks once. */
  const asking = useRef(false)
  useEffect(() => () => following.current?.abort(), [])

  const write = async (issue: Arrival['from'], kind: Change['kind'], body: object, undone?: Pair): Promise<boolean> => {
    if (asking.current) return false
    asking.current = true
    following.current?.abort()
    following.current = new AbortController()
    const { signal } = following.current
    const fail = (error: unknown): void => {
      if (!signal.aborted) message.error((error as Error).message)
    }
    const follow = async (pair: Pair, before: string | null): Promise<void> => {
      const close = message.loading('已记录，正在归并…', 0)
      const to = await movedTo(pair.a, before, signal).finally(close)
      if (signal.aborted) return
      if (to === undefined) message.info('已记录，下一批归并时生效')
      else message.success(undone ? '已撤销' : kind === 'merge' ? '已合并' : '已拆出')
      if (to === undefined || pathOf(to) === window.location.pathname) return reload()
      go(pathOf(to) + back, {
        // An issue that went into another, or back, is no step to return to.
        replace: (kind === 'merge') === (undone === undefined),
        state: undone ? null : ({ pair, from: { id: issue.id, title: issue.title } } satisfies Arrival),
      })
    }
    try {
      const before = undone ? await issueOf(undone.a, signal) : issue.id
      const { pairs, replaced } = await call<Links>(`${pathOf(issue.id)}/${kind}`, { method: 'POST', body })
      reload()
      for (const { text } of replaced) message.warning(text, 10)
      // Beside the page: the dialog that asked for it closes at once.
      if (pairs[0]) void follow(undone ?? pairs[0], before).catch(fail)
      return true
    } catch (error) {
      fail(error)
      return false
    } finally {
      asking.current = false
    }
  }
  return {
    merge: (issue: Arrival['from'], other: string) => write(issue, 'merge', { with: other }),
    split: (issue: Arrival['from'], posts: readonly string[]) => write(issue, 'split', { posts }),
    /** The pairs of its own kind take the whole change back. */
    undo: (issue: Arrival['from'], { kind, pairs }: Change) => {
      const own = pairs.filter((p) => p.kind === (kind === 'split' ? 'cannot' : 'must')).map(({ a, b }) => ({ a, b }))
      return write(issue, kind, { pairs: own, undo: true }, own[0])
    },
  }
}
export type Regroup = ReturnType<typeof useRegroup>

/** What led here, and the way back, as long as it stands. */
export function Arrived({ detail, back, undo }: { detail: IssueDetailView; back: string; undo: Regroup['undo'] }) {
  const arrival = arrivedBy<Arrival>()
  const change = detail.changes.find(({ pairs }) =>
    pairs.some(({ a, b }) => a === arrival?.pair.a && b === arrival.pair.b),
  )
  if (!arrival || !change) return null
  const { from } = arrival
  return (
    <p className="arrived" role="status">
      <span>
        {change.kind === 'merge' ? (
          <>「{from.title}」已并入本事项。</>
        ) : (
          <>
            所选帖文已从 <a {...link(pathOf(from.id) + back)}>{from.title}</a> 拆出，单独成为本事项。
          </>
        )}
      </span>
      <Button size="small" onClick={() => undo(detail.issue, change)}>
        撤销
      </Button>
    </p>
  )
}
