import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../../model/error.ts'

/** Reads no body over so many megabytes: throws `api.too-large` with what is said of it. */
export const limitBody = (megabytes: number, said: (megabytes: number) => string): MiddlewareHandler =>
  bodyLimit({
    maxSize: megabytes * 1_000_000,
    onError: () => {
      throw new AppError('api.too-large', said(megabytes))
    },
  })
