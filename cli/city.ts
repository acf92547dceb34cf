import { AppError } from '../model/error.ts'
import { CITIES, type City } from '../model/words.ts'

/** Reads `--city`; the fallback where it was not given. Throws `usage.city`. */
export function readCity<F extends City | undefined>(value: string | undefined, fallback: F): City | F {
  if (value === undefined) return fallback
  const city = CITIES.find((one) => one === value)
  if (city === undefined)
    throw new AppError('usage.city', `--city 只能是 lanzhou 或 none（is lanzhou or none）: ${value}`)
  return city
}
