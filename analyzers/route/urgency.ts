import type { Reason } from '../../model/post.ts'
import { localDay } from '../../model/time.ts'
import {
  DAYS,
  DEGREES,
  FRAIL,
  HEATING,
  HEATLESS,
  INSTITUTION,
  LEVELS,
  type LevelCue,
  LONG_OFF,
  MANY,
  NOT_OFF,
  ONLY_ONE,
  OUTAGE,
  OUTAGE_NOW,
  PLACE_OUT,
  RECURRING,
  VITAL,
  WARD,
} from '../dict/danger-cues.ts'
import { HINTED_LEVELS, LEVEL_HINT } from '../dict/hinted-dangers.ts'
import { TOLD_LENGTH } from '../dict/plain-dangers.ts'
import { type Accept, type Cues, createCues, type Hit, isNegated, isPast, reasonOf } from '../patterns/cue.ts'
import type { Document } from '../text/document.ts'
import { fullMarks } from '../text/full-marks.ts'
import { lifeDanger, sentence } from './danger.ts'
import { victimIn } from './victim.ts'

export type Urgency = 0 | 1 | 2 | 3

/** The room temperature that heating owes is 18 ℃; below this one frail people are in danger. */
const FREEZING = 16

/** Month-day of the first and last day of heating (DOMAIN §7); the counties' own dates are to be asked for. */
const SEASONS: Readonly<Record<string, readonly [string, string]>> = {
  兰州新区: ['10-20', '04-10'],
}
const CITY_SEASON = ['11-01', '03-31'] as const

/** Whether rooms are heated that day there; without a date the words decide, so `undefined`. */
export function heatingSeason(postedAt: string | undefined, district: string | undefined): boolean | undefined {
  if (postedAt === undefined) return undefined
  const [from, to] = SEASONS[district ?? ''] ?? CITY_SEASON
  const day = localDay(postedAt).slice(5)
  return day >= from || day <= to
}

const present: Accept = (text, start, end) => !isNegated(text, start) && !isPast(text, start, end)

/** Present, in a sentence without the words. */
const without =
  (words: RegExp): Accept =>
  (text, start, end) =>
    present(text, start, end) && !words.test(sentence(text, start, end))

/** Happens now, and is not what happens every winter. */
const once: Accept = (text, start, end) => present(text, start, end) && !RECURRING.test(sentence(text, start, end))

/** Of all that is told in hints, and what it is not asked above. */
const HINTED_LEVEL = 2

const ONES = [HEATING, HEATLESS, DEGREES, FRAIL, OUTAGE, OUTAGE_NOW, MANY, DAYS]
/** Where each stands among the patterns read. */
const AT = { heating: 0, heatless: 1, degrees: 2, frail: 3, outage: 4, now: 5, many: 6, days: 7 } as const

/**
 * Urgency 0–3 by DOMAIN §7, with the words that raise it (rules `urgency.<kind>`). Anger, exclamation marks and threats to
 * petition raise nothing; what is negated, feared or past does not either. Heating counts in its season at its place only.
 */
