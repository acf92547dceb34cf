/** Which addresses may be read: public ones, and the private ones that the config names (SSRF). */
import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateAddress } from '../model/address.ts'
import { AppError } from '../model/error.ts'

export interface Guard {
  /** Throws AppError `crawl.private` for a URL that must not be opened: not http(s), with a password, or a private address. */
  check(url: URL): void
  /** DNS lookup for sockets that refuses private answers, so that a name cannot turn private after the check. */
  lookup(url: URL): LookupFunction
}

const refused = (host: string): AppError =>
  new AppError('crawl.private', `${host} is a private address; name it in crawl.allowPrivate if it may be read`, {
    details: { host },
  })

/** @param allow hosts (`host` or `host:port`) on private addresses that may be read. */
export function createGuard(allow: readonly string[]): Guard {
  const allowed = (url: URL): boolean => {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    return allow.some((a) => a === host || a === url.hostname || a === `${url.hostname}:${port}`)
  }
  return {
    check(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new AppError('crawl.private', `${url.protocol} addresses are not read`, { details: { host: url.host } })
      if (url.username !== '' || url.password !== '')
        throw new AppError('crawl.private', 'An address with a password in it is not read', {
          details: { host: url.host },
        })
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && isPrivateAddress(host) && !allowed(url)) throw refused(host)
    },
    lookup(url) {
      if (allowed(url)) return dnsLookup as LookupFunction
      return (hostname, options, callback) => {
        dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return callback(error, '', 0)
          const bad = addresses.find((a) => isPrivateAddress(a.address))
          const first = addresses[0]
          if (bad || !first) return callback(refused(hostname) as NodeJS.ErrnoException, '', 0)
          if (options.all) (callback as (e: null, a: typeof addresses) => void)(null, addresses)
          else callback(null, first.address, first.family)
        })
      }
    },
  }
}
