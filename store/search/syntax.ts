import type { AppError } from '../../model/error.ts'
import { failure } from '../failure.ts'

/** A broken query; `at` is a UTF-16 offset in it. */
export const broken = (at: number, zh: string, en: string): AppError => failure('search.syntax', { at, zh, en })
