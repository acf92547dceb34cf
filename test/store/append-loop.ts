/**
 * A process of its own for the tests: appends and screens in a loop until it is killed. Arguments: file or address of a
 * PostgreSQL server, prefix, rounds.
 */
import { systemClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { openPostgresRecords } from '../../store/records/open-postgres.ts'
import { makePost, makeScreening, NOW } from './fixtures.ts'

const [file, prefix, rounds] = process.argv.slice(2) as [string, string, string]
const records = file.startsWith('postgres:')
  ? await openPostgresRecords({ url: file, clock: systemClock })
  : await openRecords({ file, clock: systemClock })
for (let round = 0; round < Number(rounds); round++) {
  const posts = Array.from({ length: 20 }, (_, i) => makePost(`${prefix}-${round}-${i}`))
  await records.posts.append(posts, [], NOW)
  await records.posts.saveScreenings(
    posts.map((post) => ({ post, screening: makeScreening() })),
    NOW,
  )
  process.stdout.write(`${round}\n`)
}
await records.close()
