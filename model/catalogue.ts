/**
 * The typed catalogue of messages: one entry a message, Chinese and English side by side, grouped by room under
 * model/messages/. `say(lang)` binds the language once at the edge.
 */
export type Lang = 'zh' | 'en'

/** A message: both languages take the same parameters. */
export interface Message<P extends readonly unknown[]> {
  readonly zh: (...p: P) => string
  readonly en: (...p: P) => string
}

export const message = <P extends readonly unknown[]>(
  zh: (...p: P) => string,
  en: (...p: P) => string,
): Message<P> => ({ zh, en })

/** English that stands in full-width brackets behind Chinese: words, and no command to type. */
const ENGLISH = /（(?!(?:lanting|npm|npx|apt) )[a-z][a-z'-]*[,:]? [^（）\p{Script=Han}]*）/giu

/**
 * What an error says to a reader of Chinese. Errors thrown where nobody knows the reader's language say it in both,
 * `文件不存在：a.csv（no such file）`; that message as a whole is for readers of English and for logs.
 */
export const spoken = (text: string, lang: Lang): string => (lang === 'zh' ? text.replace(ENGLISH, '') : text)

export type Say = <P extends readonly unknown[]>(m: Message<P>, ...p: P) => string

export const say =
  (lang: Lang): Say =>
  (m, ...p) =>
    m[lang](...p)
