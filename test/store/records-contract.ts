/** The specification of the ports of Records, run over every real backend. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Records, StoredPost } from '../../model/ports.ts'
import type { Evidence, Screening } from '../../model/post.ts'
import { localDay } from '../../model/time.ts'
import { hashOf, hours, makeCommit, makeIssue, makePost, makeScreening, NOW } from './fixtures.ts'
import type { RecordsBackend, RecordsSite } from './records-backends.ts'

const ALL = ['2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'] as const

export function describeRecords(backend: RecordsBackend): void {
  describe(`records over ${backend.name}`, () => {
    let site: RecordsSite
    let records: Records
    beforeEach(async () => {
      site = await backend.create()
      records = await site.open()
    })
    afterEach(async () => {
      await records.close()
      await site.destroy()
    })

    const screen = async (ids: readonly string[], change: Partial<Screening> = {}): Promise<void> => {
      const posts = await records.posts.getMany(ids)
      await records.posts.saveScreenings(
        posts.map((post) => ({ post, screening: makeScreening(change) })),
        NOW,
      )
    }
    const add = async (ids: readonly string[], change: Partial<Screening> = {}): Promise<void> => {
      await records.posts.append(
        ids.map((id) => makePost(id)),
        [],
        NOW,
      )
      await screen(ids, change)
    }
    const group = (issue: string, ids: readonly string[], duplicateOf: string | null = null): Promise<void> =>
      records.grouping.commit(
        makeCommit({
          issues: [makeIssue(issue)],
          assignments: ids.map((postId) => ({ postId, issueId: issue, duplicateOf })),
        }),
      )
    const post = async (id: string): Promise<StoredPost> => (await records.posts.get(id)) as StoredPost
    const collect = async (filter: Parameters<Records['posts']['iterate']>[0]): Promise<string[]> => {
      const ids: string[] = []
      for await (const { id } of records.posts.iterate(filter)) ids.push(id)
      return ids
    }

    describe('append', () => {
      it('gives back every field, but never the voice', async () => {
        const full = makePost('a', {
          postedPrecision: 'day',
          likes: 5,
          replies: 6,
          views: 7,
          givenAppealType: '投诉',
          addressee: '市长',
          area: '红古区海石湾镇',
          city: 'none',
          sourceCaseId: 'c1',
          sourceState: '办理中',
          channel: '网站',
          publicConsent: false,
          marks: [{ type: '手机', field: 'text', start: 0, end: 4, camouflaged: true }],
          answer: { unit: '市住建局', text: '已处理', at: hours(2) },
        })
        expect(await records.posts.append([full], [], NOW)).toEqual({
          received: 1,
          fresh: 1,
          revised: 0,
          unchanged: 0,
          failed: 0,
        })
        const { rev, ...stored } = await post('a')
        expect(rev).toBeGreaterThan(0)
        expect(stored).toEqual({
          ...full,
          voice: '',
          revision: 1,
          firstCollectedAt: full.collectedAt,
          disposition: undefined,
          screening: undefined,
          duplicateOf: null,
          issueId: null,
          decidedByHuman: false,
        })
      })

      it('keeps an absent date absent and orders by when the post was first collected', async () => {
        const undated = makePost('a', { postedAt: undefined, collectedAt: hours(3) })
        const older = makePost('b', { postedAt: hours(2) })
        await records.posts.append([undated, older], [], NOW)
        expect((await post('a')).postedAt).toBeUndefined()
        expect((await records.posts.pending(9)).map((p) => p.id)).toEqual(['b', 'a'])
      })

      it('counts the same delivery again as unchanged and writes nothing', async () => {
        await records.posts.append([makePost('a'), makePost('b')], [], NOW)
        const { rev } = await post('b')
        const again = await records.posts.append([makePost('a'), makePost('b')], [], hours(1))
        expect(again).toEqual({ received: 2, fresh: 0, revised: 0, unchanged: 2, failed: 0 })
        expect((await post('b')).rev).toBe(rev)
      })

      it('tells of each source what its last day brought', async () => {
        await records.posts.append([makePost('a', { source: 'x' })], [], NOW)
        await records.posts.append([makePost('a', { source: 'x' }), makePost('b', { source: 'x' })], [], hours(48))
        const row = { source: 'y', where: 'f.csv', line: 3, code: 'file.row', message: '' }
        await records.posts.append([], [row], hours(24))
        const none = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
        expect(await records.posts.latest()).toEqual([
          { ...none, source: 'x', day: localDay(hours(48)), received: 2, fresh: 1, unchanged: 1 },
          { ...none, source: 'y', day: localDay(hours(24)), received: 1, failed: 1 },
        ])
      })

      it('counts a post that comes twice in one delivery once as fresh', async () => {
        const counts = await records.posts.append([makePost('a'), makePost('a')], [], NOW)
        expect(counts).toMatchObject({ received: 2, fresh: 1, unchanged: 1 })
      })

      it('refreshes counters, state and answer of an unchanged post without screening it again', async () => {
        await add(['a'])
        const before = await post('a')
        const answer = { text: '已答复' }
        await records.posts.append([makePost('a', { likes: 9, sourceState: '已办结', answer })], [], hours(5))
        const after = await post('a')
        expect(after).toMatchObject({ likes: 9, sourceState: '已办结', answer, disposition: 'kept', revision: 1 })
        expect(after.rev).toBeGreaterThan(before.rev)
      })

      it('does not unsay what a shorter delivery leaves out', async () => {
        const answer = { text: '已答复', at: hours(2) }
        const told = { answer, channel: '网站', area: '红古区' }
        await records.posts.append([makePost('a', told)], [], NOW)
        await records.posts.append([makePost('a', { postedAt: undefined, url: undefined })], [], hours(1))
        await records.posts.append([makePost('a', { answer: { text: '' } })], [], hours(3))
        expect(await post('a')).toMatchObject({ ...told, postedAt: NOW, url: 'https://example.org/a' })
      })

      it('keeps a title or text that a later delivery leaves out, and the decision on both with them', async () => {
        const marks = [
          { field: 'title', start: 0, end: 4, type: '电话', camouflaged: false },
          { field: 'text', start: 2, end: 6, type: '电话', camouflaged: false },
        ] as const
        await records.posts.append([makePost('a', { title: '〔电话〕没暖气', text: '请打〔电话〕', marks })], [], NOW)
        await screen(['a'])
        await records.review.decide({ postId: 'a', disposition: 'kept', category: '交通运输' }, 'ops', NOW)
        const answered = { title: '', text: '请打〔电话〕', marks: marks.slice(1), answer: { text: '已供热' } }
        await records.posts.append([makePost('a', answered)], [], hours(2))
        await records.posts.append(
          [makePost('a', { title: '〔电话〕没暖气', text: '', marks: marks.slice(0, 1) })],
          [],
          hours(3),
        )
        const after = await post('a')
        expect(after).toMatchObject({
          title: '〔电话〕没暖气',
          text: '请打〔电话〕',
          revision: 1,
          decidedByHuman: true,
        })
        expect(after.answer?.text).toBe('已供热')
        expect(after.marks).toHaveLength(2)
        await records.posts.append([makePost('a', { title: '', text: '还是打不通', marks: [] })], [], hours(4))
        const revised = await post('a')
        expect(revised).toMatchObject({ title: '〔电话〕没暖气', text: '还是打不通', revision: 2, marks: [marks[0]] })
        expect(revised.contentHash).not.toBe(after.contentHash)
      })

      it('keeps the city of an import, and has the same words judged anew when told another', async () => {
        await add(['a'])
        await records.posts.append([makePost('a', { city: 'none' })], [], hours(1))
        expect(await post('a')).toMatchObject({ city: 'none', disposition: undefined, revision: 1 })
        expect((await records.posts.pending(9)).map((p) => p.id)).toEqual(['a'])
        await screen(['a'])
        await records.posts.append([makePost('a'), makePost('a', { city: 'none' })], [], hours(2))
        expect(await post('a')).toMatchObject({ city: 'none', disposition: 'kept' })
      })

      it('takes a finer date and refuses a coarser one', async () => {
        await records.posts.append([makePost('a', { postedAt: hours(0), postedPrecision: 'day' })], [], NOW)
        await records.posts.append([makePost('a', { postedAt: hours(3), postedPrecision: 'minute' })], [], NOW)
        expect(await post('a')).toMatchObject({ postedAt: hours(3), postedPrecision: 'minute' })
        await records.posts.append([makePost('a', { postedAt: hours(0), postedPrecision: 'day' })], [], NOW)
        expect(await post('a')).toMatchObject({ postedAt: hours(3), postedPrecision: 'minute' })
      })

      it('makes a revision of changed words, to be screened again', async () => {
        await add(['a'])
        const counts = await records.posts.append([makePost('a', { text: '新的', collectedAt: hours(9) })], [], NOW)
        expect(counts).toMatchObject({ revised: 1, fresh: 0 })
        expect(await post('a')).toMatchObject({
          revision: 2,
          text: '新的',
          disposition: undefined,
          screening: undefined,
          firstCollectedAt: hours(1),
          collectedAt: hours(9),
        })
        expect((await records.posts.pending(9)).map((p) => p.id)).toEqual(['a'])
      })

      it('does not go back to older words when an old delivery is run again', async () => {
        await records.posts.append([makePost('a')], [], NOW)
        await records.posts.append([makePost('a', { text: '新的', likes: 7, collectedAt: hours(9) })], [], NOW)
        const counts = await records.posts.append([makePost('a')], [], NOW)
        expect(counts).toMatchObject({ unchanged: 1 })
        expect(await post('a')).toMatchObject({ revision: 2, text: '新的', likes: 7 })
      })

      it('counts failed rows and posts of several sources together', async () => {
        const failed = [{ source: 'file', where: 'letters.csv', line: 3, code: 'import.empty', message: 'empty' }]
        const counts = await records.posts.append([makePost('a')], failed, NOW)
        expect(counts).toEqual({ received: 2, fresh: 1, revised: 0, unchanged: 0, failed: 1 })
        await records.posts.append([], failed, NOW)
        expect((await records.posts.counts()).delivered).toEqual({
          received: 3,
          fresh: 1,
          revised: 0,
          unchanged: 0,
          failed: 2,
        })
      })

      it('takes an empty delivery', async () => {
        expect(await records.posts.append([], [], NOW)).toMatchObject({ received: 0 })
      })

      it('stores a large delivery whole', async () => {
        const many = Array.from({ length: 1203 }, (_, i) => makePost(`p${i}`))
        expect(await records.posts.append(many, [], NOW)).toMatchObject({ fresh: 1203 })
        expect(await records.posts.getMany(many.map((p) => p.id))).toHaveLength(1203)
        const revs = (await records.posts.changedSince(0, 5000)).map((p) => p.rev)
        expect(new Set(revs).size).toBe(1203)
      })

      it('keeps odd text as it is', async () => {
        const text = '\'; drop table posts; -- \u{1f600} 〔手机〕 %_\\ " 𠀀'
        await records.posts.append([makePost('a', { text })], [], NOW)
        expect((await post('a')).text).toBe(text)
      })
    })

    describe('screening', () => {
      it('puts a verdict into force', async () => {
        await add(['a'])
        expect(await post('a')).toMatchObject({ disposition: 'kept', screening: makeScreening() })
        expect(await records.posts.pending(9)).toEqual([])
      })

      it('leaves a post waiting whose words changed while it was screened', async () => {
        await records.posts.append([makePost('a')], [], NOW)
        const read = await post('a')
        await records.posts.append([makePost('a', { text: '新的', collectedAt: hours(9) })], [], NOW)
        await records.posts.saveScreenings([{ post: read, screening: makeScreening() }], NOW)
        expect((await post('a')).disposition).toBeUndefined()
      })

      it('does nothing when the verdict is the same again', async () => {
        await add(['a'])
        const { rev } = await post('a')
        await screen(['a'])
        expect((await post('a')).rev).toBe(rev)
        expect(await records.grouping.next(0, 9)).toHaveLength(1)
      })

      it('ignores posts it does not know', async () => {
        await records.posts.saveScreenings([{ post: makePost('nobody'), screening: makeScreening() }], NOW)
        expect(await records.posts.get('nobody')).toBeUndefined()
      })

      it('counts one disposition a post', async () => {
        await add(['a', 'b'])
        await add(['c'], { disposition: 'quarantined' })
        await add(['d'], { disposition: 'off-topic' })
        await add(['e'], { disposition: 'review' })
        await records.posts.append([makePost('f')], [], NOW)
        await group('i1', ['a'])
        await group('i1', ['b'], 'a')
        expect((await records.posts.counts()).posts).toEqual({
          kept: 1,
          duplicate: 1,
          quarantined: 1,
          'off-topic': 1,
          review: 1,
          failed: 0,
          pending: 1,
        })
      })
    })

    describe('reading', () => {
      it('getMany keeps the order asked for and leaves out the unknown', async () => {
        await add(['a', 'b', 'c'])
        expect((await records.posts.getMany(['c', 'x', 'a'])).map((p) => p.id)).toEqual(['c', 'a'])
        expect(await records.posts.getMany([])).toEqual([])
      })

      it('iterates by time, then id, over more than one page, half-open', async () => {
        const posts = Array.from({ length: 1100 }, (_, i) =>
          makePost(`p${String(i).padStart(4, '0')}`, { postedAt: hours(Math.floor(i / 300)) }),
        )
        await records.posts.append([...posts].reverse(), [], NOW)
        expect(await collect({})).toEqual(posts.map((p) => p.id))
        expect(await collect({ from: hours(1), to: hours(2) })).toHaveLength(300)
      })

      it('filters by disposition, issue, urgency and open routes', async () => {
        await add(['a'], { urgency: 2 })
        await add(['b'], { route: 'protected' })
        await add(['c'], { disposition: 'review' })
        await group('i1', ['a'])
        expect(await collect({ disposition: 'review' })).toEqual(['c'])
        expect(await collect({ issueId: 'i1' })).toEqual(['a'])
        expect(await collect({ openRoutesOnly: true })).toEqual(['a', 'c'])
        expect(await collect({ urgency: 2 })).toEqual(['a'])
      })

      it('gives words and outcomes alone, by id, and those of an issue page by page', async () => {
        const answer = { unit: '市住建局', text: '已处理', at: hours(2) }
        const ids = Array.from({ length: 70 }, (_, n) => `w${String(n).padStart(2, '0')}`)
        await add(ids)
        await records.posts.append(
          [makePost('x', { answer }), makePost('y', { sourceState: '退回' }), makePost('z')],
          [],
          NOW,
        )
        await screen(['x', 'y', 'z'])
        await group('i1', [...ids, 'x', 'y'])
        expect(await records.posts.words(['z', '?', 'x'])).toEqual(
          new Map(['z', 'x'].map((id) => [id, { title: `标题 ${id}`, text: `正文 ${id}` }])),
        )
        expect(await records.posts.outcomes(['x', 'y', 'z', '?'])).toEqual(
          new Map([
            ['x', { answer, sourceState: undefined }],
            ['y', { answer: undefined, sourceState: '退回' }],
          ]),
        )
        const said = async (): Promise<string[]> => {
          const texts: string[] = []
          for await (const { text } of records.posts.wordsIn('i1')) texts.push(text)
          return texts
        }
        const open = await collect({ issueId: 'i1', openRoutesOnly: true })
        expect(await said()).toEqual(open.map((id) => `正文 ${id}`))
        expect(open).toHaveLength(72)
        await records.review.decide({ postId: 'x', disposition: 'kept', route: 'protected' }, 'w', NOW)
        expect(await said()).not.toContain('正文 x')
      })

      it('tells what changed, in order, without losing or repeating', async () => {
        await add(['a', 'b', 'c'])
        const seen: string[] = []
        let rev = 0
        for (let batch = await records.posts.changedSince(0, 2); batch.length > 0; ) {
          seen.push(...batch.map((p) => p.id))
          rev = batch.at(-1)!.rev
          batch = await records.posts.changedSince(rev, 2)
        }
        expect(seen.sort()).toEqual(['a', 'b', 'c'])
        await records.posts.append([makePost('b', { likes: 1 })], [], NOW)
        expect((await records.posts.changedSince(rev, 9)).map((p) => p.id)).toEqual(['b'])
      })
    })

    describe('grouping', () => {
      it('hands out kept posts of open routes in the order of screening, with their voices', async () => {
        await add(['a'])
        await add(['b'], { route: 'protected' })
        await add(['c'], { disposition: 'quarantined' })
        await add(['d'], { route: 'lead' })
        expect(await records.grouping.waiting()).toBe(2)
        const queue = await records.grouping.next(0, 9)
        expect(queue.map((g) => g.post.id)).toEqual(['a', 'd'])
        expect(queue.map((g) => g.post.voice)).toEqual(['voice-a', 'voice-d'])
        expect((await records.grouping.next(queue[0]!.seq, 9)).map((g) => g.post.id)).toEqual(['d'])
        await records.grouping.commit(makeCommit({ offset: queue[0]!.seq }))
        expect(await records.grouping.waiting()).toBe(1)
      })

      it('hands out a revised post again, once it is screened', async () => {
        await add(['a', 'b'])
        const offset = (await records.grouping.next(0, 9)).at(-1)!.seq
        await records.posts.append([makePost('a', { text: '新的', collectedAt: hours(9) })], [], NOW)
        expect(await records.grouping.next(offset, 9)).toEqual([])
        await screen(['a'])
        expect((await records.grouping.next(offset, 9)).map((g) => g.post.id)).toEqual(['a'])
      })

      it('moves assignments, issues, offset and state in one commit', async () => {
        await add(['a', 'b'])
        await records.grouping.commit(
          makeCommit({
            offset: 2,
            issues: [makeIssue('i1')],
            assignments: [
              { postId: 'a', issueId: 'i1', duplicateOf: null },
              { postId: 'b', issueId: 'i1', duplicateOf: 'a' },
            ],
            state: [
              { key: 'x', value: '1' },
              { key: 'y', value: '2' },
            ],
          }),
        )
        expect(await post('b')).toMatchObject({ issueId: 'i1', duplicateOf: 'a', disposition: 'duplicate' })
        expect(await post('a')).toMatchObject({ issueId: 'i1', duplicateOf: null, disposition: 'kept' })
        await records.grouping.commit(
          makeCommit({
            offset: 3,
            assignments: [{ postId: 'b', issueId: null, duplicateOf: null }],
            state: [{ key: 'x', value: null }],
          }),
        )
        expect(await post('b')).toMatchObject({ issueId: null, duplicateOf: null, disposition: 'kept' })
        expect(await records.grouping.load()).toEqual({ offset: 3, state: new Map([['y', '2']]) })
      })

      it('reads of the state the rows asked for alone, by key and by how keys begin', async () => {
        const keys = ['c:i1', 'c:i10', 'c:i2', 'd:1', 'meta', 's~', 't', 't:', 't:0', 't:9', 't:甲', 't;', 'tt:0']
        await records.grouping.commit(makeCommit({ state: keys.map((key) => ({ key, value: `v${key}` })) }))
        const read = async (...asked: Parameters<Records['grouping']['rows']>): Promise<string[]> =>
          [...(await records.grouping.rows(...asked)).keys()].sort()
        expect(await records.grouping.rows(['c:i1'])).toEqual(new Map([['c:i1', 'vc:i1']]))
        expect(await read(['meta', 'c:i1', 'c:none'], ['t:', 'p:'])).toEqual(
          ['c:i1', 'meta', 't:', 't:0', 't:9', 't:甲'].sort(),
        )
        expect(await read(['t:0'], ['t:'])).toHaveLength(4)
        expect(await read([])).toEqual([])
      })

      it('is idempotent: the same commit again changes no projection', async () => {
        await add(['a'])
        await group('i1', ['a'])
        const { rev } = await post('a')
        await group('i1', ['a'])
        expect((await post('a')).rev).toBe(rev)
      })

      it('starts at nothing', async () => {
        expect(await records.grouping.load()).toEqual({ offset: 0, state: new Map() })
      })

      it('refuses a fence older than the newest seen, and then changes nothing', async () => {
        await add(['a'])
        await records.grouping.commit(makeCommit({ fence: 5, offset: 7 }))
        const late = makeCommit({
          fence: 4,
          offset: 9,
          issues: [makeIssue('i1')],
          assignments: [{ postId: 'a', issueId: 'i1', duplicateOf: null }],
        })
        await expect(records.grouping.commit(late)).rejects.toMatchObject({ code: 'lease.lost' })
        expect((await records.grouping.load()).offset).toBe(7)
        expect((await post('a')).issueId).toBeNull()
      })

      it('refuses a writer whose lease was given away, before the newcomer has committed', async () => {
        const old = (await records.meta.acquire('grouping', 'a', 1000, NOW)) as { token: number }
        await records.grouping.commit(makeCommit({ fence: old.token }))
        const fresh = (await records.meta.acquire('grouping', 'b', 1000, hours(1))) as { token: number }
        await expect(records.grouping.commit(makeCommit({ fence: old.token }))).rejects.toMatchObject({
          code: 'lease.lost',
        })
        await records.grouping.commit(makeCommit({ fence: fresh.token }))
      })

      it('is not disturbed by a newer lease of another name', async () => {
        const mine = (await records.meta.acquire('grouping', 'a', 1000, NOW)) as { token: number }
        await records.meta.acquire('digest', 'b', 1000, NOW)
        await records.grouping.commit(makeCommit({ fence: mine.token }))
      })

      it('rolls the whole commit back when a post is put into an issue that does not exist', async () => {
        await add(['a'])
        const broken = makeCommit({
          offset: 4,
          state: [{ key: 'x', value: '1' }],
          assignments: [{ postId: 'a', issueId: 'nowhere', duplicateOf: null }],
        })
        await expect(records.grouping.commit(broken)).rejects.toMatchObject({ code: 'store.no-issue' })
        expect(await records.grouping.load()).toEqual({ offset: 0, state: new Map() })
      })

      it('leaves alone what was revised or thrown out since the writer read it', async () => {
        await add(['a', 'b'])
        await records.posts.append([makePost('a', { text: '新的', collectedAt: hours(9) })], [], NOW)
        await records.review.decide({ postId: 'b', disposition: 'quarantined' }, 'w', NOW)
        await group('i1', ['a', 'b'])
        expect(await post('a')).toMatchObject({ issueId: null, disposition: undefined })
        expect(await post('b')).toMatchObject({ issueId: null, disposition: 'quarantined' })
      })

      it('does not overwrite what people set', async () => {
        await group('i1', [])
        await records.issues.edit('i1', { renamed: '雁滩停暖', pinned: true }, 'w', NOW)
        await records.grouping.commit(makeCommit({ issues: [makeIssue('i1', { title: '别的', voices: 9 })] }))
        expect(await records.issues.get('i1')).toMatchObject({
          title: '别的',
          voices: 9,
          renamed: '雁滩停暖',
          pinned: true,
        })
      })
    })

    describe('issues', () => {
      it('gives back every field', async () => {
        await group('i1', [])
        const { rev, ...issue } = (await records.issues.get('i1'))!
        expect(rev).toBeGreaterThan(0)
        expect(issue).toEqual({ ...makeIssue('i1'), renamed: null, pinned: false })
        expect(await records.issues.get('nowhere')).toBeUndefined()
      })

      it('counts members as they stand, whatever the grouper said of them', async () => {
        const make = (id: string, voice: string, kind: 'letter' | 'news' = 'letter') => makePost(id, { voice, kind })
        const posts = [
          make('a', 'one'),
          make('b', 'one'),
          make('c', 'two'),
          make('d', 'paper', 'news'),
          make('e', 'three'),
        ]
        await records.posts.append(posts, [], NOW)
        await screen(['a', 'b', 'c', 'd'])
        await screen(['e'], { appealType: '表扬' })
        await group('i1', ['a', 'b', 'c', 'd', 'e'])
        const counts = { posts: 5, voices: 2, news: 1, praise: 1, answered: 0 }
        expect(await records.issues.get('i1')).toMatchObject(counts)
        await group('i2', ['b', 'c'])
        expect(await records.issues.get('i1')).toMatchObject({ ...counts, posts: 3, voices: 1 })
        expect(await records.issues.get('i2')).toMatchObject({ posts: 2, voices: 2, news: 0, praise: 0 })
      })

      it('tells of members and issues what changed, each change with a larger number', async () => {
        await add(['a', 'b'])
        await group('i1', ['a'])
        const first = await records.issues.newest()
        const marks = await records.issues.labels(undefined, 9)
        expect(marks.map(({ id }) => id)).toEqual(['i1'])
        expect(await records.issues.membersChanged(first, 9)).toEqual([])
        expect(await records.issues.labels(marks.at(-1), 9)).toEqual([])
        const all = await records.issues.membersChanged(0, 9)
        expect(all.map(({ postId, member }) => [postId, member?.issueId])).toEqual([
          ['b', undefined],
          ['a', 'i1'],
        ])
        expect(all[1]?.member).toEqual((await records.issues.members(...ALL))[0])
        expect(await records.issues.membersChanged(0, 1)).toEqual(all.slice(0, 1))

        await records.issues.edit('i1', { pinned: true }, 'w', NOW)
        const [pinned] = await records.issues.labels(marks.at(-1), 9)
        expect(pinned).toMatchObject({
          id: 'i1',
          pinned: true,
          mergedInto: null,
          category: '城乡建设',
          district: '城关区',
        })
        expect(pinned!.changed).toBeGreaterThan(first)
        await group('i2', ['b'])
        expect((await records.issues.labels(pinned, 9)).map(({ id }) => id)).toEqual(['i2'])
        const second = await records.issues.newest()
        await records.issues.redirect('i1', 'i2', 'w', NOW)
        expect((await records.issues.membersChanged(second, 9)).map((c) => c.member?.issueId)).toEqual(['i2'])
        const merged = (await records.issues.labels(pinned, 9)).map(({ id, mergedInto }) => [id, mergedInto])
        expect(merged).toEqual([
          ['i2', null],
          ['i1', 'i2'],
        ])
        expect(await records.issues.newest()).toBeGreaterThan(second)
      })

      it('lists members of a half-open time with what ranking needs', async () => {
        await records.posts.append(
          [
            makePost('a', { likes: 3, answer: { text: '已答复' } }),
            makePost('b', { postedAt: hours(1), postedPrecision: 'day' }),
            makePost('c', { postedAt: undefined, collectedAt: hours(2) }),
          ],
          [],
          hours(4),
        )
        await screen(['a', 'b', 'c'])
        await group('i1', ['a', 'b', 'c'])
        const members = await records.issues.members(NOW, hours(2))
        expect(members.map((m) => m.postId)).toEqual(['a', 'b'])
        expect(members[0]).toEqual({
          postId: 'a',
          issueId: 'i1',
          source: 'board',
          kind: 'letter',
          route: 'case',
          appealType: '投诉',
          urgency: 1,
          at: NOW,
          dayPrecision: false,
          voice: 'voice-a',
          likes: 3,
          replies: 0,
          views: 0,
          duplicateOf: null,
          answeredAt: hours(4),
        })
        expect(members[1]!.dayPrecision).toBe(true)
        expect((await records.issues.members(hours(2), hours(3)))[0]).toMatchObject({ postId: 'c', dayPrecision: true })
        expect(await records.issues.members(...ALL, 'i2')).toEqual([])
        expect(await records.issues.members(...ALL, 'i1')).toHaveLength(3)
      })

      it('counts a writer who goes on over a quarter end as one voice', async () => {
        await add(['a'])
        await records.posts.append([makePost('b', { voice: 'next-quarter', voiceBefore: 'voice-a' })], [], NOW)
        await records.posts.append([makePost('c', { voice: 'another', voiceBefore: 'voice-unknown' })], [], NOW)
        await screen(['b', 'c'])
        await group('i1', ['a', 'b', 'c'])
        const members = await records.issues.members(...ALL)
        expect(members.map((m) => m.voice).sort()).toEqual(['another', 'voice-a', 'voice-a'])
      })

      it('keeps the first voice when the quarter key changed', async () => {
        await add(['a'])
        await group('i1', ['a'])
        await records.posts.append([makePost('a', { voice: 'next-quarter', likes: 1 })], [], NOW)
        expect((await records.issues.members(...ALL))[0]).toMatchObject({ voice: 'voice-a', likes: 1 })
      })

      it('counts a folded copy as a member and a quarantined one not', async () => {
        await add(['a', 'b', 'c'])
        await group('i1', ['a', 'c'])
        await group('i1', ['b'], 'a')
        await records.review.decide({ postId: 'c', disposition: 'quarantined' }, 'w', NOW)
        expect((await records.issues.members(...ALL)).map((m) => [m.postId, m.duplicateOf])).toEqual([
          ['a', null],
          ['b', 'a'],
        ])
      })

      it('takes a post out of every list the moment its route is closed', async () => {
        await add(['a', 'b'])
        await group('i1', ['a', 'b'])
        await records.review.decide({ postId: 'a', disposition: 'kept', route: 'protected' }, 'w', NOW)
        expect((await records.issues.members(...ALL)).map((m) => m.postId)).toEqual(['b'])
        // The writer hears of it once more, to forget its words.
        const queue = await records.grouping.next(0, 9)
        expect(queue.map((g) => [g.post.id, g.post.screening?.route])).toEqual([
          ['b', 'case'],
          ['a', 'protected'],
        ])
        expect(await collect({ openRoutesOnly: true })).toEqual(['b'])
        expect(await collect({ issueId: 'i1' })).toEqual(['b'])
        const feed = await records.cases.feed(0, 99)
        expect(feed.filter((e) => e.subject === 'a')).toEqual([])
      })

      it('counts answers that came after grouping', async () => {
        await add(['a', 'b'])
        await group('i1', ['a', 'b'])
        await records.posts.append([makePost('a', { answer: { text: '已答复' } })], [], hours(2))
        expect((await records.issues.get('i1'))!.answered).toBe(1)
      })

      it('redirects a merged issue for ever and moves its members', async () => {
        await add(['a', 'b'])
        await group('i1', ['a'])
        await group('i2', ['b'])
        await group('i3', [])
        const { rev } = await post('a')
        await records.issues.redirect('i1', 'i2', 'w', NOW)
        await records.issues.redirect('i2', 'i3', 'w', NOW)
        expect((await records.issues.get('i1'))!.id).toBe('i3')
        expect((await records.issues.getMany(['i1', 'i2', 'i3', 'x'])).map((i) => i.id)).toEqual(['i3'])
        expect((await records.issues.members(...ALL, 'i1')).map((m) => m.postId)).toEqual(['a', 'b'])
        expect((await post('a')).rev).toBeGreaterThan(rev)
        // The grouping writer still knows only the old id.
        await group('i1', ['a'])
        expect((await post('a')).issueId).toBe('i3')
        expect((await records.issues.get('i1'))!.id).toBe('i3')
      })

      it('takes the same redirect twice and refuses a circle', async () => {
        await group('i1', [])
        await group('i2', [])
        await records.issues.redirect('i1', 'i2', 'w', NOW)
        await records.issues.redirect('i1', 'i2', 'w', NOW)
        await expect(records.issues.redirect('i2', 'i1', 'w', NOW)).rejects.toMatchObject({ code: 'store.redirect' })
        await expect(records.issues.redirect('i2', 'i9', 'w', NOW)).rejects.toMatchObject({ code: 'store.no-issue' })
        await expect(records.issues.redirect('i9', 'i2', 'w', NOW)).rejects.toMatchObject({ code: 'store.no-issue' })
      })

      it('merges as the grouping writer says, new target in the same batch', async () => {
        await add(['a'])
        await group('i1', ['a'])
        await records.grouping.commit(
          makeCommit({ issues: [makeIssue('i1', { mergedInto: 'i2' }), makeIssue('i2')], offset: 2 }),
        )
        expect((await records.issues.get('i1'))!.id).toBe('i2')
        expect((await post('a')).issueId).toBe('i2')
      })

      it('tells of a merge taken back and of a new issue of posts that stood in another', async () => {
        await add(['a', 'b'])
        await group('i1', ['a'])
        await group('i2', ['b'])
        const issues = [makeIssue('i1', { mergedInto: 'i2' }), makeIssue('i2')]
        await records.grouping.commit(
          makeCommit({ issues, assignments: [{ postId: 'a', issueId: 'i2', duplicateOf: null }] }),
        )
        await group('i1', ['a'])
        await group('i3', ['b'])
        // What moves between issues that are there, and what stands nowhere yet, is told with the issues.
        await group('i1', ['b'])
        expect((await records.cases.feed(0, 9)).map(({ type, subject, data }) => [type, subject, data])).toEqual([
          ['issue.changed', 'i1', { mergedInto: 'i2' }],
          ['issue.changed', 'i1', { mergedInto: null }],
          ['issue.changed', 'i3', { partedFrom: 'i2' }],
        ])
      })

      it('renames, pins and clears, with an event', async () => {
        await group('i1', [])
        await records.issues.edit('i1', { renamed: '停暖' }, 'w', NOW)
        expect(await records.issues.edit('i1', { pinned: true }, 'w', NOW)).toMatchObject({
          renamed: '停暖',
          pinned: true,
        })
        expect(await records.issues.edit('i1', { renamed: null }, 'w', NOW)).toMatchObject({
          renamed: null,
          pinned: true,
        })
        expect((await records.cases.feed(0, 9)).map((e) => e.type)).toEqual([
          'issue.changed',
          'issue.changed',
          'issue.changed',
        ])
        await expect(records.issues.edit('i9', { pinned: true }, 'w', NOW)).rejects.toMatchObject({
          code: 'store.no-issue',
        })
      })

      it('tells when its members were written, also after some have left', async () => {
        const posts = ['a', 'b', 'c'].map((id, n) => makePost(id, { postedAt: hours(n) }))
        await records.posts.append(posts, [], NOW)
        await screen(['a', 'b', 'c'])
        await group('i1', ['a', 'b', 'c'])
        expect(await records.issues.get('i1')).toMatchObject({ firstSeen: hours(0), lastSeen: hours(2) })
        await group('i2', ['a'])
        expect(await records.issues.get('i1')).toMatchObject({ firstSeen: hours(1), lastSeen: hours(2) })
        expect(await records.issues.get('i2')).toMatchObject({ firstSeen: hours(0), lastSeen: hours(0) })
      })

      it('forgets a former name wherever it was told, and no event for it', async () => {
        await add(['a', 'b'])
        await group('i1', ['a'])
        await group('i2', ['b'])
        await records.issues.edit('i1', { renamed: '甲的停车费', pinned: true }, 'w', NOW)
        await records.issues.edit('i2', { renamed: '别的事' }, 'w', NOW)
        await records.issues.edit('i1', { renamed: '停车费涨价' }, 'w', NOW)
        const told = async () => (await records.cases.feed(0, 9)).map(({ seq, data }) => [seq, data])
        expect(await told()).toEqual([
          [1, { renamed: null, pinned: true }],
          [2, { renamed: '别的事' }],
          [3, { renamed: '停车费涨价' }],
        ])
        await records.grouping.commit(makeCommit({ issues: [makeIssue('i2', { mergedInto: 'i1' }), makeIssue('i1')] }))
        await records.issues.edit('i1', { renamed: null }, 'w', NOW)
        expect(JSON.stringify(await told())).not.toMatch(/停车费|别的事/)
      })

      it('keeps the name people gave through a merge, and takes it back with the rest', async () => {
        for (const id of ['i1', 'i2', 'i3']) await group(id, [])
        const name = async (id: string) => (await records.issues.get(id))?.renamed
        await records.issues.edit('i1', { renamed: '停车费涨价' }, 'w', NOW)
        const merge = (a: string, b: string | null) =>
          records.grouping.commit(makeCommit({ issues: [makeIssue(a, { mergedInto: b }), makeIssue('i3')] }))
        await merge('i1', 'i2')
        await merge('i2', 'i3')
        expect([await name('i1'), await name('i3')]).toEqual(['停车费涨价', '停车费涨价'])
        // The one that lives on has a name of its own.
        await records.issues.edit('i3', { renamed: '物业收费' }, 'w', NOW)
        expect(await name('i1')).toBe('物业收费')
        await records.issues.edit('i3', { renamed: null }, 'w', NOW)
        expect(await name('i3')).toBeNull()

        await records.issues.edit('i3', { renamed: null }, 'w', NOW)
        await group('i4', [])
        await records.issues.edit('i4', { renamed: '漏水' }, 'w', NOW)
        await merge('i4', 'i3')
        expect(await name('i3')).toBe('漏水')
        // Undone: each has its own name again.
        await merge('i4', null)
        expect([await name('i4'), await name('i3')]).toEqual(['漏水', null])
      })

      it('keeps a pin through a merge until people take it off, and gives it back with the rest', async () => {
        for (const id of ['i1', 'i2', 'i3']) await group(id, [])
        const pins = async () =>
          (await records.issues.getMany(['i1', 'i2', 'i3'])).map(({ id, pinned }) => [id, pinned])
        const merge = (a: string, b: string | null) =>
          records.grouping.commit(makeCommit({ issues: [makeIssue(a, { mergedInto: b }), makeIssue('i3')] }))
        await records.issues.edit('i1', { pinned: true }, 'w', NOW)
        await merge('i1', 'i2')
        await merge('i2', 'i3')
        expect(await pins()).toEqual([['i3', true]])
        await merge('i1', null)
        expect(await pins()).toEqual([
          ['i1', true],
          ['i3', false],
        ])
        await merge('i1', 'i3')
        expect(await records.issues.edit('i3', { pinned: false }, 'w', NOW)).toMatchObject({ pinned: false })
        await merge('i1', null)
        expect(await pins()).toEqual([
          ['i1', false],
          ['i3', false],
        ])
      })

      it('keeps pair links once, in either direction, the later word winning', async () => {
        await records.issues.link([{ a: 'y', b: 'x', kind: 'must' }], 'w', NOW)
        await records.issues.link([{ a: 'x', b: 'y', kind: 'must' }], 'w', NOW)
        expect(await records.grouping.links()).toEqual([{ a: 'x', b: 'y', kind: 'must', by: 'w', at: NOW }])
        await records.issues.link([{ a: 'x', b: 'y', kind: 'cannot' }], 'w', NOW)
        expect(await records.grouping.links()).toEqual([{ a: 'x', b: 'y', kind: 'cannot', by: 'w', at: NOW }])
        await records.issues.unlink([{ a: 'y', b: 'x', kind: 'cannot' }], 'w', NOW)
        expect(await records.grouping.links()).toEqual([])
        await expect(records.issues.link([{ a: 'x', b: 'x', kind: 'must' }], 'w', NOW)).rejects.toMatchObject({
          code: 'store.link',
        })
      })
    })

    it('knows which links gave way to others, and has them again in one step', async () => {
      const merge = { a: 'y', b: 'x', kind: 'must' as const }
      const split = [
        { a: 'y', b: 'z', kind: 'cannot' as const },
        { a: 'w', b: 'z', kind: 'cannot' as const },
      ]
      const stored = async () => (await records.grouping.links()).map(({ a, b, kind }) => ({ a, b, kind }))
      await records.issues.link([merge], 'w', NOW)
      expect(await records.issues.replaced([merge])).toEqual([])
      const [link] = await records.grouping.links()
      await records.issues.link(split, 'w', NOW, [link!])
      expect(new Set(await stored())).toEqual(new Set(split))
      expect(await records.issues.replaced(split)).toEqual([merge])
      await records.issues.unlink(split, 'w', NOW, [merge])
      expect(await stored()).toEqual([merge])
      expect(await records.issues.replaced([merge])).toEqual([])
      // Linked anew, they took the place of nothing.
      await records.issues.link(split, 'w', NOW)
      expect(await records.issues.replaced(split)).toEqual([])
    })

    describe('review', () => {
      it('puts a decision into force over the verdict, with its reason', async () => {
        const filings = [{ label: '环境保护/环境污染', score: 0.2 }]
        await add(['a'], { disposition: 'review', subcategory: '物业', filings })
        const decided = await records.review.decide(
          { postId: 'a', disposition: 'kept', category: '环境保护', appealType: '求助', note: '属实' },
          'w',
          NOW,
        )
        expect(decided).toMatchObject({ disposition: 'kept', decidedByHuman: true })
        expect(decided.screening).toMatchObject({ appealType: '求助', route: 'case' })
        expect(decided.screening).toMatchObject({ category: '环境保护', subcategory: '环境污染' })
        expect(decided.screening!.reasons.at(-1)).toEqual({ rule: 'human.decision', weight: 1, text: '属实' })
        expect((await records.grouping.next(0, 9)).map((g) => g.post.id)).toEqual(['a'])
      })

      it('tells since when what is in force of a post was said', async () => {
        await add(['a'], { disposition: 'review' })
        await add(['b'])
        expect((await post('a')).ruledAt).toBe(NOW)
        for (const postId of ['a', 'b']) await records.review.decide({ postId, disposition: 'kept' }, 'w', hours(1))
        // Who only agrees says nothing new.
        expect([(await post('a')).ruledAt, (await post('b')).ruledAt]).toEqual([hours(1), NOW])
      })

      it('stands over every re-run, and ends when the words change', async () => {
        await add(['a'])
        await records.review.decide({ postId: 'a', disposition: 'quarantined' }, 'w', NOW)
        await screen(['a'], { spam: 0.5 })
        expect(await post('a')).toMatchObject({ disposition: 'quarantined', decidedByHuman: true })
        await records.posts.append([makePost('a', { text: '新的', collectedAt: hours(9) })], [], NOW)
        await screen(['a'])
        expect(await post('a')).toMatchObject({ disposition: 'kept', decidedByHuman: false })
        // It is asked again, though screening has no doubt.
        expect((await records.review.queue(9)).map((i) => [i.post.id, i.why])).toEqual([['a', 'uncertain']])
        // And the old decision is back with the old words.
        await records.posts.append([makePost('a', { collectedAt: hours(12) })], [], NOW)
        await screen(['a'])
        expect(await post('a')).toMatchObject({ revision: 3, disposition: 'quarantined', decidedByHuman: true })
      })

      it('can be undone', async () => {
        await add(['a'])
        await records.review.decide({ postId: 'a', disposition: 'off-topic' }, 'w', NOW)
        expect(await records.review.undo('a', 'w', NOW)).toMatchObject({ disposition: 'kept', decidedByHuman: false })
        expect(await records.review.undo('a', 'w', NOW)).toMatchObject({ disposition: 'kept' })
      })

      it('takes a second decision over the first', async () => {
        await add(['a'])
        await records.review.decide({ postId: 'a', disposition: 'off-topic' }, 'w', NOW)
        await records.review.decide({ postId: 'a', disposition: 'kept' }, 'v', NOW)
        expect(await post('a')).toMatchObject({ disposition: 'kept', decidedByHuman: true })
      })

      it('refuses what does not exist or was not screened', async () => {
        await records.posts.append([makePost('a')], [], NOW)
        const decide = (postId: string) => records.review.decide({ postId, disposition: 'kept' }, 'w', NOW)
        await expect(decide('x')).rejects.toMatchObject({ code: 'store.no-post' })
        await expect(decide('a')).rejects.toMatchObject({ code: 'store.not-screened' })
        await expect(records.review.undo('x', 'w', NOW)).rejects.toMatchObject({ code: 'store.no-post' })
      })

      it('mixes 70 % doubt, 20 % hot and 10 % audit, nobody twice', async () => {
        const name = (p: string) => (_: unknown, i: number) => `${p}${String(i).padStart(3, '0')}`
        const doubt = Array.from({ length: 100 }, name('d'))
        const kept = Array.from({ length: 60 }, name('k'))
        await add(doubt, { disposition: 'review' })
        await add(kept)
        await records.grouping.commit(
          makeCommit({
            issues: [makeIssue('i1', { voices: 30 })],
            assignments: kept.slice(0, 30).map((postId) => ({ postId, issueId: 'i1', duplicateOf: null })),
          }),
        )
        const queue = await records.review.queue(50)
        const count = (why: string) => queue.filter((i) => i.why === why).length
        expect([count('uncertain'), count('hot'), count('audit')]).toEqual([35, 10, 5])
        expect(new Set(queue.map((i) => i.post.id)).size).toBe(50)
        expect(queue.every((i) => i.post.voice === '')).toBe(true)
      })

      it('gives room to doubt where there is nothing hot', async () => {
        const ids = Array.from({ length: 20 }, (_, i) => `d${i}`)
        await add(ids, { disposition: 'review' })
        expect(await records.review.queue(10)).toHaveLength(10)
        expect(await records.review.queue(0)).toEqual([])
      })

      it('puts the urgent first and never asks twice', async () => {
        await add(['a'], { disposition: 'review', urgency: 0 })
        await add(['b'], { disposition: 'review', urgency: 3 })
        expect((await records.review.queue(5)).map((i) => i.post.id)).toEqual(['b', 'a'])
        await records.review.decide({ postId: 'b', disposition: 'review' }, 'w', NOW)
        expect((await records.review.queue(5)).map((i) => i.post.id)).toEqual(['a'])
      })

      it('shows a text once, counts all that wait, and lets late ones follow what was decided on their words', async () => {
        const say = (id: string, text: string, at = NOW) =>
          makePost(id, { text, contentHash: `hash of ${text}`, postedAt: at })
        await records.posts.append([say('a', '甲文'), say('b', '甲文'), say('c', '乙文')], [], NOW)
        await screen(['a', 'b', 'c'], { disposition: 'review' })
        const doubted = (await records.review.queue(9)).filter((i) => i.why === 'uncertain')
        expect(doubted.map((i) => [i.post.id, i.alike])).toEqual([
          ['a', 1],
          ['c', 0],
        ])
        expect(await records.review.waiting()).toBe(3)
        await records.review.decide({ postId: 'a', disposition: 'off-topic' }, 'w', NOW, ['b'])
        const later = new Date(Date.parse(NOW) + 90 * 86_400_000).toISOString()
        await records.posts.append([say('d', '甲文'), say('e', '丙文'), say('f', '甲文', later)], [], NOW)
        await screen(['d', 'e', 'f'], { disposition: 'review' })
        // With its verdict, in one transaction: a process that ends here has nothing left to do.
        expect((await records.posts.getMany(['d', 'e', 'f'])).map((p) => p.disposition)).toEqual([
          'off-topic',
          'review',
          'review',
        ])
        expect((await records.review.resembling('e', ['甲'], 9, { decided: true })).map((p) => p.id)).toEqual(['a'])
        expect(await records.review.follow([{ postId: 'e', of: 'b' }], NOW)).toEqual(['e'])
        expect([await post('d'), await post('e')].map((p) => p.disposition)).toEqual(['off-topic', 'off-topic'])
        expect(await records.review.waiting()).toBe(2)
        // What was decided on b came from a: undoing a takes all of it back.
        await records.review.undo('a', 'w', NOW)
        expect(await records.review.waiting()).toBe(6)
      })

      it('keeps closed routes for the officer named for them', async () => {
        await add(['a'], { disposition: 'review' })
        await add(['b'], { disposition: 'review', route: 'protected' })
        expect((await records.review.queue(9)).map((i) => i.post.id)).toEqual(['a'])
        await add(['c'], { disposition: 'kept', route: 'restricted' })
        await add(['d', 'e'], { disposition: 'kept', route: 'protected' })
        await add(['f'], { disposition: 'quarantined', route: 'protected' })
        await records.erasure.erase('e', 'u', NOW)
        const closed = await records.review.closed(9, '2000-01-01T00:00:00Z')
        expect(closed.map(({ id }) => id).sort()).toEqual(['b', 'c', 'd'])
        expect(await records.review.closed(1, '2000-01-01T00:00:00Z')).toHaveLength(1)
        expect(await records.review.closed(9, '2999-01-01T00:00:00Z')).toEqual([])
        expect(await records.review.closedCounts('2000-01-01T00:00:00Z')).toEqual({ older: 0, unread: 3 })
        await records.meta.audit('李', 'closed.read', 'b', {}, NOW)
        expect(await records.review.closedCounts('2999-01-01T00:00:00Z')).toEqual({ older: 3, unread: 2 })
        const all = await records.posts.counts()
        const open = await records.posts.counts({ openRoutesOnly: true })
        expect(open.posts).toEqual({ ...all.posts, review: 1, kept: 0, quarantined: 0 })
        expect(open.delivered.fresh).toBe(all.delivered.fresh - 5)
      })

      it('finds what has a number, alone or with its words, in either case or width', async () => {
        await records.posts.append(
          [
            makePost('a', { nativeId: 'LZ2026110099' }),
            makePost('b', { nativeId: 'LZ2026110099-jZyjrGR2yQadWYPu' }),
            makePost('c', { nativeId: 'LZ2026110099-1' }),
            makePost('d', { nativeId: 'LZ20261100991' }),
          ],
          [],
          NOW,
        )
        for (const number of ['LZ2026110099', 'lz2026110099', 'ＬＺ2026110099']) {
          const found: string[] = []
          for await (const { id } of records.posts.iterate({ number })) found.push(id)
          expect(found).toEqual(['a', 'b'])
        }
      })

      it('takes siblings along and back, but not what a person decided or what is closed', async () => {
        await add(['a', 'b', 'c', 'd'], { disposition: 'review' })
        await add(['e'], { disposition: 'review', route: 'protected' })
        await records.review.decide({ postId: 'd', disposition: 'kept' }, 'u', NOW)
        await records.review.decide({ postId: 'a', disposition: 'quarantined', why: 'audit' }, 'u', NOW, [
          'b',
          'd',
          'e',
          'a',
        ])
        const said = async (): Promise<unknown[]> =>
          (await records.posts.getMany(['a', 'b', 'c', 'd', 'e'])).map((p) => p.disposition)
        expect(await said()).toEqual(['quarantined', 'quarantined', 'review', 'kept', 'review'])
        const lessons = await records.review.lessons(10)
        expect(lessons.map((l) => [l.post.id, l.decision.disposition, l.decision.why, l.via])).toEqual([
          ['a', 'quarantined', 'audit', null],
          ['b', 'quarantined', undefined, 'a'],
          ['d', 'kept', undefined, null],
        ])
        expect((await records.review.lessons(1, 'a')).map((l) => l.post.id)).toEqual(['b'])
        await records.review.undo('a', 'u', NOW)
        expect(await said()).toEqual(['review', 'review', 'review', 'kept', 'review'])
      })

      it('sets no danger aside for what was decided on another post of the same words', async () => {
        const say = (id: string) => makePost(id, { text: '楼上着火了', contentHash: 'fire' })
        await records.posts.append(['a', 'b', 'c'].map(say), [], NOW)
        await screen(['a'], { disposition: 'review' })
        await screen(['b'], { disposition: 'kept', route: 'lead', urgency: 3 })
        await records.review.decide({ postId: 'a', disposition: 'quarantined' }, 'u', NOW, ['b'])
        await screen(['c'], { disposition: 'kept', route: 'emergency' })
        expect(await records.review.follow([{ postId: 'c', of: 'a' }], NOW)).toEqual([])
        expect([await post('b'), await post('c')].map((p) => p.disposition)).toEqual(['kept', 'kept'])
      })

      it('leaves a decision of its own to a sibling that got one later', async () => {
        await add(['a', 'b'], { disposition: 'review' })
        await records.review.decide({ postId: 'a', disposition: 'quarantined' }, 'u', NOW, ['b'])
        await records.review.decide({ postId: 'b', disposition: 'kept' }, 'v', NOW)
        await records.review.undo('a', 'u', NOW)
        expect((await post('b')).disposition).toBe('kept')
      })

      it('finds what holds a string, letter for letter, undecided and open, within two months', async () => {
        const texts = {
          a: '满减100%_起步价',
          b: '今日满减100%_起步价优惠',
          c: '满减100x起步价',
          d: '满减100%_起步价很久',
          e: '加VX Abc123 领取',
        }
        await records.posts.append(
          Object.entries(texts).map(([id, text]) =>
            makePost(id, { text, contentHash: hashOf('', text), postedAt: hours(id === 'd' ? 24 * 90 : 0) }),
          ),
          [],
          NOW,
        )
        await screen(['a', 'b', 'c', 'd', 'e'], { disposition: 'review' })
        const found = async (): Promise<string[]> =>
          (await records.review.resembling('a', ['100%_起', '没有的'], 10)).map((p) => p.id)
        expect(await found()).toEqual(['b'])
        expect((await records.review.resembling('a', [], 10)).length).toBe(0)
        // Candidates only: the case of letters is for who asks to judge.
        expect((await records.review.resembling('a', ['vx aBC1'], 10)).map((p) => p.id)).toEqual(['e'])
        await records.review.decide({ postId: 'b', disposition: 'kept' }, 'u', NOW)
        expect(await found()).toEqual([])
      })

      it('counts what the audit judged, against all there is', async () => {
        await add(['a', 'b', 'c'])
        await add(['d'], { disposition: 'review' })
        await add(['e', 'f'], { disposition: 'quarantined' })
        await add(['g'], { route: 'protected' })
        await records.review.decide({ postId: 'a', disposition: 'quarantined', why: 'audit' }, 'u', NOW, ['b'])
        await records.review.decide({ postId: 'a', disposition: 'quarantined' }, 'u', NOW, ['b'])
        await records.review.decide({ postId: 'd', disposition: 'kept', why: 'uncertain' }, 'u', NOW)
        await records.review.decide({ postId: 'e', disposition: 'kept', why: 'hot' }, 'u', NOW)
        const { population, judged } = await records.review.audit()
        expect(population).toEqual({ kept: 3, review: 1, quarantined: 2, 'off-topic': 0 })
        expect(judged.map((j) => [j.machine, j.person, j.n]).sort()).toEqual([
          ['kept', 'quarantined', 1],
          ['review', 'kept', 1],
        ])
      })
    })

    describe('models', () => {
      const figures = { precision: 1, recall: 0.5, f1: 0.67, accuracy: 0.9 }
      const shadow = { posts: 30, live: figures, shadow: figures, differ: 2, liveRight: 1, shadowRight: 1 }
      const add = (digest: string, task: 'spam' | 'category' = 'spam') =>
        records.models.add(
          { task, digest, decisions: 30, figures: shadow, content: new Uint8Array([0, 255, 7]) },
          'u',
          NOW,
        )

      it('keeps versions of each task, the same model once, none of them live', async () => {
        expect((await add('x')).version).toBe(1)
        expect((await add('y')).version).toBe(2)
        expect((await add('x')).version).toBe(1)
        expect((await add('x', 'category')).version).toBe(1)
        const all = await records.models.list()
        expect(all.map((m) => [m.task, m.version, m.live])).toEqual([
          ['category', 1, false],
          ['spam', 2, false],
          ['spam', 1, false],
        ])
        expect(all[1]).toEqual({
          task: 'spam',
          version: 2,
          digest: 'y',
          decisions: 30,
          figures: shadow,
          madeBy: 'u',
          madeAt: NOW,
          live: false,
          liveSince: null,
        })
        expect(await records.models.content('spam', 2)).toEqual(new Uint8Array([0, 255, 7]))
      })

      it('has one live version a task, or the shipped one', async () => {
        await add('x')
        await add('y')
        const live = async (): Promise<number[]> =>
          (await records.models.list()).filter((m) => m.live).map((m) => m.version)
        await records.models.use('spam', 1, 'u', NOW)
        expect(await live()).toEqual([1])
        await records.models.use('spam', 2, 'u', hours(1))
        expect(await live()).toEqual([2])
        await records.models.use('spam', 0, 'u', hours(2))
        expect(await live()).toEqual([])
        expect((await records.models.list()).map((m) => m.liveSince)).toEqual([hours(1), NOW])
        await records.models.use('spam', 2, 'u', hours(3))
        await records.models.use('spam', 1, 'u', hours(4), { back: true })
        expect(await live()).toEqual([1])
        expect((await records.models.list()).map((m) => m.liveSince)).toEqual([null, NOW])
        await expect(records.models.use('spam', 9, 'u', NOW)).rejects.toMatchObject({ code: 'store.no-model' })
        await expect(records.models.content('category', 1)).rejects.toMatchObject({ code: 'store.no-model' })
      })
    })

    describe('cases, feed and outbox', () => {
      const kase = {
        id: 'c1',
        issueId: 'i1',
        title: '停暖',
        unit: '市住建局',
        units: ['城关区'],
        note: '请核实',
        state: '待签收' as const,
        urgency: 2,
        createdAt: NOW,
        dueAt: hours(48),
        dueProvisional: false,
      }
      const create = () =>
        records.cases.create(kase, ['one', 'two'], (event) => JSON.stringify({ seq: event.seq, type: event.type }), 'w')
      beforeEach(() => group('i1', []))

      it('writes the case, its event and its outbox rows once', async () => {
        expect(await create()).toEqual({ ...kase, steps: [], rev: 1 })
        await create()
        expect(await records.cases.get('c1')).toEqual({ ...kase, steps: [], rev: 1 })
        const feed = await records.cases.feed(0, 9)
        expect(feed.map((e) => [e.type, e.subject])).toEqual([['case.created', 'c1']])
        const due = await records.outbox.due(NOW, 9)
        expect(due.map((r) => [r.endpoint, r.attempts, r.state])).toEqual([
          ['one', 0, 'pending'],
          ['two', 0, 'pending'],
        ])
        expect(JSON.parse(due[0]!.body)).toEqual({ seq: feed[0]!.seq, type: 'case.created' })
        expect(due[0]!.eventSeq).toBe(feed[0]!.seq)
      })

      it('dates a provisional deadline once, and tells the feed', async () => {
        await records.cases.create({ ...kase, dueAt: null, dueProvisional: true }, [], () => '', 'w')
        const dated = { ...kase, dueAt: hours(72), dueProvisional: false, steps: [], rev: 2 }
        expect(await records.cases.redate('c1', hours(72), 'w', NOW)).toEqual(dated)
        expect(await records.cases.redate('c1', hours(96), 'w', NOW)).toEqual(dated)
        expect((await records.cases.feed(0, 9)).map((e) => e.type)).toEqual(['case.created', 'case.redated'])
        await expect(records.cases.redate('c0', NOW, 'w', NOW)).rejects.toMatchObject({ code: 'store.no-case' })
      })

      it('takes a step once, with event, outbox rows and what was said', async () => {
        await create()
        const step = { state: '办理中' as const, note: '已派人', at: hours(1), by: 'w' }
        const body = (event: { type: string }, now: { rev: number }) => `${event.type} ${now.rev}`
        const taken = { ...kase, state: '办理中', steps: [step], rev: 2 }
        expect(await records.cases.step('c1', 1, step, ['one', 'one'], body)).toEqual(taken)
        await expect(records.cases.step('c1', 1, step, ['one'], body)).rejects.toMatchObject({
          code: 'store.case-changed',
        })
        await expect(records.cases.step('c0', 1, step, [], body)).rejects.toMatchObject({ code: 'store.no-case' })
        expect(await records.cases.get('c1')).toEqual(taken)
        const feed = await records.cases.feed(0, 9)
        expect(feed.map((e) => e.type)).toEqual(['case.created', 'case.changed'])
        expect((await records.outbox.due(hours(1), 9)).map((r) => r.body).filter((b) => b.startsWith('case'))).toEqual([
          'case.changed 2',
        ])
        const broken = records.cases.step('c1', 2, { ...step, state: '已答复' }, ['one'], () => {
          throw new Error('no body')
        })
        await expect(broken).rejects.toThrow('no body')
        expect(await records.cases.get('c1')).toEqual(taken)
      })

      it('lists open cases by their time, then the rest, and those overdue alone', async () => {
        const make = (id: string, createdAt: string, dueAt: string | null) =>
          records.cases.create({ ...kase, id, createdAt, dueAt, dueProvisional: dueAt === null }, [], () => '', 'w')
        await make('later', hours(1), hours(90))
        await make('undated', hours(2), null)
        await make('late', hours(3), hours(30))
        await make('later-late', hours(0), hours(40))
        await make('withdrawn', hours(4), hours(10))
        await records.cases.step('withdrawn', 1, { state: '撤回', note: '', at: hours(5), by: 'w' }, [], () => '')
        const ids = async (filter: object) => (await records.cases.list({ limit: 9, ...filter })).map((one) => one.id)
        expect(await ids({})).toEqual(['withdrawn', 'late', 'undated', 'later', 'later-late'])
        expect(await ids({ order: 'due' })).toEqual(['late', 'later-late', 'later', 'undated', 'withdrawn'])
        expect(await ids({ order: 'due', overdueAt: hours(50) })).toEqual(['late', 'later-late'])
        expect(await ids({ overdueAt: hours(30) })).toEqual([])
        expect(await ids({ state: '撤回', overdueAt: hours(50) })).toEqual([])
      })

      it('writes nothing when the body cannot be made', async () => {
        const broken = records.cases.create(
          kase,
          ['one'],
          () => {
            throw new Error('no body')
          },
          'w',
        )
        await expect(broken).rejects.toThrow('no body')
        expect(await records.cases.get('c1')).toBeUndefined()
        expect(await records.cases.feed(0, 9)).toEqual([])
      })

      it('lists by issue, following merges, and state', async () => {
        await create()
        await group('i2', [])
        await records.issues.redirect('i1', 'i2', 'w', NOW)
        expect(await records.cases.list({ issueId: 'i2', limit: 9 })).toHaveLength(1)
        expect(await records.cases.list({ issueId: 'i1', limit: 9 })).toHaveLength(1)
        expect(await records.cases.list({ state: '已办结', limit: 9 })).toEqual([])
        expect(await records.cases.list({ limit: 9 })).toHaveLength(1)
      })

      it('tells whether anything became of a case by the number of the newest event', async () => {
        expect(await records.cases.newest()).toBe(0)
        await create()
        const before = await records.cases.newest()
        expect(before).toBe((await records.cases.feed(0, 100)).at(-1)?.seq)
        const { rev } = (await records.cases.get('c1'))!
        await records.cases.step('c1', rev, { state: '办理中', note: '', at: NOW, by: 'w' }, [], () => '')
        expect(await records.cases.newest()).toBeGreaterThan(before)
      })

      it('feeds events by cursor without gaps', async () => {
        for (let i = 0; i < 5; i++) await records.issues.edit('i1', { pinned: i % 2 === 0 }, 'w', NOW)
        const first = await records.cases.feed(0, 3)
        const rest = await records.cases.feed(first.at(-1)!.seq, 9)
        expect([...first, ...rest].map((e) => e.data.pinned)).toEqual([true, false, true, false, true])
        const seqs = [...first, ...rest].map((e) => e.seq)
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      })

      it('forgets what was sent 90 days ago', async () => {
        await create()
        const [one, two] = await records.outbox.due(NOW, 9)
        await records.outbox.sent(one!.id, NOW)
        await records.outbox.sent(two!.id, hours(89 * 24))
        expect(await records.outbox.list('sent', 9)).toHaveLength(2)
        await records.outbox.sent(two!.id, hours(91 * 24))
        expect((await records.outbox.list('sent', 9)).map((row) => row.id)).toEqual([two!.id])
      })

      it('feeds the name of an issue only while it has an open post', async () => {
        await add(['a'])
        await group('i1', ['a'])
        await records.issues.edit('i1', { renamed: '王家的事', pinned: true }, 'w', NOW)
        const told = async () => (await records.cases.feed(0, 99)).find(({ type }) => type === 'issue.changed')?.data
        expect(await told()).toEqual({ renamed: '王家的事', pinned: true })
        await records.review.decide({ postId: 'a', disposition: 'kept', route: 'protected' }, 'w', NOW)
        expect(await told()).toEqual({ pinned: true })
      })

      it('gives each endpoint its oldest rows, and none of a matter that waits', async () => {
        await create()
        const step = { state: '办理中' as const, note: '', at: NOW, by: 'w' }
        await records.cases.step('c1', 1, step, ['one', 'two'], () => 'second')
        const due = async (at: string, limit: number) =>
          (await records.outbox.due(at, limit)).map((row) => [row.endpoint, row.subject, row.body === 'second' ? 2 : 1])
        expect(await due(NOW, 1)).toEqual([
          ['one', 'c1', 1],
          ['two', 'c1', 1],
        ])
        const [first] = await records.outbox.due(NOW, 1)
        await records.outbox.failed(first!.id, 'HTTP 500', hours(1), NOW)
        expect(await due(NOW, 9)).toEqual([
          ['two', 'c1', 1],
          ['two', 'c1', 2],
        ])
        expect(await due(hours(1), 9)).toHaveLength(4)
      })

      it('retries, gives up and is taken up again', async () => {
        await create()
        const [one, two] = await records.outbox.due(NOW, 9)
        await records.outbox.sent(one!.id, NOW)
        await records.outbox.failed(two!.id, '503', hours(1), NOW)
        expect(await records.outbox.due(NOW, 9)).toEqual([])
        expect(await records.outbox.due(hours(1), 9)).toMatchObject([{ id: two!.id, attempts: 1, lastError: '503' }])
        await records.outbox.failed(two!.id, '410', null, hours(1))
        expect(await records.outbox.list('dead', 9)).toMatchObject([{ id: two!.id, attempts: 2, lastError: '410' }])
        expect(await records.outbox.counts()).toEqual({
          pending: (await records.outbox.list('pending', 9)).length,
          sent: (await records.outbox.list('sent', 9)).length,
          dead: 1,
        })
        expect(await records.outbox.retry(two!.id, hours(3))).toBe(true)
        expect(await records.outbox.retry(two!.id, hours(3))).toBe(false)
        expect(await records.outbox.due(hours(3), 9)).toHaveLength(1)
        await records.outbox.retry(one!.id, hours(3))
        expect((await records.outbox.list('sent', 9)).map((r) => r.id)).toEqual([one!.id])
      })
    })

    describe('digests', () => {
      it('settles recipients at the first opening', async () => {
        await records.digests.open('2026-01-19', ['a@x', 'b@x', 'a@x'], NOW)
        await records.digests.open('2026-01-19', ['c@x'], NOW)
        expect(await records.digests.openedAt('2026-01-19')).toBe(NOW)
        expect(await records.digests.openedAt('2026-01-20')).toBeUndefined()
        expect(await records.digests.pending('2026-01-19')).toEqual([
          { recipient: 'a@x', attempts: 0 },
          { recipient: 'b@x', attempts: 0 },
        ])
      })

      it('owes what failed and never what was sent', async () => {
        await records.digests.open('2026-01-19', ['a@x', 'b@x'], NOW)
        await records.digests.mark('2026-01-19', 'a@x', 'sent', null, NOW)
        await records.digests.mark('2026-01-19', 'b@x', 'failed', '550', NOW)
        await records.digests.mark('2026-01-19', 'a@x', 'failed', 'late', NOW)
        await records.digests.open('2026-01-20', ['c@x'], '2026-01-20T02:00:00.000Z')
        const b = { day: '2026-01-19', recipient: 'b@x', attempts: 1, detail: '550', since: NOW }
        const c = { day: '2026-01-20', recipient: 'c@x', attempts: 0, detail: null, since: '2026-01-20T02:00:00.000Z' }
        expect(await records.digests.unsent('2026-01-19')).toEqual([c, b])
        expect(await records.digests.unsent('2026-01-20')).toEqual([c])
        expect(await records.digests.pending('2026-01-19')).toEqual([{ recipient: 'b@x', attempts: 1 }])
        expect(await records.digests.list('2026-01-19')).toEqual([
          { recipient: 'a@x', state: 'sent', detail: null },
          { recipient: 'b@x', state: 'failed', detail: '550' },
        ])
        expect(await records.digests.list('2026-01-21')).toEqual([])
      })
    })

    describe('sources', () => {
      it('remembers the health of each source', async () => {
        const health = {
          source: 's1',
          outcome: 'new' as const,
          at: NOW,
          lastSuccessAt: NOW,
          lastNewAt: null,
          consecutiveFailures: 0,
          pausedUntil: null,
          found: 12,
          detail: null,
        }
        await records.sources.record(health)
        await records.sources.record({ ...health, outcome: 'failed', consecutiveFailures: 1, detail: 'timeout' })
        expect(await records.sources.health()).toEqual([
          { ...health, outcome: 'failed', consecutiveFailures: 1, detail: 'timeout' },
        ])
      })

      it('replaces the whole state of a source', async () => {
        await records.sources.setState('s1', { etag: 'x', page: '3' })
        await records.sources.setState('s2', { etag: 'y' })
        await records.sources.setState('s1', { page: '4' })
        expect(await records.sources.getState('s1')).toEqual({ page: '4' })
        expect(await records.sources.getState('s2')).toEqual({ etag: 'y' })
        await records.sources.setState('s1', {})
        expect(await records.sources.getState('s1')).toEqual({})
      })
    })

    describe('meta', () => {
      it('gives a lease to one holder, with rising tokens', async () => {
        const first = await records.meta.acquire('run', 'a', 60_000, NOW)
        expect(first).toEqual({ token: expect.any(Number) })
        expect(await records.meta.acquire('run', 'b', 60_000, NOW)).toEqual({ heldBy: 'a', until: expect.any(String) })
        // Two parts of one process exclude each other too.
        expect(await records.meta.acquire('run', 'a', 60_000, NOW)).toMatchObject({ heldBy: 'a' })
        expect(await records.meta.leases(NOW)).toEqual([{ name: 'run', heldBy: 'a', until: expect.any(String) }])
        expect(await records.meta.leases(hours(9))).toEqual([])
        const token = (first as { token: number }).token
        expect(await records.meta.renew('run', token, 7_200_000, NOW)).toBe(true)
        expect(await records.meta.acquire('run', 'b', 60_000, hours(1))).toMatchObject({ heldBy: 'a' })
        const next = (await records.meta.acquire('run', 'b', 60_000, hours(2))) as { token: number }
        expect(next.token).toBeGreaterThan(token)
        expect(await records.meta.renew('run', token, 60_000, hours(2))).toBe(false)
        await records.meta.release('run', token)
        expect(await records.meta.acquire('run', 'c', 60_000, hours(2))).toMatchObject({ heldBy: 'b' })
        await records.meta.release('run', next.token)
        expect(await records.meta.renew('run', next.token, 60_000, hours(2))).toBe(false)
        expect(await records.meta.acquire('run', 'c', 60_000, hours(2))).toHaveProperty('token')
      })

      it('gives a lease away before its time to whoever names that time', async () => {
        await records.meta.acquire('run', 'a', 60_000, hours(8))
        const { until } = (await records.meta.leases(NOW))[0]!
        expect(await records.meta.acquire('run', 'b', 60_000, NOW, hours(8))).toMatchObject({ heldBy: 'a' })
        expect(await records.meta.acquire('run', 'b', 60_000, NOW, until)).toHaveProperty('token')
        // Another was quicker.
        expect(await records.meta.acquire('run', 'c', 60_000, NOW, until)).toMatchObject({ heldBy: 'b' })
      })

      it('tells the time by a clock that no process has for itself', async () => {
        expect(Math.abs(Date.parse(await records.meta.wall()) - Date.now())).toBeLessThan(60_000)
      })

      it('keeps small settings', async () => {
        expect(await records.meta.get('k')).toBeUndefined()
        await records.meta.set('k', '1')
        await records.meta.set('k', '2')
        expect(await records.meta.get('k')).toBe('2')
      })

      it('gives one name to all who begin at once', async () => {
        const others = await Promise.all([site.open(), site.open(), site.open()])
        const given = await Promise.all([records, ...others].map((r, i) => r.meta.setOnce('install', `i${i}`)))
        expect(new Set(given).size).toBe(1)
        expect(await records.meta.get('install')).toBe(given[0])
        await Promise.all(others.map((r) => r.close()))
      })

      it('takes audit lines', async () => {
        await records.meta.audit('w', 'case.reveal', 'c1', { purpose: '回访' }, NOW)
      })
    })

    it('screens again and again, and what people decide stays in force over each', async () => {
      await add(['a', 'b'])
      await records.review.decide({ postId: 'a', disposition: 'review' }, 'w', NOW)
      for (const spam of [0.1, 0.2, 0.3, 0.4]) {
        await screen(['a', 'b'], { spam })
        expect((await post('a')).screening).toMatchObject({ spam, disposition: 'review' })
        expect((await post('b')).screening).toMatchObject({ spam, disposition: 'kept' })
      }
      expect((await records.review.undo('a', 'w', NOW)).screening).toMatchObject({ spam: 0.4, disposition: 'kept' })
    })

    describe('erasure', () => {
      it('blanks a post, closes it and keeps it out', async () => {
        await add(['a', 'b'])
        await group('i1', ['a', 'b'])
        const { rev } = (await records.posts.changedSince(0, 99)).at(-1)!
        expect(await records.erasure.erase('a', 'w', NOW)).toBe(true)
        const blank = await post('a')
        expect(blank).toMatchObject({ title: '', text: '', url: undefined, nativeId: undefined, disposition: 'kept' })
        expect(blank.screening).toMatchObject({ route: 'restricted' })
        expect((await records.posts.changedSince(rev, 9)).map((p) => p.id)).toEqual(['a'])
        expect((await records.issues.members(...ALL)).map((m) => m.postId)).toEqual(['b'])
        expect(await records.posts.append([makePost('a', { likes: 4 })], [], NOW)).toMatchObject({ unchanged: 1 })
        await screen(['a'])
        expect(await post('a')).toMatchObject({ text: '', likes: 0 })
        expect((await post('a')).screening!.route).toBe('restricted')
        expect(await records.erasure.erase('a', 'w', NOW)).toBe(false)
        await expect(records.review.undo('a', 'w', NOW)).rejects.toMatchObject({ code: 'store.erased' })
      })

      it('keeps out what has not come yet', async () => {
        expect(await records.erasure.erase('z', 'w', NOW)).toBe(false)
        expect(await records.posts.append([makePost('z')], [], NOW)).toMatchObject({ fresh: 0, unchanged: 1 })
        expect(await records.posts.get('z')).toBeUndefined()
      })

      it('takes its words out of issues, cases and pushes, and leaves those of others', async () => {
        await records.posts.append(
          [makePost('a', { title: '三楼的 王家漏水' }), makePost('b', { title: '楼上漏水' })],
          [],
          NOW,
        )
        await screen(['a', 'b'])
        await records.grouping.commit(
          makeCommit({
            issues: [makeIssue('i1', { title: '雁滩 王家漏水', keywords: ['王家', '雁滩'] }), makeIssue('i2')],
            assignments: [
              { postId: 'a', issueId: 'i1', duplicateOf: null },
              { postId: 'b', issueId: 'i2', duplicateOf: null },
            ],
          }),
        )
        await records.issues.edit('i1', { renamed: '王家漏水' }, 'w', NOW)
        const handOver = (id: string, issueId: string, title: string) =>
          records.cases.create(
            {
              id,
              issueId,
              title,
              unit: '市住建局',
              units: ['市住建局'],
              note: '',
              state: '待签收',
              urgency: 1,
              createdAt: NOW,
              dueAt: null,
              dueProvisional: true,
            },
            ['e'],
            ({ seq }) => JSON.stringify({ id: String(seq), data: { title, keywords: ['王家', '雁滩'], note: '' } }),
            'w',
          )
        await handOver('k1', 'i1', '雁滩 王家漏水')
        await handOver('k2', 'i2', '楼上漏水')
        expect(await records.erasure.erase('a', 'w', NOW)).toBe(true)
        expect(await records.issues.get('i1')).toMatchObject({ title: '', keywords: ['雁滩'], renamed: null })
        expect(await records.issues.get('i2')).toMatchObject({ title: '事项 i2' })
        expect((await records.cases.get('k1'))?.title).toBe('')
        expect((await records.cases.get('k2'))?.title).toBe('楼上漏水')
        const pushes = (await records.outbox.list('pending', 9)).map((row) => JSON.parse(row.body).data)
        expect(pushes).toEqual(
          expect.arrayContaining([
            { title: '', keywords: ['雁滩'], note: '' },
            { title: '楼上漏水', keywords: ['雁滩'], note: '' },
          ]),
        )
        await records.erasure.purge()
      })

      it('gives the post to the grouping writer once more', async () => {
        await add(['a', 'b'])
        const seen = (await records.grouping.next(0, 9)).at(-1)!.seq
        await records.erasure.erase('a', 'w', NOW)
        expect(await records.grouping.next(seen, 9)).toMatchObject([{ post: { id: 'a', text: '' } }])
      })

      it('ends the wait of a post that was never screened', async () => {
        await records.posts.append([makePost('a')], [], NOW)
        await records.erasure.erase('a', 'w', NOW)
        expect(await records.posts.pending(9)).toEqual([])
        expect((await records.posts.counts()).posts).toMatchObject({ pending: 0, 'off-topic': 1 })
      })
    })

    describe('evidence', () => {
      const behind = (hash: string, vault = false): Evidence => ({
        url: 'https://example.org/list',
        at: NOW,
        status: 200,
        headers: { etag: '"1"' },
        hash,
        bytes: 9,
        vault,
      })

      it('stands behind each revision that an answer brought, and goes with the post', async () => {
        await records.posts.append([makePost('a', { evidence: behind('h1', true) })], [], NOW)
        await records.posts.append([makePost('b', { evidence: behind('h1', true) })], [], NOW)
        await records.posts.append([makePost('c')], [], NOW)
        await records.posts.append([makePost('a', { text: '改了', contentHash: 'n', evidence: behind('h2') })], [], NOW)
        // The same words again: what first brought them stays.
        await records.posts.append([makePost('b', { evidence: behind('h3') })], [], NOW)
        expect(await records.evidence.of('a')).toMatchObject([
          { revision: 1, evidence: behind('h1', true) },
          { revision: 2, contentHash: 'n', evidence: behind('h2') },
        ])
        expect(await records.evidence.of('b')).toMatchObject([{ revision: 1, evidence: behind('h1', true) }])
        expect(await records.evidence.of('c')).toEqual([])
        expect([...(await records.evidence.inVault(['h1', 'h2', 'h3']))]).toEqual(['h1'])
        await records.erasure.erase('a', 'w', NOW)
        expect(await records.evidence.of('a')).toEqual([])
        // The raw answer held the erased words too.
        expect(await records.evidence.of('b')).toMatchObject([{ evidence: behind('h1', false) }])
        expect((await records.evidence.inVault(['h1'])).size).toBe(0)
      })
    })

    it('never returns a voice outside of members and the grouping queue', async () => {
      await add(['a'], { disposition: 'review' })
      const seen = JSON.stringify([
        await records.posts.get('a'),
        await records.posts.getMany(['a']),
        await records.posts.changedSince(0, 9),
        await records.review.queue(9),
        await records.review.decide({ postId: 'a', disposition: 'kept' }, 'w', NOW),
        await records.cases.feed(0, 9),
      ])
      expect(seen).not.toContain('voice-a')
    })

    it('gives voices to who must count them again, and only when asked', async () => {
      await add(['a'], { disposition: 'quarantined' })
      const voices = async (filter: Parameters<Records['posts']['iterate']>[0]): Promise<string[]> => {
        const found: string[] = []
        for await (const { voice } of records.posts.iterate(filter)) found.push(voice)
        return found
      }
      expect(await voices({ voices: true })).toEqual(['voice-a'])
      expect(await voices({})).toEqual([''])
      expect((await records.posts.getMany(['a'], { voices: true }))[0]?.voice).toBe('voice-a')
    })

    it('shows committed work to a second connection and survives reopening', async () => {
      const other = await site.open()
      await add(['a'])
      expect(await other.posts.get('a')).toMatchObject({ disposition: 'kept' })
      await other.posts.append([makePost('b')], [], NOW)
      expect(await post('b')).toMatchObject({ contentHash: hashOf('标题 b', '正文 b') })
      await other.close()
    })

    it('takes many calls at once', async () => {
      const posts = Array.from({ length: 40 }, (_, i) => makePost(`p${i}`))
      await Promise.all(posts.map((p) => records.posts.append([p], [], NOW)))
      await Promise.all(posts.map((p) => screen([p.id])))
      const { posts: counted, delivered } = await records.posts.counts()
      expect(counted.kept).toBe(40)
      expect(delivered.fresh).toBe(40)
    })
  })
}
