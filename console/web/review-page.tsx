import { App, Button, Select } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Quality, ReviewAnswer } from '../api/post-routes.ts'
import type { PostView } from '../api/post-view.ts'
import { useNames } from './about.ts'
import { call, useApi } from './fetch.ts'
import { PostCard } from './post-card.tsx'
import { ReviewQuality } from './review-quality.tsx'
import { Failed, Nothing, Waiting } from './states.tsx'
import { DISPOSITION, postTime, reasonText, ruleName, WHY } from './words.ts'

type Item = ReviewAnswer['items'][number]
interface Done {
  readonly item: Item
  readonly as: string
  /** Posts that say the same and took the decision over. */
  readonly siblings: number
}
type Decided = { siblings: number }
const CHOICES = [
  { key: '1', disposition: 'kept', name: '保留', type: 'primary' },
  { key: '2', disposition: 'quarantined', name: '暂存', type: 'default' },
  { key: '3', disposition: 'off-topic', name: '与本市无关', type: 'default' },
] as const

/** 人工研判: one at a time, by mouse or by keys (1 2 3, U, arrows). Nothing is ever deleted. */
export function ReviewPage() {
  const queue = useApi<ReviewAnswer>('/review?limit=100')
  const quality = useApi<Quality>('/review/quality')
  const [done, setDone] = useState<readonly Done[]>([])
  const [at, setAt] = useState<string>()
  /** Of posts a decision of which is on its way or made: the second click of two must not decide again. */
  const taken = useRef(new Set<string>())
  const { message } = App.useApp()
  const waiting = (queue.data?.items ?? []).filter((i) => !done.some((d) => d.item.post.id === i.post.id))
  /** Decided here since the queue was read, those that say the same included. */
  const settled = done
    .filter((d) => d.item.why === 'uncertain' && queue.data?.items.includes(d.item))
    .reduce((sum, d) => sum + 1 + d.siblings, 0)
  const doubted = Math.max(0, (queue.data?.waiting ?? 0) - settled)
  const current = waiting.find((i) => i.post.id === at) ?? waiting[0]

  const decide = useCallback(
    async (item: Item, choice: (typeof CHOICES)[number], category?: string) => {
      if (taken.current.has(item.post.id)) return
      taken.current.add(item.post.id)
      try {
        const body = { disposition: choice.disposition, why: item.why, ...(category ? { category } : {}) }
        const { siblings } = await call<Decided>(`/review/${item.post.id}`, { method: 'POST', body })
        setDone((all) => [{ item, as: choice.name, siblings }, ...all])
        if (siblings > 0) queue.reload()
        quality.reload()
      } catch (error) {
        taken.current.delete(item.post.id)
        message.error((error as Error).message)
      }
    },
    [message, queue.reload, quality.reload],
  )
  const undo = useCallback(
    async (last: Done) => {
      try {
        await call(`/review/${last.item.post.id}`, { method: 'POST', body: { undo: true } })
        taken.current.delete(last.item.post.id)
        setDone((all) => all.filter((d) => d !== last))
        setAt(last.item.post.id)
        if (last.siblings > 0) queue.reload()
        quality.reload()
      } catch (error) {
        message.error((error as Error).message)
      }
    },
    [message, queue.reload, quality.reload],
  )

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, [role=combobox]')) return
      const choice = CHOICES.find((c) => c.key === event.key)
      const index = current ? waiting.indexOf(current) : -1
      if (choice && current) void decide(current, choice)
      else if (event.key.toLowerCase() === 'u' && done[0]) void undo(done[0])
      else if (event.key === 'ArrowDown' && waiting[index + 1]) setAt(waiting[index + 1]?.post.id)
      else if (event.key === 'ArrowUp' && waiting[index - 1]) setAt(waiting[index - 1]?.post.id)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [current, waiting, done, decide, undo])

  if (queue.error) return <Failed text={queue.error.message} retry={queue.reload} />
  if (!queue.data) return <Waiting />
  return (
    <>
      <div className="head">
        <h1>人工研判</h1>
        <p>
          {doubted} 条拿不准、待研判{mixOf(waiting)}
          {done.length > 0 && `；本次已定 ${done.length} 条`}。机器拿不准的留在这里由人决定，不删除任何内容
        </p>
      </div>
      {quality.data && <ReviewQuality quality={quality.data} />}
      <div className="review">
        <ol className="queue card" aria-label="待研判">
          {waiting.length === 0 && <Nothing text="没有待研判的内容" />}
          {waiting.map((item) => (
            <li key={item.post.id}>
              <button type="button" aria-current={item === current} onClick={() => setAt(item.post.id)}>
                <span className={`tag ${item.why}`}>{WHY[item.why]}</span>
                <b>{item.post.title || item.post.text.slice(0, 24) || '（空）'}</b>
                <small>
                  {item.alike > 0 && <b>另 {item.alike} 条内容相同 </b>}
                  {postTime(item.post)}
                </small>
              </button>
            </li>
          ))}
        </ol>
        <div>
          {current && <Deciding key={current.post.id} item={current} decide={decide} />}
          {done.length > 0 && (
            <section className="card">
              <h2>本次已定</h2>
              <ul className="done">
                {done.map((d) => (
                  <li key={d.item.post.id}>
                    <span className="tag state">{d.as}</span>
                    <span className="cut">
                      {d.siblings > 0 && <b>连同内容相同的 {d.siblings} 条 </b>}
                      {d.item.post.title || d.item.post.text.slice(0, 40)}
                    </span>
                    <Button size="small" onClick={() => undo(d)}>
                      撤销
                    </Button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </>
  )
}

/** What is to be looked at beside the doubted: ；另请抽看：影响热点 20 条，抽检 10 条 */
function mixOf(items: readonly Item[]): string {
  const parts = Object.entries(WHY).flatMap(([why, name]) => {
    const n = why === 'uncertain' ? 0 : items.filter((i) => i.why === why).length
    return n > 0 ? [`${name} ${n} 条`] : []
  })
  return parts.length > 0 ? `；另请抽看：${parts.join('，')}` : ''
}

function Deciding({
  item,
  decide,
}: {
  item: Item
  decide: (i: Item, c: (typeof CHOICES)[number], category?: string) => Promise<void>
}) {
  const { post } = item
  const names = useNames()
  const [category, setCategory] = useState<string>()
  const [over, setOver] = useState<number>()
  return (
    <section className="card deciding">
      <PostCard
        post={post}
        whole
        level="h2"
        spans={post.reasons.flatMap((r, i) =>
          r.field && r.start !== null && r.end !== null
            ? [
                {
                  field: r.field,
                  start: r.start,
                  end: r.end,
                  as: i === over ? ('reason-on' as const) : ('reason' as const),
                },
              ]
            : [],
        )}
      />
      <Verdict post={post} over={over} setOver={setOver} />
      <div className="actions">
        {CHOICES.map((c) => (
          <Button key={c.key} type={c.type} onClick={() => decide(item, c, category)}>
            {c.name} <kbd>{c.key}</kbd>
          </Button>
        ))}
        <Select
          aria-label="改类别"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={`类别：${names.category(post.category)}`}
          value={category ?? null}
          onChange={(value) => setCategory(value ?? undefined)}
          options={(names.about?.categories ?? []).map((c) => ({ value: c.code, label: c.name }))}
        />
      </div>
      <p className="soft keys">
        键盘：<kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> 决定，<kbd>↑</kbd> <kbd>↓</kbd> 换一条，<kbd>U</kbd> 撤销上一条
      </p>
    </section>
  )
}

function Verdict({ post, over, setOver }: { post: PostView; over: number | undefined; setOver: (i?: number) => void }) {
  return (
    <div className="verdict">
      <p>
        机器意见：<b>{DISPOSITION[post.disposition]}</b> · 疑似无效 {Math.round(post.spam * 100)}% · 与本市相关{' '}
        {Math.round(post.relevance * 100)}%
      </p>
      {post.reasons.length > 0 && (
        <ul>
          {post.reasons.map((r, i) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: reasons of one verdict have no other identity
              key={i}
              className={i === over ? 'on' : undefined}
              onMouseEnter={() => setOver(i)}
              onMouseLeave={() => setOver(undefined)}
            >
              <span>{ruleName(r.rule)}</span>
              <span className="cut">
                {r.field && r.start !== null && r.end !== null
                  ? post[r.field].slice(r.start, r.end)
                  : reasonText(r.rule, r.text)}
              </span>
              <small>{r.weight > 0 ? `+${r.weight.toFixed(1)}` : r.weight.toFixed(1)}</small>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
