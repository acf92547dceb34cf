/** Which addresses lie outside the public internet: one list for what is read and what is sent to (SSRF); and what a mailbox is. */
import { BlockList, isIP } from 'node:net'

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

/** The bare address of a mailbox, "Name <local@domain>" or alone; undefined where it is none. */
export function mailAddressOf(mailbox: string): string | undefined {
  // A line break in it would begin another head of the mail.
  if (/\p{Cc}/u.test(mailbox)) return undefined
  const address = (/<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim()
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address) ? address : undefined
}
