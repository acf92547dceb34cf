import { App, Button } from 'antd'
import { useState } from 'react'
import type { IssueDetailView } from '../api/issue-routes.ts'
import { useNames } from './about.ts'
import { CaseRows } from './case-rows.tsx'
import { ApiError, call, query, useApi } from './fetch.ts'
import { HandOverForm } from './hand-over.tsx'
import { HeatTerms } from './heat.tsx'
import { HumanChanges } from './human-changes.tsx'
import { MergeDialog, RenameDialog } from './issue-dialogs.tsx'
import { Facts, Timeline } from './issue-parts.tsx'
import { IssuePosts } from './issue-posts.tsx'
import { link, useParams, useTitle } from './location.ts'
import { Marks, UrgentLine } from './marks.tsx'
import { PostCard } from './post-card.tsx'
import { Arrived, type Regroup, useRegroup } from './regroup.tsx'
import { Failed, Missing, Waiting } from './states.tsx'

/** 事项详情. */
export function IssuePage({ id }: { id: string }) {
  const [params] = useParams()
  const detail = useApi<IssueDetailView>(
    `/issues/${encodeURIComponent(id)}${query({ asOf: params.asOf, days: params.days })}`,
  )
  const back = query(params)
  const regroup = useRegroup(detail.reload, back)
  useTitle(detail.data?.issue.title)
  if (detail.error?.problem.status === 404)
    return <Missing what="没有这个事项" why="网址可能写错了，或它的帖文已不公开。" />
  if (detail.error) return <Failed text={detail.error.message} retry={detail.reload} />
  if (!detail.data) return <Waiting />
  return <Issue key={detail.data.issue.id} detail={detail.data} reload={detail.reload} back={back} regroup={regroup} />
}

interface IssueProps {
  detail: IssueDetailView
  reload: () => void
  back: string
  regroup: Regroup
}

