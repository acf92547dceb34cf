/**
 * Fits the decision that parts an issue (pipeline/nearness/pair-model.json): on pairs of posts that the grouper, parting nothing, has put into
 * one issue, whether people say they are one matter.
 *
 *   node bench/part-model.ts --write      fits and writes the shipped file; the same sets give the same bytes
 *   node bench/part-model.ts --check      fits and says whether the shipped file is equal
 *
 * Fitted on: the places where several matters boil, by the hands that train; the real letters with the groups given and read; our own issues
 * marked `train`; the open half of the sample city and the boards that train, with the labels of strangers (bench/strange-labels.ts). Comes
 * after bench/join-model.ts, whose joins it mends.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { CITIES } from '../analyzers/models/city-rows.ts'
import { createFeatureReader } from '../pipeline/grouping/group-features.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { packCentre, unpackCentre } from '../pipeline/nearness/centre-bytes.ts'
import { RESTING } from '../pipeline/nearness/issue-vector.ts'
import {
  createPairReader,
  PAIR_FEATURES,
  type PairFeature,
  type PairModel,
} from '../pipeline/nearness/pair-decision.ts'
import { createTermStatistics } from '../pipeline/words/term-statistics.ts'
import { loadWordTopics } from '../pipeline/words/word-topics.ts'
import { boostRules, fitLogistic, fitTrees, type Row, type Sign } from './boost.ts'
import { citySet, type GroupSet, ownSet, placeSets, realSet, sampleSet } from './group-data.ts'
import type { Labelled } from './join-examples.ts'
import { withStrangeLabels } from './strange-labels.ts'

const FILE = new URL('../pipeline/nearness/pair-model.json', import.meta.url)
/** The issues of more posts are not parted (pipeline/grouping/parts.ts) and are mostly one matter told alike. */
const MOST = 150

const AGAINST: ReadonlySet<PairFeature> = new Set([
  'otherRow',
  'otherFiling',
  'otherNumber',
  'otherSpot',
  'otherNamed',
  'otherEstate',
])
const EITHER: ReadonlySet<PairFeature> = new Set(['bias', 'said', 'sites', 'mainSites'])
const SIGNS = PAIR_FEATURES.map((name): Sign => (EITHER.has(name) ? 0 : AGAINST.has(name) ? -1 : 1))

/** Nothing parts. */
const undivided: PairModel = {
  weights: Object.fromEntries(PAIR_FEATURES.map((name) => [name, name === 'bias' ? 99 : 0])) as PairModel['weights'],
  trees: [],
}

/** Pairs within the issues that the grouper makes, where people know of one side at least; an issue weighs as many as it has posts. */
function pairsOf(rows: readonly Labelled[]): Row[] {
  const grouper = createGrouper({ pairs: undivided, described: false })
  for (const { post } of rows) grouper.add(post)
  grouper.settle()
  const issueOf = new Map(grouper.take().assignments.map(({ postId, issueId }) => [postId, issueId]))
  const issues = new Map<string, Labelled[]>()
  for (const row of rows) {
    const id = issueOf.get(row.post.id)
    if (id) issues.set(id, [...(issues.get(id) ?? []), row])
  }
  const statistics = createTermStatistics()
  const read = createFeatureReader(statistics, loadWordTopics())
  for (const { post } of rows) {
    const { words, pairs, sites } = read(post)
    statistics.learn(words.ids.subarray(0, words.size), new Set([...pairs.ids, ...sites.ids]))
  }
  const figures = createPairReader()
  return [...issues.values()].flatMap((own): Row[] => {
    if (own.length < 2 || own.length > MOST) return []
    // As they are kept beside an issue.
    const told = own.map(({ post }) => unpackCentre(packCentre(read(post), RESTING)))
    const weight = 1 / (own.length - 1)
    const figuresAt = figures(told)
    return own.flatMap((a, i) =>
      own.slice(i + 1).flatMap((b, n): Row[] => {
        if (a.unclear || b.unclear || (a.issue === undefined && b.issue === undefined)) return []
        const inputs = [...figuresAt(i, i + 1 + n)]
        return [{ inputs, same: a.issue === b.issue ? 1 : 0, weight }]
      }),
    )
  })
}

/** Each set counts alike beside its share. */
const shared = (rows: readonly Row[], share: number): Row[] => {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0)
  return rows.map((row) => ({ ...row, weight: (row.weight * share) / total }))
}

function fitPairModel(sets: readonly (readonly [GroupSet, number])[]): PairModel {
  const rows = sets.flatMap(([{ rows: own }, share]) => shared(pairsOf(own), share))
  const weights = fitLogistic(rows, SIGNS)
  const trees = fitTrees(rows, SIGNS, weights, { ...boostRules, trees: 100, leaf: 0.004 })
  return {
    weights: Object.fromEntries(PAIR_FEATURES.map((name, i) => [name, weights[i]])) as PairModel['weights'],
    trees,
  }
}

const partSets = (): [GroupSet, number][] => {
  const real = realSet()
  if (real === undefined) throw new Error('the real letters (../shared/data/civic) are not here')
  return [
    [real, 3],
    ...placeSets('train').map((set): [GroupSet, number] => [set, 1]),
    [ownSet('train'), 1],
    [withStrangeLabels(sampleSet()), 1],
    ...CITIES.train.map((number): [GroupSet, number] => [withStrangeLabels(citySet(number)), 0.3]),
  ]
}

if (process.argv.includes('--write') || process.argv.includes('--check')) {
  const made = `${JSON.stringify(fitPairModel(partSets()))}\n`
  if (process.argv.includes('--write')) writeFileSync(FILE, made)
  else {
    const equal = readFileSync(FILE, 'utf8') === made
    console.log(equal ? 'the shipped file is what this script makes' : 'the shipped file is NOT what this script makes')
    process.exitCode = equal ? 0 : 1
  }
}
