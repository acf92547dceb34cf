import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { GATE_HOMES, GATES, LATER_GATE_HOMES, LATER_GATES } from './gate-homes.ts'
import { screenText } from './screened.ts'

const redacted = (text: string): string => redact('', text).text

describe('a flat by block, gate and door', () => {
  it('goes, as one by unit and room does', () => {
    for (const [text, gone] of [...GATE_HOMES, ...LATER_GATE_HOMES])
      expect(redacted(text), text).toBe(text.replace(gone, '〔住址〕').replace(/\d+号院〔住址〕/, '〔住址〕'))
  })
  it('is not meant by subjects at school, entrances, rows of flats or rooms where people work', () => {
    for (const text of [...GATES, ...LATER_GATES]) expect(redacted(text)).toBe(text)
  })
  it('is one home, however it is written: without heat no estate is', () => {
    for (const flat of ['4栋1门301室', '4栋1单元301室', '4栋1门3楼东户'])
      expect(screenText(`安宁区桃林小区${flat}没暖气。`).urgency, flat).toBe(1)
    expect(screenText('安宁区桃林小区没暖气。').urgency).toBe(3)
  })
})
