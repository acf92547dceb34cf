import { type Bag, CHANNEL, type Collector } from '../learning/features.ts'
import { writeSounds } from '../text/sounds.ts'

const LONGEST = 3

/** Features of a short text for spam: character 1- to 3-grams as written, normalised, and by sound. */
export function spamBag(raw: string, normalised: string, collector: Collector): Bag {
  const folded = normalised.toLowerCase()
  collector.grams(CHANNEL.char, [folded], LONGEST)
  if (raw !== normalised) collector.grams(CHANNEL.raw, [raw], LONGEST)
  if (sounds.length < folded.length || sounds.length > MOST_UNITS)
    sounds = new Uint16Array(Math.max(USUAL, folded.length))
  writeSounds(folded, sounds)
  collector.unitGrams(CHANNEL.sound, sounds, folded.length, LONGEST)
  return collector.take()
}

const USUAL = 1 << 12
const MOST_UNITS = 1 << 16
let sounds = new Uint16Array(USUAL)
