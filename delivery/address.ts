import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError } from '../model/error.ts'

/** Ranges that are not the public internet (IANA special-purpose registries, RFC 6890). */
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
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 96],
  // Translations and tunnels that may end at a private IPv4 address.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

/** Whether an IP address lies outside the public internet; what is no address at all counts as private. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 0) return true
  return PRIVATE.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

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
