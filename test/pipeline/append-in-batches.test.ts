import { expect, it } from 'vitest'
import { fixedClock } from '../../model/time.ts'
import { appendInBatches } from '../../pipeline/intake/append-in-batches.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { openRecords } from '../../store/records/open.ts'
import { NOW } from '../store/fixtures.ts'
import { memoryKeys } from './memory-keys.ts'

it('takes a big push in batches that let others in, counts it as one, and goes on after a failure in between', async () => {
  const clock = fixedClock(NOW)
  const records = await openRecords({ file: ':memory:', clock })
  const inbox = createInbox({
    posts: records.posts,
    redact: (title, text) => ({ title, text, marks: [] }),
    voices: openVoices(memoryKeys()),
    clock,
  })
  const letters = Array.from({ length: 1201 }, (_, i) => ({
    source: 'hotline',
    kind: 'letter' as const,
    nativeId: `n${i}`,
    title: '',
    text: `路灯不亮 ${i}`,
    postedPrecision: 'minute' as const,
  }))
  const failed = [{ source: 'hotline', where: 'POST /import', line: 7, code: 'import.row', message: 'no text' }]
  const sizes: number[] = []
  let turns = 0
  const turn = (): void => {
    turns++
    if (sizes.length < 3) setImmediate(turn)
  }
  setImmediate(turn)
  let dies = true
  const taking: Pick<typeof inbox, 'append'> = {
    async append(source, deliveries, bad) {
      if (dies && sizes.length === 2) throw new Error('killed')
      sizes.push(deliveries.length)
      return inbox.append(source, deliveries, bad)
    },
  }
  await expect(appendInBatches(taking, 'hotline', letters, failed)).rejects.toThrow('killed')
  expect((await records.posts.counts()).posts.pending).toBe(1000)
  expect(turns).toBeGreaterThan(0)
  dies = false
  expect(await appendInBatches(taking, 'hotline', letters, failed)).toEqual({
    received: 1202,
    fresh: 201,
    revised: 0,
    unchanged: 1000,
    failed: 1,
  })
  expect(sizes).toEqual([500, 500, 500, 500, 201])
  expect(await appendInBatches(taking, 'hotline', [], failed)).toMatchObject({ received: 1, failed: 1 })
  await records.close()
})
