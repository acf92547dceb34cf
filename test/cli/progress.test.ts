import { expect, it } from 'vitest'
import { createProgress } from '../../cli/progress.ts'

function told(isTTY: boolean) {
  let text = ''
  let at = 0
  const progress = createProgress('研判', { isTTY, write: (part) => (text += part) }, () => at)
  progress.update(0, 71)
  at += 3000
  progress.update(40, 71, 'a')
  at += 3000
  progress.update(71, 71)
  progress.done('71')
  return text
}

it('tells a pipe what goes on by dots, and the end once', () => {
  expect(told(false)).toBe('研判 … 40/71（a）\n研判 71\n')
})

it('draws a bar on a terminal', () => {
  expect(told(true)).toMatch(/█+░+ 40\/71 a[\s\S]*研判 71\n$/)
})
