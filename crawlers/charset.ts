/** Charset by evidence: recipe override, BOM, HTTP header, meta, and the bytes themselves. */
import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'

// GB2312 and GBK are subsets of GB18030; sites that declare them use its characters all the same.
const ALIASES: Readonly<Record<string, string>> = {
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  gb_2312: 'gb18030',
  'gb_2312-80': 'gb18030',
  cp936: 'gb18030',
  utf8: 'utf-8',
  'big5-hkscs': 'big5',
  'utf-16': 'utf-16le',
}

/** The decoder's name for a declared charset, or undefined when nobody knows it. */
function charsetName(declared: string | undefined): string | undefined {
  const name = declared?.trim().toLowerCase().replace(/['"]/g, '')
  if (!name) return undefined
  try {
    return new TextDecoder(ALIASES[name] ?? name).encoding
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const bomOf = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]+)/i

/**
 * Decodes a fetched body. Order: recipe override, BOM, bytes that are plainly UTF-8 (but for a few torn ones), HTTP header, `<meta>` or XML
 * declaration in the first 4 KB, the bytes. Sites that moved servers or templates declare what they no longer are, so a
 * declaration that the bytes contradict loses: long valid UTF-8 is never GBK by chance, nor the other way round.
 */
export function decodeBody(
  bytes: Uint8Array,
  evidence: { override?: string | undefined; contentType?: string | undefined } = {},
): { text: string; charset: string } {
  const override = charsetName(evidence.override) ?? bomOf(bytes) ?? bareUtf16(bytes)
  const declared = charsetName(/charset\s*=\s*([^;\s]+)/i.exec(evidence.contentType ?? '')?.[1]) ?? metaCharset(bytes)
  const charset =
    override ??
    (isPlainlyUtf8(bytes) ? 'utf-8' : declared === undefined || declared === 'utf-8' ? guess([bytes]) : declared)
  return { text: new TextDecoder(charset).decode(bytes), charset }
}

/** Below this many non-ASCII bytes, valid UTF-8 may be chance. */
const ENOUGH = 30
/** A page of UTF-8 may hold some torn bytes; of GBK read as UTF-8 more than half the characters break. */
const TORN = 0.1

function isPlainlyUtf8(bytes: Uint8Array): boolean {
  if (isUtf8(bytes)) {
    let wide = 0
    for (const byte of bytes) if (byte > 127 && ++wide >= ENOUGH) return true
    return false
  }
  const { wide, broken } = brokenAsUtf8([bytes])
  return (wide - broken) * 3 >= ENOUGH && broken < wide * TORN
}

function metaCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096))
  const found = META.exec(head)
  const name = charsetName(found?.[1] ?? found?.[2])
  // A page whose meta says UTF-16 but could be read as ASCII up to that meta is not UTF-16 (WHATWG rule).
  return name?.startsWith('utf-16') ? 'utf-8' : name
}

// UTF-8 unless more of its non-ASCII characters come out broken than whole: a few torn bytes must not turn a UTF-8 file
// into GBK, while GBK read as UTF-8 breaks nearly everywhere.
function guess(chunks: readonly Uint8Array[]): string {
  const { wide, broken } = brokenAsUtf8(chunks)
  return broken * 2 > wide ? guessChinese(chunks) : 'utf-8'
}

/** Characters beyond ASCII when read as UTF-8, and how many of them are none. */
function brokenAsUtf8(chunks: readonly Uint8Array[]): { wide: number; broken: number } {
  const decoder = new TextDecoder('utf-8')
  let broken = 0
  let wide = 0
  for (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) wide++
      if (code === 0xfffd) broken++
    }
  }
  return { wide, broken }
}

/** The commonest characters of running Chinese, in both scripts: a tenth of any text read rightly, next to none else. */
const COMMON = new Set(
  '的一是不了在人有我他中大上和到子地出也年就可要以生自行面成小水多这這来來个個国國说說们們为為时時会會',
)
/** Short texts may hold one of them by chance. */
const CLEARLY = 0.03

