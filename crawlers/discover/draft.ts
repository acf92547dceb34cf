/** A recipe in the making: what was found, what a person must check, and what is left open; written as YAML with comments. */
import { Document, isCollection, isMap, isScalar, type Pair, type Scalar, visit } from 'yaml'

/** Recipe keys in the order people read them; values as the recipe file holds them. */
export type Keys = Readonly<Record<string, unknown>>

export interface Draft {
  /** Comment lines above everything. */
  readonly head: readonly string[]
  readonly keys: Keys
  /** Dotted key → what a person must check there, written above the key. */
  readonly notes: Readonly<Record<string, string>>
}

const ORDER = [
  'id',
  'name',
  'kind',
  'region',
  'homepage',
  'shape',
  'verified',
  'enabled',
  'every',
  'legal',
  'fetch',
  'seed',
  'vars',
  'envelope',
  'embedded',
  'list',
  'fields',
  'required',
  'pagination',
  'stop',
  'detail',
]

const commented = (text: string): string =>
  text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n')

const hasComment = (node: unknown): boolean =>
  isMap(node) && node.items.some((item) => isScalar(item.key) && item.key.commentBefore !== undefined)

/** The draft as a recipe file. */
export function draftYaml(draft: Draft): string {
  const sorted = ORDER.filter((key) => draft.keys[key] !== undefined).map((key) => [key, draft.keys[key]] as const)
  const doc = new Document(Object.fromEntries(sorted))
  doc.commentBefore = draft.head.map(commented).join('\n')
  for (const [path, note] of Object.entries(draft.notes)) {
    const steps = path.split('.')
    const holder = steps.length === 1 ? doc.contents : doc.getIn(steps.slice(0, -1), true)
    if (!isMap(holder)) continue
    const pair = (holder.items as Pair<Scalar, unknown>[]).find((item) => item.key.value === steps.at(-1))
    if (pair && isScalar(pair.key)) pair.key.commentBefore = commented(note)
  }
  // Short maps on one line, as people write them; the sections themselves stay open.
  visit(doc, {
    Collection(key, node, path) {
      if (
        path.length > 1 &&
        isCollection(node) &&
        key !== null &&
        JSON.stringify(node).length < 90 &&
        !hasComment(node)
      )
        node.flow = true
    },
  })
  return doc.toString({ lineWidth: 120, flowCollectionPadding: true })
}

/** A source id from an address: host and the last telling part of the path. */
export function idOf(url: string): string {
  const { hostname, pathname, search } = new URL(url)
  const words = `${hostname.replace(/^www\./, '')} ${pathname.replace(/\/(?:index)?[^/]*\.\w+$/, '')} ${search}`
  return words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && word !== 'com' && word !== 'cn')
    .join('-')
    .slice(0, 50)
    .replace(/-+$/, '')
    .padEnd(2, '0')
}
