import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDictionary, createSegmenter, USER_DICT } from '../../analyzers/text/segment.ts'
import { AppError } from '../../model/error.ts'
import { segmenter } from './documents.ts'

describe('segmenter', () => {
  it('knows the words of Lanzhou and keeps numbers and Latin words whole', () => {
    expect(segmenter.cut('城关区雁滩的业委会2019年打过12345')).toEqual([
      '城关区',
      '雁滩',
      '的',
      '业委会',
      '2019',
      '年',
      '打过',
      '12345',
    ])
  })

  it('keeps a typed placeholder one word', () => {
    expect(segmenter.cut('电话〔手机〕，住〔住址〕')).toEqual(['电话', '〔手机〕', '，', '住', '〔住址〕'])
  })

  it('loses nothing: the words join to the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('物业', '〔手机〕', '〔', '〕', 'A3区', ' ', '\n', '😀', '1', '供暖', '𠀀')),
        (parts) => {
          const text = parts.join('')
          expect(segmenter.cut(text).join('')).toBe(text)
        },
      ),
    )
  })

  it('cuts several texts in one call as it cuts each', () => {
    const part = fc.constantFrom(
      '物业',
      '〔手机〕',
      '〔',
      '〕',
      'A3区',
      ' ',
      '\n',
      '😀',
      '\ud83d',
      '1',
      '供暖',
      '停水',
      '𠀀',
      '，',
    )
    const text = fc.array(part).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        expect(segmenter.cutEach(texts)).toEqual(texts.map(segmenter.cut))
      }),
    )
  })

  it('says its version, the same for the same dictionary', () => {
    expect(createSegmenter().version).toBe(segmenter.version)
    expect(segmenter.version).toContain(checkDictionary(USER_DICT).slice(0, 12))
  })

  const file = (content: string | Uint8Array): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'dict-')), 'user.dict')
    writeFileSync(path, content)
    return path
  }

  it('refuses a second dictionary in the same process', () => {
    expect(() => createSegmenter({ userDict: file('新词 5 n\n') })).toThrowError(
      expect.objectContaining({ code: 'segment.loaded' }),
    )
  })

  it.each([
    ['empty word', '词 1 n\n\n词二 1 n\n', 2],
    ['four fields', '词 1 n x\n', 1],
    ['bad count', '词 many n\n', 1],
    ['tab', '词\t1\n', 1],
    ['byte order mark', '\uFEFF词 1 n\n', 1],
  ])('names the line of a bad dictionary: %s', (_, content, line) => {
    try {
      checkDictionary(file(content))
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect((error as AppError).code).toBe('segment.dictionary')
      expect((error as AppError).details.line).toBe(line)
    }
  })

  it('refuses a missing one and one that is not UTF-8', () => {
    for (const bad of ['/nowhere/user.dict', file(new Uint8Array([0xb4, 0xca, 0x0a]))])
      expect(() => checkDictionary(bad)).toThrowError(expect.objectContaining({ code: 'segment.dictionary' }))
  })
})
