import { setTimeout } from 'node:timers/promises'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { fitLine } from '../../model/fit-text.ts'
import { boardMessages } from '../../model/messages/board.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { openIssues } from '../../model/open-issues.ts'
import type { PairLink } from '../../model/ports.ts'
import { FIGURE_NAMES } from '../../model/services.ts'
import { tellReplaced } from './contradictions.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'
import { hotQuerySchema, readHotQuery } from './hot-query.ts'
import {
  changesOf,
  type LinkChange,
  mergePairs,
  namedPairs,
  notFound,
  openDetail,
  splitPairs,
  undonePairs,
} from './issue-links.ts'
import {
  caseSchema,
  heatSchema,
  hotIssueSchema,
  issueSchema,
  reasonSchema,
  viewAnyIssue,
  viewCase,
  viewHotIssue,
  viewIssue,
  viewReason,
} from './issue-view.ts'
import { postSchema, viewPost, viewPosts } from './post-view.ts'
import { answers, createRouter, jsonBody } from './router.ts'
import { urgentWordsOf } from './urgent-posts.ts'

const id = z.object({ id: z.string().min(1).max(64) })
/** More cases of one issue than anybody hands over. */
const CASES = 50

const boardSchema = z.object({
  asOf: z.string(),
  from: z.string(),
  days: z.number(),
  issues: z.array(hotIssueSchema),
})
export type Board = z.infer<typeof boardSchema>

const pairSchema = z.object({ a: z.string(), b: z.string(), kind: z.enum(['must', 'cannot']) })

const issueDetailSchema = z.object({
  issue: issueSchema.extend({ hot: heatSchema.nullable() }),
  asOf: z.string(),
  days: z.number(),
  posts: z.array(postSchema),
  representative: z.array(z.string()),
  timeline: z.array(z.object({ day: z.string(), posts: z.number(), voices: z.number(), answers: z.number() })),
  sources: z.array(z.object({ source: z.string(), posts: z.number() })),
  cases: z.array(caseSchema),
  changes: z
    .array(z.object({ kind: z.enum(['merge', 'split']), pairs: z.array(pairSchema), titles: z.array(z.string()) }))
    .openapi({ description: "People's merges and splits in force; their pairs with `undo` take them back" }),
  hard: z.array(reasonSchema).openapi({ description: 'Why it is a 难点; empty when it is none' }),
})
export type IssueDetailView = z.infer<typeof issueDetailSchema>

const whySchema = z.object({
  postId: z.string(),
  issueId: z.string().openapi({ description: 'The issue it is in now, where the one asked for was merged' }),
  probability: z.number().nullable().openapi({
    description:
      '0..1 that it is the matter of the others; null when it is in by another way, or alone with its copies',
  }),
  copyOf: z.string().nullable().openapi({ description: 'The post whose text it repeats' }),
  byPeople: z.boolean().openapi({ description: "A person's merge or split put it there" }),
  words: z
    .array(z.object({ word: z.string(), weight: z.number() }))
    .openapi({ description: 'At most ten, best first' }),
  places: z.array(z.string()),
  figures: z.array(z.object({ name: z.enum(FIGURE_NAMES), value: z.number() })).openapi({
    description:
      'words, topic, sites: how alike, 0..1; talk: share of what others now say under its category that is this issue; sameMatter: chance of one row of the duty list; sameOutage: 1',
  }),
})
export type WhyView = z.infer<typeof whySchema>

const linkSchema = z.object({ pairs: z.array(pairSchema) })
const pairs = z
  .array(z.object({ a: z.string().max(64), b: z.string().max(64) }))
  .min(1)
  .max(500)
const undo = z.boolean().default(false).openapi({
  description:
    'Takes these pairs back; of a split also what tied the posts together. The answer names what was taken back',
})

const movedSchema = linkSchema.extend({
  replaced: z
    .array(
      z.object({
        kind: z.enum(['merge', 'split']),
        at: z.string(),
        text: z.string().openapi({ description: 'What was contradicted, for people' }),
      }),
    )
    .openapi({ description: 'Earlier decisions that this one contradicts, and which were taken back for it' }),
  issue: z.string().nullable().openapi({
    description:
      'Where the first post named now is: after a split the new issue. Null while grouping has not taken the change up',
  }),
})
export type Links = z.infer<typeof movedSchema>
/** Grouping that is at work takes people's pairs up within a second; nobody waits longer for an answer. */
const GROUPING_MS = 2000
const LOOK_MS = 100

