import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSumKernel, plainKernel } from '../../analyzers/learning/sum-kernel.ts'

const BYTES = 1 << 16
const LIST = 1 << 15
const TOTALS = 1 << 14

it('adds up as the plain loop does', () => {
  const rows = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 60 })
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 5000, maxLength: 5000 }),
      rows,
      fc.integer({ min: 1, max: 31 }),
      (bytes, of, eights) => {
        const both = [createSumKernel(BYTES), plainKernel(BYTES)] as const
        const pairs = of.length >> 1
        const squares = both.map((kernel) => {
          new Uint8Array(kernel.memory).set(bytes, 20_000)
          new Int32Array(kernel.memory).set(
            of.map((row) => 20_000 + row * 8),
            LIST / 4,
          )
          const first = kernel.add(LIST, pairs, 4, 8, eights, 0)
          kernel.flush(0, TOTALS, eights, 1.5)
          const second = kernel.add(LIST, 1, 5, 16, eights, 0)
          kernel.flush(0, TOTALS, eights, 1 + Math.log(3))
          return [first, second, kernel.add(LIST, 0, 4, 8, eights, 0)]
        })
        expect(squares[0]).toEqual(squares[1])
        const totals = both.map((kernel) => [...new Float64Array(kernel.memory, TOTALS, eights * 8)])
        expect(totals[0]).toEqual(totals[1])
      },
    ),
    { numRuns: 60 },
  )
})
