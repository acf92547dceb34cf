import { run } from './program.ts'

// The process itself: streams, signals and the exit code. Everything else is program.ts, which tests call directly.
const controller = new AbortController()
let asked = 0
const stop = (): void => {
  if (++asked > 1) process.exit(130)
  controller.abort()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
process.on('SIGHUP', stop)
// A reader that closes the pipe (| head) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: process.stdout,
  err: process.stderr,
  stdin: process.stdin,
  signal: controller.signal,
  env: process.env,
  verbose: process.env.LANTING_LOG === '1',
})
