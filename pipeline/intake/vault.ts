/**
 * Raw answers, encrypted (AES-256-GCM) under a key a month that lies with the other keys, outside of data and backups. They
 * are kept for 30 days; destroying a month's key erases what copies of the folder may still hold.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { AppError } from '../../model/error.ts'
import { DAY_MS, dayStart, localDay } from '../../model/time.ts'
import type { KeyFile } from './voice.ts'

/** Files of one folder, by plain name. */
export interface VaultFolder {
  list(): string[]
  /** Undefined when there is no such file. */
  read(name: string): Buffer | undefined
  /** Whole or not at all. */
  write(name: string, bytes: Buffer): void
  remove(name: string): void
}

export interface Vault {
  /** Keeps `text` under its hash; the same again on the same day is nothing new. */
  put(hash: string, text: string, at: Date): void
  /** Undefined when it was never kept, its time is up or its key destroyed. Throws `vault.changed` for a file tampered with. */
  get(hash: string): string | undefined
  /** Hashes of what is there. */
  list(): string[]
  /** Destroys keys and files whose time is up, and the files of earlier days that `gone` names. Returns how many files went. */
  sweep(now: Date, gone?: ReadonlySet<string>): number
}

const KEPT_DAYS = 30
const IV = 12
const TAG = 16

const nameOf = (day: string, hash: string): string => `${day}-${hash}.bin`
const readName = (name: string): { day: string; month: string; hash: string } | undefined => {
  const m = /^((\d{4}-\d{2})-\d{2})-([0-9a-f]{64})\.bin$/.exec(name)
  return m ? { day: m[1]!, month: m[2]!, hash: m[3]! } : undefined
}
const expired = (day: string, now: Date): boolean => dayStart(day).getTime() + (KEPT_DAYS + 1) * DAY_MS <= now.getTime()

export function openVault(keyFile: KeyFile, folder: VaultFolder): Vault {
  const ringOf = (text: string | undefined) => JSON.parse(text ?? '{}') as Record<string, string>
  const keys = (): Record<string, string> => ringOf(keyFile.read())
  const keyOf = (month: string): Buffer => {
    const key = keys()[month]
    if (key !== undefined) return Buffer.from(key, 'hex')
    // Another process may make it at the same time.
    const all = keyFile.update((content) => {
      const ring = ringOf(content)
      return JSON.stringify({ ...ring, [month]: ring[month] ?? randomBytes(32).toString('hex') }, null, 1)
    })
    return Buffer.from(ringOf(all)[month] as string, 'hex')
  }
  let lastDay = ''
  const today = new Set<string>()

  return {
    put(hash, text, at) {
      const day = localDay(at)
      const name = nameOf(day, hash)
      if (day !== lastDay) {
        lastDay = day
        today.clear()
        for (const there of folder.list()) if (there.startsWith(day)) today.add(there)
      }
      if (today.has(name)) return
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-gcm', keyOf(day.slice(0, 7)), iv).setAAD(Buffer.from(name))
      const sealed = Buffer.concat([cipher.update(gzipSync(text)), cipher.final()])
      folder.write(name, Buffer.concat([iv, cipher.getAuthTag(), sealed]))
      today.add(name)
    },
    get(hash) {
      const name = folder
        .list()
        .filter((there) => readName(there)?.hash === hash)
        .sort()
        .at(-1)
      const bytes = name === undefined ? undefined : folder.read(name)
      const key = name === undefined ? undefined : keys()[name.slice(0, 7)]
      if (name === undefined || bytes === undefined || key === undefined) return undefined
      const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), bytes.subarray(0, IV))
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(IV, IV + TAG))
      try {
        return gunzipSync(Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()])).toString('utf8')
      } catch (cause) {
        throw new AppError('vault.changed', `${name} in the vault was changed or its key is another's`, {
          cause,
          details: { name },
        })
      }
    },
    list: () => folder.list().flatMap((name) => readName(name)?.hash ?? []),
    sweep(now, gone = new Set()) {
      let removed = 0
      for (const name of folder.list()) {
        const file = readName(name)
        // One of today may still wait for its row.
        const orphan = gone.has(file?.hash ?? '') && file?.day !== localDay(now)
        if (!file || (!expired(file.day, now) && !orphan)) continue
        folder.remove(name)
        today.delete(name)
        removed++
      }
      // The last day of a month is the last that its key is needed for.
      const isOver = (month: string): boolean => expired(`${month}-${lastDayOf(month)}`, now)
      if (Object.keys(keys()).some(isOver))
        keyFile.update((content) =>
          JSON.stringify(
            Object.fromEntries(Object.entries(ringOf(content)).filter(([month]) => !isOver(month))),
            null,
            1,
          ),
        )
      return removed
    },
  }
}

const lastDayOf = (month: string): number => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}
