import type { IssueDetailView, WhyView } from '../api/issue-routes.ts'
import type { PostView } from '../api/post-view.ts'
import { useApi } from './fetch.ts'
import { certainty } from './words.ts'

/** From which on figures are worth telling; subjects of one kind of letters are all somewhat near. */
const TOLD = { sites: 0.6, talk: 0.4, topic: 0.8, sameMatter: 0.5 }

/** 为何归入: what the post shares with the others of the issue, in words a reader can check against the texts. */
export function WhyHere({ detail, post, id }: { detail: IssueDetailView; post: PostView; id: string }) {
  const at = `/issues/${encodeURIComponent(detail.issue.id)}/posts/${encodeURIComponent(post.id)}/why`
  const { data: why, error } = useApi<WhyView>(at)
  return (
    <section className="why" id={id} aria-label="归入依据" aria-live="polite">
      {error ? <p>{error.message}</p> : why ? <Grounds why={why} detail={detail} /> : <p>正在查询…</p>}
    </section>
  )
}

function Grounds({ why, detail }: { why: WhyView; detail: IssueDetailView }) {
  return (
    <>
      {why.probability !== null && (
        <p>
          与其他来件属同一事项的把握：<b>{certainty(why.probability)}</b>
        </p>
      )}
      <ul>
        {groundsOf(why, detail).map(([name, text]) => (
          <li key={name}>
            {name}
            {text && (
              <>
                ：<b>{text}</b>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Lines of a name and, where there is one, what stands behind it. */
function groundsOf(why: WhyView, { posts }: IssueDetailView): [name: string, text?: string | undefined][] {
  const root = posts.find((p) => p.id === why.copyOf)
  if (why.copyOf !== null) return [['与另一来件内容相同（转发或重复提交）', root?.title || root?.text.slice(0, 24)]]
  const figure = (name: WhyView['figures'][number]['name']): number =>
    why.figures.find((f) => f.name === name)?.value ?? 0
  const grounds: [name: string, text?: string | undefined][] = []
  if (why.byPeople) grounds.push(['人工归入'])
  if (figure('sameOutage') > 0) grounds.push(['同一街道同期停水、停电或停气'])
  if (why.places.length > 0) grounds.push(['同一地点', why.places.join('、')])
  else if (figure('sites') >= TOLD.sites) grounds.push(['所指小区、道路名称相近'])
  if (why.words.length > 0) grounds.push(['与本事项共有的词', why.words.map((w) => w.word).join('、')])
  if (figure('talk') >= TOLD.talk) grounds.push(['近期同类来件多在谈此事'])
  const alike = [
    figure('sameMatter') >= TOLD.sameMatter ? '对应同一职责事项' : '',
    figure('topic') >= TOLD.topic ? '内容主题相近' : '',
  ].filter(Boolean)
  if (alike.length > 0) grounds.push([alike.join('；')])
  if (grounds.length > 0) return grounds
  if (why.probability !== null) return [['与其他来件少有相同的词']]
  const others = posts.some((p) => p.id !== why.postId && p.disposition !== 'duplicate')
  return [[others ? '本事项久无新来件，归入依据已不再保留' : '本事项由此件形成，尚无其他不同来件']]
}
