/**
 * Ten families of obfuscation as adverts use them, from a seed: the same text, harder for a filter, still readable.
 *   node analyzers/models/obfuscate.ts --seed 7 --family pinyin < posts.jsonl > hidden.jsonl     (without --family: one at random a line)
 */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { pinyin } from 'pinyin-pro'
import { seeded } from '../learning/linear.ts'

type Hide = (text: string, random: () => number) => string

const HAN = /[\u4e00-\u9fff]/
const each = (text: string, change: (ch: string) => string): string => [...text].map(change).join('')
const pick = (list: string, random: () => number): string => {
  const all = [...list]
  return all[Math.floor(random() * all.length)] as string
}
const FAKE: Readonly<Record<string, string>> = {
  微: '薇溦徽',
  信: '芯伈訫',
  加: '咖茄伽',
  贷: '袋岱',
  款: '歀欵',
  票: '栗漂',
  码: '犸玛',
  群: '裙峮',
  扣: '抠叩',
  号: '呺',
  赌: '堵',
  博: '搏',
  证: '証',
  钱: '錢',
  免: '勉',
  费: '废',
  优: '忧',
  惠: '恵',
  送: '鎹',
}
const DIGITS = ['⓪①②③④⑤⑥⑦⑧⑨', '零一二三四五六七八九', '０１２３４５６７８９', '零壹贰叁肆伍陆柒捌玖', '⓿❶❷❸❹❺❻❼❽❾']
const TRADITIONAL: Readonly<Record<string, string>> = {
  贷: '貸',
  发: '發',
  开: '開',
  办: '辦',
  证: '證',
  联: '聯',
  系: '係',
  电: '電',
  话: '話',
  优: '優',
  会: '會',
  员: '員',
  业: '業',
  务: '務',
  专: '專',
  费: '費',
  钱: '錢',
  险: '險',
  车: '車',
  无: '無',
  现: '現',
  实: '實',
  线: '線',
  网: '網',
  领: '領',
  号: '號',
  请: '請',
  为: '為',
  时: '時',
  您: '您',
  户: '戶',
  银: '銀',
  额: '額',
  询: '詢',
}

/** The families by name. */
export const FAMILIES: Readonly<Record<string, Hide>> = {
  spacing: (t) => [...t].join(' '),
  punctuation: (t, r) => each(t, (ch) => (HAN.test(ch) && r() < 0.3 ? ch + pick('.·-_*/|~、', r) : ch)),
  invisible: (t, r) => each(t, (ch) => (r() < 0.4 ? `${ch}\u200b` : ch)),
  emoji: (t, r) => each(t, (ch) => (HAN.test(ch) && r() < 0.25 ? ch + pick('❤🔥💰✨👉📞⭐', r) : ch)),
  fullwidth: (t) => each(t, (ch) => (/[!-~]/.test(ch) ? String.fromCharCode(ch.charCodeAt(0) + 0xfee0) : ch)),
  digits: (t, r) =>
    each(t, (ch) =>
      /\d/.test(ch) ? ([...(DIGITS[Math.floor(r() * DIGITS.length)] as string)][Number(ch)] as string) : ch,
    ),
  traditional: (t) => each(t, (ch) => TRADITIONAL[ch] ?? ch),
  lookalike: (t, r) => each(t, (ch) => (FAKE[ch] ? pick(FAKE[ch] as string, r) : ch)),
  pinyin: (t, r) => each(t, (ch) => (HAN.test(ch) && r() < 0.15 ? pinyin(ch, { toneType: 'none' }) : ch)),
  combining: (t, r) => each(t, (ch) => (r() < 0.3 ? `${ch}${pick('\u0336\u0332\u20dd\u0489', r)}` : ch)),
}

/** One text hidden by one family. */
export function obfuscate(text: string, family: string, seed: number): string {
  const hide = FAMILIES[family]
  if (!hide) throw new RangeError(`no family ${family}: ${Object.keys(FAMILIES).join(', ')}`)
  return hide(text, seeded(seed))
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, family: { type: 'string' } } })
  const names = Object.keys(FAMILIES)
  let line = 0
  for await (const row of createInterface({ input: process.stdin })) {
    if (row.trim() === '') continue
    const post = JSON.parse(row) as { title?: string; text: string }
    const seed = Number(values.seed) * 1_000_003 + line++
    const family = values.family ?? (names[seed % names.length] as string)
    const hidden = {
      ...post,
      ...(post.title ? { title: obfuscate(post.title, family, seed) } : {}),
      text: obfuscate(post.text, family, seed),
      family,
    }
    process.stdout.write(`${JSON.stringify(hidden)}\n`)
  }
}

if (import.meta.main) await main()
