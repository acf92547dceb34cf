/** The one config schema. Each line: type, default, bound, and what it means. Unknown keys are errors. */
import { z } from 'zod'

/** Given in place, in a file (`{file: path}`) or in a variable of the environment (`{env: NAME}`), so that a secret can stay out of the config. */
const secret = z.union(
  [
    z.string().min(1),
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
  ],
  '可写文字、{file: 文件} 或 {env: 环境变量名}（text, {file: path} or {env: NAME}）',
)
export type Secret = z.infer<typeof secret>

/** A server's address; what must not stand in the config may be given apart from it. */
const server = { url: secret, user: z.string().min(1).optional(), password: secret.optional() }
const serverForm = '可写地址，或 {url, user, password}（an address, or {url, user, password}）'

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
      hosts: z
        .record(
          z.string(),
          z.strictObject({
            hours: z
              .string()
              .regex(/^([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-4]):[0-5]\d$/, '写成 22:00-06:00（is HH:MM-HH:MM）')
              .optional(),
            minDelay: z.number().min(0).max(600).optional(),
            maxPerDay: z.int().min(1).optional(),
          }),
        )
        .default({})
        .describe(
          'By host: hours it may be read (22:00-06:00), minDelay in seconds, maxPerDay requests; never looser than the recipe',
        ),
      values: z
        .record(z.string(), z.record(z.string(), z.string().min(1)))
        .default({})
        .describe('By source id: what a recipe leaves to the desk, such as the address of its column (entry)'),
      maxBytes: z.int().min(10_000).default(10_000_000).describe('Largest answer read, bytes'),
      timeoutSeconds: z.int().min(1).max(600).default(30).describe('Longest wait for one answer'),
      rsshub: z.url().optional().describe('Base address of an RSSHub instance, for the sources that read one'),
    })
    .prefault({}),
  hot: z
    .strictObject({
      days: z.int().min(1).max(3650).default(30).describe('Days the hot board looks back'),
      top: z.int().min(1).max(500).default(15).describe('Rows of the hot board'),
      population: z
        .strictObject({
          year: z.int().min(1949).max(2100),
          source: z.string().min(1),
          people: z.record(z.string(), z.int().min(1)),
        })
        .optional()
        .describe('Residents by district, for rates per 10,000: year, source, people; left out: the census of 2010'),
    })
    .prefault({}),
  digest: z
    .strictObject({
      from: z.string().default('兰听 <lanting@localhost>').describe('Sender'),
      to: z.array(z.string()).default([]).describe('Recipients, one mail each'),
      hour: z.int().min(0).max(23).default(8).describe('The digest of day D covers D-1 hour:00 to D hour:00'),
      holidays: z
        .enum(['merge', 'daily'])
        .default('merge')
        .describe('merge: none is sent on public holidays, the first workday covers them all; daily: every day'),
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
  calendar: z
    .strictObject({
      complete: z.array(z.int().min(2004).max(2100)).default([]).describe('Years whose notice is wholly given here'),
      off: z.array(z.string()).default([]).describe('Days off (YYYY-MM-DD), beside those known'),
      work: z.array(z.string()).default([]).describe('Make-up workdays (YYYY-MM-DD), beside those known'),
    })
    .prefault({}),
  bundles: z
    .strictObject({
      trust: z
        .array(secret)
        .default([])
        .describe('Public keys (lanting init --bundle-key of the crawling zone) whose bundles lanting import takes'),
    })
    .prefault({}),
  push: z
    .strictObject({
      tokens: z
        .array(
          z.strictObject({
            name: z.string().min(1),
            secret: secret.describe('At least 16 characters'),
          }),
        )
        .default([])
        .describe('Systems that may push letters: name, secret of 16 characters or more; none: no token is asked for'),
    })
    .prefault({}),
  models: z
    .strictObject({
      category: z.string().optional().describe('Model file made by lanting train --task category'),
      spam: z.string().optional().describe('Model file made by lanting train --task spam'),
    })
    .prefault({}),
  redis: z
    .union([z.string().min(1), z.strictObject(server)], serverForm)
    .optional()
    .describe('redis(s)://… : where the jobs of several processes wait; left out: one process'),
  postgres: z
    .union([z.string().min(1), z.strictObject(server)], serverForm)
    .optional()
    .describe('postgres://user:password@host:port/database where Records lie; left out: a SQLite file in dataDir'),
  elasticsearch: z
    .union(
      [
        z.string().min(1),
        z.strictObject({
          ...server,
          apiKey: secret.optional(),
          ca: z.string().min(1).optional(),
          prefix: z
            .string()
            .regex(/^[a-z][a-z0-9-]{0,60}$/)
            .optional(),
        }),
      ],
      '可写地址，或 {url, user, password, apiKey, ca, prefix}；prefix 用小写字母、数字和短横（an address, or an object; prefix: a-z, 0-9, -）',
    )
    .optional()
    .describe('http(s)://… : search moves there; ca: a PEM file, prefix: head of every name in the cluster'),
})
export type Config = z.infer<typeof configSchema>
