import { expect, test } from 'vitest'
import { foundOnce } from '../../bench/sample-board.ts'

const planned = new Map([
  ['a1', 'a'],
  ['a2', 'a'],
  ['a3', 'a'],
  ['b1', 'b'],
  ['b2', 'b'],
  ['b3', 'b'],
])
const said = (groups: Record<string, string>): Map<string, string> =>
  new Map(
    Object.entries(groups).flatMap(([row, posts]) => posts.split(' ').map((post): [string, string] => [post, row])),
  )
const board = [{ id: 'x' }, { id: 'y' }, { id: 'z' }]

test('an issue with one row that holds most of it is found', () => {
  expect(foundOnce(board, planned, said({ x: 'a1 a2', y: 'b1 b2 b3 lone', low: 'a3' }))).toBe(2)
})
test('two matters glued into one row are one at most', () => {
  expect(foundOnce(board, planned, said({ x: 'a1 a2 a3 b1 b2', low: 'b3' }))).toBe(1)
  expect(foundOnce(board, planned, said({ x: 'a1 a2 a3 b1 b2 b3' }))).toBe(0)
})
test('a matter in two rows is not found once', () => {
  expect(foundOnce(board, planned, said({ x: 'a1 a2', y: 'a3', z: 'b1 b2 b3' }))).toBe(1)
})
test('a matter below the board, or in small pieces, is not found', () => {
  expect(foundOnce(board, planned, said({ low: 'a1 a2 a3', x: 'b1', low2: 'b2', low3: 'b3' }))).toBe(0)
})
