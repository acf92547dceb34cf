/** A corner of a real Elasticsearch for one test, and its tidying up. */
import { randomBytes } from 'node:crypto'
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