const board = createRoute({
  method: 'get',
  path: '/issues',
  summary: '热点榜: the ranked hot issues of a window',
  request: { query: hotQuerySchema },
  responses: answers(boardSchema, 'Ranked issues'),
})
const detail = createRoute({
  method: 'get',
  path: '/issues/{id}',
  summary: '事项详情; the id of a merged issue gives the one it went into',
  request: { params: id, query: hotQuerySchema.pick({ asOf: true, days: true }) },
  responses: answers(issueDetailSchema, 'The issue with its newest 200 posts'),
})
const why = createRoute({
  method: 'get',
  path: '/issues/{id}/posts/{postId}/why',
  summary: 'Why a post is in the issue; one that is not in it, or closed to view, is not found',
  request: { params: id.extend({ postId: z.string().min(1).max(64) }) },
  responses: answers(whySchema, 'What it shares with the others of the issue'),
})
const edit = createRoute({
  method: 'patch',
  path: '/issues/{id}',
  summary: 'Renames (null takes the name back) or pins',
  request: {
    params: id,
    ...jsonBody(
      z.strictObject({
        renamed: z.string().overwrite(fitLine).min(1).max(100).nullable().optional(),
        was: z.string().max(200).nullable().optional().openapi({
          description: '`renamed` as it was read; where others have renamed the issue since, nothing is done (409)',
        }),
        pinned: z.boolean().optional(),
      }),
    ),
  },
  responses: answers(issueSchema, 'The issue as it is now'),
})
const merge = createRoute({
  method: 'post',
  path: '/issues/{id}/merge',
  summary:
    "Goes into another issue, by must-link pairs of posts: the other's id lives on, this one's leads there. In force with the next grouping batch",
  request: {
    params: id,
    ...jsonBody(z.union([z.strictObject({ with: z.string().min(1).max(64) }), z.strictObject({ pairs, undo })])),
  },
  responses: answers(movedSchema, 'The pairs stored or taken back, and where that led'),
})
const split = createRoute({
  method: 'post',
  path: '/issues/{id}/split',
  summary:
    'Takes posts out, by cannot-link pairs of posts: they stand alone as an issue of their own. In force with the next grouping batch',
  request: {
    params: id,
    ...jsonBody(
      z.union([
        z.strictObject({ posts: z.array(z.string().max(64)).min(1).max(200) }),
        z.strictObject({ pairs, undo }),
      ]),
    ),
  },
  responses: answers(movedSchema, 'The pairs stored or taken back, and where that led'),
})

