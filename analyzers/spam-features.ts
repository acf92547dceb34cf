import { type Bag, CHANNEL, type Collector } from './features.ts'
import { soundsOf } from './sounds.ts'

const LONGEST = 3

/** Features of a short text for spam: character 1- to 3-grams as written, normalised, and by sound. */
export function spamBag(raw: string, normalised: string, collector: Collector): Bag {
  const folded = normalised.toLowerCase()
  collector.grams(CHANNEL.char, [folded], LONGEST)
  if (raw !== normalised) collector.grams(CHANNEL.raw, [raw], LONGEST)
  collector.grams(CHANNEL.sound, [soundsOf(folded)], LONGEST)
  return collector.take()
}
