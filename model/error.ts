/**
 * The one error class of the program.
 *
 * `code` is stable and documented in docs/errors.md; `retry` tells whoever runs the work what to do next:
 * `never` (the input or the setting is wrong), `backoff` (try again soon, counted), `later` (not now, not counted
 * as an attempt: a host asked us to wait, a night window, a full queue).
 */
export type Retry = 'never' | 'backoff' | 'later'

export class AppError extends Error {
  readonly code: string
  readonly retry: Retry
  /** Values the message catalogue needs to say this error in the reader's language. Never personal data. */
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; retry?: Retry; details?: Record<string, string | number> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retry = options.retry ?? 'never'
    this.details = options.details ?? {}
  }
}
