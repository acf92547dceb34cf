/** What names a post beside its words, and so is stored, searched, shown and linked as it is: its id, its address, its source. */
import { isWebAddress } from '../../model/fit-text.ts'
import type { Redacted } from '../../model/post.ts'
import type { PiiType } from '../../model/words.ts'

/** What leads to a person. The others (a bank card, a document's number) have the shape of ids that sites give to letters. */
const OF_PERSONS: ReadonlySet<PiiType> = new Set([
  '身份证',
  '手机',
  '电话',
  '邮箱',
  '护照',
  '社保号',
  '车牌',
  '微信',
  'QQ',
  '姓名',
])
/** Parameters that hold nothing but somebody's name, number or account, in whatever script. */
const PERSONAL_KEYS = new Set(
  'author user realname real_name username user_name nickname linkman lxr xm xingming phone phonenum phonenumber mobile mobilephone tel telephone sjh sjhm lxdh idcard id_card idcardno sfz sfzh sfzhm zjhm email mail wechat weixin wx qq'.split(
    ' ',
  ),
)
/** Parameters that may hold somebody's name, or a page's. */
const NAME_KEYS = new Set(['name', 'contact'])
/** Longer ones no browser opens. */
const MAX_ADDRESS = 2000
/** Words and short numbers, as most ids and parts of addresses are: nothing to look at. */
const PLAIN = /^[A-Za-z_.-]*\d{0,6}[A-Za-z_.-]*$/

const ONE_WORD = /^\P{Script=Han}*(\p{Script=Han}[\p{Script=Han}·]+)\P{Script=Han}*$/u

export interface Beside {
  /** Whether it holds what leads to a person: a number, an address, a labelled name. */
  namesPerson(text: string): boolean
  /** Whether such an address, or what stands for one, leads to a person. */
  urlNamesPerson(address: string): boolean
  /** A web address without what names a person; undefined for any other, or when nothing is left that can be opened. */
  url(address: string): string | undefined
  /** The place of a row that failed: an address, a file, an id. */
  place(where: string): string
}

export function createBeside(redact: (title: string, text: string) => Redacted): Beside {
  const namesPerson = (text: string): boolean =>
    !PLAIN.test(text) && redact('', text).marks.some(({ type }) => OF_PERSONS.has(type))
  /** Of a part with one word in Chinese nothing around it says that it is a name: it is judged as if a label did. */
  const isName = (part: string): boolean => {
    const word = ONE_WORD.exec(part)?.[1]
    return word !== undefined && namesPerson(`姓名：${word}`)
  }
  const shownPart = (part: string): string => {
    const plain = decoded(part)
    if (isName(plain)) return encodeURIComponent('〔姓名〕')
    return namesPerson(plain) ? encodeURIComponent(redact('', plain).text) : part
  }
  const keepsParameter = (pair: string): boolean => {
    const [key = '', value = ''] = pair.split(/=(.*)/s).map((part) => decoded(part.replaceAll('+', ' ')))
    if (namesPerson(key) || isName(key)) return false
    if (value === '') return true
    const known = key.toLowerCase()
    // What cannot be decoded under a name's key is a name in GBK.
    if (PERSONAL_KEYS.has(known) || (NAME_KEYS.has(known) && /%[89a-f]/i.test(value))) return false
    return !namesPerson(value) && !isName(value)
  }

  function url(address: string): string | undefined {
    if (address.length > MAX_ADDRESS || !isWebAddress(address)) return undefined
    const given = new URL(address)
    if (namesPerson(given.hostname)) return undefined
    const path = given.pathname.split('/').map(shownPart).join('/')
    const query = given.search.slice(1).split('&').filter(keepsParameter).join('&')
    const anchor = decoded(given.hash.slice(1))
    const keepsAnchor = !namesPerson(anchor) && !anchor.split(/[/=&?!]/).some(isName)
    const same = path === given.pathname && query === given.search.slice(1) && keepsAnchor && given.username === ''
    // Of an address that names nobody not a character changes.
    if (same && given.password === '') return address
    return `${given.protocol}//${given.host}${path}${query === '' ? '' : `?${query}`}${keepsAnchor ? given.hash : ''}`
  }
  return {
    namesPerson,
    urlNamesPerson: (address) => {
      const shown = url(address)
      return shown === undefined ? namesPerson(address) : shown !== address
    },
    url,
    place(where) {
      if (isWebAddress(where)) return url(where) ?? new URL(where).protocol
      return namesPerson(where) ? redact('', where).text : where
    },
  }
}

/** What stands in an address as people read it; what is broken is looked at as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
