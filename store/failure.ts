import { AppError, type Retry } from '../model/error.ts'
import { type StoreCode, storeMessages } from '../model/messages/store.ts'

/** An AppError of this room whose message is the catalogue's, in both languages. */
export function failure(
  code: StoreCode,
  details: Record<string, string | number>,
  options: { cause?: unknown; retry?: Retry } = {},
): AppError {
  const { zh, en } = storeMessages[code]
  return new AppError(code, `${zh(details)}（${en(details)}）`, { ...options, details })
}
