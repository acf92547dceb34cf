import type { VictimKind } from '../../model/words.ts'
import {
  AT_COURT,
  AT_HOME,
  AT_HOME_AGAIN,
  BY_OFFICIALS,
  GOES_ON,
  NO_VICTIM,
  VICTIM_PAST,
  VICTIMS,
  YOUNG_ONE,
} from '../dict/victim-cues.ts'
import { createCues, type Hit, isNegated } from '../patterns/cue.ts'
import { type Document, oncePerDocument } from '../text/document.ts'
import { fullMarks } from '../text/full-marks.ts'
import { sentence } from './danger.ts'

export interface Victim {
  readonly who: VictimKind
  readonly hit: Hit
  /** It goes on, or will come again: an emergency, not only a letter to keep. */
  readonly now: boolean
}

let read: ReturnType<typeof createCues> | undefined

/**
 * Whether the post tells of somebody hurt by those they live with or are left with. Route, urgency and department ask the same of one
 * document. News tells it of others, and a suit about it is the court's.
 */
export const victimIn = (doc: Document): Victim | undefined => victimOf(fullMarks(doc)).found

const victimOf = oncePerDocument((doc) => ({ found: findVictim(doc) }))

/** Who is hurt where only the sense of the words tells that somebody is: a child, or else a partner or one who is cared for. */
export const whoIsHurt = (doc: Document): VictimKind =>
  YOUNG_ONE.test(`${doc.title.text}。${doc.text.text}`) ? 'child' : 'home'

/** What makes it no case of anybody's stands before it, or so near behind. */
const AFTER = 10
/** A post this long is read whole for who does it and whether it goes on; of a longer one only the sentence. */
const BRIEF = 160

function findVictim(doc: Document): Victim | undefined {
  if (doc.post.kind === 'news') return undefined
  read ??= createCues(VICTIMS.map((cue) => cue.pattern))
  const met = read(doc)
  const whole = `${doc.title.text}。${doc.text.text}`
  const brief = whole.length <= BRIEF
  for (const [i, { victim, beside }] of VICTIMS.entries()) {
    const hit = met.find(i, (text, start, end) => {
      const words = sentence(text, start, end)
      const from = words.indexOf(text.slice(start, end))
      const told = words.slice(0, from + end - start + AFTER)
      return beside.test(words) && !NO_VICTIM.test(told) && !BY_OFFICIALS.test(words) && !isNegated(text, start)
    })
    if (!hit) continue
    const own = sentence(doc[hit.field].text, hit.start, hit.end)
    const told = brief ? whole : own
    if (victim === 'home' && AT_COURT.test(told)) continue
    const again = (victim === 'home' || AT_HOME.test(own)) && AT_HOME_AGAIN.test(told)
    return { who: victim, hit, now: !VICTIM_PAST.test(told) && (GOES_ON.test(told) || again) }
  }
  return undefined
}
