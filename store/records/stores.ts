import type { Kysely } from 'kysely'
import type { Records } from '../../model/ports.ts'
import { createAnswerStore } from './answers.ts'
import { createBundleStore } from './bundles.ts'
import { createCaseStore } from './cases.ts'
import { createDigestStore } from './digests.ts'
import type { Engine } from './engine.ts'
import { createErasureStore } from './erasure.ts'
import { createEvidenceStore } from './evidence.ts'
import { createGroupingStore } from './grouping.ts'
import { createIssueStore } from './issues.ts'
import { createMetaStore } from './meta.ts'
import { createModelStore } from './models.ts'
import { createOutboxStore } from './outbox.ts'
import { createPostStore } from './posts.ts'
import { createReviewStore } from './review.ts'
import type { Tables } from './schema.ts'
import { createSourceStore } from './sources.ts'

/** Every port of Records over one database of the present schema. `close()` closes the database. */
export const createStores = (db: Kysely<Tables>, engine: Engine): Records => ({
  posts: createPostStore(db),
  grouping: createGroupingStore(db),
  issues: createIssueStore(db),
  review: createReviewStore(db),
  models: createModelStore(db),
  cases: createCaseStore(db),
  outbox: createOutboxStore(db),
  digests: createDigestStore(db),
  sources: createSourceStore(db),
  meta: createMetaStore(db, engine.wall),
  bundles: createBundleStore(db),
  answers: createAnswerStore(db),
  erasure: createErasureStore(db, engine),
  evidence: createEvidenceStore(db),
  close: () => db.destroy(),
})
