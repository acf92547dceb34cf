/** Which addresses may be read: public ones, and the private ones that the config names (SSRF). */
import { lookup as dnsLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError } from '../model/error.ts'

const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

/** True for loopback, link-local, private, multicast and reserved addresses (IPv4 inside IPv6 is unwrapped). */
export function isPrivate(address: string): boolean {
  const mapped = /^(?:::ffff:|64:ff9b::|2002:)(.+)$/i.exec(address)?.[1]
  if (mapped !== undefined) {
    if (isIP(mapped) === 4) return isPrivate(mapped)
    // ::ffff:7f00:1, 64:ff9b::7f00:1 and 2002:7f00:1:: hold the IPv4 in two groups.
    const groups = mapped
      .split(':')
      .slice(0, 2)
      .map((g) => Number.parseInt(g || '0', 16))
    const [high = 0, low = 0] = groups
    return isPrivate(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`)
  }
  const family = isIP(address)
  return family === 0 || PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

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
      if (isIP(host) !== 0 && isPrivate(host) && !allowed(url)) throw refused(host)
    },
    lookup(url) {
      if (allowed(url)) return dnsLookup as LookupFunction
      return (hostname, options, callback) => {
        dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return callback(error, '', 0)
          const bad = addresses.find((a) => isPrivate(a.address))
          const first = addresses[0]
          if (bad || !first) return callback(refused(hostname) as NodeJS.ErrnoException, '', 0)
          if (options.all) (callback as (e: null, a: typeof addresses) => void)(null, addresses)
          else callback(null, first.address, first.family)
        })
      }
    },
  }
}
