import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { publicLookup } from '../../delivery/address.ts'
import { isPrivateAddress } from '../../model/address.ts'

describe('isPrivateAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fd00::1',
    'fe80::1%eth0',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '[::1]',
    'no address',
  ])('%s is', (address) => expect(isPrivateAddress(address)).toBe(true))

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2400:3200::1', '::ffff:8.8.8.8'])('%s is not', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  )
})

describe('publicLookup', () => {
  const resolving = (addresses: LookupAddress[]) =>
    publicLookup(((_: string, __: object, done: (e: null, a: LookupAddress[]) => void) =>
      done(null, addresses)) as never)
  const ask = (lookup: ReturnType<typeof publicLookup>, all: boolean) =>
    new Promise((resolve) => lookup('name.example', { all }, (error, found) => resolve(error ?? found)))

  it('fails when any address of a name is private', async () => {
    const mixed = resolving([
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ])
    expect(await ask(mixed, true)).toMatchObject({ code: 'address.private' })
  })

  it('hands on what it judged', async () => {
    const fine = resolving([{ address: '8.8.8.8', family: 4 }])
    expect(await ask(fine, true)).toEqual([{ address: '8.8.8.8', family: 4 }])
    expect(await ask(fine, false)).toBe('8.8.8.8')
  })
})
