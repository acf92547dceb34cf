import { describe, expect, it } from 'vitest'
import { oncePerDocument } from '../../analyzers/text/document.ts'
import { fullMarks } from '../../analyzers/text/full-marks.ts'
import { read } from './documents.ts'
import { screenText } from './screened.ts'

/** Where a word that calls off the alarm stands behind the mark. */
const TOLD: readonly string[] = [
  '整个小区停水两天了！请处理。',
  '整个小区停水两天了。请处理。',
  '全小区没水了！什么时候能恢复？请自来水公司处理！',
  '暖气停了三天！请恢复供热，家里有孕妇。',
  '快来人，厨房着火了！以前也烧过一次。',
  '村主任带人殴打我父亲！是不是该有人管管？',
  '燃气管道挖断了，正在往外喷气！可能是施工队干的。',
]
/** Where the word stands before it, in the same sentence. */
const SUPPOSED: readonly string[] = [
  '如果楼里着火了，消防车进不来！请处理。',
  '物业说不交物业费就停水！请处理。',
  '是不是村主任打人了？请核实。',
]
const HALF: Readonly<Record<string, string>> = { '，': ',', '！': '!', '？': '?', '；': ';', '。': '.' }
const half = (text: string): string => text.replace(/[，。！？；]/g, (mark) => HALF[mark]!)
const verdict = (text: string) => {
  const { route, urgency } = screenText(text)
  return { route, urgency }
}

describe('half-width marks', () => {
  it.each([...TOLD, ...SUPPOSED])('end a sentence as the full-width ones do: %s', (text) => {
    expect(verdict(half(text))).toEqual(verdict(text))
  })
  it('end one that an alarm or an allegation is told in', () => {
    expect(TOLD.filter((text) => verdict(half(text)).urgency < 2 && verdict(half(text)).route === 'case')).toEqual([])
  })
  it('stay as they were typed in numbers and addresses, and in what the reasons quote', () => {
    expect(fullMarks(read({ text: '欠费1,200元,共3.5吨.见www.lz.cn.' })).text.text).toBe(
      '欠费1,200元，共3.5吨。见www.lz.cn.',
    )
    const [reason] = screenText('燃气管道挖断了,正在往外喷气!快来人').reasons.filter(
      ({ rule }) => rule === 'urgency.gas',
    )
    expect(reason?.text).toContain('燃气管道挖断')
  })
  it('are read once a post, and a post without them is read as it is', () => {
    const doc = { ...read({ text: '停水了!' }), known: [] }
    const length = oncePerDocument((of) => ({ length: of.text.text.length }))
    expect(fullMarks(doc)).toBe(fullMarks(doc))
    expect(fullMarks(fullMarks(doc))).toBe(fullMarks(doc))
    expect(length(fullMarks(doc))).toBe(length(fullMarks(doc)))
    const plain = read({ text: '停水了！' })
    expect(fullMarks(plain)).toBe(plain)
  })
})
