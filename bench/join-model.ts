/**
 * Trains the join decision (pipeline/join-model.json) from labelled groups.
 *
 *   node bench/join-model.ts LETTERS.jsonl GROUPS.jsonl [LETTERS.jsonl GROUPS.jsonl …] > pipeline/join-model.json
 *
 * LETTERS: {"id","title"?,"text","postedAt",…}; GROUPS: {"id","issue"}, issue null or "solo-…" for posts that belong to none.
 * For each group and each of its sizes as it grew: the next members are examples, the nearest other posts counter-examples.
 * A small regularised logistic by Adam; the same input gives the same weights.
 * The weights shipped in pipeline/join-model.json are a mean of several such fits, then adjusted by hand against the open
 * groups: this script gives a starting point, not the same figures.
 */
import { readFileSync } from 'node:fs'
import { createSegmenter } from '../analyzers/segment.ts'
import type { Place } from '../model/post.ts'
import { readTime } from '../model/time.ts'
import { createFeatureReader, type GroupInput } from '../pipeline/group-features.ts'
import {
  addAimed,
  aim,
  type Centre,
  createProbe,
  emptyCentre,
  type Nearness,
  nearness,
} from '../pipeline/issue-vector.ts'
import { JOIN_FEATURES, joinInputs } from '../pipeline/join-model.ts'
import { createTermStatistics } from '../pipeline/term-statistics.ts'
import { loadWordTopics } from '../pipeline/word-topics.ts'

interface Example {
  readonly inputs: readonly number[]
  readonly same: 0 | 1
  readonly weight: number
}
interface Letter {
  id: string
  title?: string
  text: string
  postedAt: string
  places?: Place[]
}

const SIZES = [1, 2, 3, 5, 8, 13, 25, 40]
const COUNTER_EXAMPLES = 12
const FOLLOWERS = 4
const segmenter = createSegmenter()
const topics = loadWordTopics()

const load = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

function inputOf(letter: Letter): GroupInput {
  const title = letter.title ?? ''
  return {
    id: letter.id,
    at: Date.parse(readTime(letter.postedAt)?.at ?? ''),
    kind: 'letter',
    route: 'case',
    appealType: '投诉',
    title,
    text: letter.text,
    tokens: { title: segmenter.cut(title), text: segmenter.cut(letter.text) },
    places: letter.places ?? [],
    category: null,
    source: 'bench',
    voice: letter.id,
    likes: 0,
  }
}

function examplesOf(letters: Letter[], groups: { id: string; issue: string | null }[]): Example[] {
  const statistics = createTermStatistics()
  const read = createFeatureReader(statistics, topics)
  const probe = createProbe()
  const inputs = new Map(letters.map((letter) => [letter.id, inputOf(letter)]))
  const alone = new Map<string, Centre>()
  for (const [id, input] of [...inputs].sort((a, b) => a[1].at - b[1].at)) {
    const centre = read(input)
    statistics.learn(centre.words.ids, centre.title.ids)
    alone.set(id, centre)
  }
  const members = new Map<string, string[]>()
  for (const { id, issue } of groups)
    if (issue !== null && !issue.startsWith('solo') && inputs.has(id))
      members.set(issue, [...(members.get(issue) ?? []), id])
  const examples: Example[] = []
  for (const ids of members.values()) {
    const inOrder = ids.sort((a, b) => (inputs.get(a)?.at ?? 0) - (inputs.get(b)?.at ?? 0))
    const own = new Set(ids)
    for (const size of SIZES.filter((n) => n <= ids.length)) {
      const centre = emptyCentre()
      let last = 0
      for (const id of inOrder.slice(0, size)) {
        aim(probe, read(inputs.get(id) as GroupInput))
        addAimed(centre, probe)
        last = Math.max(last, inputs.get(id)?.at ?? 0)
      }
      const add = (id: string, near: Nearness, same: 0 | 1): void => {
        const gapDays = Math.abs((inputs.get(id)?.at ?? 0) - last) / 86_400_000
        const weight = (same === 1 ? 2 : 1) / Math.sqrt(ids.length)
        examples.push({ inputs: joinInputs({ ...near, size, gapDays }), same, weight })
      }
      aim(probe, centre)
      for (const id of inOrder.slice(size, size + FOLLOWERS)) add(id, nearness(probe, alone.get(id) as Centre), 1)
      const others: [string, Nearness, number][] = []
      for (const [id, other] of alone) {
        if (own.has(id)) continue
        const near = nearness(probe, other)
        others.push([id, near, near.words + 0.5 * near.sites + 0.5 * near.title])
      }
      others.sort((a, b) => b[2] - a[2])
      for (const [id, near] of others.slice(0, COUNTER_EXAMPLES)) add(id, near, 0)
    }
  }
  return examples
}

function train(examples: readonly Example[], steps = 3000, ridge = 1e-3, rate = 0.05): number[] {
  const n = JOIN_FEATURES.length
  const weights = new Array<number>(n).fill(0)
  const first = new Array<number>(n).fill(0)
  const second = new Array<number>(n).fill(0)
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  for (let step = 1; step <= steps; step += 1) {
    const slope = new Array<number>(n).fill(0)
    for (const { inputs, same, weight } of examples) {
      let z = 0
      for (let j = 0; j < n; j += 1) z += (inputs[j] as number) * (weights[j] as number)
      const error = (1 / (1 + Math.exp(-z)) - same) * weight
      for (let j = 0; j < n; j += 1) slope[j] = (slope[j] as number) + error * (inputs[j] as number)
    }
    for (let j = 0; j < n; j += 1) {
      const g = (slope[j] as number) / total + (j === 0 ? 0 : ridge * (weights[j] as number))
      first[j] = 0.9 * (first[j] as number) + 0.1 * g
      second[j] = 0.999 * (second[j] as number) + 0.001 * g * g
      const move =
        (first[j] as number) / (1 - 0.9 ** step) / (Math.sqrt((second[j] as number) / (1 - 0.999 ** step)) + 1e-8)
      weights[j] = (weights[j] as number) - rate * move
    }
  }
  return weights
}

const files = process.argv.slice(2)
if (files.length < 2 || files.length % 2 === 1)
  throw new Error('usage: join-model.ts LETTERS GROUPS [LETTERS GROUPS …]')
const examples: Example[] = []
for (let i = 0; i < files.length; i += 2)
  examples.push(...examplesOf(load(files[i] as string), load(files[i + 1] as string)))
const weights = train(examples)
const rounded = Object.fromEntries(
  JOIN_FEATURES.map((name, i) => [name, Math.round((weights[i] as number) * 1000) / 1000]),
)
process.stdout.write(`${JSON.stringify(rounded, null, 2)}\n`)
process.stderr.write(`${examples.length} examples\n`)
