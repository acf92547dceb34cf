/**
 * Squeezed text: lower case, only letters, digits, Chinese characters and placeholders 〔手机〕; spaces and punctuation
 * that adverts put between characters are gone. `map` leads back to the normalised text.
 */
export interface Squeezed {
  readonly text: string
  readonly map: Uint32Array
}

const kept = new Uint8Array(0x10000)
let ready = false

function prepare(): void {
  for (let c = 0; c < 0x10000; c++) {
    const ch = String.fromCharCode(c)
    if (/[\p{L}\p{N}〔〕+]/u.test(ch)) kept[c] = 1
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
  const map = new Uint32Array(text.length + 1)
  const parts: string[] = []
  let length = 0
  let from = -1
  for (let i = 0; i < text.length; i++) {
    if (kept[text.charCodeAt(i)] === 1) {
      if (from < 0) from = i
      map[length++] = i
    } else if (from >= 0) {
      parts.push(text.slice(from, i))
      from = -1
    }
  }
  if (from >= 0) parts.push(text.slice(from))
  map[length] = text.length
  return {
    text: parts.join('').toLowerCase().replaceAll('〔qq〕', '〔QQ〕').replaceAll('〔ip〕', '〔IP〕'),
    map: map.subarray(0, length + 1),
  }
}
