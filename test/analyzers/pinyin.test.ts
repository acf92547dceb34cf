import { readFileSync } from 'node:fs'
import { pinyin as library } from 'pinyin-pro'
import { describe, expect, it } from 'vitest'
import { createPinyin } from '../../analyzers/text/pinyin.ts'
import { USER_DICT } from '../../analyzers/text/segment.ts'

const pinyin = createPinyin()

describe('pinyin', () => {
  it.each([
    ['垃圾', 'la ji'],
    ['银行', 'yin hang'],
    ['行走', 'xing zou'],
    ['长安', 'chang an'],
    ['绿化', 'lv hua'],
    ['重庆', 'chong qing'],
  ])('reads %s as %s', (word, reading) => {
    expect(pinyin.read(word).join(' ')).toBe(reading)
  })

  it('reads words of characters with one reading each as the library reads them whole', () => {
    const words = readFileSync(USER_DICT, 'utf8').match(/\p{Script=Han}+/gu) ?? []
    expect(words.length).toBeGreaterThan(1000)
    for (const word of [...words, '嗯', '𠮷野家', '〇', '々'])
      expect(pinyin.read(word), word).toEqual(library(word, { toneType: 'none', type: 'array', v: true }))
  })

  it.each([
    ['lajifenhua', ['la ji fen hua']],
    ['LvHua', ['lv hua']],
    ['luelve', ['lve lve']],
    ['xian', ['xi an']],
    ["xi'an", ['xi an']],
    ["xi'anshi", ['xi an shi']],
    ['fangan', ['fan gan', 'fang an']],
    ['gao', []],
    ['wifi', []],
    ['brt', []],
    ['12', []],
    ['', []],
    ['暖气', []],
  ])('splits %j into %j', (letters, ways) => {
    expect(
      pinyin
        .split(letters)
        .filter((way) => way.length <= 4)
        .map((way) => way.join(' '))
        .sort(),
    ).toEqual(expect.arrayContaining(ways))
    if (ways.length === 0) expect(pinyin.split(letters)).toEqual([])
  })

  it('stays small for letters that can be read in very many ways', () => {
    expect(pinyin.split('anan'.repeat(15)).length).toBeLessThanOrEqual(8)
    expect(pinyin.split('a'.repeat(1000))).toEqual([])
  })

  it('knows the characters of a syllable, every reading of each', () => {
    expect(pinyin.charactersOf('hang')).toContain('行')
    expect(pinyin.charactersOf('xing')).toContain('行')
    expect(pinyin.charactersOf('zzz')).toBe('')
  })
})
