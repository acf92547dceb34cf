/** JSON as systems write it: their numbers may be longer than a number of this language. */

/** What a number beyond 2^53 looks like: so many digits, or an exponent. Most texts hold neither, and are read four times as fast. */
const MAYBE_LONG = /(?:^|[:,[\s])-?(?:\d{16}|\d+(?:\.\d+)?[eE]\+?\d)/

/** The third argument of a reviver, which the types of this language version do not know yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const keepDigits: Reviver = (_, value, { source }) =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && source !== undefined ? source : value

/**
 * `JSON.parse`, but a number beyond 2^53 comes out as the text of its digits: work orders have numbers of 17, and two
 * neighbours would else be one and overwrite each other. Throws SyntaxError for what is no JSON, or nested too deep to be read.
 */
export function parseJson(text: string): unknown {
  if (!MAYBE_LONG.test(text)) return JSON.parse(text)
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
  } catch (cause) {
    if (cause instanceof RangeError) throw new SyntaxError('nested too deep', { cause })
    throw cause
  }
}
