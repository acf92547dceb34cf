import type { Reason } from '../model/post.ts'
import type { AppealType, Route } from '../model/words.ts'
import { findCue, type Hit, isNegated, reasonOf } from './cue.ts'
import { lifeDanger, sentence } from './danger.ts'
import { GUESS, MISDEED, OFFICIAL, ONLY_ASKS, SECRETS, STATUTORY } from './dict/route-cues.ts'
import type { Document } from './document.ts'

/**
 * The route by DOMAIN §5: secrets → restricted; a danger to life now → emergency; an allegation of bribery, abuse, beating or
 * retaliation by officials, police or a unit's staff → protected; a suit, arbitration, review, disclosure or open petition as
 * the matter itself → statutory; else a letter is a case, anything else a lead. Ordinary criticism (不作为, 踢皮球, 态度差),
 * guesses and mentions change nothing. News only ever becomes a lead, or restricted.
 */
export function createRouter(): (doc: Document, appealType: AppealType) => { route: Route; reasons: Reason[] } {
  return (doc, appealType) => {
    const { kind } = doc.post
    const as = (route: Route, rule: string, weight: number, ...hits: Hit[]) => ({
      route,
      reasons: hits.map((hit) => reasonOf(doc, `route.${rule}`, weight, hit)),
    })
    const secret = findCue(doc, SECRETS, (text, start) => !isNegated(text, start))
    if (secret) return as('restricted', 'secret', 1, secret)
    if (kind !== 'news' && appealType !== '表扬') {
      const life = lifeDanger(doc)
      if (life) return as('emergency', life.cue.name, 1, life.hit)
      const accused = accusation(doc)
      if (accused) return as('protected', 'accusation', 1, ...accused)
      const legal = kind === 'letter' ? legalWay(doc) : undefined
      if (legal) return as('statutory', legal.name, 1, legal.hit)
    }
    const route = kind === 'letter' ? 'case' : 'lead'
    return { route, reasons: [{ rule: 'route.kind', weight: 0, text: kind }] }
  }
}

/** A misdeed and who did it in one sentence, said as a fact. */
function accusation(doc: Document): [Hit, Hit] | undefined {
  let official: Hit | undefined
  const misdeed = findCue(doc, MISDEED, (text, start, end) => {
    const words = sentence(text, start, end)
    if (GUESS.test(words) || /[？?]/.test(words.slice(-1)) || isNegated(text, start)) return false
    const who = OFFICIAL.exec(words)
    if (!who) return false
    const at = text.indexOf(words, Math.max(0, start - words.length)) + who.index
    official = { field: 'text', start: at, end: at + who[0].length }
    return true
  })
  return misdeed && official ? [misdeed, { ...official, field: misdeed.field }] : undefined
}

/** In the title one cue is enough; in the text it takes two, or one in a short letter. */
function legalWay(doc: Document): { name: string; hit: Hit } | undefined {
  let first: { name: string; hit: Hit } | undefined
  let count = 0
  for (const { name, pattern } of STATUTORY) {
    const hit = findCue(doc, pattern, (text, start) => !ONLY_ASKS.test(text.slice(Math.max(0, start - 12), start)))
    if (!hit) continue
    if (hit.field === 'title') return { name, hit }
    first ??= { name, hit }
    count += [...doc.text.text.matchAll(new RegExp(pattern, 'g'))].length
  }
  return first && (count >= 2 || doc.text.text.length <= 240) ? first : undefined
}
