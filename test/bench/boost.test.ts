import { describe, expect, it } from 'vitest'
import { fitLogistic, fitTrees } from '../../bench/boost.ts'
import { scoreGroups } from '../../bench/group-score.ts'

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** 600 rows over a grid: same when both figures are high, which no sum of the two tells. */
const rows = Array.from({ length: 600 }, (_, i) => {
  const [x, y] = [(i % 25) / 25, Math.floor(i / 25) / 24]
  return { inputs: [1, x, y], same: x > 0.5 && y > 0.5 ? (1 as const) : (0 as const), weight: 1 }
})

function answer(trees: ReturnType<typeof fitTrees>, base: readonly number[], inputs: readonly number[]): number {
  let z = base.reduce((sum, weight, j) => sum + weight * (inputs[j] as number), 0)
  for (const { features, thresholds, values } of trees) {
    let node = 0
    while (node < features.length)
      node = 2 * node + ((inputs[features[node] as number] as number) <= (thresholds[node] as number) ? 1 : 2)
    z += values[node] as number
  }
  return sigmoid(z)
}

describe('fitting the join decision', () => {
  it('boosts what a logistic cannot say, and the same rows give the same trees', () => {
    const base = fitLogistic(rows, [0, 1, 1])
    const trees = fitTrees(rows, [0, 1, 1], base)
    const wrong = rows.filter((row) => answer(trees, base, row.inputs) > 0.5 !== (row.same === 1))
    expect(wrong.length).toBeLessThan(50)
    expect(fitTrees(rows, [0, 1, 1], fitLogistic(rows, [0, 1, 1]))).toEqual(trees)
  })

  it('never lets a figure speak against its sign', () => {
    const flipped = rows.map((row) => ({ ...row, same: row.same === 1 ? (0 as const) : (1 as const) }))
    const base = fitLogistic(flipped, [0, 1, 1])
    expect(base.slice(1)).toEqual([0, 0])
    const trees = fitTrees(flipped, [0, 1, 1], base)
    for (let y = 0; y < 1; y += 0.1)
      for (let x = 0; x < 0.9; x += 0.05)
        expect(answer(trees, base, [1, x + 0.1, y])).toBeGreaterThanOrEqual(answer(trees, base, [1, x, y]) - 1e-3)
  })
})

describe('scoring groups', () => {
  it('counts B-cubed, pieces and swell as the evaluation does', () => {
    const gold = new Map([
      ['a1', 'a'],
      ['a2', 'a'],
      ['a3', 'a'],
      ['b1', 'b'],
    ])
    const said = new Map([
      ['a1', 'x'],
      ['a2', 'x'],
      ['b1', 'x'],
      ['stranger', 'x'],
      ['a3', null],
    ])
    const score = scoreGroups(gold, said)
    expect(score.precision).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    expect(score.recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    expect(score).toMatchObject({ held: 1, issues: 2, swell: 4 })
  })
})
