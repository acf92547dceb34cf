import { expect, it } from 'vitest'
import { maskedRecipient, unsentDigests, unsentKind } from '../../delivery/unsent.ts'
import { fixedClock } from '../../model/time.ts'

it.each([
  ['wang.wu@lz.example', 'w***@lz.example'],
  ['王处 <wangwu@lz.example>', 'w***@lz.example'],
  ['"Wang, Wu" <w@lz.example>', 'w***@lz.example'],
  ['王五@政务.example', '王***@政务.example'],
  ['"a@b"@lz.example', '"***@lz.example'],
  ['wangwu', 'w***'],
  ['𠮷田@lz.example', '𠮷***@lz.example'],
])('%s is told as %s', (recipient, told) => expect(maskedRecipient(recipient)).toBe(told))

it.each([
  ['refused 550 EENVELOPE', 'refused'],
  ['refused 554 EMESSAGE', 'refused'],
  ['451 EENVELOPE', 'later'],
  ['452 EMESSAGE', 'later'],
  ['421 EENVELOPE', 'unreachable'],
  ['ECONNECTION', 'unreachable'],
  ['ETIMEDOUT', 'unreachable'],
  ['ESOCKET', 'unreachable'],
  ['EDNS', 'unreachable'],
  ['535 EAUTH', 'login'],
  ['EAUTH', 'login'],
])('%s is %s', (detail, kind) => expect(unsentKind(detail)).toBe(kind))

it('tells of a week, of today what is tried again, and nobody who left the list', async () => {
  const asked: string[] = []
  const row = { attempts: 1, since: '2026-01-19T00:00:05.000Z' }
  const tried = '@2026-01-19T01:00:00.000Z'
  const told = await unsentDigests({
    digests: {
      async unsent(from) {
        asked.push(from)
        return [
          { ...row, day: '2026-01-19', recipient: 'a', detail: `451 EENVELOPE ${tried}` },
          { ...row, day: '2026-01-19', recipient: 'b', detail: `ETIMEDOUT ${tried}`, attempts: 10 },
          { ...row, day: '2026-01-19', recipient: 'c', detail: null, attempts: 0 },
          { ...row, day: '2026-01-19', recipient: 'gone', detail: null, attempts: 0 },
          { ...row, day: '2026-01-18', recipient: 'a', detail: `451 EENVELOPE ${tried}` },
        ]
      },
    },
    to: ['a', 'b', 'c'],
    clock: fixedClock('2026-01-19T02:00:00Z'),
    hour: 8,
  })
  expect(asked).toEqual(['2026-01-13'])
  expect(told.map(({ day, recipient, kind, code, again }) => [day, recipient, kind, code, again])).toEqual([
    ['2026-01-19', 'a', 'later', '451 EENVELOPE', true],
    ['2026-01-19', 'b', 'unreachable', 'ETIMEDOUT', false],
    ['2026-01-19', 'c', 'untried', null, true],
    ['2026-01-18', 'a', 'later', '451 EENVELOPE', false],
  ])
  expect(told[0]!.triedAt).toBe('2026-01-19T01:00:00.000Z')
})
