import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Delivery } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { openRecords } from '../../store/records/open.ts'
import { memoryKeys } from './memory-keys.ts'

const clock = fixedClock('2026-01-19T02:00:00Z')
const open = async () => {
  const records = await openRecords({ file: ':memory:', clock })
  const voices = openVoices(memoryKeys())
  return { records, inbox: createInbox({ posts: records.posts, redact, voices, clock }) }
}
const letter = (nativeId: string, text: string, more: Partial<Delivery> = {}): Delivery => ({
  source: 'board',
  nativeId,
  kind: 'letter',
  title: '暖气不热',
  text,
  ...more,
})

describe('inbox', () => {
  it('stores an id that is too long as its hash, the same each time', async () => {
    const { records, inbox } = await open()
    const long = 'a'.repeat(100_000)
    const both = [letter(long, '停水三天'), letter(`${long}b`, '停电三天'), letter('c'.repeat(200), '停气三天')]
    expect(await inbox.append('board', both)).toMatchObject({ fresh: 3 })
    expect(await inbox.append('board', both)).toMatchObject({ unchanged: 3 })
    const ids = (await records.posts.pending(3)).map(({ nativeId }) => nativeId!)
    expect(ids.map((id) => id.length).sort()).toEqual([200, 71, 71])
    await records.close()
  })

  it('counts the same delivery again as unchanged and a changed text as a revision', async () => {
    const { records, inbox } = await open()
    expect(await inbox.append('board', [letter('1', '家里只有十四度'), letter('2', '停水三天')])).toMatchObject({
      fresh: 2,
    })
    expect(await inbox.append('board', [letter('1', '家里只有十四度', { likes: 9 })])).toMatchObject({
      unchanged: 1,
      fresh: 0,
    })
    expect(await inbox.append('board', [letter('1', '家里只有十二度了')])).toMatchObject({ revised: 1 })
    const { posts, delivered } = await records.posts.counts()
    expect(posts.pending).toBe(2)
    expect(delivered).toEqual({ received: 4, fresh: 2, revised: 1, unchanged: 1, failed: 0 })
    await records.close()
  })

  it('stores no raw phone number, in text, title or answer', async () => {
    const { records, inbox } = await open()
    await inbox.append('board', [
      letter('1', '请回电13919287364', { title: '电话 139 1928 7364', answer: { text: '已联系您，手机13919287364' } }),
    ])
    const [post] = await records.posts.pending(9)
    expect(JSON.stringify(post)).not.toMatch(/1391928|139 1928/)
    expect(post?.text).toContain('〔手机〕')
    expect(post?.marks.length).toBeGreaterThan(0)
    await records.close()
  })

  it('counts a row without any text as failed and names it', async () => {
    const { records, inbox } = await open()
    expect(await inbox.append('board', [letter('9', ' \u0000 ', { title: '' })])).toMatchObject({
      received: 1,
      failed: 1,
    })
    await records.close()
  })

  it('in = sum of out over random and mangled input', async () => {
    const mangled = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom('', ' ', '\u0000', '\ud800', '暖气不热'.repeat(30), '<p>停水</p>', '13919287364'),
    )
    const rows = fc.array(fc.record({ id: fc.constantFrom('1', '2', '3', '4'), title: mangled, text: mangled }), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { maxLength: 4 }), async (batches) => {
        const { records, inbox } = await open()
        let sent = 0
        for (const batch of batches) {
          sent += batch.length
          const c = await inbox.append(
            'board',
            batch.map((r) => letter(r.id, r.text, { title: r.title })),
          )
          expect(c.received).toBe(batch.length)
          expect(c.fresh + c.revised + c.unchanged + c.failed).toBe(c.received)
        }
        const { posts, delivered } = await records.posts.counts()
        expect(delivered.received).toBe(sent)
        expect(Object.values(posts).reduce((a, b) => a + b, 0)).toBe(delivered.fresh)
        await records.close()
      }),
      { numRuns: 60 },
    )
  })
})
