/** A corner of a real Elasticsearch for one test, and its tidying up. */
import { randomBytes } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@elastic/elasticsearch'

/** Set by scripts/servers.sh; empty where there is no server. */
export const ES_URL = process.env.ES_URL ?? ''

export const freshPrefix = (): string => `test-${randomBytes(5).toString('hex')}`

export async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ node: ES_URL })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

export const dropIndices = (prefix: string): Promise<void> =>
  withClient(async (client) => {
    // By name: clusters refuse wildcards in deletions.
    for (const index of Object.keys(await client.indices.get({ index: `${prefix}-posts*` })))
      await client.indices.delete({ index })
    await client.indices.deleteIndexTemplate({ name: `${prefix}-posts` }, { ignore: [404] })
    for (const name of ['settings', 'mappings'])
      await client.cluster.deleteComponentTemplate({ name: `${prefix}-${name}` }, { ignore: [404] })
  })

/** A way to the real server on which `answer` may step in; `held` is never answered. */
export async function proxy(
  answer: (path: string, body: string) => [status: number, body: unknown] | 'held' | undefined,
): Promise<Server> {
  const server = createServer((req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part: Buffer) => parts.push(part))
    req.on('end', () => {
      const body = Buffer.concat(parts)
      const said = answer(req.url ?? '', body.toString())
      if (said === 'held') return
      if (said) {
        const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
        res.writeHead(said[0], headers).end(JSON.stringify(said[1]))
        return
      }
      const onward = request(new URL(req.url ?? '/', ES_URL), { method: req.method, headers: req.headers }, (back) => {
        res.writeHead(back.statusCode ?? 500, back.headers)
        back.pipe(res)
      })
      onward.on('error', (error) => res.writeHead(502).end(error.message))
      onward.end(body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}
export const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
/** What a server says whose queues are full. */
export const BUSY = { error: { type: 'es_rejected_execution_exception', reason: 'queue full' }, status: 429 }
