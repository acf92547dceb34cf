/** How a text sounds, for what is misspelt or disguised by sound. Readings: pinyin-pro. */
import { pinyin } from 'pinyin-pro'

/** Toneless syllable of a character as one private character, so that n-grams of sounds are n-grams of units; by first sight. */
const syllables = new Map<string, number>()
const sounds = new Uint16Array(0x10000)

function sound(unit: number): number {
  const known = sounds[unit]!
  if (known !== 0) return known
  let value = unit
  if (unit >= 0x4e00 && unit <= 0x9fff) {
    const syllable = pinyin(String.fromCharCode(unit), { toneType: 'none' })
    // Stable over processes: a hash of the syllable, above every real unit that matters.
    value = syllables.get(syllable) ?? 0
    if (value === 0) {
      let h = 0x811c9dc5
      for (let i = 0; i < syllable.length; i++) h = Math.imul(h ^ syllable.charCodeAt(i), 0x01000193)
      value = 0xe000 + ((h >>> 0) % 0x18ff)
      syllables.set(syllable, value)
    }
  }
  sounds[unit] = value || 1
  return sounds[unit]!
}

/** Writes a text by sound: one unit a unit. */
export function writeSounds(text: string, into: Uint16Array): void {
  for (let i = 0; i < text.length; i++) into[i] = sound(text.charCodeAt(i))
}

/** Characters of a name, for which a buffer is dearer than the sounds. */
const NAME = 3

/** The text by sound: 加微信 and 佳薇芯 read the same. */
export function soundsOf(text: string): string {
  if (text.length <= NAME) {
    let name = ''
    for (let i = 0; i < text.length; i++) name += String.fromCharCode(sound(text.charCodeAt(i)))
    return name
  }
  const units = new Uint16Array(text.length)
  writeSounds(text, units)
  let out = ''
  // Spread into arguments the units would be read one by one by an iterator: six times as slow.
  for (let i = 0; i < units.length; i += 8192)
    out += Reflect.apply(String.fromCharCode, undefined, units.subarray(i, i + 8192))
  return out
}
