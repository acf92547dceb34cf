import { type Document, oncePerDocument } from './document.ts'
import type { Normalized } from './normalize.ts'

/** Half-width marks where a sentence or a clause ends; not in 1,200, 3.5 or an address. */
const HALF = /[!?;]|,(?!\d)|(?<=[\u4e00-\u9fff〕])\.(?![\w.])/
const EACH = new RegExp(HALF, 'g')
const FULL: Readonly<Record<string, string>> = { '!': '！', '?': '？', ';': '；', ',': '，', '.': '。' }

const full = (field: Normalized): Normalized =>
  HALF.test(field.text) ? { text: field.text.replace(EACH, (mark) => FULL[mark]!), map: field.map } : field

/**
 * The post as rules of route and urgency read it: half-width marks are the full-width ones that these rules are written with, so that a
 * sentence ends where its writer ended it. Spans are the same. The models were taught the marks as they were typed and read the post itself.
 */
export const fullMarks: (doc: Document) => Document = oncePerDocument((doc) => {
  const [title, text] = [full(doc.title), full(doc.text)]
  return title === doc.title && text === doc.text ? doc : { ...doc, title, text, known: [] }
})
