import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Delivery } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { postId, shortId } from '../../pipeline/intake/post-id.ts'
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

  it('keeps no id or address that leads to a person, and takes the same row for the same post', async () => {
    const { records, inbox } = await open()
    const url = 'https://example.com/u?name=尉迟红兵&id=7#/13919287364'
    const row = letter('hz13919287364', '停水三天', { url })
    expect(await inbox.append('board', [row])).toMatchObject({ fresh: 1 })
    expect(await inbox.append('board', [row])).toMatchObject({ unchanged: 1 })
    const [post] = await records.posts.pending(9)
    expect(post?.nativeId).toBe(post?.id)
    expect(post?.url).toBe('https://example.com/u?id=7')
    // As a version before this one stored it.
    await records.posts.append([{ ...post!, nativeId: row.nativeId, url }], [], clock.now().toISOString())
    expect((await records.posts.get(post!.id))?.nativeId).toBe(row.nativeId)
    expect(await inbox.append('board', [row])).toMatchObject({ unchanged: 1 })
    expect(await records.posts.get(post!.id)).toMatchObject({ nativeId: post?.id, url: 'https://example.com/u?id=7' })
    await records.close()
  })

  it('gives an id that leads to a person no hash that a guess would find, and the same one after a restart', async () => {
    const keys = memoryKeys()
    const records = await openRecords({ file: ':memory:', clock })
    const inboxOf = (file = keys) => createInbox({ posts: records.posts, redact, voices: openVoices(file), clock })
    const rows: Delivery[] = [
      letter('hz13919287364', '停水三天'),
      letter(`${'长'.repeat(190)}电话13919287364${'长'.repeat(190)}`, '停电三天'),
      letter('', '停气三天', { nativeId: undefined, url: 'https://example.com/t?tel=13919287364' }),
    ]
    expect(await inboxOf().append('board', rows)).toMatchObject({ fresh: 3 })
    const posts = await records.posts.pending(9)
    const guesses = rows.map((row) => postId('board', shortId(row.nativeId ?? row.url!)))
    for (const { id, nativeId } of posts) {
      expect(guesses).not.toContain(id)
      expect(nativeId ?? id).toBe(id)
    }
    expect(await inboxOf().append('board', rows)).toMatchObject({ unchanged: 3 })
    // The key outlives those of the quarters.
    const later = createInbox({
      posts: records.posts,
      redact,
      voices: openVoices(keys),
      clock: fixedClock('2027-01-19T02:00:00Z'),
    })
    expect(await later.append('board', rows)).toMatchObject({ unchanged: 3 })
    const muchLater = createInbox({
      posts: records.posts,
      redact,
      voices: openVoices(keys),
      clock: fixedClock('2028-01-19T02:00:00Z'),
    })
    expect(await muchLater.append('board', rows)).toMatchObject({ unchanged: 3 })
    expect(Object.keys(JSON.parse(keys.content!) as object)).not.toContain('2026Q1')
    // Another installation makes others.
    const other = createInbox({ posts: records.posts, redact, voices: openVoices(memoryKeys()), clock })
    expect(await other.append('board', rows)).toMatchObject({ fresh: 3 })
    await records.close()
  })

  it('meets such ids as a version before stored or erased them', async () => {
    const { records, inbox } = await open()
    const rows = ['hz13919287364', 'hz13919287365'].map((id) => letter(id, '停水三天'))
    const plain = rows.map((row) => postId('board', row.nativeId!))
    const at = clock.now().toISOString()
    const { formerIds: _, ...post } = inbox.toPost(rows[0]!, clock.now())
    await records.posts.append([{ ...post, id: plain[0]!, nativeId: plain[0]! }], [], at)
    await records.erasure.erase(plain[1]!, 'test', at)
    expect(await inbox.append('board', rows)).toMatchObject({ fresh: 0, unchanged: 2 })
    expect((await records.posts.pending(9)).map(({ id, nativeId }) => [id, nativeId])).toEqual([[plain[0], plain[0]]])
    expect(await inbox.append('board', [{ ...rows[0]!, text: '停水四天' }])).toMatchObject({ revised: 1 })
    await records.close()
  })

  it('knows a letter again whose number stands on several texts in one export and on it alone in another', async () => {
    const { records, inbox } = await open()
    const ids = (text: string) => ({ alone: 'LZ261100999', withWords: `LZ261100999-${text}` })
    /** As two texts of one export, and as the only one. */
    const shared = (text: string) => letter(ids(text).withWords, text, { numberIds: ids(text) })
    const alone = (text: string, more: Partial<Delivery> = {}) =>
      letter(ids(text).alone, text, { numberIds: ids(text), ...more })
    const stored = async () => (await records.posts.pending(9)).map((p) => [p.nativeId, p.text, p.answer?.text]).sort()

    // Together first: the next day's answer finds its letter, whichever it is, and no other.
    expect(await inbox.append('board', [shared('停水三天'), shared('停电三天')])).toMatchObject({ fresh: 2 })
    const answered = alone('停电三天', { answer: { text: '已恢复' } })
    expect(await inbox.append('board', [answered])).toMatchObject({ fresh: 0, revised: 0 })
    expect(await stored()).toEqual([
      ['LZ261100999-停水三天', '停水三天', undefined],
      ['LZ261100999-停电三天', '停电三天', '已恢复'],
    ])
    // Alone first: in the export that has both it stays the letter it is, and only the other is new.
    const other = { source: 'box' }
    expect(await inbox.append('box', [alone('停气三天', other)])).toMatchObject({ fresh: 1 })
    const both = ['停气三天', '停暖三天'].map((text) => ({ ...shared(text), ...other }))
    expect(await inbox.append('box', both)).toMatchObject({ fresh: 1, revised: 0, unchanged: 1 })
    // What was erased comes back under neither.
    const [first] = await records.posts.pending(1)
    await records.erasure.erase(first!.id, 'test', clock.now().toISOString())
    expect(await inbox.append(first!.source, [{ ...alone(first!.text), source: first!.source }])).toMatchObject({
      fresh: 0,
      revised: 0,
    })
    await records.close()
  })

  it('changes no character of other ids and addresses', async () => {
    const { records, inbox } = await open()
    const rows = [
      ['20261100034001231', 'https://liuyan.people.com.cn/threads/content?tid=21340000'],
      ['5123456789012345', 'http://bbs.example.com/thread-123456-1-1.html?uid=99&q=%C0%BC#pid7'],
      ['LZ-2026-0119', 'https://example.com/信箱/a%20b?x=%zz&k=1+2'],
    ] as const
    await inbox.append(
      'board',
      rows.map(([id, url]) => letter(id, `停水${id}`, { url })),
    )
    const kept = (await records.posts.pending(9)).map((post) => [post.nativeId, post.url])
    expect(new Set(kept.map(String))).toEqual(new Set(rows.map(String)))
    await records.close()
  })

  it('keeps no control character, no turned direction and no line break in a title or an id', async () => {
    const { records, inbox } = await open()
    const title = '电梯\u202e坏了\ufffe\uffff\n一个月\u009b'
    await inbox.append('board', [letter('a\u001bb\n', '停\u0007水\r\n三天', { title, addressee: '某\u0000局\n一科' })])
    const [post] = await records.posts.pending(9)
    expect(post).toMatchObject({ title: '电梯坏了 一个月', text: '停水\n三天', nativeId: 'ab', addressee: '某局 一科' })
    expect(await inbox.append('board', [letter('9', '\u200b\u202e', { title: '\u3164' })])).toMatchObject({ failed: 1 })
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