function Issue({ detail, reload, back, regroup }: IssueProps) {
  const { issue } = detail
  const names = useNames()
  const { message } = App.useApp()
  const [dialog, setDialog] = useState<'rename' | 'merge' | 'hand-over'>()
  const [chosen, setChosen] = useState<readonly string[]>()
  const write = async (path: string, method: string, body: unknown, done: string): Promise<boolean> => {
    try {
      await call(path, { method, body })
      message.success(done)
      reload()
      return true
    } catch (error) {
      message.error(error instanceof ApiError ? error.message : String(error))
      // What others did meanwhile.
      if (error instanceof ApiError && error.problem.status === 409) reload()
      return false
    }
  }
  const at = `/issues/${encodeURIComponent(issue.id)}`
  const where = [issue.district, issue.place].filter((x, i, all) => x && all.indexOf(x) === i).join(' · ')
  const first = detail.representative.flatMap((r) => detail.posts.find((p) => p.id === r) ?? [])
  return (
    <>
      <p className="crumbs">
        <a {...link(`/${back}`)}>热点榜</a> / 事项详情
      </p>
      <Arrived detail={detail} back={back} undo={regroup.undo} />
      <div className="issue-head">
        <div>
          <h1>
            {issue.title} <Marks hot={issue.hot} pinned={issue.pinned} />
          </h1>
          <UrgentLine hot={issue.hot} />
          <div className="meta">
            <span>
              {names.category(issue.category)}
              {issue.subcategory && ` / ${issue.subcategory}`}
            </span>
            {where && <span>{where}</span>}
            {issue.department && <span>建议主办：{issue.department}</span>}
            {issue.renamed && <span>原标题：{issue.extractedTitle}</span>}
          </div>
        </div>
        <div className="actions">
          <Button type="primary" onClick={() => setDialog('hand-over')}>
            交办
          </Button>
          <Button onClick={() => setDialog('rename')}>改名</Button>
          <Button onClick={() => write(at, 'PATCH', { pinned: !issue.pinned }, issue.pinned ? '已取消置顶' : '已置顶')}>
            {issue.pinned ? '取消置顶' : '置顶'}
          </Button>
          <Button onClick={() => setDialog('merge')}>合并到…</Button>
        </div>
      </div>
      <Facts detail={detail} />
      <div className="two">
        <div>
          <Timeline detail={detail} />
          {first.length > 0 && (
            <section className="card">
              <h2>代表诉求</h2>
              {first.map((p) => (
                <PostCard key={p.id} post={p} />
              ))}
            </section>
          )}
          <section className="card">
            <div className={chosen ? 'section-head sticky' : 'section-head'}>
              <h2>
                全部帖文{' '}
                <small>
                  {detail.posts.length < issue.posts ? `最近 ${detail.posts.length} / 共 ${issue.posts}` : issue.posts}{' '}
                  条
                </small>
              </h2>
              {chosen ? (
                <span className="actions">
                  <Button
                    size="small"
                    type="primary"
                    disabled={chosen.length === 0 || chosen.length === detail.posts.length}
                    onClick={async () => {
                      if (await regroup.split(issue, chosen)) setChosen(undefined)
                    }}
                  >
                    拆出 {chosen.length} 条
                  </Button>
                  <Button size="small" onClick={() => setChosen(undefined)}>
                    取消
                  </Button>
                </span>
              ) : (
                <Button size="small" onClick={() => setChosen([])}>
                  拆分…
                </Button>
              )}
            </div>
            <IssuePosts detail={detail} chosen={chosen} choose={setChosen} />
          </section>
        </div>
        <aside>
          <section className="card">
            <h2>热度</h2>
            {issue.hot ? <HeatTerms heat={issue.hot} /> : <p className="soft">所选时间内没有新的反映，不计热度。</p>}
          </section>
          {detail.hard.length > 0 && (
            <section className="card">
              <h2>难在哪里</h2>
              <ul className="reasons">
                {detail.hard.map((reason) => (
                  <li key={reason.kind}>{reason.text}</li>
                ))}
              </ul>
            </section>
          )}
          <HumanChanges changes={detail.changes} undo={(change) => regroup.undo(issue, change)} />
          <section className="card">
            <h2>交办情况</h2>
            {detail.cases.length === 0 ? (
              <p className="soft">尚未交办。</p>
            ) : (
              <CaseRows cases={detail.cases} changed={reload} />
            )}
          </section>
          <section className="card">
            <h2>来源</h2>
            <ul className="bars">
              {detail.sources.map((s) => (
                <li key={s.source}>
                  <span>{names.source(s.source)}</span>
                  <i style={{ width: `${(100 * s.posts) / Math.max(1, detail.sources[0]?.posts ?? 1)}%` }} />
                  <b>{s.posts}</b>
                </li>
              ))}
            </ul>
          </section>
          {issue.keywords.length > 0 && (
            <section className="card">
              <h2>关键词</h2>
              <p className="words">
                {issue.keywords.map((w) => (
                  <a key={w} {...link(`/search${query({ q: w })}`)}>
                    {w}
                  </a>
                ))}
              </p>
            </section>
          )}
        </aside>
      </div>
      {dialog === 'rename' && (
        <RenameDialog
          title={issue.title}
          renamed={issue.renamed !== null}
          close={() => setDialog(undefined)}
          save={(renamed) =>
            write(at, 'PATCH', { renamed, was: issue.renamed }, renamed === null ? '已恢复原标题' : '已改名')
          }
        />
      )}
      {dialog === 'merge' && (
        <MergeDialog id={issue.id} close={() => setDialog(undefined)} save={(other) => regroup.merge(issue, other)} />
      )}
      {dialog === 'hand-over' && (
        <HandOverForm
          issue={issue}
          cases={detail.cases}
          close={() => setDialog(undefined)}
          save={(body) => write('/cases', 'POST', { issueId: issue.id, ...body }, '已交办')}
        />
      )}
    </>
  )
}
