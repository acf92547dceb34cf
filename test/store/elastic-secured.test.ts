/** Elasticsearch behind TLS and a password, as the config names it: a real server behind a proxy that asks for both. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalize } from '../../analyzers/text/normalize.ts'
import { parseConfig } from '../../cli/config-file.ts'
import { elasticServer } from '../../cli/servers.ts'
import { fixedClock } from '../../model/time.ts'
import { openElasticSearch } from '../../store/search/elastic.ts'
import { available } from '../requirements.ts'
import { dropIndices, ES_URL, freshPrefix } from './elastic-site.ts'
import { NOW } from './fixtures.ts'
import { cutWords, DOCUMENTS } from './search-documents.ts'

const present = available('services', ES_URL !== '', 'ES_URL unset')
const USER = 'lanting'
const PASSWORD = 'p@ss:w/rd%'
const KEY = 'a2V5OnZhbHVl'

describe.skipIf(!present)('a secured cluster', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanting-tls-'))
  const prefix = freshPrefix()
  let proxy: Server
  let url: string
  beforeAll(async () => {
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=test authority',
    )
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
      '-subj',
      '/CN=127.0.0.1',
    )
    writeFileSync(join(dir, 'names'), 'subjectAltName=IP:127.0.0.1')
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-out',
      'server.pem',
      '-extfile',
      'names',
    )
    const allowed = [`Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`, `ApiKey ${KEY}`]
    const read = (name: string): Buffer => readFileSync(join(dir, name))
    proxy = createServer({ key: read('server.key'), cert: read('server.pem') }, (req, res) => {
      const { authorization, ...headers } = req.headers
      if (!allowed.includes(authorization ?? '')) {
        const body = JSON.stringify({ error: { type: 'security_exception' }, status: 401 })
        res.writeHead(401, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end(body)
        return
      }
      const onward = request(new URL(req.url ?? '/', ES_URL), { method: req.method, headers }, (back) => {
        res.writeHead(back.statusCode ?? 500, back.headers)
        back.pipe(res)
      })
      req.pipe(onward)
    })
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
    url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  }, 30_000)
  afterAll(async () => {
    await dropIndices(prefix)
    proxy.closeAllConnections()
    proxy.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const open = async (settings: string) => {
    const config = parseConfig(`elasticsearch: { url: "${url}", prefix: ${prefix}, ${settings} }`, 'test')
    const server = elasticServer({ config, env: { WORD: PASSWORD, WRONG: 'x' } })!
    return openElasticSearch({
      ...server,
      cut: async (texts) => texts.map(cutWords),
      fold: normalize,
      clock: fixedClock(NOW),
      wait: async () => undefined,
    })
  }
  const refusal = (settings: string): Promise<unknown> =>
    open(settings).then(
      () => 'fine',
      (error: unknown) => error,
    )

  it('is reached with user, password and authority from the config, or with an API key', async () => {
    const ca = `ca: ${join(dir, 'ca.pem')}`
    const store = await open(`user: ${USER}, password: { env: WORD }, ${ca}`)
    await store.index(DOCUMENTS)
    expect((await store.search({ text: '', sort: 'time', limit: 1 })).total).toBe(9)
    await store.close()
    writeFileSync(join(dir, 'key'), `${KEY}\n`)
    const byKey = await open(`apiKey: { file: ${join(dir, 'key')} }, ${ca}`)
    expect((await byKey.search({ text: '', sort: 'time', limit: 1 })).total).toBe(9)
    await byKey.close()
  })

  it('is not reached otherwise, and the password stays unsaid', async () => {
    const ca = `ca: ${join(dir, 'ca.pem')}`
    expect(await refusal(`user: ${USER}, password: { env: WRONG }, ${ca}`)).toMatchObject({ code: 'search.denied' })
    const untrusted = await refusal(`user: ${USER}, password: { env: WORD }`)
    expect(untrusted).toMatchObject({ code: 'search.certificate', retry: 'never' })
    expect(`${untrusted}${JSON.stringify(untrusted)}`).not.toContain(encodeURIComponent(PASSWORD))
    expect(await refusal(`ca: ${join(dir, 'none.pem')}`)).toMatchObject({ code: 'config.secret' })
  })
})
