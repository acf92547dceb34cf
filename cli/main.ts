import { failureOf, run } from './program.ts'

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
const argv = process.argv.slice(2)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that closes the pipe (| head) is not an error of ours; a full disk is one, and no more can be written.
  if (error.code === 'EPIPE') process.exit(0)
  const { line, exit } = failureOf(error, argv)
  process.stderr.write(line)
  process.exit(exit)
})

process.exitCode = await run(argv, {
  cwd: process.cwd(),
  out: process.stdout,
  err: process.stderr,
  stdin: process.stdin,
  signal: controller.signal,
  env: process.env,
  verbose: process.env.LANTING_LOG === '1',
})
