import { SCOLDING } from '../dict/appeal-cues.ts'
import type { Matter } from '../dispatch/duties.ts'
import { mattersOf } from '../dispatch/matter.ts'
import { type Bag, CHANNEL, type Collector, hashOf } from '../learning/features.ts'
import { createUnitClass } from '../patterns/unit-class.ts'
import type { Document } from '../text/document.ts'

/** A letter says what it wants where it begins and where it ends; between them it tells the matter. */
const HEAD = 60
const TAIL = 50
const LONGEST = 2
const stops = createUnitClass(/[。！!；;\n]/)
/** What is asked goes with the matter: a black clinic is reported, a lost pension asked for. */
const MATTERS = 2

/** What only scolds, with its marks, says nothing of what is wanted and is not read. */
export function calmed(text: string): string {
  const told: string[] = []
  let from = 0
  let scolds = false
  for (const { 0: marks, index } of text.matchAll(MARKS)) {
    let last = index
    while (last > from && !parts(text.charCodeAt(last - 1))) last--
    const end = index + marks.length
    const scolding = SCOLDING.test(`${text.slice(last, index)}？`)
    told.push(text.slice(from, scolding ? last : end))
    scolds ||= scolding
    from = end
  }
  if (!scolds) return text
  told.push(text.slice(from))
  return told.join('') || text
}
const MARKS = /[!！?？]+/g
/** What stands before a sentence that ends with such marks. */
const parts = createUnitClass(/[。；;\n]/)

/**
 * What an appeal is recognised by: its title, beginning and end as written, all its words and pairs of words, its last
 * sentence, its form and its matters.
 */
export function appealBag(doc: Document, collector: Collector): Bag {
  const title = calmed(doc.title.text)
  const text = calmed(doc.text.text)
  collector.grams(CHANNEL.head, [title], LONGEST)
  if (text.length <= HEAD + TAIL) collector.grams(CHANNEL.raw, [text], LONGEST)
  else {
    collector.grams(CHANNEL.raw, [text.slice(0, HEAD)], LONGEST)
    collector.grams(CHANNEL.raw, [text.slice(-TAIL)], LONGEST)
  }
  let from = text.length - 2
  while (from > 0 && text.length - from < TAIL && !stops(text.charCodeAt(from - 1))) from--
  const last = text.slice(Math.max(0, from))
  collector.grams(CHANNEL.word, [last], 2)
  collector.words(CHANNEL.char, doc.tokens.title)
  collector.words(CHANNEL.char, doc.tokens.text)
  const matters = mattersOf(doc)
  for (let m = 0; m < matters.length && m < MATTERS; m++)
    for (const feature of featuresOf(matters[m]!.matter)) collector.add(feature)
  collector.add(form(doc.post.kind))
  if (title === '') collector.add(UNTITLED)
  if (/[?？吗呢]/.test(title)) collector.add(ASKS_IN_TITLE)
  if (asks(last)) collector.add(ASKS_AT_LAST)
  if (asks(text)) collector.add(ASKS)
  collector.add(form(`opens ${text.slice(0, 2)}`))
  return collector.take()
}

const form = (name: string): number => hashOf(CHANNEL.pair, name)
const [UNTITLED, ASKS_IN_TITLE, ASKS_AT_LAST, ASKS] = ['untitled', 'asks in title', 'asks at last', 'asks'].map(
  form,
) as [number, number, number, number]
const asks = (words: string): boolean => words.includes('？') || words.includes('?')

const named = new WeakMap<Matter, readonly number[]>()

/** Worked out once a matter. */
function featuresOf(matter: Matter): readonly number[] {
  let known = named.get(matter)
  if (known === undefined) {
    const { category, subcategory } = matter
    known = [`matter ${matter.matter}`, `of ${category}`, `of ${category}/${subcategory}`].map(form)
    named.set(matter, known)
  }
  return known
}
