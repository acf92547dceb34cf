/**
 * Posts made up for the speed bench: words of civic letters at their real frequency, put together without sense. A matter
 * is a theme at one of 5,000 sites, told in its own share of words; about 2,000 live at a time, some loud, each for about
 * 250 posts; a third of the posts are about something of their own at the same sites. One in twenty is pasted from an
 * earlier post of its matter. One post every ten seconds. The same seed gives the same posts.
 */
import type { Place } from '../model/post.ts'
import type { GroupInput } from '../pipeline/grouping/group-features.ts'
import { loadBackground } from '../pipeline/words/terms.ts'

export interface Planted {
  readonly post: GroupInput
  readonly matter: number
}

interface Matter {
  readonly id: number
  readonly site: number
  readonly words: readonly string[]
  last: { title: string[]; text: string[] } | undefined
}

const SITES = 5_000
const LIVE = 2_000
const LONE = 0.33
const PASTED = 0.05
const SUFFIXES = ['小区', '花园', '家园', '苑', '新城', '路', '中学', '市场', '公寓', '村']
const DISTRICTS = ['城关区', '七里河区', '安宁区', '西固区', '红古区', '榆中县', '永登县', '皋兰县']

/** `length`: mean words of a text. */
export function* syntheticPosts(count: number, length: number, seed = 42): Generator<Planted> {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (n: number): number => Math.floor(n * random())
  const vocabulary = [...loadBackground().words].filter(([word]) => /^[\u4e00-\u9fa5]{2,4}$/.test(word))
  const words = vocabulary.map(([word]) => word)
  const upTo = new Float64Array(words.length)
  let total = 0
  vocabulary.forEach(([, letters], i) => {
    total += letters
    upTo[i] = total
  })
  const anyWord = (): string => {
    const at = total * random()
    let [low, high] = [0, upTo.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] as number) < at) low = middle + 1
      else high = middle
    }
    return words[low] as string
  }
  const character = (): string => String.fromCharCode(0x4e00 + below(6_000))
  const sites = Array.from({ length: SITES }, (_, i) => character() + character() + SUFFIXES[i % SUFFIXES.length])
  const themes = Array.from({ length: 400 }, () =>
    Array.from({ length: 14 }, () => words[below(words.length)] as string),
  )
  const placesOf = (site: number): Place[] => {
    const district = DISTRICTS[site % DISTRICTS.length] as string
    return [
      { name: '兰州市', level: 'city' },
      { name: district, level: 'district' },
      { name: `${district}第${site % 120}街道`, level: 'street', district },
    ]
  }

  let born = 0
  const bear = (): Matter => {
    born += 1
    const theme = themes[below(themes.length)] as string[]
    const own = Array.from({ length: 4 }, () => words[below(words.length)] as string)
    return { id: born, site: below(SITES), words: [...theme, ...own], last: undefined }
  }
  const live = Array.from({ length: LIVE }, bear)
  const tell = (matter: Matter): { title: string[]; text: string[] } => {
    const site = sites[matter.site] as string
    const say = (n: number): string[] =>
      Array.from({ length: n }, () =>
        random() < 0.3 ? (matter.words[below(matter.words.length)] as string) : anyWord(),
      )
    const long = Math.ceil(length * (0.3 + 1.4 * random()))
    return { title: [site, ...say(3)], text: [...say(6), site, ...say(long - 6)] }
  }
  /** Words as a segmenter hands them over: cut anew out of the running text. */
  const cut = (said: readonly string[], whole: string): string[] => {
    let at = 0
    return said.map((word) => {
      at += word.length
      return whole.slice(at - word.length, at)
    })
  }

  for (let i = 0; i < count; i += 1) {
    let matter: Matter
    if (random() < LONE) matter = bear()
    else {
      const at = Math.floor(LIVE * random() ** 3)
      if (random() < 0.004) live[at] = bear()
      matter = live[at] as Matter
    }
    const said = matter.last !== undefined && random() < PASTED ? matter.last : tell(matter)
    matter.last = said
    const title = Buffer.from(said.title.join('')).toString()
    const text = Buffer.from(said.text.join('')).toString()
    const post: GroupInput = {
      id: `s${i.toString(36)}`.padEnd(13, '0'),
      at: Date.UTC(2026, 0, 1) + i * 10_000,
      kind: 'letter',
      route: 'case',
      appealType: '投诉',
      title,
      text,
      tokens: { title: cut(said.title, title), text: cut(said.text, text) },
      places: random() < 0.7 ? placesOf(matter.site) : [],
      category: '城乡建设',
      source: 'synthetic',
      voice: `v${i % 700_000}`,
      likes: 0,
    }
    yield { post, matter: matter.id }
  }
}
