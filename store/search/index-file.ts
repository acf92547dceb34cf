/** The index's tables, and what writes to them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { SearchDocument } from '../../model/ports.ts'
import { createTextIndexer, findable } from './indexed.ts'
import { baseOf, ONE_SECOND, ROWS } from './rowid.ts'
import { createFacetSets, createTallies } from './tallies.ts'
import type { Reading } from './terms.ts'
import { pairsOf } from './text.ts'

/** Changes with the tables or with what is written into them; an index of another version is made anew. */
export const INDEX_VERSION = 4

const TABLES = `
  create table meta (key text primary key, value text not null) without rowid;
  create table docs (
    rowid integer primary key, id text not null unique, rev integer not null, subcategory text, kind text not null,
    issue_id text, native_id text, answered integer not null, urgency integer not null);
  create table marks (rowid integer primary key);
  create table facet_sets (
    id integer primary key, vals text not null unique, category text, district text, source text not null,
    appeal_type text not null, disposition text not null, department text, n integer not null default 0);
  create table days (day integer not null, disposition text not null, n integer not null, primary key (day, disposition)) without rowid;
  create index docs_issue on docs (issue_id) where issue_id is not null;
  create index docs_native on docs (native_id) where native_id is not null;
  create table bodies (rowid integer primary key, title text not null, keywords text not null, text text not null);
  create table keyword_counts (term text primary key, n integer not null) without rowid;
  create table removed (id text primary key, rev integer not null) without rowid;
  create virtual table posts_fts using fts5(seg, title, body, pin, content='', contentless_delete=1, tokenize='unicode61');
`

export function createTables(database: DatabaseSync): void {
  database.exec(TABLES)
}

export function dropTables(database: DatabaseSync): void {
  for (const table of [
    'posts_fts',
    'docs',
    'marks',
    'facet_sets',
    'days',
    'bodies',
    'keyword_counts',
    'removed',
    'meta',
  ])
    database.exec(`drop table if exists ${table}`)
}

/** `deferred`: one state of the file for all that is read, whatever another process writes meanwhile. */
export const inTransaction = <T>(
  database: DatabaseSync,
  work: () => T,
  kind: 'immediate' | 'deferred' = 'immediate',
): T => {
  database.exec(`begin ${kind}`)
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
): { put(documents: readonly SearchDocument[]): void } {
  const indexed = createTextIndexer(reading)
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    return statement
  }
  const known = prepare('select rowid, rev from docs where id = ?')
  const gone = prepare('select rev from removed where id = ?')
  const forget = prepare('delete from removed where id = ?')
  const remember = prepare('insert or replace into removed (id, rev) values (?, ?)')
  const newest = prepare('select max(rowid) as rowid from marks where rowid >= ? and rowid < ?')
  const drops = ['posts_fts', 'docs', 'marks', 'bodies'].map((table) => prepare(`delete from ${table} where rowid = ?`))
  const addWords = prepare('insert into posts_fts (rowid, seg, title, body, pin) values (?, ?, ?, ?, ?)')
  const addBody = prepare('insert into bodies (rowid, title, keywords, text) values (?, ?, ?, ?)')
  const keywordsOf = prepare('select keywords from bodies where rowid = ?')
  const addMark = prepare('insert into marks (rowid) values (?)')
  const addDoc = prepare(
    `insert into docs (rowid, id, rev, subcategory, kind, issue_id, native_id, answered, urgency)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const sets = createFacetSets(database)
  const tallies = createTallies(database)

  const freeRowid = (at: string, set: number): bigint => {
    for (let base = baseOf(at, set); ; base += ONE_SECOND) {
      const last = (newest.get(base, base + ROWS) as { rowid: bigint | null }).rowid
      if (last === null) return base
      // A full second (a day of posts dated by the day only) runs over into the next one.
      if (last + 1n < base + ROWS) return last + 1n
    }
  }
  const drop = (rowid: bigint): void => {
    const { keywords } = keywordsOf.get(rowid) as { keywords: string }
    tallies.count(rowid, sets.dispositionOf(rowid), keywords === '' ? [] : keywords.split(' '), -1)
    for (const statement of drops) statement.run(rowid)
  }
  const add = (rowid: bigint, doc: SearchDocument): void => {
    const { seg, title, text, pin, keywords } = indexed(doc)
    addWords.run(rowid, seg, pairsOf(title), pairsOf(text), pin)
    addBody.run(rowid, doc.title, keywords.join(' '), doc.text)
    tallies.count(rowid, doc.disposition, keywords, 1)
    addMark.run(rowid)
    addDoc.run(
      rowid,
      doc.id,
      doc.rev,
      doc.subcategory,
      doc.kind,
      doc.issueId,
      doc.nativeId ?? null,
      doc.answered ? 1 : 0,
      doc.urgency,
    )
  }
  const put = (doc: SearchDocument): void => {
    const old = known.get(doc.id) as { rowid: bigint; rev: bigint } | undefined
    const removed = gone.get(doc.id) as { rev: bigint } | undefined
    if ((old?.rev ?? removed?.rev ?? -1n) >= BigInt(doc.rev)) return
    if (old) drop(old.rowid)
    if (!findable(doc)) {
      remember.run(doc.id, doc.rev)
      return
    }
    if (removed) forget.run(doc.id)
    const at = doc.postedAt ?? doc.collectedAt
    const set = sets.idOf(doc)
    const base = baseOf(at, set)
    const stays = old !== undefined && old.rowid >= base && old.rowid < base + ROWS
    add(stays ? old.rowid : freeRowid(at, set), doc)
  }
  return {
    put(documents) {
      // A transaction that was rolled back left its counts here.
      tallies.reset()
      documents.forEach(put)
      tallies.settle()
    },
  }
}
