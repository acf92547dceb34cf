/** Letters that tell several matters, one after the other: «一是暖气不热，二是楼道灯不亮», «两件事：1.…；2.…». */
import type { Reason } from '../../model/post.ts'
import { type Document, oncePerDocument } from '../text/document.ts'
import { normalize } from '../text/normalize.ts'
import { isFormTitle } from './form-title.ts'
import { type MatterScore, mattersOf } from './matter.ts'

const CHINESE = '一二三四五六七八九'
const numbering = (figures: string, sign: (figure: string) => string): RegExp[] =>
  [...figures].map((figure) => new RegExp(sign(figure), 'g'))
/** How people number what they tell, figure by figure; no figure of a house, a school or a sum. */
const NUMBERINGS: readonly (readonly RegExp[])[] = [
  numbering(CHINESE, (n) => `(?<![第统唯十${CHINESE}])${n}(?:是(?!否)|则|来)`),
  numbering(CHINESE, (n) => `第${n}(?:件事?|个(?:问题|诉求|事情?))?(?:是|[、，,：:])`),
  numbering(CHINESE, (n) => `其${n}(?!中)`),
  numbering(CHINESE, (n) => `(?:^|[\\s，。；;！？!?：:])[（(]?${n}[、.．）)](?!\\d)`),
  numbering('123456789', (n) => `(?<![\\d.第a-zA-Z#])[（(]?${n}[、.．)）：:](?!\\d)`),
  numbering('①②③④⑤⑥⑦⑧⑨', (n) => n),
]
/** A part says first what it is about. */
const OPENING = 60
/** «两件事», «反映三个问题»: the writer counts them. */
const COUNTED = /[两二三四五六七八几多](?:件|个|桩|项|样)(?:烦心|麻烦|小|大|不同|民生)?的?(?:事|问题|诉求|困难)/
/** Ways and manners, told of beside any matter. */
const WAYS = new Set(['政务服务', '热线服务', '诉讼仲裁', '仲裁调解', '网络舆论', '警务督察'])

/** Where each part begins; undefined where nothing is numbered. */
function partsOf(text: string): number[] | undefined {
  for (const figures of NUMBERINGS) {
    const starts: number[] = []
    let from = 0
    for (const figure of figures) {
      figure.lastIndex = from
      const at = figure.exec(text)
      if (at === null) break
      starts.push(at.index)
      from = figure.lastIndex
    }
    if (starts.length >= 2) return starts
  }
  return undefined
}

/**
 * The matters of a numbered letter, a unit each, in order; none where its parts are of one unit, for «一是室温不到十八度，二是换热站推诿»
 * is one matter. Most numbered parts are grounds for one demand: where title or beginning name its matter, the writer must have
 * counted several. Of a part only what the clear words at its beginning name counts. Of 11,357 public letters 99 are such; of
 * 52 of them that were read some 35 do tell several, the others give grounds.
 */
export const severalOf: (doc: Document) => readonly MatterScore[] = oncePerDocument((doc) => {
  const { title, text } = doc.post
  const parts = partsOf(text)
  if (parts === undefined) return []
  const subject = `${isFormTitle(doc) ? '' : title}\n${text.slice(0, parts[0])}`
  if (!COUNTED.test(subject) && matterIn(doc, subject) !== undefined) return []
  const told: MatterScore[] = []
  for (let k = 0; k < parts.length; k++) {
    const start = parts[k]!
    const found = matterIn(doc, text.slice(start, Math.min(parts[k + 1] ?? text.length, start + OPENING)))
    if (found === undefined || WAYS.has(found.matter.matter) || found.matter.category === '纪检监察') continue
    if (told.every(({ matter }) => matter.lead[0] !== found.matter.lead[0])) told.push(found)
  }
  return told.length > 1 ? told : []
})

const NO_WORDS = { title: [], text: [] }
const matterIn = ({ post }: Document, text: string): MatterScore | undefined =>
  mattersOf({ post: { ...post, title: '', text }, title: normalize(''), text: normalize(text), tokens: NO_WORDS })[0]

/** The mark of such a letter. */
export function severalReasons(doc: Document): Reason[] {
  const told = severalOf(doc)
  if (told.length === 0) return []
  const text = `含多件诉求：${told.map(({ matter }) => matter.matter).join('、')}`
  return [{ rule: 'category.several', weight: told.length, text }]
}
