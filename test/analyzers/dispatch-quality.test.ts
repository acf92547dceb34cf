import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createDispatcher } from '../../analyzers/dispatch/department.ts'
import { createLocator } from '../../analyzers/place/place.ts'
import { createRelevance } from '../../analyzers/place/relevance.ts'
import { readTime } from '../../model/time.ts'
import type { AppealType, Kind, Route } from '../../model/words.ts'
import { segmenter } from './documents.ts'
import { letter } from './letters.ts'

interface Sample {
  id: string
  kind: Kind
  title?: string
  text: string
  postedAt?: string
  unit?: string
}
interface Truth {
  id: string
  disposition: string
  route: Route | null
  appealType: AppealType
  district: string | null
  street: string | null
  department: string | null
}
const rows = <T>(name: string): T[] =>
  readFileSync(new URL(`../../samples/dev/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)

/** Words and places alone, without the category model: floors only ever rise. */
const FLOORS = { district: 0.97, street: 0.95, first: 0.8, three: 0.9 }

test('places and departments of the synthetic sample city hold their floors; no genuine letter is off-topic', () => {
  const locate = createLocator({ segmenter })
  const relevance = createRelevance('lanzhou')
  const dispatch = createDispatcher()
  const tally = { district: [0, 0], street: [0, 0], first: [0, 0], three: [0, 0] }
  const count = (key: keyof typeof tally, ok: boolean) => {
    tally[key][0]! += ok ? 1 : 0
    tally[key][1]! += 1
  }
  const lost: string[] = []
  for (const part of ['hot', 'lone']) {
    const truth = new Map(rows<Truth>(`${part}.truth`).map((t) => [t.id, t]))
    for (const post of rows<Sample>(`${part}.posts`)) {
      const gold = truth.get(post.id) as Truth
      const document = letter(post.text, {
        kind: post.kind,
        title: post.title ?? '',
        addressee: post.unit,
        postedAt: post.postedAt === undefined ? undefined : readTime(post.postedAt)?.at,
      })
      const located = locate(document)
      if (gold.district !== null) count('district', located.district === gold.district)
      if (gold.street !== null) count('street', located.street === gold.street)
      if (gold.disposition === 'kept' && post.kind === 'letter' && relevance(document, located).offTopic)
        lost.push(post.id)
      if (gold.department === null || gold.route === null) continue
      const names = dispatch(document, {
        category: null,
        categories: [],
        places: located.places,
        district: located.district,
        route: gold.route,
        appealType: gold.appealType,
      }).map((d) => d.name)
      count('first', names[0] === gold.department)
      count('three', names.includes(gold.department))
    }
  }
  const share = Object.fromEntries(Object.entries(tally).map(([key, [ok, all]]) => [key, ok! / all!]))
  console.info('places and departments', share)
  expect(lost).toEqual([])
  for (const [key, floor] of Object.entries(FLOORS)) expect(share[key], key).toBeGreaterThanOrEqual(floor)
})
