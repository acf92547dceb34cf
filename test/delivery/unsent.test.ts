import { expect, it } from 'vitest'
import { maskedRecipient, unsentKind } from '../../delivery/unsent.ts'

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
