/**
 * A process of its own for the tests: takes jobs of `screen` and says so. Arguments: Redis address, prefix, lock in ms, ms of
 * work a job (0: never ends). SIGTERM: finishes what is in hand.
 */
import { createBullJobs } from '../../pipeline/jobs/jobs-bull.ts'

const [url, prefix, lock, work] = process.argv.slice(2) as [string, string, string, string]
const jobs = createBullJobs({ url, prefix, lockMs: Number(lock), onError: (_, error) => console.error(error) })
jobs.work('screen', 1, async ({ id }) => {
  process.stdout.write(`begun ${id}\n`)
  await new Promise((resolve) => (Number(work) > 0 ? setTimeout(resolve, Number(work)) : setInterval(() => {}, 1000)))
  process.stdout.write(`done ${id}\n`)
})
process.on('SIGTERM', () => {
  process.stdout.write('stopping\n')
  void jobs.close().then(() => process.exit(0))
})
