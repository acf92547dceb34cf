import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

interface Finding {
  check: string
  state: string
  detail: string
  mend?: string
}

const other = createServer((_, response) => response.end('{}'))
let taken = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  taken = (other.address() as AddressInfo).port
})
afterAll(() => void other.close())

const config = (text: string): string => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), `crawl: { disabled: [zjj-lanzhou] }\n${text}`)
  return cwd
}
const findings = async (cwd: string) => {
  const { code, out } = await lanting(['doctor', '--json'], cwd)
  return { code, of: Object.fromEntries(jsonLines<Finding>(out).map((f) => [f.check, f])) }
}

describe('lanting doctor', () => {
  it('ends, and so does run, where the data folder cannot be made, and says so with the remedy', async () => {
    // Below /proc no folder can be made, and asked for one with `recursive` Node never comes back.
    const cwd = config('dataDir: /proc/x\nkeysDir: ./keys\nconsole: { port: 0 }\n')
    const { code, of } = await findings(cwd)
    expect([code, of.数据文件夹]).toEqual([
      1,
      {
        check: '数据文件夹',
        state: 'bad',
        detail: '建不了文件夹 /proc/x：上一级不允许在其中新建文件夹。请换一个可写的位置',
        mend: '请确认 /proc/x 可写且磁盘有 1 GB 以上空间，或用 --data 换一个文件夹',
      },
    ])
    const run = await lanting(['run', '--once'], cwd)
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('folder.unusable')])
  }, 30_000)

  it('names a model of the config that cannot be used, which import tells before it stores anything', async () => {
    const cwd = config('models: { spam: none.model }\nconsole: { port: 0 }\n')
    const { code, of } = await findings(cwd)
    const detail = expect.stringMatching(/^模型文件 none\.model 不可用：读不到这个文件。/)
    expect([code, of.模型]).toMatchObject([1, { state: 'bad', detail, mend: expect.stringContaining('models') }])
    writeFileSync(join(cwd, 'a.jsonl'), '{"id":"1","text":"城关区雁滩路停水两天"}\n')
    const taken = await lanting(['import', 'a.jsonl'], cwd)
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('model.file')])
    expect(existsSync(join(cwd, 'data', 'records.db'))).toBe(false)
    expect((await findings(config('console: { port: 0 }\n'))).of.模型).toMatchObject({ state: 'ok', detail: '自带' })
  })

  it('names a port that another program holds, but not one that the console of this folder holds', async () => {
    const cwd = config(`console: { port: ${taken} }\n`)
    const { code, of } = await findings(cwd)
    expect([code, of.工作台端口]).toMatchObject([
      1,
      { state: 'bad', detail: expect.stringContaining(`${taken} 已被占用`) },
    ])
    expect((await lanting(['doctor'], cwd)).out).toContain('console.port')

    const own = config('console: { port: 0 }\n')
    const running = start(['run'], own)
    let err = ''
    running.child.stderr?.on('data', (d) => {
      err += d
    })
    while (!err.includes('工作台') && running.child.exitCode === null) await new Promise((r) => setTimeout(r, 100))
    const port = /127\.0\.0\.1:(\d+)/.exec(err)?.[1]
    try {
      writeFileSync(join(own, 'lanting.yaml'), `crawl: { disabled: [zjj-lanzhou] }\nconsole: { port: ${port} }\n`)
      const ours = await findings(own)
      expect([ours.code, ours.of.工作台端口]).toMatchObject([0, { state: 'ok' }])
      const elsewhere = await findings(config(`console: { port: ${port} }\n`))
      expect([elsewhere.code, elsewhere.of.工作台端口]).toMatchObject([1, { state: 'bad' }])
    } finally {
      running.child.kill('SIGTERM')
      await running.done
    }
  }, 90_000)

  it('looks at the secret of an endpoint and at a private address; run and serve do not start without one', async () => {
    const endpoint = (more: string) =>
      config(`console: { port: 0 }\ndispatch:\n  endpoints: [{ name: 调度, ${more} }]\n`)
    const bad = endpoint('url: "https://x.example", secret: { file: hook.txt }')
    writeFileSync(join(bad, 'hook.txt'), 'abc\n')
    expect((await findings(bad)).of.推送接口).toMatchObject({ state: 'bad', detail: expect.stringContaining('whsec_') })
    for (const command of ['run', 'serve']) {
      const { code, err } = await lanting([command], bad)
      expect([code, err]).toEqual([2, expect.stringContaining('dispatch.endpoints 中 调度 的 secret 不是签名密钥')])
      expect(err).not.toContain('abc')
    }
    const key = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
    expect((await findings(endpoint(`url: "http://10.0.0.8/x", secret: ${key}`))).of.推送接口).toMatchObject({
      state: 'bad',
      detail: expect.stringContaining('allowPrivate: true'),
    })
    expect((await findings(endpoint(`url: "https://x.example/x", secret: ${key}`))).of.推送接口).toMatchObject({
      state: 'ok',
      detail: '调度',
    })
  }, 60_000)

  it('warns, without failing, when the holidays known end within 60 days', async () => {
    const at = async (clock: string, more = '') => {
      const { code, of } = await findings(config(`console: { port: 0 }\nclock: ${clock}T10:00:00+08:00\n${more}`))
      return [code, of.放假安排]
    }
    expect(await at('2026-10-30')).toMatchObject([0, { state: 'ok', detail: '已载入至 2026 年' }])
    expect(await at('2026-11-15')).toMatchObject([
      0,
      { state: 'warn', detail: expect.stringContaining('2027'), mend: expect.stringContaining('complete: [2027]') },
    ])
    expect(await at('2027-02-15')).toMatchObject([0, { state: 'warn' }])
    expect(await at('2026-12-25', 'calendar: { complete: [2027] }\n')).toMatchObject([0, { state: 'ok' }])
    const cwd = config('console: { port: 0 }\nclock: 2026-11-15T10:00:00+08:00\n')
    expect((await lanting(['doctor'], cwd)).out).toMatch(/放假安排 +请注意[\s\S]*→ 国务院办公厅公布 2027 年放假安排后/)
  }, 60_000)

  it('says in Chinese what servers that are not there answer', async () => {
    const closed = 'redis://127.0.0.1:1\npostgres: postgres://a:b@127.0.0.1:1/x\nelasticsearch: http://127.0.0.1:1\n'
    const cwd = config(
      `console: { port: 0 }\nredis: ${closed}digest: { to: [a@lz.example], smtp: { host: 127.0.0.1, port: 1 } }\n`,
    )
    const { code, of } = await findings(cwd)
    expect(code).toBe(1)
    for (const server of ['SMTP', 'Redis', 'PostgreSQL', 'Elasticsearch'])
      expect(of[server], server).toMatchObject({
        state: 'bad',
        detail: '对方拒绝连接：那里没有程序在运行，或端口不对（ECONNREFUSED）',
      })
  }, 30_000)
})
