import { Button, Input, Popover, Segmented } from 'antd'
import { useState } from 'react'
import type { SearchAnswer } from '../api/search-routes.ts'
import { type ApiError, call, query, useApi } from './fetch.ts'
import { link, useParams } from './location.ts'
import { PostCard } from './post-card.tsx'
import { Facets, Histogram, Significant } from './search-parts.tsx'
import { SetAside } from './set-aside.tsx'
import { Failed, Nothing, Waiting } from './states.tsx'
import { number } from './words.ts'

const SORTS: { value: 'time' | 'relevance' | 'heat'; label: string }[] = [
  { value: 'time', label: '时间' },
  { value: 'relevance', label: '相关度' },
  { value: 'heat', label: '事项热度' },
]

/** 检索: the whole query is the text in the box; facets and days only write into it. */
export function SearchPage() {
  const [params, set] = useParams()
  const q = params.q ?? ''
  const sort = SORTS.find(({ value }) => value === params.sort)?.value ?? 'time'
  const base = query({ q, sort })
  const first = useApi<SearchAnswer>(`/search${query({ q, sort, facets: 'true', histogram: 'day' })}`)
  const change = (text: string) => set({ q: text })
  return (
    <>
      <div className="head">
        <h1>检索</h1>
      </div>
      <SearchBox key={q} q={q} search={change} />
      {first.error?.problem.code === 'search.syntax' ? (
        <Broken q={q} error={first.error} />
      ) : first.error ? (
        <Failed text={first.error.message} retry={first.reload} />
      ) : !first.data ? (
        <Waiting />
      ) : (
        <div className={`search${first.loading ? ' stale' : ''}`}>
          <Facets answer={first.data} q={q} change={change} />
          <div>
            <div className="section-head">
              <h2>
                {number(first.data.total)} 条 <small>{q ? '' : '全部公开可见帖文'}</small>
              </h2>
              <Segmented
                size="small"
                aria-label="排序"
                value={sort}
                onChange={(value) => set({ sort: value })}
                options={SORTS}
              />
            </div>
            <Histogram answer={first.data} q={q} change={change} />
            <Significant q={q} change={change} />
            <Hits key={base} first={first.data} base={{ q, sort }} />
          </div>
        </div>
      )}
    </>
  )
}

function SearchBox({ q, search }: { q: string; search: (text: string) => void }) {
  const [text, setText] = useState(q)
  return (
    <search className="searchbox">
      <Input.Search
        aria-label="检索式"
        size="large"
        allowClear
        enterButton="检索"
        placeholder="词语、“短语”、类别:生态环境 区县:城关区 …"
        value={text}
        maxLength={2000}
        onChange={(e) => setText(e.target.value)}
        onSearch={(value) => search(value.trim())}
      />
      <Popover trigger="click" placement="bottomRight" content={<Help />}>
        <Button size="large">语法</Button>
      </Popover>
    </search>
  )
}

const Help = () => (
  <table className="help">
    <tbody>
      {[
        ['暖气 不热', '两个词都要有'],
        ['“物业费太高”', '原样短语'],
        ['停水 OR 停电', '任意一个（也可写 或）'],
        ['噪声 -装修', '不含（也可写 NOT、非）'],
        ['(停水 OR 停电) 安宁区', '括号分组'],
        ['标题:供暖', '只在标题里'],
        ['类别:生态环境　区县:城关区', '字段；另有 部门、来源、类型、事项、编号'],
        ['起始:2026-01-01 截止:2026-02-01', '含起始日，不含截止日'],
        ['状态:未答复', '已答复、未答复；或去向：保留、待研判、暂存、重复并入、与本市无关'],
        ['紧急:特急', '特急、紧急、较急、一般；可写 紧急:>=2（0 到 3）'],
        ['LZ20261100034', '单独一个工单号或编号，直接找到该件，不论去向'],
        ['热度:>20', '所属事项的热度，与热点榜一致；可写 > >= < <='],
        ['nuanqi', '全拼也可检索（不含声调、不支持首字母）'],
      ].map(([example, meaning]) => (
        <tr key={example}>
          <td>
            <code>{example}</code>
          </td>
          <td>{meaning}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** The broken query with the place where reading it stopped. */
function Broken({ q, error }: { q: string; error: ApiError }) {
  const at = Math.min(error.problem.at ?? q.length, q.length)
  return (
    <div className="card failed" role="alert">
      <p>{error.message}</p>
      <code className="broken">
        {q.slice(0, at)}
        <mark>{q.slice(at, at + 1).trim() || '　'}</mark>
        {q.slice(at + 1)}
      </code>
    </div>
  )
}

function Hits({ first, base }: { first: SearchAnswer; base: { q: string; sort: string } }) {
  const [more, setMore] = useState<{
    of: SearchAnswer
    hits: SearchAnswer['hits']
    cursor: string | null
    error?: string
  }>()
  const [busy, setBusy] = useState(false)
  const extra = more?.of === first ? more : undefined
  const cursor = extra ? extra.cursor : first.cursor
  const hits = [...first.hits, ...(extra?.hits ?? [])]
  const load = async () => {
    setBusy(true)
    try {
      const page = await call<SearchAnswer>(`/search${query({ ...base, cursor: cursor ?? undefined })}`)
      setMore({ of: first, hits: [...(extra?.hits ?? []), ...page.hits], cursor: page.cursor })
    } catch (error) {
      setMore({ of: first, hits: extra?.hits ?? [], cursor, error: (error as Error).message })
    } finally {
      setBusy(false)
    }
  }
  if (hits.length === 0)
    return (
      <div className="card">
        <Nothing text="没有找到。可减少词语、换个说法，或放宽左侧筛选" />
      </div>
    )
  return (
    <div className="card hits">
      {hits.map(({ post, score, highlights }) => (
        <PostCard
          key={post.id}
          post={post}
          spans={highlights.map((h) => ({ ...h, as: 'hit' as const }))}
          extra={
            post.issueId && (
              <a {...link(`/issues/${post.issueId}`)}>
                所属事项{base.sort === 'heat' && score > 0 ? `（热度 ${score.toFixed(1)}）` : ''}
              </a>
            )
          }
          foot={<SetAside post={post} />}
        />
      ))}
      {extra?.error && <p role="alert">{extra.error}</p>}
      {cursor && (
        <Button block loading={busy} onClick={load}>
          加载更多
        </Button>
      )}
    </div>
  )
}
