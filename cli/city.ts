import type { City } from '../analyzers/screener.ts'
import { AppError } from '../model/error.ts'
import type { Context } from './context.ts'

/** Reads `--city`; undefined means the config's. Throws `usage.city`. */
export function readCity(value: string | undefined, fallback: City): City {
  if (value === undefined) return fallback
  if (value === 'lanzhou' || value === 'none') return value
  throw new AppError('usage.city', `--city 只能是 lanzhou 或 none（is lanzhou or none）: ${value}`)
}

/** The same context with another city in force. */
export const withCity = (context: Context, value: string | undefined): Context => ({
  ...context,
  config: { ...context.config, city: readCity(value, context.config.city) },
})