/** The hot board, one issue, and what people change of it. */
export function issueRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, hot, clock, config } = deps
  const router = createRouter(config)
  const now = (): string => clock.now().toISOString()
  const takeBack = async (pairs: readonly { a: string; b: string }[], kind: PairLink['kind']): Promise<PairLink[]> => {
    const { undone, restored } = await undonePairs(deps, pairs, kind)
    await records.issues.unlink(undone, ACTOR, now(), restored)
    return undone
  }
  const issueOf = async (post: string): Promise<string | null> => (await records.posts.get(post))?.issueId ?? null
  /** Does the change and looks where the first post of its pairs goes. */
  const moving = async (pairs: readonly { a: string }[], change: () => Promise<PairLink[]>) => {
    const post = pairs[0]?.a
    const before = post === undefined ? null : await issueOf(post)
    const stored = await change()
    if (post === undefined || stored.length === 0) return { pairs: stored, replaced: [], issue: null }
    // Not when the answer is out: it tells what comes of the change.
    deps.afterWrite?.()
    for (const end = Date.now() + GROUPING_MS; Date.now() < end; await setTimeout(LOOK_MS)) {
      const issue = await issueOf(post)
      if (issue !== null && issue !== before) return { pairs: stored, replaced: [], issue }
    }
    return { pairs: stored, replaced: [], issue: null }
  }
  const replacing = async ({ wanted, obsolete }: LinkChange) => {
    const moved = await moving(wanted, async () => {
      await records.issues.link(wanted, ACTOR, now(), obsolete)
      return wanted
    })
    return { ...moved, replaced: await tellReplaced(obsolete, { posts: records.posts, lang: config.lang }) }
  }

  router.openapi(board, async (c) => {
    const query = readHotQuery(c.req.valid('query'), deps, await hot.now())
    const issues = await openIssues(deps, await hot.hot(query))
    const from = new Date(Date.parse(query.asOf) - query.days * 86_400_000).toISOString()
    const words = await urgentWordsOf(deps, issues)
    const rows = issues.map((issue) => viewHotIssue(issue, words))
    return c.json({ asOf: query.asOf, from, days: query.days, issues: rows }, 200)
  })

  router.openapi(detail, async (c) => {
    const query = readHotQuery(c.req.valid('query'), deps, await hot.now())
    const found = await openDetail(deps, c.req.valid('param').id, query)
    const [issue] = await openIssues(deps, [found.issue])
    if (!issue) throw notFound(deps, c.req.valid('param').id)
    const cases = await records.cases.list({ issueId: issue.id, limit: CASES })
    const posts = viewPosts(found.posts)
    return c.json(
      {
        issue: viewAnyIssue(issue, await urgentWordsOf(deps, [issue])),
        asOf: query.asOf,
        days: query.days,
        posts,
        representative: found.representative.filter((r) => posts.some((p) => p.id === r)),
        timeline: found.timeline.map((t) => ({ ...t })),
        sources: found.sources.map((s) => ({ ...s })),
        cases: await Promise.all(cases.map((kase) => viewCase(kase, deps))),
        changes: (await changesOf(deps, found)).map(({ kind, pairs, titles }) => ({
          kind,
          pairs: pairs.map((pair) => ({ ...pair })),
          titles: [...titles],
        })),
        hard: found.hard.map((reason) => viewReason(reason, say(config.lang)(boardMessages.reason, reason))),
      },
      200,
    )
  })

  router.openapi(why, async (c) => {
    const { id, postId } = c.req.valid('param')
    const issue = await records.issues.get(id)
    const post = viewPost(await records.posts.get(postId))
    const found = issue && post?.issueId === issue.id ? await deps.explanations.explain(postId, issue.id) : undefined
    if (!issue || !found) throw notFound(deps, postId)
    // A root that was closed to view is not named.
    const root = found.copyOf === null ? undefined : viewPost(await records.posts.get(found.copyOf))
    return c.json(
      {
        postId,
        issueId: issue.id,
        probability: found.probability,
        copyOf: root?.id ?? null,
        byPeople: found.byPeople,
        words: found.words.map((w) => ({ ...w })),
        places: [...found.places],
        figures: found.figures.map((f) => ({ ...f })),
      },
      200,
    )
  })

  router.openapi(edit, async (c) => {
    const { issue } = await openDetail(deps, c.req.valid('param').id)
    const { renamed, was, pinned } = c.req.valid('json')
    if (was !== undefined && was !== issue.renamed)
      throw new AppError('api.renamed', say(config.lang)(consoleMessages.renamedSince, issue.renamed))
    const name = renamed === undefined ? {} : { renamed: renamed && deps.withoutPersonalData(renamed) }
    const change = { ...name, ...(pinned === undefined ? {} : { pinned }) }
    const [edited] = await openIssues(deps, [await records.issues.edit(issue.id, change, ACTOR, now())])
    if (!edited) throw notFound(deps, issue.id)
    return c.json(viewIssue(edited), 200)
  })

  router.openapi(merge, async (c) => {
    const body = c.req.valid('json')
    const { id } = c.req.valid('param')
    if ('undo' in body && body.undo) return c.json(await moving(body.pairs, () => takeBack(body.pairs, 'must')), 200)
    const change = 'with' in body ? await mergePairs(deps, id, body.with) : await namedPairs(deps, body.pairs, 'must')
    return c.json(await replacing(change), 200)
  })

  router.openapi(split, async (c) => {
    const body = c.req.valid('json')
    const { id } = c.req.valid('param')
    if ('undo' in body && body.undo) return c.json(await moving(body.pairs, () => takeBack(body.pairs, 'cannot')), 200)
    const change =
      'posts' in body ? await splitPairs(deps, id, body.posts) : await namedPairs(deps, body.pairs, 'cannot')
    return c.json(await replacing(change), 200)
  })
  return router
}
