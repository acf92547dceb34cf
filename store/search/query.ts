/**
 * The query language of search, as a tree that knows nothing of any engine.
 *
 * Words side by side must all be found; "phrases" as they stand; AND OR NOT (also && || !, 与 或 非, and `-word`) in
 * capitals, OR binding weakest (between two things `and` and `or` in small letters, too; a small `not` is a word); parentheses; `field:value`, its value quoted where it
 * holds spaces. Full-width forms do as well. A broken query throws AppError `search.syntax` with `details.at` (UTF-16 offset).
 */
import { type Filter, fieldOf, filterOf } from './fields.ts'
import { broken } from './syntax.ts'

export type Node =
  | { readonly type: 'text'; readonly text: string; readonly phrase: boolean }
  | { readonly type: 'field'; readonly filter: Filter }
  | { readonly type: 'and' | 'or'; readonly nodes: readonly Node[] }
  | { readonly type: 'not'; readonly node: Node }

/** Bounds that only a machine or a mistake goes beyond. */
const MAX_LENGTH = 2000
const MAX_TERMS = 100
const MAX_DEPTH = 32

type Token =
  | { readonly type: 'open' | 'close' | 'and' | 'or' | 'not'; readonly at: number }
  | { readonly type: 'leaf'; readonly at: number; readonly node: Node }

/** Undefined for an empty query, which finds everything. */
export function parseQuery(source: string): Node | undefined {
  if (source.length > MAX_LENGTH) throw broken(MAX_LENGTH, '检索式太长', 'the query is too long')
  const tokens = tokenize(source)
  if (tokens.length === 0) return undefined
  if (tokens.filter((t) => t.type === 'leaf').length > MAX_TERMS)
    throw broken(source.length, '检索词太多', 'too many terms')
  const parser = createParser(tokens, source.length)
  return parser()
}

const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  AND: 'and',
  '&&': 'and',
  与: 'and',
  OR: 'or',
  '||': 'or',
  或: 'or',
  NOT: 'not',
  '!': 'not',
  非: 'not',
}
/** In full width, too, but for ！, which people end a sentence with; `between` two things in small letters, which alone are words. */
const operatorOf = (word: string, between: boolean): 'and' | 'or' | 'not' | undefined => {
  const plain = word === '！' ? word : word.normalize('NFKC')
  return OPERATORS[between && /^(?:and|or)$/i.test(plain) ? plain.toUpperCase() : plain]
}
/** Every sign that stands for a minus on some keyboard; two of the long ones are a dash. */
const MINUS = /^(?:[-－﹣−‐‑‒–]|—(?!—))\S/u
const CLOSING: Readonly<Record<string, string>> = { '"': '"“”', '“': '"”', '”': '"“”', '「': '」', '『': '』' }
const WORD_END = /[\s()（）"“”「『]/u
const FIELD = /^(\p{L}+)[:：]/u

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let i = 0
  const quoted = (): string => {
    const start = i
    const closing = CLOSING[source[i] as string] as string
    i++
    while (i < source.length && !closing.includes(source[i] as string)) i++
    if (i >= source.length) throw broken(start, '引号没有配对', 'this quote is never closed')
    return source.slice(start + 1, i++)
  }
  const bare = (): string => {
    const start = i
    while (i < source.length && !WORD_END.test(source[i] as string)) i++
    return source.slice(start, i)
  }
  while (i < source.length) {
    const at = i
    const ch = source[i] as string
    if (/\s/u.test(ch)) i++
    else if (ch === '(' || ch === '（') {
      tokens.push({ type: 'open', at })
      i++
    } else if (ch === ')' || ch === '）') {
      tokens.push({ type: 'close', at })
      i++
    } else if (CLOSING[ch]) tokens.push({ type: 'leaf', at, node: { type: 'text', text: quoted(), phrase: true } })
    // A minus stands for NOT only at the head of something; within a word (12-3) it is part of it.
    else if (MINUS.test(source.slice(i, i + 2))) {
      tokens.push({ type: 'not', at })
      i++
    } else {
      const word = bare()
      const last = tokens.at(-1)?.type
      const operator = operatorOf(word, (last === 'leaf' || last === 'close') && /\S/u.test(source.slice(i)))
      const name = FIELD.exec(word)
      const field = name ? fieldOf(name[1] as string) : undefined
      if (operator) tokens.push({ type: operator, at })
      else if (name && field) {
        const head = name[0].length
        const phrase = word.length === head && CLOSING[source[i] as string] !== undefined
        const value = phrase ? quoted() : word.slice(head)
        if (value.trim() === '') throw broken(at + head, `${name[1]}: 后面缺少内容`, `${name[1]}: needs a value`)
        tokens.push({ type: 'leaf', at, node: { type: 'field', filter: filterOf(field, value.trim(), at + head) } })
      } else if (name && /^[A-Za-z]+$/.test(name[1] as string) && !word.startsWith('//', name[0].length))
        throw broken(
          at,
          `没有 ${name[1]} 这个检索项；若是普通文字请加引号`,
          `no field ${name[1]}; quote it if it is text`,
        )
      else tokens.push({ type: 'leaf', at, node: { type: 'text', text: word, phrase: false } })
    }
  }
  return tokens
}

function createParser(tokens: readonly Token[], end: number): () => Node {
  let i = 0
  const peek = (): Token['type'] | undefined => tokens[i]?.type
  const join = (type: 'and' | 'or', nodes: Node[]): Node => (nodes.length === 1 ? (nodes[0] as Node) : { type, nodes })
  const or = (depth: number): Node => {
    const nodes = [and(depth)]
    while (peek() === 'or') {
      i++
      nodes.push(and(depth))
    }
    return join('or', nodes)
  }
  const and = (depth: number): Node => {
    const nodes = [unary(depth)]
    for (let next = peek(); next !== undefined && next !== 'or' && next !== 'close'; next = peek()) {
      if (next === 'and') i++
      nodes.push(unary(depth))
    }
    return join('and', nodes)
  }
  const unary = (depth: number): Node => {
    const token = tokens[i]
    if (depth > MAX_DEPTH) throw broken(token?.at ?? end, '括号层数太多', 'nested too deeply')
    if (!token) throw broken(end, '这里缺少检索词', 'a word is missing here')
    i++
    if (token.type === 'leaf') return token.node
    if (token.type === 'not') return { type: 'not', node: unary(depth + 1) }
    if (token.type !== 'open') throw broken(token.at, '这里缺少检索词', 'a word is missing here')
    const inner = or(depth + 1)
    if (peek() !== 'close') throw broken(token.at, '括号没有配对', 'this parenthesis is never closed')
    i++
    return inner
  }
  return () => {
    const tree = or(0)
    const rest = tokens[i]
    if (rest) throw broken(rest.at, '多余的右括号', 'this parenthesis was never opened')
    return tree
  }
}
