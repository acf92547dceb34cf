/**
 * Characters that stand for another one and that Unicode's own tables do not fold. Our own list: circled and squared
 * forms without a decomposition, Cyrillic and Greek letters drawn like Latin ones, symbols used as letters.
 */
const ranges: readonly (readonly [first: number, last: number, to: string])[] = [
  // ❶ ➀ ➊ ⓵ ⓫: 1–10 and 11–20 are written out below from these starts.
  [0x1f150, 0x1f169, 'A'], // 🅐
  [0x1f170, 0x1f189, 'A'], // 🅰
  [0x1f1e6, 0x1f1ff, 'A'], // 🇦 used as letters; a flag leaves two letters
]

const numbered: readonly (readonly [first: number, count: number, from: number])[] = [
  [0x2460, 20, 1], // ①
  [0x2474, 20, 1], // ⑴ : a phone number in brackets is still a phone number
  [0x2776, 10, 1], // ❶
  [0x2780, 10, 1], // ➀
  [0x278a, 10, 1], // ➊
  [0x24f5, 10, 1], // ⓵
  [0x24eb, 10, 11], // ⓫
]

const single = {
  '⓿': '0',
  '🄋': '0',
  '🄌': '0',
  '○': '〇',
  '◯': '〇',
  〥: '5',
  '➕': '+',
  '✚': '+',
  '✛': '+',
  '✜': '+',
  '➖': '-',
  '∶': ':',
  '﹒': '.',
  '•': '·',
  '‧': '·',
  '∙': '·',
  '・': '·',
  '—': '—',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '−': '-',
  '﹣': '-',
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  Ѵ: 'V',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  ѵ: 'v',
  ԛ: 'q',
  Ԛ: 'Q',
  ԝ: 'w',
  Ԝ: 'W',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Υ: 'Y',
  Χ: 'X',
  ν: 'v',
  ο: 'o',
  υ: 'u',
  ѡ: 'w',
  ω: 'w',
} as const

/** Code point → what it stands for. Built by the caller once. */
export function lookAlikes(): Map<number, string> {
  const table = new Map<number, string>()
  for (const [first, last, to] of ranges)
    for (let c = first; c <= last; c++) table.set(c, String.fromCharCode(to.charCodeAt(0) + c - first))
  for (const [first, count, from] of numbered) for (let i = 0; i < count; i++) table.set(first + i, String(from + i))
  for (const [from, to] of Object.entries(single)) table.set(from.codePointAt(0) as number, to)
  return table
}
