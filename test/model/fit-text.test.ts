import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLine, fitText } from '../../model/fit-text.ts'

describe('texts that are kept and shown', () => {
  it.each([
    ['电梯\u001b[31m\u001b]0;x\u0007红', '电梯[31m]0;x红'],
    ['一\u0000二\u009b三\u007f四', '一二三四'],
    ['电梯\u202e坏了\u2066一\u2069\u200e', '电梯坏了一'],
    ['坏了\ufffe\uffff\u{1ffff}\ufdd0', '坏了'],
    ['停水\ud800', '停水\ufffd'],
    ['一\r\n二\u2028三\r四', '一\n二\n三\n四'],
    ['\u200b\u202e\u0000 \ufeff', ''],
    ['\u3164\u2800', ''],
    ['家人👨‍👩‍👧 \t第二列', '家人👨‍👩‍👧 \t第二列'],
  ])('%j → %j', (given, kept) => {
    expect(fitText(given)).toBe(kept)
  })

  it('has one line where it is a name', () => {
    expect(fitLine(' 电梯 \r\n\tBcc: a\u202eb ')).toBe('电梯 Bcc: ab')
  })

  it('changes nothing the second time, and is text of XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const made of [fitText, fitLine]) {
          const once = made(text)
          expect(made(once)).toBe(once)
          expect(once).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
        }
        expect(fitLine(text)).not.toMatch(/[\n\r\t\u2028\u2029]/)
      }),
    )
  })
})
