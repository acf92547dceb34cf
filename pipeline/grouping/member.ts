/** What of a post a cluster is told beside its centre. */
import { isOfForm } from '../../analyzers/dispatch/form-title.ts'
import type { GroupInput } from './group-features.ts'

/** A member that may give the title or speak for the issue. */
export interface Exemplar {
  readonly postId: string
  readonly title: string
  /** The title's words, for keywords and phrases. */
  readonly words: readonly string[]
  readonly at: number
  readonly likes: number
}

/** What a cluster is told of a member beside its centre. */
export interface Member
  extends Pick<
    GroupInput,
    | 'id'
    | 'at'
    | 'kind'
    | 'route'
    | 'appealType'
    | 'voice'
    | 'answered'
    | 'category'
    | 'subcategory'
    | 'department'
    | 'places'
  > {
  /** Of one that may give the title. */
  readonly exemplar: Exemplar | undefined
}

const OPENING = new Set(['咨询', '求助', '投诉', '举报', '意见建议'])
/** News never opens an issue, nor do praise and notes. */
export const opens = (post: Pick<GroupInput, 'kind' | 'appealType'>): boolean =>
  post.kind !== 'news' && OPENING.has(post.appealType)

export const memberOf = (post: GroupInput): Member => {
  const { id, at, kind, route, appealType, voice, answered, category, subcategory, department, places } = post
  const exemplar = opens(post) ? exemplarOf(post) : undefined
  return { id, at, kind, route, appealType, voice, answered, category, subcategory, department, places, exemplar }
}

/** A post without a title, or under words of the form alone (诉求, 咨询), is called by what it opens with; the title is chosen among its clauses. */
const exemplarOf = (post: GroupInput): Exemplar => {
  const titled = post.title.trim() !== '' && !(post.text.trim() !== '' && isOfForm(post.title))
  const title = titled ? post.title.trim() : post.text.trim()
  const words = (titled ? post.tokens.title : post.tokens.text).slice(0, 24)
  return { postId: post.id, title: title.slice(0, 80), words, at: post.at, likes: post.likes }
}
