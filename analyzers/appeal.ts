import type { Reason } from '../model/post.ts'
import type { AppealType } from '../model/words.ts'
import { appealBag } from './appeal-features.ts'
import { findCue, type Hit, isNegated, reasonOf } from './cue.ts'
import { APPEAL_CUES, ASKED, GIVEN_TYPES } from './dict/appeal-cues.ts'
import type { Document } from './document.ts'
import { createCollector } from './features.ts'
import { calibrated, createLinearScorer } from './linear-scorer.ts'
import { loadModel } from './model-file.ts'

/** The shipped model beside the script that made it (train-desk.ts). */
const MODEL = new URL('./models/appeal.model', import.meta.url)

/** How much the kind ticked at the source weighs beside the words (a plain cue weighs 0.5 to 1.7). */
const GIVEN = 1
/** The same where no cue was met. */
const ALONE = 2.5
const TITLE = 1.5
/** Log-odds that a point of cues is worth beside the model; 1.4 of 0 to 3 did best on letters held out of both. */
const WORTH = 1.4
/** A post or comment without a word of any kind is chat; the model alone must be this sure to say otherwise. */
const SURE = 0.5
/** Characters of a post too short for the model to know. */
const SHORT = 14
/** Praise counts less for every point of trouble that stands beside it. */
const SPOILT = 0.5
const KINDS = Object.entries(APPEAL_CUES) as [Exclude<AppealType, '其他'>, readonly (readonly [RegExp, number])[]][]

/**
 * Types the appeal by a linear model of how it is worded and by additive cues (rules `appeal.<type>`); the kind given at
 * the source is weak evidence (`appeal.given`); news is always 其他. Where no cue was met the reason is `appeal.model` with
 * the model's probability. A letter always asks for something, and so does a post that asks an office: 其他 is for news and for chat.
 */
export function createAppealTyper(): (doc: Document) => { appealType: AppealType; reasons: Reason[] } {
  const model = loadModel(MODEL, 'appeal')
  const scorer = createLinearScorer(model)
  const labels = model.labels as readonly AppealType[]
  const collector = createCollector()
  return (doc) => {
    const { kind, givenAppealType } = doc.post
    if (kind === 'news') return { appealType: '其他', reasons: [{ rule: 'appeal.news', weight: 1, text: kind }] }
    const score = new Map<AppealType, number>()
    const found: { type: AppealType; value: number; hit: Hit }[] = []
    for (const [type, cues] of KINDS)
      for (const [pattern, weight] of cues) {
        const hit = findCue(doc, pattern, (text, start) => !isNegated(text, start))
        if (!hit) continue
        const value = hit.field === 'title' ? weight * TITLE : weight
        score.set(type, (score.get(type) ?? 0) + value)
        found.push({ type, value, hit })
      }
    const given = givenAppealType === undefined ? undefined : GIVEN_TYPES[givenAppealType.trim()]
    if (given !== undefined && given !== '其他')
      score.set(given, (score.get(given) ?? 0) + (found.length === 0 ? ALONE : GIVEN))
    const trouble = (score.get('投诉') ?? 0) + (score.get('举报') ?? 0) + (score.get('求助') ?? 0)
    if (trouble > 0) score.set('表扬', (score.get('表扬') ?? 0) - trouble * SPOILT)
    const shares = calibrated(scorer.margins(appealBag(doc, collector)), model.slope, model.shift)
    const asks = kind === 'letter' || ASKED.test(doc.text.text) || ASKED.test(doc.title.text)
    let best: AppealType = '其他'
    let most = Number.NEGATIVE_INFINITY
    for (const [l, label] of labels.entries()) {
      if (label === '其他' && asks) continue
      const value = Math.log(shares[l]!) + WORTH * (score.get(label) ?? 0)
      if (value > most) {
        best = label
        most = value
      }
    }
    const sure = shares[labels.indexOf(best)]! >= SURE && doc.title.text.length + doc.text.text.length >= SHORT
    if (!asks && score.size === 0 && !sure) best = '其他'
    const reasons = found.filter((f) => f.type === best).map((f) => reasonOf(doc, `appeal.${best}`, f.value, f.hit))
    if (given === best) reasons.push({ rule: 'appeal.given', weight: GIVEN, text: givenAppealType as string })
    if (reasons.length === 0)
      reasons.push({
        rule: 'appeal.model',
        weight: Math.round(shares[labels.indexOf(best)]! * 1000) / 1000,
        text: best,
      })
    return { appealType: best, reasons }
  }
}
