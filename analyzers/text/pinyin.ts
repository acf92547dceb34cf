/** Readings of Chinese characters without tones (绿 is `lv`), for searches typed in pinyin. Table and readings: pinyin-pro. */
import { pinyin } from 'pinyin-pro'

export interface Pinyin {
  /** One syllable a character of a word of Han characters, as it is read in that word (银行: yin hang). */
  read(word: string): readonly string[]
  /**
   * The ways to read letters as syllables, at least two of them (`xian`: xi an); none when they are no pinyin. At most 8,
   * the ones of fewest syllables first; an apostrophe parts syllables.
   */
  split(letters: string): readonly (readonly string[])[]
  /** Every common character that may be read so. */
  charactersOf(syllable: string): string
}

/** The characters a syllable may stand for; rarer planes are never typed in pinyin. */
const FIRST = 0x4e00
const LAST = 0x9fff
const LONGEST_SYLLABLE = 6
/** Letters of one word: longer ones are no pinyin that anybody types. */
const LONGEST_WORD = 60
const MOST_WAYS = 8
const plain = { toneType: 'none', type: 'array', v: true } as const

/** The table of 21,000 characters is made when first needed (0.2 s). */
export function createPinyin(): Pinyin {
  /** The reading of a common character that has but one, null for the others: those are read in their word. */
  const only = new Map<string, string | null>()
  const onlyReading = (character: string): string | null => {
    const known = only.get(character)
    if (known !== undefined) return known
    const code = character.codePointAt(0)!
    const readings = new Set(code < FIRST || code > LAST ? [] : pinyin(character, { ...plain, multiple: true }))
    const reading = readings.size === 1 ? [...readings][0]! : null
    only.set(character, reading)
    return reading
  }
  let table: ReadonlyMap<string, string> | undefined
  const syllables = (): ReadonlyMap<string, string> => {
    table ??= readTable()
    return table
  }
  return {
    read(word) {
      const readings: string[] = []
      for (const character of word) {
        const reading = onlyReading(character)
        if (reading === null) return pinyin(word, plain)
        readings.push(reading)
      }
      return readings
    },
    split(letters) {
      const lower = letters.toLowerCase()
      if (lower.length > LONGEST_WORD || !/^[a-z]+(?:['’][a-z]+)*$/.test(lower)) return []
      let ways: string[][] = [[]]
      for (const part of lower.split(/['’]/)) {
        const of = waysOf(part, syllables())
        ways = ways.flatMap((head) => of.map((tail) => [...head, ...tail])).slice(0, MOST_WAYS)
      }
      return ways.filter((way) => way.length > 1)
    },
    charactersOf: (syllable) => syllables().get(syllable) ?? '',
  }
}

function readTable(): Map<string, string> {
  const characters = new Map<string, string>()
  for (let code = FIRST; code <= LAST; code++) {
    const character = String.fromCharCode(code)
    // An interjection (嗯: n) would let any letters pass for pinyin; a character without a reading stands for itself.
    for (const reading of new Set(pinyin(character, { ...plain, multiple: true })))
      if (/^[a-z]*[aeiouv][a-z]*$/.test(reading)) characters.set(reading, (characters.get(reading) ?? '') + character)
  }
  return characters
}

/** Keyboards and people write 略 as `lue` as often as `lve`. */
const spelled = (syllable: string): string => syllable.replace(/^([ln])ue$/, '$1ve')

function waysOf(letters: string, table: ReadonlyMap<string, string>): string[][] {
  // From the back, so that each rest is read once.
  const from: string[][][] = Array.from({ length: letters.length + 1 }, () => [])
  from[letters.length] = [[]]
  for (let i = letters.length - 1; i >= 0; i--) {
    const ways: string[][] = []
    for (let size = Math.min(LONGEST_SYLLABLE, letters.length - i); size > 0; size--) {
      const syllable = spelled(letters.slice(i, i + size))
      // `gao` is 高 and never ga o: a lone vowel within a word is written behind an apostrophe.
      if (i > 0 && size === 1) continue
      if (table.has(syllable)) for (const rest of from[i + size] as string[][]) ways.push([syllable, ...rest])
    }
    from[i] = ways.sort((a, b) => a.length - b.length).slice(0, MOST_WAYS)
  }
  return from[0] as string[][]
}
