/**
 * Screening and grouping of boards by hands that nothing was fitted on: the cities of samples/cities that check, each alone and
 * together: `node bench/cities.ts`. Groups are counted over the planned issues only, but all posts of the city are grouped.
 */
import { fileURLToPath } from 'node:url'
import { CITIES, cityPosts } from '../analyzers/models/city-rows.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import type { Screener } from '../analyzers/screener.ts'
import { openScreener } from '../cli/screening.ts'
import { readTime } from '../model/time.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { citySet, type GroupSet, isLone, placeSets } from './group-data.ts'
import { type GroupScore, scoreGroups } from './group-score.ts'
import { type Judged, screeningFigures } from './sample-city.ts'

/** As a file without the sources' own ticks and addressees would be read. */
export const screenCity = (screener: Screener, number: number): Judged[] =>
  cityPosts(number).map((post) => {
    const seen = redact(post.title ?? '', post.text)
    const facts = { givenAppealType: undefined, addressee: undefined, channel: undefined }
    const { screening } = screener.screen({
      ...seen,
      kind: post.kind,
      postedAt: readTime(post.postedAt)?.at,
      ...facts,
    })
    return { truth: post, screening }
  })

/** B-cubed of the planned issues among all posts of a board. */
function groupBoard({ rows }: GroupSet): GroupScore {
  const grouper = createGrouper()
  for (const { post } of rows) grouper.add(post)
  grouper.settle()
  const said = new Map(grouper.take().assignments.map(({ postId, issueId }) => [postId, issueId]))
  const planned = rows.flatMap(({ post, issue }): [string, string][] =>
    issue === undefined || isLone(issue) ? [] : [[post.id, issue]],
  )
  return scoreGroups(new Map(planned), said)
}
const groupCity = (number: number): number => groupBoard(citySet(number)).f1

const mean = (values: readonly number[]): number =>
  Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1e4) / 1e4

/** For the gates: all posts of the checking cities as one heap, and the mean of their groups. */
export function cityFigures(screener: Screener): Record<string, number> {
  const all = CITIES.check.flatMap((number) => screenCity(screener, number))
  return { ...screeningFigures(all), bcubedF1: mean(CITIES.check.map(groupCity)) }
}

/** For the gates: several matters at one place, told by two hands that nothing is fitted on; means of both. */
export function placeFigures(): Record<string, number> {
  const boards = placeSets('check').map(groupBoard)
  return { bcubedF1: mean(boards.map(({ f1 }) => f1)), bcubedPrecision: mean(boards.map(({ precision }) => precision)) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const screener = openScreener({ city: 'lanzhou', models: {} })
  for (const number of CITIES.check)
    console.log(
      number,
      JSON.stringify({ ...screeningFigures(screenCity(screener, number)), bcubedF1: mean([groupCity(number)]) }),
    )
  console.log('together', JSON.stringify(cityFigures(screener)))
}
