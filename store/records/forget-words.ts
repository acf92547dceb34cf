/** Words of a post that others keep: the title and keywords of its issue, of cases, and of pushes. */
import { chunks, type Tx, take } from './counters.ts'
import { forgetNames, mergedIssues } from './issues.ts'
import type { PostRow } from './schema.ts'

/** Bodies read at once. */
const PAGE = 500

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/**
 * Blanks what the post may have given. More than it gave goes, too, when others said the same: whoever shows a blank title takes
 * the present one of the issue, which the grouping writer makes of those who are left.
 */
export async function forgetWords(tx: Tx, post: Pick<PostRow, 'id' | 'issue_id' | 'answer'>): Promise<void> {
  const revisions = await tx.selectFrom('revisions').select(['title', 'text']).where('post_id', '=', post.id).execute()
  const said = fold([...revisions.flatMap(({ title, text }) => [title, text]), post.answer ?? ''].join('\n'))
  const holds = (words: string): boolean => fold(words) !== '' && said.includes(fold(words))
  /** A title may be made of two extracts. */
  const gave = (title: string): boolean => title.split(/\s+/).some(holds)

  const unnamed: string[] = []
  const issues = post.issue_id === null ? [] : await mergedIssues(tx, post.issue_id)
  for (const part of chunks(issues))
    for (const row of await tx
      .selectFrom('issues')
      .select(['id', 'title', 'keywords', 'renamed'])
      .where('id', 'in', part)
      .execute()) {
      const renamed = row.renamed !== null && holds(row.renamed) ? null : row.renamed
      if (renamed !== row.renamed) unnamed.push(row.id)
      const changed = await take(tx, 'rev')
      await tx
        .updateTable('issues')
        .set((eb) => ({
          title: gave(row.title) ? '' : row.title,
          keywords: JSON.stringify((JSON.parse(row.keywords) as string[]).filter((word) => !holds(word))),
          renamed,
          rev: eb('rev', '+', 1),
          changed,
        }))
        .where('id', '=', row.id)
        .execute()
    }
  if (unnamed.length > 0) await forgetNames(tx, unnamed)

  await tx.updateTable('digest_runs').set({ content: '' }).where('content', '!=', '').execute()
  // Of any issue: it may have left the one it gave its words to.
  for (const { id, title } of await tx.selectFrom('cases').select(['id', 'title']).execute())
    if (gave(title)) await tx.updateTable('cases').set({ title: '' }).where('id', '=', id).execute()
  for (let last = ''; ; ) {
    const rows = await tx
      .selectFrom('outbox')
      .select(['id', 'body'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const { id, body } of rows) {
      const blank = blankBody(body, gave, holds)
      if (blank !== body) await tx.updateTable('outbox').set({ body: blank }).where('id', '=', id).execute()
    }
    if (rows.length < PAGE) break
    last = rows.at(-1)!.id
  }
}

/** A CloudEvent without the words. */
function blankBody(body: string, gave: (title: string) => boolean, holds: (word: string) => boolean): string {
  const event = JSON.parse(body) as { data?: { title?: string; keywords?: string[] } }
  const { title, keywords } = event.data ?? {}
  if (!(title !== undefined && gave(title)) && !keywords?.some(holds)) return body
  const data = {
    ...event.data,
    ...(title !== undefined && gave(title) ? { title: '' } : {}),
    ...(keywords ? { keywords: keywords.filter((word) => !holds(word)) } : {}),
  }
  return JSON.stringify({ ...event, data })
}
