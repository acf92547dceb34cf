/** Names of the city and its districts. Which one a post means is compared by itself; as words and names they tell no matter. */

/** Districts and counties in full. */
export const DISTRICTS = '(?:城关|七里河|西固|安宁|红古|兰州新)区|(?:永登|榆中|皋兰)县'

const AREAS = `${DISTRICTS}|兰州市?|甘肃省?`
const IN_TEXT = new RegExp(AREAS, 'g')
const AS_WORD = new RegExp(`^(?:${AREAS}|城关|七里河|西固|安宁|红古|永登|榆中|皋兰)$`)

export const withoutDistricts = (text: string): string => text.replace(IN_TEXT, ' ')
export const namesDistrict = (word: string): boolean => AS_WORD.test(word)
