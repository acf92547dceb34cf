/**
 * What the shipped spam model reads of a post: squeezed title and text with numbers by length class and placeholders as one
 * letter each, so that no number, name or masked place of the training data is learnt by heart.
 */
import { squeeze } from '../text/squeeze.ts'

/** Letters of a script that our posts do not use; they survive normalisation. */
const SIGNS: Readonly<Record<string, string>> = {
  手机: 'ա',
  电话: 'ա',
  微信: 'բ',
  QQ: 'գ',
  网址: 'դ',
  邮箱: 'ե',
  姓名: 'զ',
  住址: 'է',
}
const OTHER_SIGN = 'ը'
const PLACEHOLDER = /〔([^〕]{1,4})〕/g
const NUMBER = /[0-9]+/g
/** Years and prices, codes, and what is long enough for a phone or an account. */
const sizeOf = (digits: string): string =>
  digits.length <= 2 ? 'թ' : digits.length <= 4 ? 'ժ' : digits.length <= 6 ? 'ի' : 'ա'
/** Masks of public data sets (A市, A3区) would tell letters from adverts for the wrong reason. */
const MASKS = /(?<![a-z])[a-z]\d{0,3}(?=[市区县])|西地省/g
const LONGEST = 500

const signed = (text: string): string =>
  squeeze(text)
    .text.replace(MASKS, '')
    .replace(PLACEHOLDER, (_, type: string) => SIGNS[type] ?? OTHER_SIGN)
    .replace(NUMBER, sizeOf)
    .slice(0, LONGEST)

/** Title and text are redacted and normalised. */
export const spamReading = (title: string, text: string): string => signed(title) + signed(text)
