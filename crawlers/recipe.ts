/** The one recipe format: a source is a YAML file. docs/add-a-source.md explains each key with an example. */
import { z } from 'zod'
import { KINDS } from '../model/words.ts'
import { readHours } from './hours.ts'

const regex = z.string().refine(
  (source) => {
    try {
      new RegExp(source)
      return true
    } catch (error) {
      if (error instanceof SyntaxError) return false
      throw error
    }
  },
  { error: 'not a regular expression' },
)
const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
const method = z.enum(['GET', 'POST'])

const transformSchema = z.union([
  z.enum(['trim', 'stripHtml', 'absUrl', 'number', 'hash']),
  z.strictObject({ regex, group: z.int().min(0).default(1) }),
  z.strictObject({ replace: z.tuple([regex, z.string()]) }),
  z.strictObject({ template: z.string() }),
  z.strictObject({ map: texts, otherwise: z.string().optional() }),
])
export type Transform = z.infer<typeof transformSchema>

/** Where one value stands, within its row (list) or its page (detail). */
const pickSchema = z
  .strictObject({
    from: z.enum(['list', 'detail']).default('list'),
    css: z.string().optional().describe('CSS selector; "" is the row itself'),
    path: z.string().optional().describe('a.b[0].c in JSON; with attr: in the JSON that the attribute holds'),
    label: z.string().optional().describe('Text of the label cell; the value is in the next cell'),
    attr: z.string().optional(),
    all: z.boolean().optional().describe('Join every match, one a line'),
    remove: z.string().optional().describe('CSS of parts to leave out (editor lines, scripts)'),
    const: z.string().optional(),
    var: z.string().optional(),
    transforms: z.array(transformSchema).default([]),
  })
  .refine((p) => [p.css, p.path, p.label, p.const, p.var].some((x) => x !== undefined), {
    error: 'needs one of css, path, label, const, var',
  })
export type Pick = z.infer<typeof pickSchema>

/** Fields of a Delivery; names that begin with _ are only for templates of the recipe itself. */
export const FIELDS = [
  'nativeId',
  'url',
  'kind',
  'title',
  'text',
  'author',
  'postedAt',
  'likes',
  'replies',
  'views',
  'givenAppealType',
  'addressee',
  'sourceCaseId',
  'sourceState',
  'channel',
  'answerText',
  'answerUnit',
  'answerAt',
] as const
const fieldName = z.string().refine((name) => name.startsWith('_') || (FIELDS as readonly string[]).includes(name), {
  error: `unknown field; known: ${FIELDS.join(', ')}, or _anything for templates`,
})

const when = z
  .strictObject({
    path: z.string().optional(),
    equals: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
    matches: regex.optional(),
  })
  .refine((w) => (w.path !== undefined && w.equals !== undefined) || w.matches !== undefined, {
    error: 'needs path and equals, or matches',
  })

const requestShape = {
  method: method.default('GET'),
  url: z.string().min(1),
  form: texts.optional(),
  json: z.record(z.string(), z.unknown()).optional(),
}

const rate = z
  .strictObject({
    minDelay: z.number().min(0).max(600).default(1.5).describe('Seconds between two requests to the host'),
    jitter: z.number().min(0).max(600).default(1).describe('Up to so many seconds more, at random'),
    concurrency: z.int().min(1).max(16).default(1),
    maxPerDay: z.int().min(1).default(5000).describe('Requests a day to the host'),
    hours: z
      .string()
      .refine((text) => readHours(text) !== undefined, { error: 'is HH:MM-HH:MM' })
      .optional()
      .describe('Hours in which the host may be read, such as 22:00-06:00 (Asia/Shanghai)'),
    backoffOn: z.array(z.int()).default([403, 429, 432]),
  })
  .prefault({})

const webFetch = z.strictObject({
  mode: z.enum(['http', 'browser', 'feed']).default('http'),
  ...requestShape,
  headers: texts.default({}),
  warmup: z.string().optional().describe('Page to open first, for its cookie-less session'),
  charset: z.string().optional(),
  timeout: z.number().min(1).max(600).optional().describe('Seconds'),
  conditional: z.boolean().default(true).describe('Send ETag and Last-Modified of the last look'),
  rate,
  browser: z
    .strictObject({
      waitFor: z.string().optional(),
      clickMore: z.string().optional(),
      maxClicks: z.int().min(0).max(200).default(10),
    })
    .optional(),
})
const fileFetch = z.strictObject({
  mode: z.literal('file'),
  folder: z.string().min(1).describe('Watched folder of .csv, .xlsx and .jsonl files'),
  map: texts.optional(),
})

const listSchema = z.strictObject({
  items: z.strictObject({ css: z.string().optional(), path: z.string().optional() }),
  container: z
    .string()
    .optional()
    .describe('Stands on the page even when the list is empty; else empty = changed shape'),
  emptyWhen: regex.optional(),
  filter: z.array(z.strictObject({ field: z.string(), matches: regex, not: z.boolean().default(false) })).default([]),
})

const paginationSchema = z.strictObject({
  by: z.enum(['page', 'record', 'cursor', 'next']),
  start: z.int().default(1),
  step: z.int().default(1).describe('Negative counts down'),
  size: z.int().min(1).optional(),
  blocks: z.int().min(1).default(1).describe('record: pages asked for in one answer'),
  last: z.string().optional().describe('Template for the last page number to read'),
  cursor: z.string().optional().describe('Field of the last row that the next request carries'),
  css: z.string().optional().describe('next: the link'),
  path: z.string().optional().describe('next: URL or cursor in JSON'),
  ...requestShape,
  url: z.string().optional(),
  method: method.optional(),
})

