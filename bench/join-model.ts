/**
 * Fits the grouper's decisions (pipeline/nearness/join-model.json) and measures them.
 *
 *   node bench/join-model.ts --write      fits and writes the shipped file; the same sets and seed give the same bytes
 *   node bench/join-model.ts --check      fits and says whether the shipped file is equal
 *   node bench/join-model.ts --measure    the shipped file and plain TF-IDF on every set, and by cross-validation
 *
 * Fitted on: the issues of pipeline/training/groups.jsonl marked `train`, and a year of real letters (../shared/data) with the
 * groups given for it and those of pipeline/training/letter-groups.jsonl, ids that we read together ourselves, and the open half
 * of the sample city and the cities by other hands that train (samples/cities). The shipped file is the mean of that fit, by far the
 * weightier, and of pipeline/training/first-weights.json: the weights that served before, fitted on the given groups alone, and
 * the vetoes, which the fit goes around. The issues marked `check` and the checking cities are never fitted on. Rules (fitRules, the
 * share of the fit) were chosen by cross-validation over issues, the last ones with a look at the checking cities too (decision 12).
 * Screening comes first, so another category or place dictionary may move the weights: fit anew after those change. Boards are read with
 * the labels that models gave them which had not seen them (bench/strange-labels.ts): make those anew after the desk's models.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { CITIES } from '../analyzers/models/city-rows.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { defaultJoinModel, type JoinModel } from '../pipeline/nearness/join-model.ts'
import first from '../pipeline/training/first-weights.json' with { type: 'json' }
import { loadWordTopics } from '../pipeline/words/word-topics.ts'
import { citySet, isLone, ownSet, placeSets, realSet, sampleSet } from './group-data.ts'
import { type GroupScore, scoreGroups, tellScore } from './group-score.ts'
import type { Labelled } from './join-examples.ts'
import { fitJoinModel, fitRules, foldOf, gather, meanOf } from './join-fit.ts'
import { createPlainTfIdf } from './plain-tfidf.ts'
import { withStrangeLabels } from './strange-labels.ts'

const FILE = new URL('../pipeline/nearness/join-model.json', import.meta.url)
const FOLDS = 3
type Rows = readonly Labelled[]

/** The group of every post: in mind, as `lanting group` does it. */
function group(rows: Rows, model: JoinModel): Map<string, string | null> {
  const grouper = createGrouper({ model })
  for (const { post } of rows) grouper.add(post)
  grouper.settle()
  return new Map(grouper.take().assignments.map(({ postId, issueId }) => [postId, issueId]))
}

function plainly(rows: Rows): Map<string, string> {
  const baseline = createPlainTfIdf()
  return new Map(rows.map(({ post }) => [post.id, `${baseline(post)}`]))
}

const goldOf = (rows: Rows, wanted = (_issue: string): boolean => true): Map<string, string> =>
  new Map(rows.flatMap(({ post, issue }) => (issue !== undefined && wanted(issue) ? [[post.id, issue]] : [])))

const real = realSet()
if (real === undefined) throw new Error('the real letters (../shared/data/civic) are not here')
const train = ownSet('train')
const sample = withStrangeLabels(sampleSet())
const cities = CITIES.train.map((number) => withStrangeLabels(citySet(number)))
const fitted = [real, train, sample, ...cities].map(({ rows }) => rows)
const topics = loadWordTopics()
const text = (model: JoinModel): string => `${JSON.stringify(model)}\n`

if (process.argv.includes('--measure')) {
  const check = ownSet('check')
  const ownRead = new Map([...goldOf(real.rows)].filter(([id]) => !real.given.has(id)))
  const tell = (name: string, rows: Rows, gold: ReadonlyMap<string, string>): void => {
    console.log(`${name}\n  shipped       ${tellScore(scoreGroups(gold, group(rows, defaultJoinModel)))}`)
    console.log(`  plain TF-IDF  ${tellScore(scoreGroups(gold, plainly(rows)))}`)
  }
  tell('own issues, check (never fitted on)', check.rows, goldOf(check.rows))
  tell('real letters, groups given (fitted on)', real.rows, real.given)
  tell('real letters, groups we read (fitted on)', real.rows, ownRead)
  for (const number of CITIES.check) {
    const { name, rows } = citySet(number)
    const gold = goldOf(rows, (issue) => !isLone(issue))
    tell(`${name}, planned issues (never fitted on)`, rows, gold)
  }
  for (const { name, rows } of [...placeSets('train'), ...placeSets('check')])
    tell(
      `${name} (never fitted on)`,
      rows,
      goldOf(rows, (issue) => !isLone(issue)),
    )
  const examples = gather(fitted, topics, fitRules)
  const parts: { name: string; score: GroupScore; posts: number }[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const inside = (issue: string): boolean => foldOf(issue, FOLDS) === fold
    const model = meanOf(first, fitJoinModel(examples.filter(({ issue }) => !inside(issue))))
    const said = group(real.rows, model)
    const golds: [string, Rows | undefined, ReadonlyMap<string, string>][] = [
      ['own issues, train', train.rows, goldOf(train.rows, inside)],
      ['real letters, groups given', undefined, new Map([...real.given].filter(([, issue]) => inside(issue)))],
      ['real letters, groups we read', undefined, new Map([...ownRead].filter(([, issue]) => inside(issue)))],
    ]
    for (const [name, rows, gold] of golds)
      if (gold.size > 0)
        parts.push({ name, score: scoreGroups(gold, rows === undefined ? said : group(rows, model)), posts: gold.size })
  }
  console.log(`by cross-validation over issues, ${FOLDS} folds`)
  for (const name of new Set(parts.map((part) => part.name))) {
    const own = parts.filter((part) => part.name === name)
    const posts = own.reduce((sum, part) => sum + part.posts, 0)
    const mean = (of: (score: GroupScore) => number): number =>
      own.reduce((sum, { score, posts: n }) => sum + of(score) * n, 0) / posts
    const f1 = mean((s) => s.f1).toFixed(3)
    console.log(
      `  ${name}: B3 ${f1}, swell ${mean((s) => s.swell).toFixed(2)}, 90 % ${mean((s) => s.swell90).toFixed(2)}`,
    )
  }
} else {
  const shipped = text(meanOf(first, fitJoinModel(gather(fitted, topics, fitRules))))
  if (process.argv.includes('--write')) writeFileSync(FILE, shipped)
  else if (process.argv.includes('--check')) {
    const equal = readFileSync(FILE, 'utf8') === shipped
    console.log(equal ? 'the shipped file is what this script makes' : 'the shipped file is NOT what this script makes')
    process.exitCode = equal ? 0 : 1
  } else throw new Error('usage: join-model.ts --write | --check | --measure')
}
