import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BIN, freshFolder, lanting, start } from './program-run.ts'

const config = (cwd: string, more = ''): void =>
  writeFileSync(
    join(cwd, 'lanting.yaml'),
    `dataDir: ./data\nconsole:\n  port: 0\ncrawl:\n  disabled: [zjj-lanzhou]\n${more}`,
  )

describe('what people run into', () => {
  it('says who holds the folder when a second run starts, and imports beside the first', async () => {
    const cwd = freshFolder()
    config(cwd)
    const first = start(['run'], cwd)
    let err = ''
    first.child.stderr?.on('data', (d) => {
      err += d
    })
    while (!err.includes('工作台') && first.child.exitCode === null) await new Promise((r) => setTimeout(r, 100))
    const second = await lanting(['run', '--once'], cwd)
    expect(second.code).toBe(1)
    expect(second.err).toContain('lease.held')
    // To be found in a list of processes, and by the clock on the wall.
    expect(second.err).toMatch(/进程号 \d+，占用至 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d，/)
    expect(second.err).toContain('--data')
    writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
    const beside = await lanting(['import', 'in.jsonl'], cwd)
    expect(beside.code).toBe(0)
    expect(beside.err).toContain('收件箱')
    first.child.kill('SIGTERM')
    expect((await first.done).code).toBe(0)
    // The folder is free again at once.
    expect((await lanting(['import', 'in.jsonl', '--json'], cwd)).out).toContain('"unchanged":1')
  }, 90_000)

  it('ends when the process people started is killed outright, and holds nothing', async () => {
    const cwd = freshFolder()
    config(cwd)
    const run = spawn(process.execPath, [BIN, 'run'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let err = ''
    run.stderr.setEncoding('utf8').on('data', (d) => {
      err += d
    })
    while (!err.includes('工作台') && run.exitCode === null) await new Promise((r) => setTimeout(r, 100))
    run.kill('SIGKILL')
    // Whoever writes there has ended, too.
    await new Promise((resolve) => run.stderr.once('close', resolve))
    expect(err).toContain('已停止')
    writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
    expect((await lanting(['import', 'in.jsonl'], cwd)).err).not.toContain('收件箱')
  }, 60_000)

  it('asks a site by its rhythm only, however often it is started', async () => {
    const hits: (string | undefined)[] = []
    const site = createServer((request, response) => {
      hits.push(request.url)
      if (request.url === '/robots.txt') response.writeHead(404).end()
      else
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end('<ul><li><a href="/a/1">永登县城关镇停水两天了</a></li></ul>')
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
    const cwd = freshFolder()
    writeFileSync(
      join(cwd, 'board.yaml'),
      `id: board\nname: 留言板\nkind: letter\nshape: html-list\nverified: synthetic\nfetch:\n  url: http://${host}/list\nlist: { items: { css: li } }\nfields:\n  url: { css: a, attr: href, transforms: [absUrl] }\n  title: { css: a }\nrequired: [title]\n`,
    )
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      `dataDir: ./data\nkeysDir: ./keys\ncrawl:\n  recipes: [./board.yaml]\n  enabled: [board]\n  allowPrivate: ["${host}"]\n`,
    )
    try {
      const lists = async () => {
        const { err } = await lanting(['run', '--once'], cwd)
        return [hits.filter((url) => url === '/list').length, err.includes('board：')]
      }
      expect(await lists()).toEqual([1, true])
      expect(await lists()).toEqual([1, false])
    } finally {
      site.close()
    }
  }, 60_000)

  it('names a port that is in use and the setting to change', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const cwd = freshFolder()
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      `dataDir: ./data\nconsole:\n  port: ${(other.address() as AddressInfo).port}\ncrawl:\n  disabled: [zjj-lanzhou]\n`,
    )
    try {
      for (const command of ['serve', 'run']) {
        const { child, done } = start([command], cwd)
        // A process that stays alive without a console is killed, and has no exit code then.
        const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
        const result = await done
        clearTimeout(timer)
        expect(result.code, command).toBe(1)
        expect(result.err).toContain('console.port')
        expect(result.err).not.toContain('internal')
      }
    } finally {
      other.close()
    }
  }, 60_000)

  it.skipIf(process.getuid?.() === 0)(
    'says that a data folder may not be written',
    async () => {
      const cwd = freshFolder()
      config(cwd)
      mkdirSync(join(cwd, 'data'))
      chmodSync(join(cwd, 'data'), 0o500)
      writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"停水"}\n')
      const result = await lanting(['import', 'in.jsonl'], cwd)
      expect(result.code).toBe(1)
      expect(result.err).toMatch(/权限|写/)
    },
    60_000,
  )

  it('reports a broken config with its lines and exits with 2', async () => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'lanting.yaml'), 'dataDirr: ./x\nhot:\n  days: 0\n')
    const result = await lanting(['hot'], cwd)
    expect(result.code).toBe(2)
    expect(result.err).toMatch(/lanting\.yaml:1 /)
    expect(result.err).toMatch(/lanting\.yaml:3 /)
  }, 30_000)
})
