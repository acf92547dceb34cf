import { createHash } from 'node:crypto'
import type { Delivery } from '../model/post.ts'
import type { Page } from './document.ts'

/** What says which version was served, and when; nothing that sets or names a session. */
const HEADERS = ['content-type', 'date', 'etag', 'last-modified', 'server']
const LONGEST = 200

/** What an answer was, with its body where `raw` is to be kept. `at`: when it was read. */
export function evidenceOf(
  page: Page,
  headers: Readonly<Record<string, string | undefined>>,
  at: Date,
  raw: boolean,
): NonNullable<Delivery['evidence']> {
  const body = Buffer.from(page.text, 'utf8')
  return {
    url: page.url,
    at: at.toISOString(),
    status: page.status,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = headers[name]
        return value === undefined ? [] : [[name, value.slice(0, LONGEST)]]
      }),
    ),
    hash: createHash('sha256').update(body).digest('hex'),
    bytes: body.length,
    ...(raw ? { raw: page.text } : {}),
  }
}
