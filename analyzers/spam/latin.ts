/** Sentences in Latin letters: English, or Chinese typed in pinyin. No model of ours has learnt any, so no machine throws one away. */

/** Words of English that hardly any sentence is without, and those that are cried for help. */
const ENGLISH = new Set(
  'the a an is are was were be been has have had do does did not no to of in on at for from with without and or but so if when where why how what who which i my me we our us you your he she they their it its this that there here please can could should would will cannot nobody anybody somebody fire smoke help urgent danger people inside floor building road street water heating power gas police hospital school bus child children old man woman broken days'.split(
    ' ',
  ),
)
const FEWEST_ENGLISH = 3

/** One word of syllables; a vowel alone is one. Finals after Hanyu Pinyin, ü as v or u. */
const PINYIN =
  /^(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|i?ong|uang|[iu]?an|[iu]?ai|iao|ao|[iu]a|a|eng|en|ei|er|[iuv]e|e|ing|in|iu|i|ou|uo|o|u[in]?|v))+$/
const FEWEST_PINYIN = 4
/** Nobody types a longer run without a blank, and one may be read as syllables in too many ways to try. */
const LONGEST_PINYIN = 24
const MOSTLY = 0.8

/** Share of Han characters from which on a text is Chinese with foreign words in it. */
const HAN = 0.3

/** Whether somebody says something in Latin letters there; mashed keys and lists of codes are none. */
export function isLatinSentence(text: string): boolean {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  if (words.length < FEWEST_ENGLISH) return false
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  if (han > HAN * (han + letters)) return false
  if (new Set(words.filter((word) => ENGLISH.has(word))).size >= FEWEST_ENGLISH) return true
  const syllables = words.filter((word) => word.length <= LONGEST_PINYIN && PINYIN.test(word))
  return new Set(syllables).size >= FEWEST_PINYIN && syllables.length >= MOSTLY * words.length
}
