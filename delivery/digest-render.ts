import { type Lang, say } from '../model/catalogue.ts'
import { digestMessages as m } from '../model/messages/delivery.ts'
import { digestHtml } from './digest-html.ts'
import type { DigestModel } from './digest-model.ts'
import { digestText } from './digest-text.ts'

/** A digest ready to be written or sent. */
export interface RenderedDigest {
  readonly day: string
  /** What was found later is in the next one. */
  readonly generatedAt: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The model itself, for programs. */
  readonly json: string
  /** False while the window is not over: may be looked at, not sent. */
  readonly complete: boolean
}

/** Pure: the same model gives the same bytes. */
export function renderDigest(model: DigestModel, lang: Lang = 'zh'): RenderedDigest {
  const t = say(lang)
  const { day, hot, urgent, sample, complete } = model
  return {
    day,
    generatedAt: model.generatedAt,
    subject: t(m.subject, day, hot.length, urgent.matters.length + urgent.more, sample),
    html: digestHtml(model, lang),
    text: digestText(model, lang),
    json: `${JSON.stringify(model, null, 2)}\n`,
    complete,
  }
}
