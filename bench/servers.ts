/**
 * Servers of a bench's own, on ports of their own, that may be killed: Redis and PostgreSQL from the system's packages,
 * Elasticsearch as scripts/servers.sh installed it. Nothing of theirs outlives `remove`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Server {
  readonly name: string
  readonly url: string
  /** Of the running server's first process; undefined while it is down or no process of ours. */
  pid(): number | undefined
  /** Resolves when it answers. */
  start(): Promise<void>
  /** kill -9: nothing is said or saved first. */
  kill(): Promise<void>
  remove(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** On a loaded machine a start, or what a server mends after a kill, may take minutes. */
const PATIENCE_S = 600

async function comesUp(server: ChildProcess, ready: () => Promise<boolean>, name: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_S * 1000; performance.now() < end; await sleep(200)) {
    if (server.exitCode !== null) throw new Error(`${name} ended at once, with ${server.exitCode}`)
    if (await ready()) return
  }
  throw new Error(`${name} did not come up within ${PATIENCE_S} s`)
}

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
/** PostgreSQL and Elasticsearch refuse to run as root. */
const unprivileged = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

function folder(name: string): string {
  const dir = join(tmpdir(), `lanting-${name}-${process.pid}`)
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o700)
  if (isRoot) chownSync(dir, NOBODY, NOBODY)
  return dir
}

function createProcess(options: {
  name: string
  url: string
  port: number
  dir: string
  spawn: () => ChildProcess
  ready?: () => Promise<boolean>
}): Server {
  const { name, url, port, dir, ready = () => answers(port) } = options
  let child: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null) return
    const ended = once(running, 'exit')
    // The whole group: PostgreSQL's own children would finish what they had begun.
    process.kill(-running.pid!, 'SIGKILL')
    await ended
  }
  return {
    name,
    url,
    pid: () => child?.pid,
    async start() {
      child = options.spawn()
      await comesUp(child, ready, name)
    },
    kill,
    async remove() {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const quiet = { stdio: 'ignore', detached: true } as const

/** Keeps nothing on disk: a kill makes it forget all. */
export async function createRedis(): Promise<Server> {
  const port = await freePort()
  const dir = folder('redis')
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  return createProcess({
    name: 'redis',
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    spawn: () => spawn('redis-server', args, { ...quiet, cwd: '/', ...unprivileged }),
  })
}

/** The folder of the server's programs, or undefined where it is not installed. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(a) - Number(b)) : []
  return versions.length > 0 ? join(root, versions.at(-1)!, 'bin') : undefined
}

export async function createPostgres(): Promise<Server> {
  const bin = postgresPrograms()
  if (!bin) throw new Error('PostgreSQL is not installed: scripts/servers.sh install')
  const port = await freePort()
  const dir = folder('postgres')
  const data = join(dir, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'lanting', '--auth=trust', '-E', 'UTF8', '--locale=C'], {
    stdio: 'ignore',
    ...unprivileged,
    cwd: '/',
  })
  const url = `postgres://lanting@127.0.0.1:${port}/postgres`
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  const probe = ['-q', '-h', '127.0.0.1', '-p', String(port)]
  return createProcess({
    name: 'postgres',
    url,
    port,
    dir,
    spawn: () => spawn(join(bin, 'postgres'), args, { ...quiet, cwd: '/', ...unprivileged }),
    // It takes connections before it has recovered from a crash.
    ready: async () => {
      try {
        execFileSync(join(bin, 'pg_isready'), probe)
        return true
      } catch {
        return false
      }
    },
  })
}

/** @param home where Elasticsearch is unpacked; @param java home of a JDK of 21 or later. */
export async function createElastic(home: string, java: string): Promise<Server> {
  const port = await freePort()
  const dir = folder('elastic')
  const config = join(dir, 'config')
  execFileSync('cp', ['-r', join(home, 'config'), config])
  mkdirSync(join(dir, 'tmp'))
  writeFileSync(
    join(config, 'elasticsearch.yml'),
    [
      'discovery.type: single-node',
      'xpack.security.enabled: false',
      `http.host: 127.0.0.1`,
      `http.port: ${port}`,
      'transport.host: 127.0.0.1',
      `transport.port: ${await freePort()}`,
      'cluster.routing.allocation.disk.threshold_enabled: false',
      `path.data: ${join(dir, 'data')}`,
      `path.logs: ${join(dir, 'logs')}`,
    ].join('\n'),
  )
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, dir])
  const env = {
    ...process.env,
    HOME: dir,
    ES_PATH_CONF: config,
    ES_JAVA_HOME: java,
    ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    // Elasticsearch refuses to start where its own config could be written to.
    ES_TMPDIR: join(dir, 'tmp'),
  }
  const url = `http://127.0.0.1:${port}`
  return createProcess({
    name: 'elasticsearch',
    url,
    port,
    dir,
    spawn: () => spawn(join(home, 'bin/elasticsearch'), [], { ...quiet, cwd: '/', env, ...unprivileged }),
    ready: async () => {
      try {
        return (await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`)).ok
      } catch {
        return false
      }
    },
  })
}

/** Stands before a server that others use too: killing it cuts every connection and refuses new ones. */
export async function createGate(name: string, target: string): Promise<Server> {
  const port = await freePort()
  const to = new URL(target)
  const sockets = new Set<Socket>()
  const gate = createServer((socket) => {
    const upstream = connect(Number(to.port), to.hostname)
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const kill = async (): Promise<void> => {
    if (!gate.listening) return
    const closed = once(gate, 'close')
    gate.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    name,
    url: `${to.protocol}//127.0.0.1:${port}`,
    pid: () => undefined,
    async start() {
      gate.listen(port, '127.0.0.1')
      await once(gate, 'listening')
    },
    kill,
    remove: kill,
  }
}
