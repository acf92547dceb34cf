import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateAddress } from '../model/address.ts'
import { AppError } from '../model/error.ts'

const refusal = (host: string): AppError =>
  new AppError('address.private', `${host} 是内网地址，已拒绝；确需发送请设 allowPrivate: true（private address）`, {
    retry: 'backoff',
    details: { host },
  })

/** Throws `address.private` when the host is written as a private address; names are judged when they are resolved. */
export function checkLiteral(hostname: string): void {
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0 && isPrivateAddress(bare)) throw refusal(bare)
}

/**
 * A lookup for http.request that fails with `address.private` when a name leads to any private address. The connection
 * goes to the very address that was judged, so a name that changes its answer in between gains nothing.
 */
export const publicLookup =
  (lookup: typeof systemLookup = systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const found = addresses ?? []
      if (error) return callback(error, '', 0)
      if (found.some(({ address }) => isPrivateAddress(address))) return callback(refusal(hostname), '', 0)
      if (options.all) return callback(null, found)
      return callback(null, found[0]?.address ?? '', found[0]?.family)
    })
  }
