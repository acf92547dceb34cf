/** GBK bytes of a text, for a sample site as old as the real ones. Node decodes GBK but does not encode it. */

let table: Map<string, number> | undefined

const build = (): Map<string, number> => {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, number>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const char = decoder.decode(Uint8Array.of(high, low))
      if (char.length === 1 && char !== '\uFFFD' && !codes.has(char)) codes.set(char, high * 256 + low)
    }
  }
  return codes
}

/** Characters outside GBK become what `missing` makes of them (in HTML: a numeric reference). */
export function encodeGbk(text: string, missing: (char: string) => string = (c) => `&#${c.codePointAt(0)};`): Buffer {
  table ??= build()
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else {
      const gbk = table.get(char)
      if (gbk === undefined) for (const c of missing(char)) bytes.push(c.charCodeAt(0) & 0x7f)
      else bytes.push(gbk >> 8, gbk & 0xff)
    }
  }
  return Buffer.from(bytes)
}
