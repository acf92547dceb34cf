/** The sample city's posts: our own words, synthetic, both halves. Truth files are not read here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readTime } from '../model/time.ts'
import { KINDS } from '../model/words.ts'

export const SITES = ['board', 'mailbox', 'forum', 'news', 'column'] as const

const samplePostSchema = z.object({
  /** Native id at its site; opaque, safe in a URL. */
  id: z.coerce.string().regex(/^[\w-]+$/),
  site: z.enum(SITES),
  kind: z.enum(KINDS),
  title: z.string().default(''),
  text: z.string(),
  author: z.string().optional(),
  /** Local time, of minute or day precision. */
  postedAt: z.string().refine((value) => readTime(value) !== undefined, 'not a date'),
  likes: z.number().optional(),
  replies: z.number().optional(),
  views: z.number().optional(),
  appealType: z.string().optional(),
  domain: z.string().optional(),
  status: z.string().optional(),
  answer: z.object({ unit: z.string().optional(), text: z.string(), at: z.string().optional() }).optional(),
  unit: z.string().optional(),
})
export type SamplePost = z.infer<typeof samplePostSchema>

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Reads `{dev,holdout}/*.posts.jsonl` below `dir`. Throws, naming file and line, when a row is not a sample post. */
export function loadSamplePosts(dir = HERE): SamplePost[] {
  const posts: SamplePost[] = []
  for (const half of ['dev', 'holdout']) {
    const folder = join(dir, half)
    const names = readdirSync(dir).includes(half) ? readdirSync(folder).sort() : []
    for (const name of names) {
      if (!name.endsWith('.posts.jsonl')) continue
      const lines = readFileSync(join(folder, name), 'utf8').split('\n')
      for (const [i, line] of lines.entries()) {
        if (line.trim() === '') continue
        const row = samplePostSchema.safeParse(JSON.parse(line))
        if (!row.success)
          throw new Error(
            `${half}/${name}:${i + 1}: ${row.error.issues.map((x) => `${x.path.join('.')} ${x.message}`)}`,
          )
        posts.push(row.data)
      }
    }
  }
  return posts
}