export function createUrgency(): (
  doc: Document,
  options: { district?: string | undefined },
) => {
  urgency: Urgency
  reasons: Reason[]
} {
  const read = createCues([...ONES, ...LEVELS.map((cue) => cue.pattern)])
  const readHinted = createCues(HINTED_LEVELS.map((cue) => cue.pattern))
  return (post, { district }) => {
    const doc = fullMarks(post)
    const met = read(doc)
    const reasons: Reason[] = []
    let urgency: Urgency = 0
    const raise = (level: Urgency, name: string, hit: Hit) => {
      if (level > urgency) urgency = level
      reasons.push(reasonOf(doc, `urgency.${name}`, level, hit))
    }
    const life = lifeDanger(doc)
    if (life) raise(3, life.cue.name, life.hit)
    const victim = victimIn(doc)
    if (victim) raise(victim.now ? 3 : 2, `victim.${victim.who}`, victim.hit)
    const whole = (pattern: RegExp) => pattern.test(doc.text.text) || pattern.test(doc.title.text)

    const cold = met.has(AT.heating) && heatingSeason(doc.post.postedAt, district) !== false ? coldRoom(met) : undefined
    if (cold) raise(cold.level, cold.level === 2 ? 'cold-frail' : 'cold', cold.hit)

    const outage = /表扬|感谢|点赞/.test(doc.title.text) ? undefined : outageNow(doc, met)
    if (outage) {
      const large = (met.has(AT.many) || whole(PLACE_OUT)) && !whole(ONLY_ONE)
      const { text } = doc[outage.field]
      const here = sentence(text, outage.start, outage.end)
      const found = WARD.test(here) && INSTITUTION.test(here) ? 'ward' : whole(VITAL) ? 'vital' : undefined
      const lasts = LONG_OFF.test(here)
      const single = doc.text.text.length <= SINGLE && (found || lasts || OWN_HOME.test(here))
      if (met.has(AT.now) || (large && isOff(doc, outage)) || (single && isOff(doc, outage, false))) {
        const worse = found ?? (lasts && (met.has(AT.frail) || INSTITUTION.test(here)) ? 'frail' : undefined)
        const level = large || found === 'ward' ? 3 : worse ? 2 : 1
        raise(level, level === 3 ? 'outage' : worse ? 'outage-frail' : 'outage-home', outage)
      }
    }

    let day: string | undefined
    const inMonths = (months: readonly number[]): boolean => {
      if (doc.post.postedAt === undefined) return false
      day ??= localDay(doc.post.postedAt)
      return months.includes(Number(day.slice(5, 7)))
    }
    const raiseBy = (cues: readonly LevelCue[], read: Cues, from: number): void => {
      for (const [i, cue] of cues.entries()) {
        if (cue.level <= urgency) continue
        const hit = read.find(from + i, cue.unless ? without(cue.unless) : present)
        if (hit && (!cue.months || inMonths(cue.months)) && (!cue.beside || whole(cue.beside)))
          raise(cue.level, cue.name, hit)
      }
    }
    raiseBy(LEVELS, met, ONES.length)
    if (urgency < HINTED_LEVEL && doc.text.text.length <= TOLD_LENGTH && whole(LEVEL_HINT))
      raiseBy(HINTED_LEVELS, readHinted(doc), 0)
    return { urgency, reasons: reasons.filter((r) => r.weight === urgency) }
  }
}

/** Whose home it is tells who is without. */
const OWN_HOME = /我们?家|家里|俺家/
/** Characters up to which a post that says nothing of when tells of what is so as it is written. */
const SINGLE = 60

/** In a long letter only what opens it, or its title, is what happens today. */
const OPENING = 120

/** Water, power, gas or heat is off now: not again and again, not as a threat or a rule. */
function outageNow(doc: Document, met: Cues): Hit | undefined {
  if (doc.post.kind === 'news' || RECURRING.test(doc.title.text)) return undefined
  const hit = met.find(AT.outage, once)
  if (!hit) return undefined
  if (hit.field === 'title') return RECURRING.test(doc.text.text.slice(0, OPENING)) ? undefined : hit
  return hit.start <= OPENING || doc.text.text.length <= 2 * OPENING ? hit : undefined
}

/** A short post that says so, of many homes where `many`: where nothing says when, it is so as it is written. */
function isOff(doc: Document, { field, start, end }: Hit, many = true): boolean {
  const { text } = doc[field]
  if (doc.text.text.length > OPENING) return false
  const words = sentence(text, start, end)
  return (!many || MANY.test(words) || PLACE_OUT.test(words)) && !NOT_OFF.test(words) && !NOT_OFF.test(doc.title.text)
}

/** A home that is not heated (1), or that is under 16 ℃ or for days without heat while old, small or sick people live in it (2). */
function coldRoom(met: Cues): { level: 1 | 2; hit: Hit } | undefined {
  if (!met.has(AT.heating)) return undefined
  const stopped = met.find(AT.heatless, once)
  // Of several rooms or hours the coldest counts.
  const low = met.find(AT.degrees, (text, start, end) => {
    const degrees = readDegrees(text.slice(start, end))
    if (degrees === undefined || degrees <= 0) return false
    return degrees < FREEZING || (degrees === FREEZING && BELOW.test(text.slice(Math.max(0, start - 4), end + 2)))
  })
  if (low) return { level: met.has(AT.frail) ? 2 : 1, hit: low }
  return stopped && { level: met.has(AT.frail) && met.has(AT.days) ? 2 : 1, hit: stopped }
}

/** So many degrees were not reached. */
const BELOW = /不到|不足|低于|没(?:有)?(?:上过|到过?|超过|达到)/

function readDegrees(words: string): number | undefined {
  const digits = /(\d{1,2}(?:\.\d)?)(?=[^\d.]*$|[-—~至到])/.exec(words)?.[1]
  if (digits) return Number(digits)
  const chinese = /([二三四]?)十([一二三四五六七八九]?)/.exec(words)
  if (!chinese) return undefined
  const [, tens = '', ones = ''] = chinese
  return 10 * (tens === '' ? 1 : NUMERALS.indexOf(tens)) + (ones === '' ? 0 : NUMERALS.indexOf(ones))
}
const NUMERALS = '零一二三四五六七八九'
