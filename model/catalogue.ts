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

export type Say = <P extends readonly unknown[]>(m: Message<P>, ...p: P) => string

export const say =
  (lang: Lang): Say =>
  (m, ...p) =>
    m[lang](...p)
