/** The one config schema. Each line: type, default, bound, and what it means. Unknown keys are errors. */
import { z } from 'zod'

/** A secret given in place or in a file (`{file: path}`), so that it can stay out of the config. */
const secret = z.union([z.string().min(1), z.strictObject({ file: z.string().min(1) })])

export const configSchema = z.strictObject({
  dataDir: z.string().min(1).default('./data').describe('Folder of records, search index, keys and digests'),
  keysDir: z
    .string()
    .min(1)
    .default('./keys')
    .describe('Folder of secret keys (files 0600); must lie outside dataDir and outside every backup'),
  city: z
    .enum(['lanzhou', 'none'])
    .default('lanzhou')
    .describe('Whose posts are on topic; none: everything is, and places are not forced into Lanzhou'),
  lang: z.enum(['zh', 'en']).default('zh').describe('Language of messages'),
  clock: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('A fixed "now" for samples and tests; leave out in real use'),
  console: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to bind; loopback only until accounts exist'),
      port: z.int().min(0).max(65535).default(8787).describe('Port of console and API; 0 picks a free one'),
    })
    .prefault({}),
  crawl: z
    .strictObject({
      recipes: z.array(z.string()).default([]).describe('Further recipe files or folders'),
      enabled: z.array(z.string()).default([]).describe('Source ids to turn on beside those on by default'),
      disabled: z.array(z.string()).default([]).describe('Source ids to turn off'),
      every: z
        .int()
        .min(1)
        .max(1440)
        .default(15)
        .describe('Minutes between two looks at a source, unless its recipe says otherwise'),
      contact: z.string().default('').describe('Mail address or page in the User-Agent, so that a site can reach you'),
      allowPrivate: z
        .array(z.string())
        .default([])
        .describe('Hosts on private addresses that may be read (host or host:port)'),
      maxBytes: z.int().min(10_000).default(10_000_000).describe('Largest answer read, bytes'),
      timeoutSeconds: z.int().min(1).max(600).default(30).describe('Longest wait for one answer'),
    })
    .prefault({}),
  hot: z
    .strictObject({
      days: z.int().min(1).max(3650).default(30).describe('Days the hot board looks back'),
      top: z.int().min(1).max(500).default(15).describe('Rows of the hot board'),
    })
    .prefault({}),
  digest: z
    .strictObject({
      from: z.string().default('兰听 <lanting@localhost>').describe('Sender'),
      to: z.array(z.string()).default([]).describe('Recipients, one mail each'),
      hour: z.int().min(0).max(23).default(8).describe('The digest of day D covers D-1 hour:00 to D hour:00'),
      unsubscribe: z.string().optional().describe('https or mailto address to leave the list'),
      smtp: z
        .strictObject({
          host: z.string(),
          port: z.int().min(1).max(65535).default(25),
          secure: z.boolean().default(false).describe('TLS from the first byte (port 465)'),
          user: z.string().optional(),
          password: secret.optional(),
        })
        .optional(),
    })
    .prefault({}),
  dispatch: z
    .strictObject({
      endpoints: z
        .array(
          z.strictObject({
            name: z.string().min(1),
            url: z.url(),
            secret: secret.describe('whsec_… of Standard Webhooks'),
            allowPrivate: z.boolean().default(false).describe('The address may be a private one'),
          }),
        )
        .default([]),
    })
    .prefault({}),
  models: z
    .strictObject({
      category: z.string().optional().describe('Model file made by lanting train --task category'),
      spam: z.string().optional().describe('Model file made by lanting train --task spam'),
    })
    .prefault({}),
  redis: z.string().optional().describe('redis://… : checked by doctor; jobs move there when the cluster size is used'),
  postgres: z
    .string()
    .optional()
    .describe('postgres://user:password@host:port/database where Records lie; left out: a SQLite file in dataDir'),
  elasticsearch: z.string().optional().describe('http://… : search moves there'),
})
export type Config = z.infer<typeof configSchema>
