/** Readable text of HTML: block elements and <br> become line breaks, spaces collapse, scripts vanish. */
import type { CheerioAPI } from 'cheerio'
import { parseFragment } from './markup.ts'

/** A node of the parsed page (cheerio's AnyNode, which it does not export by name). */
export type HtmlNode = Parameters<CheerioAPI['contains']>[0]

const BLOCKS = new Set(
  'p div br li tr table section article h1 h2 h3 h4 h5 h6 dl dt dd ul ol blockquote pre header footer hr center'.split(
    ' ',
  ),
)
const SKIP = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'svg', 'head'])

export function nodeText(node: HtmlNode, remove?: (node: HtmlNode) => boolean): string {
  const parts: string[] = []
  // An explicit stack: mangled pages nest tens of thousands deep.
  const stack: (HtmlNode | '\n')[] = [node]
  while (stack.length > 0) {
    const top = stack.pop()!
    if (top === '\n') parts.push('\n')
    else if (top.type === 'text') parts.push(top.data.replace(/[\s\u00A0]+/g, ' '))
    else if ('children' in top) {
      if ('name' in top && SKIP.has(top.name)) continue
      if (remove?.(top)) continue
      const block = 'name' in top && BLOCKS.has(top.name)
      if (block) {
        parts.push('\n')
        stack.push('\n')
      }
      for (let i = top.children.length - 1; i >= 0; i--) stack.push(top.children[i]!)
    }
  }
  return tidyLines(parts.join(''))
}

const tidyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/[ \u3000]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

/** Text of an HTML fragment given as a string (entities decoded). */
export function htmlText(html: string): string {
  if (!/[<&]/.test(html)) return html
  const root = parseFragment(html).root()[0]
  return root ? nodeText(root) : ''
}