/** No letter holds these: control characters, what could not be decoded, and characters of private use. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const JUNK = /[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]/

/** Share of the commonest Chinese characters less that of junk, among all but ASCII: higher for the right reading. */
function likeness(chunks: readonly Uint8Array[], encoding: string): number {
  const decoder = new TextDecoder(encoding)
  let points = 0
  let wide = 0
  for (const chunk of chunks)
    for (const char of decoder.decode(chunk, { stream: true })) {
      const junk = JUNK.test(char)
      if (junk || char.charCodeAt(0) > 127) wide++
      if (junk) points--
      else if (COMMON.has(char)) points++
    }
  return points / Math.max(1, wide)
}

// Both encodings accept most of the other's bytes, so the reading that looks like Chinese wins; GB18030 when none does.
const guessChinese = (chunks: readonly Uint8Array[]): 'gb18030' | 'big5' =>
  likeness(chunks, 'big5') > likeness(chunks, 'gb18030') + CLEARLY ? 'big5' : 'gb18030'

/** Whether a text was decoded by the wrong charset, as far as it shows: a fifth of its characters beyond ASCII is junk. */
export function isGarbled(text: string): boolean {
  let junk = 0
  let wide = 0
  for (const char of text) {
    const here = JUNK.test(char)
    if (here) junk++
    if (here || char.charCodeAt(0) > 127) wide++
  }
  return junk * 5 > wide
}

/** UTF-16 without a mark: markup and digits leave a zero in every other byte (一 is U+4E00 and leaves some in the others). */
function bareUtf16(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 2000)
  let even = 0
  let odd = 0
  for (const [i, byte] of head.entries()) {
    if (byte !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  if (even + odd === 0) return undefined
  if (even + odd >= Math.max(4, head.length / 20)) {
    if (odd > even * 4) return 'utf-16le'
    if (even > odd * 4) return 'utf-16be'
  }
  // Hardly anything but characters: no other charset has zeros, and only the right reading is Chinese.
  const units = [bytes.subarray(0, 2 * Math.floor(Math.min(bytes.length, 2000) / 2))]
  const [best] = ['utf-16le', 'utf-16be', 'utf-8', 'gb18030']
    .map((charset) => ({ charset, like: likeness(units, charset) }))
    .sort((a, b) => b.like - a.like)
  return best && best.like > CLEARLY && best.charset.startsWith('utf-16') ? best.charset : undefined
}

/** So many non-ASCII bytes tell: two characters of GBK are broken UTF-8 nearly always. */
const TELLING = 4

/** The charset of the beginning or of a later stretch of a text, or undefined where it holds too little to tell. */
export function chunkCharset(bytes: Uint8Array, first: boolean): string | undefined {
  const bom = first ? (bomOf(bytes) ?? bareUtf16(bytes)) : undefined
  if (bom) return bom
  // A later stretch of UTF-8 may begin within a character.
  let start = 0
  while (!first && start < 3 && (bytes[start] ?? 0) >> 6 === 2) start++
  let wide = 0
  for (const byte of bytes) if (byte > 127 && ++wide >= TELLING) return guess([bytes.subarray(start)])
  return undefined
}

/** Reads just enough of a file (2,000 non-ASCII bytes or its end) to name its charset: utf-8, utf-16le/be, gb18030 or big5. */
export async function fileCharset(path: string): Promise<string> {
  const file = await open(path)
  try {
    const chunks: Uint8Array[] = []
    let wide = 0
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536)
      if (bytesRead === 0) return guess(chunks)
      const chunk = buffer.subarray(0, bytesRead)
      const told = chunks.length === 0 ? (bomOf(chunk) ?? bareUtf16(chunk)) : undefined
      if (told) return told
      let here = 0
      for (const byte of chunk) if (byte > 127) here++
      // A long stretch of plain ASCII says nothing: skip it so that memory stays flat.
      if (here > 0 || chunks.length === 0) chunks.push(chunk)
      wide += here
      if (wide > 2000) return guess(chunks)
    }
  } finally {
    await file.close()
  }
}
