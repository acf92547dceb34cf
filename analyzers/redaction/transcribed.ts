/**
 * Names of the peoples of the northwest as they are written in characters: 阿依古丽, 才让东智, 马法图麦, 阿卜杜拉·热合曼. They have no
 * surname one could know them by, or one and a transcription behind it; they are told by the characters and by a part usual in them.
 */
import { TRANSCRIBED_PARTS } from '../dict/surnames.ts'

/** Characters that such names are written with. */
const SOUNDS =
  '阿艾爱巴白拜班保比毕卜布才措杜次草达丹旦当德迪丁东都多额尔法福尕嘎格更贡古哈海罕汗和合赫胡华吉加佳嘉江杰金晋久卡坎克库拉兰郎老勒雷里力丽利列龙洛罗麻马玛麦曼买毛么美米默姆木穆那娜南尼娘努诺帕皮平普其恰千切青清秦曲羌热仁日让荣肉茹撒萨塞赛三桑色沙山舍什斯丝苏素索塔坦提铁图吐土托娃瓦旺维乌吾西希夏先祥项辛雄秀许逊牙亚雅延央杨羊依伊以尹音英永尤优玉扎则增再藏宗张者珍正知智中珠主卓孜祖孙'
/** Some are sounds within a part alone: 不 in 阿不都, 道 in 道吉. */
const ODD_PARTS = TRANSCRIBED_PARTS.split('|').filter((word) => [...word].some((ch) => !SOUNDS.includes(ch)))
const SOUND = `(?:[${SOUNDS}]|${ODD_PARTS.join('|')})`
/** What one begins or ends with: asked first, since hardly a name does. */
const either = new Set(`${SOUNDS}${TRANSCRIBED_PARTS}·•`)
const DOT = '[·•]'
const run = new RegExp(`${SOUND}{1,8}(?:\\s?${DOT}\\s?${SOUND}{2,8}){0,2}`, 'y')
const runBefore = new RegExp(`(?:${SOUND}{1,8}${DOT})?${SOUND}{2,8}$`)
const whole = new RegExp(`^${SOUND}+$`)
const part = new RegExp(TRANSCRIBED_PARTS)
const parts = new RegExp(TRANSCRIBED_PARTS, 'g')
/** What is as often the word behind the name. */
const LATE = /[和加先以再中主]$/

/** What stands whole before a stop and is written with nothing but such characters. */
export const isTranscribed = (word: string): boolean => whole.test(word)

/** Length of such a name that begins at `at`, 0 for none. */
export function transcribedAt(text: string, at: number): number {
  if (!either.has(text[at] as string) || !either.has(text[at + 1] as string)) return 0
  run.lastIndex = at
  let name = run.exec(text)?.[0] ?? ''
  if (name.length < 2) return 0
  const first = part.exec(name)
  const dotted = /[·•]/.test(name)
  if (first === null ? !dotted || !/^..+[·•]/.test(name) : first.index > 2 && !dotted) return 0
  const last = [...name.matchAll(parts)].at(-1)
  while (LATE.test(name) && name.length > (last ? last.index + last[0].length : 2)) name = name.slice(0, -1)
  return name.length
}

/** Length of such a name that ends at `end`, before a form of address: 阿依古丽|老师. */
export function transcribedBefore(text: string, end: number): number {
  if (!either.has(text[end - 1] as string) || !either.has(text[end - 2] as string)) return 0
  const name = runBefore.exec(text.slice(Math.max(0, end - 14), end))?.[0] ?? ''
  const first = part.exec(name)
  if (first === null) return 0
  return /[·•]/.test(name)
    ? name.length
    : name.length - (first.index === 1 && /^[马沙哈丁白]/.test(name) ? 0 : first.index)
}
