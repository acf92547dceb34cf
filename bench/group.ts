/**
 * Groups a file of letters the way `lanting group` does, without screening: segmentation and grouping only.
 *
 *   node bench/group.ts LETTERS.jsonl > out.jsonl      then: score.mjs group GOLD.jsonl out.jsonl
 *
 * Prints {"id","issue"} a line; on stderr the CPU time of both halves and the hottest issues of the whole span.
 */
import { readFileSync } from 'node:fs'
import { createSegmenter } from '../analyzers/text/segment.ts'
import type { Member } from '../model/issue.ts'
import { readTime } from '../model/time.ts'
import { rank } from '../pipeline/board/rank.ts'
import type { GroupInput } from '../pipeline/grouping/group-features.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'

interface Row {
  id: string
  title?: string
  text: string
  author?: string
  postedAt: string
  likes?: number
}

const file = process.argv[2]
if (file === undefined) throw new Error('usage: group.ts LETTERS.jsonl')
const cpu = (since?: NodeJS.CpuUsage): number => process.cpuUsage(since).user / 1e6
const segmenter = createSegmenter()
segmenter.cut('预热')
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Row)
const at = (row: Row): number => Date.parse(readTime(row.postedAt)?.at ?? '')
rows.sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1))

let start = process.cpuUsage()
const inputs = rows.map((row): GroupInput => {
  const title = row.title ?? ''
  return {
    id: row.id,
    at: at(row),
    kind: 'letter',
    route: 'case',
    appealType: '投诉',
    title,
    text: row.text,
    tokens: { title: segmenter.cut(title), text: segmenter.cut(row.text) },
    places: [],
    category: null,
    source: 'file',
    voice: row.author ?? row.id,
    likes: row.likes ?? 0,
  }
})
const cutting = cpu(start)
start = process.cpuUsage()
const grouper = createGrouper()
for (const input of inputs) grouper.add(input)
grouper.settle()
const grouping = cpu(start)
const { assignments, issues } = grouper.take()
const issueOf = new Map(assignments.map((a) => [a.postId, a]))
for (const { id } of inputs)
  process.stdout.write(`${JSON.stringify({ id, issue: issueOf.get(id)?.issueId ?? null })}\n`)

const members = inputs.flatMap((input): Member[] => {
  const assignment = issueOf.get(input.id)
  if (assignment?.issueId == null) return []
  const { issueId, duplicateOf } = assignment
  const { id: postId, source, kind, route, appealType, voice, likes } = input
  const when = new Date(input.at).toISOString()
  const common = { urgency: 0, dayPrecision: false, replies: 0, views: 0, answeredAt: null }
  return [{ ...common, postId, issueId, source, kind, route, appealType, voice, likes, duplicateOf, at: when }]
})
const hot = rank(
  members,
  issues.map((issue) => ({ ...issue, renamed: null, pinned: false, rev: 1 })),
  {
    from: new Date(inputs[0]?.at ?? 0).toISOString(),
    to: new Date((inputs.at(-1)?.at ?? 0) + 1).toISOString(),
    top: 20,
  },
)
process.stderr.write(
  `${rows.length} letters, ${new Set(assignments.map((a) => a.issueId)).size} issues; cut ${cutting.toFixed(1)} s, ` +
    `grouped ${grouping.toFixed(1)} s CPU (${Math.round(rows.length / grouping)} letters/s)\n`,
)
for (const issue of hot)
  process.stderr.write(
    `${String(issue.rank).padStart(2)}  ${issue.heat.toFixed(1).padStart(5)}  ${issue.windowVoices} voices ` +
      `${issue.windowPosts} letters ${issue.windowLikes} likes  ${issue.title}\n`,
  )
