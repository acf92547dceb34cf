/**
 * One number on several texts of an export names several letters: the number and a hash of the words together are the id of each. Whoever
 * gives the number alone means all of them.
 */

/** Characters of the hash, base64url. */
const WORDS = 16
const SIGN = '-'

export const sharedNumber = (number: string, words: string): string => `${number}${SIGN}${words}`

/** A longer id that is the number and words: how long it is, and how it begins. */
export const sharedForm = (number: string): { readonly head: string; readonly length: number } => ({
  head: number + SIGN,
  length: number.length + SIGN.length + WORDS,
})

/** A number as people type it: full width, in small letters or in capitals. */
export function spellings(number: string): string[] {
  const plain = number.normalize('NFKC').trim()
  return [...new Set([number, plain, plain.toUpperCase(), plain.toLowerCase()])]
}
