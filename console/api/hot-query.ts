import { z } from '@hono/zod-openapi'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { HOT_ORDERS, type HotQuery } from '../../model/services.ts'
import { readAsOf } from '../../model/time.ts'
import { CATEGORY_CODES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'

/** The window and filters of the hot board, as query parameters. */
export const hotQuerySchema = z.object({
  asOf: z
    .string()
    .max(40)
    .optional()
    .openapi({ description: 'End of the window; a bare date means the end of that day in Asia/Shanghai' }),
  days: z.coerce.number().int().min(1).max(3650).optional(),
  top: z.coerce.number().int().min(1).max(500).optional(),
  district: z.string().max(40).optional(),
  category: z.enum(CATEGORY_CODES).optional(),
  department: z.string().max(60).optional(),
  order: z
    .enum(HOT_ORDERS)
    .optional()
    .openapi({ description: 'heat (default), or voices per 10,000 residents of the district' }),
})

/** Fills in the defaults of the config, and `now` where no moment is asked for. Throws `api.as-of`. */
export function readHotQuery(
  query: z.infer<typeof hotQuerySchema>,
  { config }: Pick<ConsoleDeps, 'config'>,
  now: Date | string,
): HotQuery & { asOf: string; days: number; top: number } {
  const at = query.asOf === undefined ? new Date(now) : readAsOf(query.asOf)
  if (!at) throw new AppError('api.as-of', say(config.lang)(consoleMessages.asOf, query.asOf ?? ''))
  return { ...query, asOf: at.toISOString(), days: query.days ?? config.hot.days, top: query.top ?? config.hot.top }
}
