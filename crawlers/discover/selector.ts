/** Names of elements that a recipe may lean on: ids and classes that mean something and can be written plainly. */

const PLAIN = /^[A-Za-z_][\w-]*$/
/** Classes that say where a row stands or what it does, not what it is. */
const PASSING =
  /^(odd|even|first|last|active|hover|on|cur|current|selected|clearfix|cf|fl|fr|left|right|li\d+|item\d+|line\d*|bg\d*|mt\d+|mb\d+|ml\d+|mr\d+|pt\d+|pb\d+|f\d+|w\d+)$/i

/** `.a.b` of the classes worth naming, '' when there is none. */
export const classSelector = (value: string | undefined): string =>
  (value ?? '')
    .split(/\s+/)
    .filter((name) => PLAIN.test(name) && !PASSING.test(name))
    .slice(0, 2)
    .map((name) => `.${name}`)
    .join('')

/** `#id`, or '' for an id that a page makes up anew (long numbers). */
export const idSelector = (value: string | undefined): string =>
  value !== undefined && PLAIN.test(value) && !/\d{5,}/.test(value) ? `#${value}` : ''

/** The element's name, or `*` for one that a mangled page has made up (`span[`). */
export const tagSelector = (name: string): string => (/^[a-z][a-z0-9-]*$/i.test(name) ? name : '*')
