/**
 * Squeezed text: lower case, only letters, digits, Chinese characters and placeholders 〔手机〕; spaces and punctuation
 * that adverts put between characters are gone. `map` leads back to the normalised text.
 */
export interface Squeezed {
  readonly text: string
  readonly map: Uint32Array
}

const KEPT = 1
/** Kept, and another character in lower case. */
const CAPITAL = 2
const kinds = new Uint8Array(0x10000)
let ready = false

function prepare(): void {
  for (let c = 0; c < 0x10000; c++) {
    const ch = String.fromCharCode(c)
    if (/[\p{L}\p{N}〔〕+]/u.test(ch)) kinds[c] = ch.toLowerCase() === ch ? KEPT : CAPITAL
  }
  ready = true
}

/** Noise, cues and the model squeeze the same title and text one after the other. */
const recent: { of: string; squeezed: Squeezed }[] = []
const MOST_RECENT = 2

export function squeeze(text: string): Squeezed {
  const known = recent.find((r) => r.of === text)
  if (known !== undefined) return known.squeezed
  const squeezed = squeezeAnew(text)
  if (recent.push({ of: text, squeezed }) > MOST_RECENT) recent.shift()
  return squeezed
}

function squeezeAnew(text: string): Squeezed {
  if (!ready) prepare()
  const parts: string[] = []
  let capitals = 0
  let from = -1
  for (let i = 0; i < text.length; i++) {
    const kind = kinds[text.charCodeAt(i)]!
    if (kind !== 0) {
      capitals |= kind
      if (from < 0) from = i
    } else if (from >= 0) {
      parts.push(text.slice(from, i))
      from = -1
    }
  }
  if (from >= 0) parts.push(text.slice(from))
  const kept = parts.join('')
  let map: Uint32Array | undefined
  return {
    text:
      (capitals & CAPITAL) === 0
        ? kept
        : kept.toLowerCase().replaceAll('〔qq〕', '〔QQ〕').replaceAll('〔ip〕', '〔IP〕'),
    get map() {
      map ??= mapOf(text, kept.length)
      return map
    },
  }
}

/** Asked for only where something is shown. */
function mapOf(text: string, length: number): Uint32Array {
  const map = new Uint32Array(length + 1)
  let n = 0
  for (let i = 0; i < text.length; i++) if (kinds[text.charCodeAt(i)] !== 0) map[n++] = i
  map[n] = text.length
  return map
}
