#!/usr/bin/env node
// Starts Lanting under Node 24: this Node when it is new enough, else the one npm installed beside us
// (the platform package of `node` is an optional dependency). Plain JavaScript: it must run under any Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import v8 from 'node:v8'

const own = fileURLToPath(import.meta.url)
const root = dirname(dirname(own))
const main = join(root, 'cli', 'main.ts')
const wanted = 24
// node:sqlite and type stripping work in Node 24 but still print a notice a user can do nothing about.
// Screening makes many short-lived objects: with a larger young generation (MiB) collecting them takes a tenth less of all time.
// V8 else lets the heap grow to several times what lives before it collects: a quarter less memory in the same time.
// `group` holds 120,000 issues: it gives up the first gain for some hundred megabytes, and a fifth of those to collect less often.
const { young, growth } = process.argv[2] === 'group' ? { young: 16, growth: 60 } : { young: 64, growth: 30 }
const flags = ['--disable-warning=ExperimentalWarning', `--max-semi-space-size=${young}`]

function ownNode() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const file = join(root, 'node_modules', `node-${platform}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(file) ? file : undefined
}

if (Number(process.versions.node.split('.')[0]) >= wanted && process.execArgv.includes(flags[0])) {
  v8.setFlagsFromString(`--heap-growing-percent=${growth}`)
  // Types are stripped and modules compiled once, not at every start; where the folder cannot be written, at every start.
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'lanting'))
  // Killed outright, the process we were started by can pass nothing on: we end as if it had passed on SIGTERM.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
  await import(pathToFileURL(main).href)
} else {
  const node = Number(process.versions.node.split('.')[0]) >= wanted ? process.execPath : ownNode()
  if (!node) {
    console.error(
      `兰听需要 Node ${wanted} 或更新版本，当前是 ${process.versions.node}，且未找到随 npm 安装的 Node。请安装 Node ${wanted}，或重新执行 npm ci（不要加 --omit=optional）。`,
    )
    console.error(
      `Lanting needs Node ${wanted}; this is ${process.versions.node}, and npm's own copy was not found. Install Node ${wanted} or run npm ci again with optional dependencies.`,
    )
    process.exit(2)
  }
  const child = spawn(node, [...flags, own, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // A terminal sends Ctrl-C to the whole group; a supervisor's SIGTERM reaches only us and is passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