const detailSchema = z.strictObject({
  ...requestShape,
  url: z.string().default('{{url}}'),
  envelope: z.enum(['html', 'json']).default('html'),
  when: z
    .strictObject({ field: z.string(), matches: regex })
    .optional()
    .describe('Only for rows whose field matches, such as a text cut short'),
  article: z
    .boolean()
    .default(false)
    .describe('Title, time, source and body by text density where no field says otherwise'),
  nextPage: z.string().optional().describe('CSS of the link to the next part of the article'),
  maxParts: z.int().min(1).max(50).default(10),
  refreshOpenAfter: z.number().min(0).optional().describe('Hours after which letters without an answer are read again'),
})

export const recipeSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/),
    name: z.string().min(1),
    kind: z.enum(KINDS),
    region: z.string().default('甘肃兰州'),
    homepage: z.string().default(''),
    version: z.int().min(1).default(1),
    shape: z.string().min(1).describe('Which shape of answer it reads; counted by sources check'),
    verified: z.string().regex(/^(synthetic|real-page|live-\d{4}-\d{2}-\d{2})$/),
    enabled: z.boolean().default(true).describe('On by default; a synthetic recipe never is'),
    every: z.int().min(1).max(10_080).optional().describe('Minutes between two looks'),
    legal: z
      .strictObject({
        robots: z.literal('obey').default('obey'),
        loginRequired: z.literal(false).default(false),
        note: z.string().default(''),
      })
      .prefault({}),
    needs: z
      .record(z.string().regex(/^\w+$/), z.string().min(1))
      .default({})
      .describe('Template names that the config gives (crawl.values, crawl.rsshub), with what to write there'),
    fetch: z.union([fileFetch, webFetch]),
    seed: z
      .strictObject({ url: z.string() })
      .optional()
      .describe('Page the vars are read from, if not the first list page'),
    vars: z
      .record(
        z.string(),
        z.strictObject({
          css: z.string().optional(),
          attr: z.string().optional(),
          regex: regex.optional(),
          default: z.string().optional(),
        }),
      )
      .default({}),
    envelope: z
      .strictObject({
        format: z.enum(['json', 'jsonp', 'html', 'xml', 'feed']).default('html'),
        unwrap: regex.optional().describe('Group 1 is the answer proper'),
        ok: when.optional(),
        blocked: z.array(when).default([]),
      })
      .prefault({}),
    embedded: z
      .strictObject({
        kind: z.enum(['htmlComment', 'cdataRecords', 'scriptArray', 'jsonInScript']),
        css: z.string().optional(),
        regex: regex.optional(),
      })
      .optional(),
    list: listSchema.optional(),
    fields: z.record(fieldName, z.union([pickSchema, z.array(pickSchema).min(1)])).default({}),
    required: z.array(z.string()).default(['title']),
    status: z
      .strictObject({
        pending: z.array(z.string()).default([]),
        processing: z.array(z.string()).default([]),
        replied: z.array(z.string()).default([]),
      })
      .optional()
      .describe('Words of this site beside the known ones'),
    pagination: paginationSchema.optional(),
    stop: z
      .strictObject({
        maxPages: z.int().min(1).max(10_000).default(20),
        olderThan: z.number().min(0).optional().describe('Days'),
        watermark: z
          .boolean()
          .default(true)
          .describe('Stop at the page whose letters are all older than the newest of the last look'),
        reread: z
          .strictObject({ days: z.number(), everyHours: z.number().default(24) })
          .optional()
          .describe('Go back so far for answers'),
      })
      .prefault({}),
    detail: detailSchema.optional(),
    checks: z
      .strictObject({
        minItems: z.int().min(0).default(1),
        now: z.string().default('2026-01-19T02:00:00Z'),
        variables: texts.default({}).describe('Values for {{names}} that are given at run time'),
        pages: z.array(
          z.strictObject({
            match: z.string(),
            file: z.string(),
            status: z.int().default(200),
            contentType: z.string().optional(),
          }),
        ),
        expected: z.string(),
      })
      .optional(),
  })
  .superRefine((r, ctx) => {
    if (r.fetch.mode !== 'file' && r.fetch.mode !== 'feed' && !r.list)
      ctx.addIssue({ code: 'custom', path: ['list'], message: 'needs list.items (only feeds and files go without)' })
    const detailed = Object.values(r.fields)
      .flat()
      .some((p) => p.from === 'detail')
    if (detailed && !r.detail)
      ctx.addIssue({ code: 'custom', path: ['detail'], message: 'fields are read from detail, but there is no detail' })
    if (r.pagination?.by === 'cursor' && !r.pagination.cursor && !r.pagination.path)
      ctx.addIssue({
        code: 'custom',
        path: ['pagination', 'cursor'],
        message: 'by: cursor needs cursor (a field) or path',
      })
    if (r.pagination?.by === 'record' && !r.pagination.size)
      ctx.addIssue({ code: 'custom', path: ['pagination', 'size'], message: 'by: record needs size' })
  })
export type Recipe = z.infer<typeof recipeSchema> & {
  /** File it was read from. */
  readonly file: string
  /** Folder where pages and expected records of `checks` lie: beside the file that names them. */
  readonly checksDir: string
  /** Values for templates given at run time (origin of the sample site). */
  readonly variables: Readonly<Record<string, string>>
}
export type WebFetch = z.infer<typeof webFetch>
export type FileFetch = z.infer<typeof fileFetch>
export type When = z.infer<typeof when>
