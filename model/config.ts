/** The one config schema. Each line: type, default, bound, and what it means. Unknown keys are errors. */
import { z } from 'zod'
import { mailAddressOf } from './address.ts'
import { readTime } from './time.ts'
import { CITIES } from './words.ts'

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

const calendarDay = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && readTime(text) !== undefined,
    '不是日期，请写成 YYYY-MM-DD（not a date; write YYYY-MM-DD）',
  )

const mailbox = z
  .string()
  .refine(
    (text) => mailAddressOf(text) !== undefined,
    '不是邮件地址，应如 li@example.org 或 李处 <li@example.org>（not a mail address）',
  )

export const configSchema = z.strictObject({
  dataDir: z
    .string()
    .min(1)
    .default('./data')
    .describe('数据文件夹：档案、检索索引和日报（Folder of records, search index and digests）'),
  keysDir: z
    .string()
    .min(1)
    .default('./keys')
    .describe(
      '密钥文件夹（文件权限 0600），必须在 dataDir 和备份之外（Folder of secret keys, outside dataDir and every backup）',
    ),
  city: z
    .enum(CITIES)
    .default('lanzhou')
    .describe(
      '哪个城市的内容算本市；none：都算，地点也不限于兰州（Whose posts are on topic; none: all are, and places are not forced into Lanzhou）',
    ),
  lang: z.enum(['zh', 'en']).default('zh').describe('提示语言：zh 中文，en 英文（Language of messages）'),
  clock: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      '固定的“现在”，只用于样例和测试，正式使用请不要写（A fixed "now" for samples and tests; leave out in real use）',
    ),
  console: z
    .strictObject({
      host: z
        .string()
        .default('127.0.0.1')
        .describe('监听地址；有账户功能之前只能是本机（Address to bind; loopback only until accounts exist）'),
      port: z
        .int()
        .min(0)
        .max(65535)
        .default(8787)
        .describe('工作台和接口的端口；0 表示自动选一个空闲的（Port of console and API; 0 picks a free one）'),
    })
    .prefault({}),
  crawl: z
    .strictObject({
      recipes: z
        .array(z.string())
        .default([])
        .describe('更多来源配方的文件或文件夹（Further recipe files or folders）'),
      enabled: z
        .array(z.string())
        .default([])
        .describe('默认之外要启用的来源（Source ids to turn on beside those on by default）'),
      disabled: z.array(z.string()).default([]).describe('要停用的来源（Source ids to turn off）'),
      every: z
        .int()
        .min(1)
        .max(1440)
        .default(15)
        .describe(
          '两次访问同一来源的间隔，分钟；配方另有规定的除外（Minutes between two looks at a source, unless its recipe says otherwise）',
        ),
      contact: z
        .string()
        .default('')
        .describe(
          '写进 User-Agent 的联系邮箱或网页，让网站能找到你（Mail address or page in the User-Agent, so that a site can reach you）',
        ),
      allowPrivate: z
        .array(z.string())
        .default([])
        .describe('允许访问的内网主机，写 host 或 host:port（Hosts on private addresses that may be read）'),
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
          `按主机：允许访问的时段 hours（22:00-06:00，代替配方的时段）、最短间隔 minDelay（秒）、每天最多 maxPerDay 次，后两项只能比配方更严（By host: hours in place of the recipe's, minDelay in seconds and maxPerDay requests, never looser than the recipe）`,
        ),
      values: z
        .record(z.string(), z.record(z.string(), z.string().min(1)))
        .default({})
        .describe(
          '按来源：配方留给使用者填写的值，例如栏目地址 entry（By source id: what a recipe leaves to the desk, such as the address of its column）',
        ),
      maxBytes: z
        .int()
        .min(10_000)
        .default(10_000_000)
        .describe('一次应答最多读多少字节（Largest answer read, bytes）'),
      timeoutSeconds: z
        .int()
        .min(1)
        .max(600)
        .default(30)
        .describe('一次应答最多等多少秒（Longest wait for one answer, seconds）'),
      rsshub: z
        .url()
        .optional()
        .describe('RSSHub 服务的地址，供读取它的来源使用（Base address of an RSSHub instance）'),
    })
    .prefault({}),
  hot: z
    .strictObject({
      days: z.int().min(1).max(3650).default(30).describe('热点榜回看多少天（Days the hot board looks back）'),
      top: z.int().min(1).max(500).default(15).describe('热点榜显示多少条（Rows of the hot board）'),
      population: z
        .strictObject({
          year: z.int().min(1949).max(2100),
          source: z.string().min(1),
          people: z.record(z.string(), z.int().min(1)),
        })
        .optional()
        .describe(
          '各区县常住人口，用于每万人反映数：年份 year、出处 source、人数 people；不写则用 2010 年普查（Residents by district, for rates per 10,000）',
        ),
    })
    .prefault({}),
  digest: z
    .strictObject({
      from: mailbox.default('兰听 <lanting@localhost>').describe('发件人（Sender）'),
      to: z.array(mailbox).default([]).describe('收件人，每人一封（Recipients, one mail each）'),
      hour: z
        .int()
        .min(0)
        .max(23)
        .default(8)
        .describe('几点截稿：某日的日报含前一日此时至当日此时（The digest of day D covers D-1 hour:00 to D hour:00）'),
      holidays: z
        .enum(['merge', 'daily'])
        .default('merge')
        .describe(
          'merge：节假日不发，上班第一天合并成一期；daily：每天都发（merge: none on public holidays, the first workday covers them all; daily: every day）',
        ),
      unsubscribe: z
        .string()
        .optional()
        .describe('退订地址，https 或 mailto（Address to leave the list, https or mailto）'),
      smtp: z
        .strictObject({
          host: z.string(),
          port: z.int().min(1).max(65535).default(25),
          secure: z.boolean().default(false).describe('连接即加密，用 465 端口（TLS from the first byte）'),
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
            url: z.url({
              protocol: /^https?$/,
              error: '应为以 http:// 或 https:// 开头的完整地址（a whole address with http:// or https://）',
            }),
            secret: secret.describe('签名密钥 whsec_…（whsec_… of Standard Webhooks）'),
            allowPrivate: z.boolean().default(false).describe('允许发往内网地址（The address may be a private one）'),
          }),
        )
        .default([]),
    })
    .prefault({}),
  calendar: z
    .strictObject({
      complete: z
        .array(z.int().min(2004).max(2100))
        .default([])
        .describe('放假安排已在这里写全的年份（Years whose notice is wholly given here）'),
      off: z.array(calendarDay).default([]).describe('补充的放假日，YYYY-MM-DD（Days off, beside those known）'),
      work: z
        .array(calendarDay)
        .default([])
        .describe('补充的调休上班日，YYYY-MM-DD（Make-up workdays, beside those known）'),
    })
    .prefault({}),
  evidence: z
    .strictObject({
      raw: z
        .boolean()
        .default(false)
        .describe(
          '原始网页加密保存 30 天，缺省只留指纹和响应头（Keep the answers that brought posts, encrypted in the vault, for 30 days; without it their hash and headers alone）',
        ),
    })
    .prefault({}),
  bundles: z
    .strictObject({
      trust: z
        .array(secret)
        .default([])
        .describe(
          '接收哪些采集区的数据包：其公钥，由 lanting init --bundle-key 生成（Public keys of crawling zones whose bundles are taken）',
        ),
      folder: z
        .string()
        .min(1)
        .optional()
        .describe(
          '采集区的数据包送到哪个文件夹，lanting run 每个只收一次（Folder into which bundles of a crawling zone come; lanting run takes each once）',
        ),
    })
    .prefault({}),
  push: z
    .strictObject({
      tokens: z
        .array(
          z.strictObject({
            name: z.string().min(1),
            secret: secret.describe('至少 16 个字符（At least 16 characters）'),
          }),
        )
        .default([])
        .describe(
          '可以推送来信的系统：名称 name、令牌 secret（至少 16 字符）；不写则不要求令牌（Systems that may push letters; none: no token is asked for）',
        ),
    })
    .prefault({}),
  models: z
    .strictObject({
      category: z
        .string()
        .optional()
        .describe('lanting train --task category 训练出的模型文件（Model file made by lanting train --task category）'),
      spam: z
        .string()
        .optional()
        .describe('lanting train --task spam 训练出的模型文件（Model file made by lanting train --task spam）'),
    })
    .prefault({}),
  redis: z
    .union([z.string().min(1), z.strictObject(server)], serverForm)
    .optional()
    .describe(
      'redis(s)://…，多个进程的任务队列；不写则单进程（Where the jobs of several processes wait; left out: one process）',
    ),
  postgres: z
    .union([z.string().min(1), z.strictObject(server)], serverForm)
    .optional()
    .describe(
      'postgres://用户:密码@主机:端口/库，档案所在；不写则用 dataDir 里的 SQLite 文件（Where Records lie; left out: a SQLite file in dataDir）',
    ),
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
    .describe(
      'http(s)://…，改用 Elasticsearch 检索；ca：PEM 证书文件，prefix：集群里所有名称的前缀（Search moves there; ca: a PEM file, prefix: head of every name in the cluster）',
    ),
})
export type Config = z.infer<typeof configSchema>
