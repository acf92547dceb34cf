import type { Measured } from '../../model/learning.ts'
import { learningMessages as m } from '../../model/messages/learning.ts'
import { auditFigures } from '../../pipeline/review/audit.ts'
import type { Context } from '../context.ts'
import { openRecordsOf } from '../stores.ts'

/** As many as the page asks for, so that both say the same of the slices beside the doubted. */
const LIMIT = 100

/** What waits for people, slice by slice, and what their random audit says of screening. */
export async function reviewCommand(context: Context): Promise<number> {
  const records = await openRecordsOf(context, true)
  try {
    const items = await records.review.queue(LIMIT)
    const doubted = await records.review.waiting()
    const count = (why: string): number => items.filter((i) => i.why === why).length
    const mix = { uncertain: count('uncertain'), hot: count('hot'), audit: count('audit') }
    const quality = auditFigures(await records.review.audit())
    if (context.json) {
      context.print(JSON.stringify({ waiting: { all: items.length, ...mix, doubted }, quality }))
      return 0
    }
    const { say } = context
    context.print(say(m.waiting, doubted, mix.hot, mix.audit))
    if (quality.audited === 0) {
      context.note(say(m.notAudited))
      return 0
    }
    context.print(say(m.audited, quality.audited, quality.doubted))
    for (const figure of ['precision', 'recall', 'lost'] as const)
      context.print(`  ${say(m[figure])}  ${shown(context, quality[figure])}`)
    return 0
  } finally {
    await records.close()
  }
}

function shown({ say }: Context, { n, value, low, high }: Measured): string {
  const percent = (x: number): string => (100 * x).toFixed(1)
  return value === null || low === null || high === null
    ? say(m.unknown, n)
    : say(m.share, percent(value), percent(low), percent(high), n)
}
