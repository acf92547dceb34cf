import { createHash } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** RFC 4648 base32, lower case, no padding. */
function base32(bytes: Uint8Array): string {
  let bits = 0
  let value = 0
  let out = ''
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      out += ALPHABET[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
  }
  if (bits > 0) out += ALPHABET[(value << (5 - bits)) & 31]
  return out
}

/** Longer ones are no numbers of any system; they would be carried along by every index, answer and page. */
const MAX_NATIVE_ID = 200

/** A native id as it is stored: one that is too long is its hash, the same each time it comes. */
export const shortId = (nativeId: string): string =>
  nativeId.length <= MAX_NATIVE_ID ? nativeId : `sha256-${createHash('sha256').update(nativeId).digest('hex')}`

/**
 * The stable id of a post: base32 of the first 16 bytes of SHA-256(source ␀ key), key = the native id, else the
 * canonical URL, else the content hash. Of a key that leads to a person it is a keyed hash (`Voices.secret`) instead: whoever guesses a
 * phone number must not find it confirmed.
 */
export const postId = (source: string, key: string): string =>
  idOf(createHash('sha256').update(`${source}\0${key}`).digest())

/** A post's id made of a hash. */
export const idOf = (digest: Uint8Array): string => base32(digest.subarray(0, 16))
