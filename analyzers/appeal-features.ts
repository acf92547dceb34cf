import type { Document } from './document.ts'
import { type Bag, CHANNEL, type Collector, hashOf } from './features.ts'

/** A letter says what it wants where it begins and where it ends; between them it tells the matter. */
const HEAD = 60
const TAIL = 50
const LONGEST = 2
const STOP = /[。！!；;\n]/

/** What an appeal is recognised by: words of its title, beginning and end as written, its last sentence, its form. */
export function appealBag(
  doc: Pick<Document, 'title' | 'text'> & { post: { kind: string } },
  collector: Collector,
): Bag {
  const title = doc.title.text
  const { text } = doc.text
  collector.grams(CHANNEL.head, title, LONGEST)
  if (text.length <= HEAD + TAIL) collector.grams(CHANNEL.raw, text, LONGEST)
  else {
    collector.grams(CHANNEL.raw, text.slice(0, HEAD), LONGEST)
    collector.grams(CHANNEL.raw, text.slice(-TAIL), LONGEST)
  }
  let from = text.length - 2
  while (from > 0 && text.length - from < TAIL && !STOP.test(text[from - 1]!)) from--
  const last = text.slice(Math.max(0, from))
  collector.grams(CHANNEL.word, last, 2)
  const form = (name: string) => collector.add(hashOf(CHANNEL.pair, name))
  form(doc.post.kind)
  if (title === '') form('untitled')
  if (/[?？吗呢]/.test(title)) form('asks in title')
  if (/[?？]/.test(last)) form('asks at last')
  if (/[?？]/.test(text)) form('asks')
  form(`opens ${text.slice(0, 2)}`)
  return collector.take()
}
