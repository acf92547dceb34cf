/** The index's tables, and what writes to them. */
import type { DatabaseSync } from 'node:sqlite'
import { FACETS, type SearchDocument } from '../../model/ports.ts'
import { createTextIndexer, findable } from './indexed.ts'
import { baseOf, FIRST_N } from './rowid.ts'
import type { Reading } from './terms.ts'

/** Changes with the tables or with what is written into them; an index of another version is made anew. */
export const INDEX_VERSION = 2

const TABLES = `
  create table meta (key text primary key, value text not null) without rowid;
  create table docs (
    rowid integer primary key, id text not null unique, rev integer not null,
    disposition text not null, category text, district text, source text not null, appeal_type text not null,
    department text, subcategory text, kind text not null, issue_id text, native_id text, answered integer not null, facet_set integer not null);
  create table marks (rowid integer primary key, disposition text not null, facet_set integer not null);
  create table facet_sets (id integer primary key, vals text not null unique);
  create index docs_issue on docs (issue_id) where issue_id is not null;
  create index docs_native on docs (native_id) where native_id is not null;
  create table bodies (rowid integer primary key, title text not null, keywords text not null, text text not null, title_units text not null);
  create table keyword_counts (term text primary key, n integer not null) without rowid;
  create table removed (id text primary key, rev integer not null) without rowid;
  create virtual table posts_fts using fts5(seg, uni, pin, content='', contentless_delete=1, tokenize='unicode61');
`

export function createTables(database: DatabaseSync): void {
  database.exec(TABLES)
}

export function dropTables(database: DatabaseSync): void {
  for (const table of ['posts_fts', 'docs', 'marks', 'facet_sets', 'bodies', 'keyword_counts', 'removed', 'meta'])
    database.exec(`drop table if exists ${table}`)
}

export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/** Statements prepared once; `put` runs inside the caller's transaction. */
export function createWriter(
  database: DatabaseSync,
  reading: Pick<Reading, 'fold' | 'pinyin'>,
): { put(doc: SearchDocument): void } {
  const indexed = createTextIndexer(reading)
  const known = database.prepare('select rowid, rev from docs where id = ?')
  const gone = database.prepare('select rev from removed where id = ?')
  const forget = database.prepare('delete from removed where id = ?')
  const remember = database.prepare('insert or replace into removed (id, rev) values (?, ?)')
  const newest = database.prepare('select max(rowid) as rowid from docs where rowid >= ? and rowid < ?')
  const drops = ['posts_fts', 'docs', 'marks', 'bodies'].map((table) =>
    database.prepare(`delete from ${table} where rowid = ?`),
  )
  const findSet = database.prepare('select id from facet_sets where vals = ?')
  const addSet = database.prepare('insert into facet_sets (vals) values (?)')
  const addWords = database.prepare('insert into posts_fts (rowid, seg, uni, pin) values (?, ?, ?, ?)')
  const addBody = database.prepare(
    'insert into bodies (rowid, title, keywords, text, title_units) values (?, ?, ?, ?, ?)',
  )
  const keywordsOf = database.prepare('select keywords from bodies where rowid = ?')
  const countUp = database.prepare(
    'insert into keyword_counts (term, n) values (?, 1) on conflict (term) do update set n = n + 1',
  )
  const countDown = database.prepare('update keyword_counts set n = n - 1 where term = ?')
  // What every search asks of every match, in rows so narrow that counting reads a third of the pages.
  const addMark = database.prepare('insert into marks (rowid, disposition, facet_set) values (?, ?, ?)')
  const addDoc = database.prepare(
    `insert into docs (rowid, id, rev, disposition, category, district, source, appeal_type, department, subcategory,
      kind, issue_id, native_id, answered, facet_set) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )

  const facetSet = (doc: SearchDocument): number => {
    const vals = JSON.stringify(FACETS.map((facet) => doc[facet]))
    const id = (): number | undefined => (findSet.get(vals) as { id: number } | undefined)?.id
    const known = id()
    if (known !== undefined) return known
    addSet.run(vals)
    return id() as number
  }
  const freeRowid = (at: string): number => {
    for (let base = baseOf(at); ; base += FIRST_N) {
      const last = (newest.get(base, base + FIRST_N) as { rowid: number | null }).rowid
      if (last === null) return base
      // A full second (a day of a million dated-only posts) runs over into the next one.
      if (last + 1 < base + FIRST_N) return last + 1
    }
  }
  const drop = (rowid: number): void => {
    const { keywords } = keywordsOf.get(rowid) as { keywords: string }
    for (const term of keywords.split(' ')) countDown.run(term)
    for (const statement of drops) statement.run(rowid)
  }
  const add = (rowid: number, doc: SearchDocument): void => {
    const { seg, uni, titleUni, pin, keywords } = indexed(doc)
    addWords.run(rowid, seg, uni, pin)
    addBody.run(rowid, doc.title, keywords.join(' '), doc.text, ` ${titleUni.toLowerCase()} `)
    for (const term of keywords) countUp.run(term)
    const set = facetSet(doc)
    addMark.run(rowid, doc.disposition, set)
    addDoc.run(
      rowid,
      doc.id,
      doc.rev,
      doc.disposition,
      doc.category,
      doc.district,
      doc.source,
      doc.appealType,
      doc.department,
      doc.subcategory,
      doc.kind,
      doc.issueId,
      doc.nativeId ?? null,
      doc.answered ? 1 : 0,
      set,
    )
  }
  return {
    put(doc) {
      const old = known.get(doc.id) as { rowid: number; rev: number } | undefined
      const removed = gone.get(doc.id) as { rev: number } | undefined
      if ((old?.rev ?? removed?.rev ?? -1) >= doc.rev) return
      if (old) drop(old.rowid)
      if (!findable(doc)) {
        remember.run(doc.id, doc.rev)
        return
      }
      if (removed) forget.run(doc.id)
      const at = doc.postedAt ?? doc.collectedAt
      const base = baseOf(at)
      const stays = old !== undefined && old.rowid >= base && old.rowid < base + FIRST_N
      add(stays ? old.rowid : freeRowid(at), doc)
    },
  }
}
