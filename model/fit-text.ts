/** What people and systems write, made fit to be kept, shown, sent and fed to engines: the one place that says what that takes. */

/**
 * Controls but tab and line end (terminals act on them, JSON and engines choke), marks that turn the direction of what
 * follows, and code points that are no characters (XML 1.0 forbids U+FFFE and U+FFFF).
 */
const UNFIT = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu
const LINE_END = /\r\n?|[\u2028\u2029]/g
/** Spaces, invisible marks and fillers: nothing that anybody sees. */
const UNSEEN = /^[\s\p{Cf}\p{Mn}\u115f\u1160\u3164\uffa0\u2800]*$/u

/** Of one or many lines, trimmed; empty when nothing in it can be seen. What is fit comes out as it is. */
export function fitText(text: string): string {
  const fit = text.toWellFormed().replace(LINE_END, '\n').replace(UNFIT, '').trim()
  return UNSEEN.test(fit) ? '' : fit
}

/** The same in one line, as a title or a name is. */
export const fitLine = (text: string): string => fitText(text).replace(/\s*[\t\n]\s*/g, ' ')

/** Whether it is a whole address that a browser opens as a page: `javascript:` and its like do something else. */
export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text.trim()) && URL.canParse(text)
