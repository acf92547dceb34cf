import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema } from '../../model/config.ts'
import { commandMessages } from '../../model/messages/commands.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')

const sources = (folder: string): string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts'))
    .map((e) => `${e.parentPath}/${e.name}`)

function settings(schema: z.ZodType, path: string): string[] {
  let inner = schema
  while (inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault || inner instanceof z.ZodOptional)
    inner = inner.unwrap() as z.ZodType
  return inner instanceof z.ZodObject
    ? Object.entries(inner.shape).flatMap(([key, value]) => settings(value as z.ZodType, path ? `${path}.${key}` : key))
    : [path]
}

describe('docs', () => {
  it('name every setting', () => {
    const text = read('docs/configuration.md')
    for (const path of settings(configSchema, '')) {
      const last = path.split('.').at(-1)!
      expect(text.includes(`\`${path}\``) || text.includes(`\`.${last}\``), path).toBe(true)
    }
  })

  it('name every error code', () => {
    const text = read('docs/errors.md')
    const codes = new Set<string>()
    for (const file of ['analyzers', 'cli', 'crawlers', 'delivery', 'pipeline', 'store', 'console/api'].flatMap(
      sources,
    ))
      for (const m of readFileSync(file, 'utf8').matchAll(/(?:AppError|failure)\(\s*'([a-z]+\.[a-z-]+)'/g))
        codes.add(m[1]!)
    expect(codes.size).toBeGreaterThan(50)
    for (const code of codes) expect(text.includes(`\`${code}\``), code).toBe(true)
  })

  it('name every route', () => {
    const text = read('docs/api.md')
    const routes = new Set<string>()
    for (const file of sources('console/api'))
      for (const m of readFileSync(file, 'utf8').matchAll(/path: '(\/[^']+)'/g)) routes.add(m[1]!)
    expect(routes.size).toBeGreaterThan(10)
    for (const route of routes) expect(text.includes(route), route).toBe(true)
  })

  it('hold no mark of an unfinished merge', () => {
    const pages = readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    )
    const all = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', ...pages.map((name) => `docs/${name}`)]
    expect(all.length).toBeGreaterThan(20)
    for (const page of all) expect(read(page), page).not.toMatch(/^(?:<{7} |={7}$|>{7} )/m)
  })

  it('name every command in both languages of the README', () => {
    const texts = ['README.md', 'README.zh-CN.md'].map(read)
    for (const command of [
      'run',
      'crawl',
      'sources',
      'import',
      'screen',
      'group',
      'hot',
      'search',
      'evidence',
      'erase',
      'export',
      'train',
      'eval',
      'review',
      'models',
      'digest',
      'replay',
      'worker',
      'jobs',
      'serve',
      'reindex',
      'backup',
      'restore',
      'move',
      'doctor',
      'init',
    ])
      for (const text of texts) expect(new RegExp(`(\`|lanting )${command}\\b`).test(text), command).toBe(true)
    expect(Object.keys(commandMessages).length).toBeGreaterThan(20)
  })

  it('tell in both languages how to update, by commands and settings that exist', () => {
    for (const readme of ['README.md', 'README.zh-CN.md']) expect(read(readme)).toContain('docs/update.md')
    const text = read('docs/update.md')
    const program = read('cli/program.ts')
    const named = [...text.matchAll(/`lanting ([a-z]+)/g)].map((m) => m[1]!)
    expect(named).toEqual(expect.arrayContaining(['backup', 'restore', 'run', 'doctor']))
    for (const command of named) expect(program, command).toMatch(new RegExp(`'${command}[ ']`))
    for (const code of ['store.newer', 'store.older', 'store.backup']) {
      expect(text).toContain(code)
      expect(read('docs/errors.md')).toContain(`\`${code}\``)
    }
  })

  it('name no machine and no workplace', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean)
    for (const file of tracked)
      if (/\.(ts|tsx|md|json|yaml|sh|mjs)$/.test(file) && file !== 'package-lock.json')
        expect(read(file).includes(['/wo', 'rk/'].join('')), file).toBe(false)
  })
})
