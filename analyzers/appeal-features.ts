import type { Document } from './document.ts'
import { type Bag, CHANNEL, type Collector, hashOf } from './features.ts'
import { mattersOf } from './matter.ts'

/** A letter says what it wants where it begins and where it ends; between them it tells the matter. */
const HEAD = 60
const TAIL = 50
const LONGEST = 2
const STOP = /[。！!；;\n]/
/** What is asked goes with the matter: a black clinic is reported, a lost pension asked for. */
const MATTERS = 2

/**
 * What an appeal is recognised by: its title, beginning and end as written, all its words and pairs of words, its last
 * sentence, its form and its matters.
 */
export function appealBag(doc: Document, collector: Collector): Bag {
  const title = doc.title.text
  const { text } = doc.text
  collector.grams(CHANNEL.head, [title], LONGEST)
  if (text.length <= HEAD + TAIL) collector.grams(CHANNEL.raw, [text], LONGEST)
  else {
    collector.grams(CHANNEL.raw, [text.slice(0, HEAD)], LONGEST)
    collector.grams(CHANNEL.raw, [text.slice(-TAIL)], LONGEST)
  }
  let from = text.length - 2
  while (from > 0 && text.length - from < TAIL && !STOP.test(text[from - 1]!)) from--
  const last = text.slice(Math.max(0, from))
  collector.grams(CHANNEL.word, [last], 2)
  collector.words(CHANNEL.char, doc.tokens.title)
  collector.words(CHANNEL.char, doc.tokens.text)
  const form = (name: string) => collector.add(hashOf(CHANNEL.pair, name))
  for (const { matter } of mattersOf(doc).slice(0, MATTERS)) {
    form(`matter ${matter.matter}`)
    form(`of ${matter.category}`)
    form(`of ${matter.category}/${matter.subcategory}`)
  }
  form(doc.post.kind)
  if (title === '') form('untitled')
  if (/[?？吗呢]/.test(title)) form('asks in title')
  if (/[?？]/.test(last)) form('asks at last')
  if (/[?？]/.test(text)) form('asks')
  form(`opens ${text.slice(0, 2)}`)
  return collector.take()
}
