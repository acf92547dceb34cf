import type { Place, Reason } from '../../model/post.ts'
import type { Document } from '../text/document.ts'
import { sourceSpan } from '../text/normalize.ts'
import type { Segmenter } from '../text/segment.ts'
import { createGazetteer, type Form, type Gazetteer, type Spot } from './gazetteer.ts'
import { findSites, type Site, type Taken } from './site.ts'

export interface Located {
  /** City, districts, streets, communities, roads, sites; within a level the best proven first. Empty when nothing is named. */
  readonly places: readonly Place[]
  /** The one district the post is about; null when none is named or two are equally likely. */
  readonly district: string | null
  readonly street: string | null
  readonly reasons: readonly Reason[]
  /** Names of places outside Lanzhou with their weight (2 in full, 1 short), for relevance. */
  readonly elsewhere: readonly Mention[]
  /** How often 兰州 itself is named, and how often only as food, cigarettes or a song. */
  readonly cityMentions: number
  readonly trapMentions: number
}
export type Locator = (document: Document) => Located

interface Field {
  readonly field: 'title' | 'text'
  readonly text: string
}
export interface Mention {
  readonly form: Form
  readonly field: 'title' | 'text'
  readonly start: number
  readonly end: number
  readonly weight: number
  readonly spots: readonly Spot[]
  /** Even an everyday word stands here as a place: `here` by 这边 after it, `name` by what else stands around. */
  readonly placed?: 'here' | 'name' | undefined
  /** One of several in a row: the post is in all of them, so none is the street it is in. */
  readonly listed?: boolean | undefined
}

/** Below this a district or street is not said: one short name with nothing beside it. */
const ENOUGH = 1.5
/** Villages whose names are also everyday words (新农村, 东村) need more than their own name. */
const VILLAGE = /^(?!(新农|新|花园|大路|幸福|青山|中心|[东西南北]|[上下]).{0,1}村$).+[村镇乡]$/
/** Said just before a name: the place is where the writer comes from or goes to, not where the matter is. */
const ASIDE =
  /(老家|户籍|户口|籍贯|原籍|祖籍|来自|嫁到|搬到|开往|通往|前往|去往|驶往|方向|比如|例如|不如|相比|学习|[到去往至距离])(了|在|是|地)?$/
/** Said just before a name: here it is. */
const HERE = /(位于|地处|坐落|家住|住在|居住|地址|地点|住址|[在住])(是|为|：|:|兰州市|兰州)?$/
/** Just after an everyday word: it is a place. */
const ROUND_HERE = /^(这|那)(边|搭|里(?!面)|儿|一带|一片|个?[\p{Script=Han}]{0,2}[厂村矿])/u
/** Just before and just after one: 我们苦水来, 。坪城炮点, 在连城后山. */
const OF_OURS = /(我们|咱们?|俺们|我是|家在|家住|住在|(^|[，。！？；：\n])在?)$/
const AFTER_NAME =
  /^(的(?![\p{Script=Han}]{0,2}(生活|环境|世界|日子))|来|后山|山上|街上|镇上|乡上|村里|人家|到兰州|炮点|某)/u
/** What is named after where it grows. */
const PRODUCE = /^(羊(?!圈|群)|玫瑰|百合|软儿|冬果|蜜瓜|西瓜|洋芋|红枣|大枣)/
const VAGUE = /^(那|这)(边|几|块|一带|一片|一块|头|附近)/
/** 皋兰、永登局地: names in a row say as much of one as of the other. */
const ROW = /^(和|与|及|或|、|\/|以及|还有|跟)$/
/** 安宁 the virtue: 不得安宁, 还我们安宁, 安宁的生活. */
const PEACE_BEFORE = /[得不还求个份享刻夜永了复片宁予以生一很更]$|我们$|居民$|百姓$|老人$/
const PEACE_AFTER = /^(的?(生活|环境|日子|夜晚|睡眠|幸福)|[权感吗和！!])/
/** 城关 of another county: 会宁县城关, 拉萨城关. */
const COUNTY_BEFORE = /[县市州盟萨]$/
const ROAD_TAIL = /^[东南西北中]?[路街巷道]/
/** A road of another city that bears our name: 上海兰州路. */
const NAMESAKE_ROAD = /^[路街](?![头上边面道灯况拍])/
const SONG: Form = { kind: 'trap', name: '兰州', spots: [], weight: 0, needsContext: false }
const NEW_AREA = /新区/g

/**
 * Where a post is: dictionary of Lanzhou, dated membership, context. Ambiguity is kept, not guessed: a name that lies in two
 * districts counts only when something else in the post names one of them. City `none`: only roads and sites by suffix.
 * Floors and aims: test/analyzers/place-quality.test.ts.
 */
export function createLocator({
  city,
  segmenter,
}: {
  city?: 'lanzhou' | 'none'
  segmenter: Pick<Segmenter, 'tag'>
}): Locator {
  const gazetteer = city === 'none' ? undefined : createGazetteer()
  return (document) => {
    const fields: Field[] = [
      { field: 'title', text: document.title.text },
      { field: 'text', text: document.text.text },
    ]
    const mentions: Mention[] = []
    if (gazetteer)
      for (const field of fields)
        gazetteer.lexicon.longest(field.text, (start, end, form) => {
          const mention = weigh(field, start, end, form, document.post.postedAt)
          if (mention) mentions.push(mention)
        })
    if (gazetteer) bareNewArea(fields, mentions)
    const sites = fields.map((field) => sitesOf(document, field, mentions, segmenter.tag))
    return resolve(
      document,
      fields,
      mentions.map((m) => besideSite(m, sites, fields)),
      sites.flat(),
      gazetteer,
    )
  }
}

/** One mention with the weight its surroundings leave it; undefined when the words mean something else. */
function weigh(
  field: Field,
  start: number,
  end: number,
  form: Form,
  postedAt: string | undefined,
): Mention | undefined {
  const { text } = field
  const before = text.slice(Math.max(0, start - 6), start)
  const after = text.slice(end, end + 4)
  let { weight, spots } = form
  if (form.kind === 'elsewhere') {
    if (ROAD_TAIL.test(after)) return undefined
  } else if (form.kind === 'district' && end - start === 2 && form.name.length > 2) {
    if (form.name === '安宁区' && (PEACE_BEFORE.test(before) || PEACE_AFTER.test(after))) return undefined
    // 安宁市 is Kunming's.
    if (/^市(?!场|民|政|容|区|里|内|第|监)/.test(after)) return undefined
    if (form.name === '城关区' && COUNTY_BEFORE.test(before) && !/兰州市?$/.test(before)) return undefined
    if (/^[路街]/.test(after)) weight = 0.5
  } else if (form.name === '城关区' && /拉萨市?$/.test(before)) return undefined
  if (form.kind === 'city' && NAMESAKE_ROAD.test(after)) return undefined
  // 那首兰州: the song.
  if (form.kind === 'city' && /[首唱听]$/.test(before))
    return { form: SONG, field: field.field, start, end, weight: 0, spots: [] }
  if (form.kind === 'city' && !text.startsWith('兰州', start) && !text.startsWith('金城', start)) weight = 0.5
  if (form.former !== undefined && postedAt !== undefined && postedAt.slice(0, 7) < form.former.until)
    spots = [{ district: form.former.district }]
  if (ASIDE.test(before)) weight *= 0.4
  else if (HERE.test(before)) weight *= 1.4
  if (form.kind === 'district' && /[各县][县区][^，。；]{0,6}[、，]$/.test(before)) weight *= 0.2
  // «雁滩那边» is a part of town, not a street office in it; «沙井驿那边» is where the office of that name is.
  if (form.kind === 'common' && VAGUE.test(after))
    spots = spots.map((s) => (ownOffice(form, s) ? s : { district: s.district }))
  // 任家庄路 is named after the village and runs elsewhere; 任家庄路口 may well be there.
  if (form.kind === 'community' && /^[东南西北中]?(?:路(?!口)|街|巷)/.test(after))
    spots = spots.map(({ district }) => ({ district }))
  // 七山羊, 苦水玫瑰: what is grown there is sold everywhere.
  if (form.needsContext && PRODUCE.test(after)) spots = spots.map(({ district }) => ({ district }))
  if (/^人(?![民员行才])/.test(after)) weight *= 0.4
  if (field.field === 'title') weight *= 1.2
  const placed = ROUND_HERE.test(after) ? 'here' : OF_OURS.test(before) && AFTER_NAME.test(after) ? 'name' : undefined
  return { form, field: field.field, start, end, weight, spots, placed }
}

/** The office of the name itself: 沙井驿 and 沙井驿街道. */
const ownOffice = (form: Form, spot: Spot): boolean =>
  spot.street?.startsWith(form.name.replace(/(街道|镇|乡)$/, '')) === true

/** «新区» alone is 兰州新区 unless it ends another name (榆中新区, 九州新区). */
function bareNewArea(fields: readonly Field[], mentions: Mention[]): void {
  for (const { field, text } of fields) {
    NEW_AREA.lastIndex = 0
    for (let m = NEW_AREA.exec(text); m !== null; m = NEW_AREA.exec(text)) {
      const at = m.index
      if (
        at > 0 &&
        /[\p{Script=Han}]/u.test(text[at - 1] as string) &&
        !/[在住到是我们的从去于由归]/.test(text[at - 1] as string)
      )
        continue
      const spots = [{ district: '兰州新区' }]
      const form: Form = { kind: 'district', name: '兰州新区', spots, weight: 2, needsContext: false }
      mentions.push({ form, field, start: at, end: at + 2, weight: field === 'title' ? 2.4 : 2, spots })
    }
  }
}

const add = (table: Map<string, number>, key: string, value: number) => table.set(key, (table.get(key) ?? 0) + value)
const best = (table: ReadonlyMap<string, number>): [string, number][] => [...table].sort((a, b) => b[1] - a[1])

function resolve(
  document: Document,
  fields: readonly Field[],
  mentions: readonly Mention[],
  unknown: readonly Site[],
  gazetteer: Gazetteer | undefined,
): Located {
  const elsewhere = mentions.filter((m) => m.form.kind === 'elsewhere')
  const named = mentions.filter((m) => m.spots.length > 0 && !besideElsewhere(m, elsewhere, fields))
  const local = inRows(underTowns(withoutFormerTown(named)), fields)
  const formerly = supersededDistricts(local)
  const districts = new Map<string, number>()
  const seen = new Map<string, number>()
  /** A name said again adds little: one place named five times is one place. */
  const fresh = (m: Mention) => {
    const times = seen.get(m.form.name) ?? 0
    seen.set(m.form.name, times + 1)
    return times === 0 ? m.weight : m.weight * 0.25
  }
  const chosen: { mention: Mention; spots: readonly Spot[]; weight: number }[] = []
  const waiting: Mention[] = []
  const dropped = new Set<string>()
  for (const m of local) {
    const only = oneDistrict(m.spots)
    if (m.form.kind === 'district' && formerly.has(m.form.name)) {
      dropped.add(m.form.name)
      continue
    }
    if (only === undefined || m.form.needsContext) {
      waiting.push(m)
      continue
    }
    const weight = fresh(m)
    add(districts, only, weight)
    chosen.push({ mention: m, spots: m.spots, weight })
  }
  const given = gazetteer && givenPlace(document.post.area, gazetteer)
  const said = given?.district ?? addressedDistrict(document.post.addressee)
  const addressed = [...districts.values()].some((weight) => weight >= ENOUGH) ? undefined : said
  const ambiguous: Mention[] = []
  for (const m of waiting) {
    const options = [...new Set(m.spots.map((s) => s.district))]
    const here =
      nearest(m, local) ?? best(districts).find(([name]) => options.includes(name))?.[0] ?? addressed ?? standing(m)
    if (here === undefined || !options.includes(here)) {
      // A village with an everyday name that only one district has is that village when it is written out in full.
      if (
        options.length === 1 &&
        VILLAGE.test(m.form.name) &&
        m.end - m.start >= m.form.name.length &&
        m.form.weight >= 5
      ) {
        const weight = fresh(m) * 0.5
        add(districts, options[0] as string, weight)
        chosen.push({ mention: m, spots: m.spots, weight })
      } else ambiguous.push(m)
      continue
    }
    const spots = m.spots.filter((s) => s.district === here)
    const weight = fresh(m)
    add(districts, here, weight)
    chosen.push({ mention: m, spots, weight })
  }

  const ranked = best(districts).filter(([, weight]) => weight >= ENOUGH)
  const top = ranked[0]
  const district = top?.[0] ?? addressed ?? null
  const streets = new Map<string, number>()
  const listed = new Map<string, number>()
  const communities = new Map<string, number>()
  for (const { mention, spots, weight } of chosen) {
    const inside = spots.filter((s) => s.district === district)
    // 红古 is the district first and its town second.
    const here = inside.every((s) => s.street !== undefined) ? inside : []
    const names = [...new Set(here.map((s) => s.street as string))]
    if (names.length === 1) add(mention.listed ? listed : streets, names[0] as string, weight)
    const only = inside.length === 1 ? inside[0]?.community : undefined
    if (only !== undefined) add(communities, only, weight)
  }
  // A name with two streets goes to the one that something else names.
  for (const { spots, weight } of chosen) {
    const names = [...new Set(spots.filter((s) => s.district === district && s.street).map((s) => s.street as string))]
    const backed = names.length > 1 ? names.find((name) => streets.has(name)) : undefined
    if (backed !== undefined) add(streets, backed, weight)
  }
  if (streets.size === 0 && given?.street !== undefined && given.district === district)
    add(streets, given.street, ENOUGH)
  const street = best(streets).find(([, weight]) => weight >= ENOUGH)?.[0] ?? null

  const places: Place[] = []
  const city = mentions.filter((m) => m.form.kind === 'city' && m.weight >= 2)
  if (district !== null || city.length > 0) places.push({ name: '兰州市', level: 'city' })
  if (district !== null) {
    places.push({ name: district, level: 'district' })
    for (const [name, weight] of ranked)
      if (name !== district && weight >= (top?.[1] ?? 0) * 0.5) places.push({ name, level: 'district' })
    for (const [name] of best(streets).slice(0, 3)) places.push({ name, level: 'street', district })
    for (const name of listed.keys()) if (!streets.has(name)) places.push({ name, level: 'street', district })
    for (const [name] of best(communities).slice(0, 3)) places.push({ name, level: 'community', district })
  }
  for (const level of ['road', 'site'] as const) {
    const names = new Set<string>()
    for (const { mention, spots } of chosen) {
      const { kind, name } = mention.form
      if (names.has(name) || (level === 'road' ? kind !== 'road' : kind !== 'spot')) continue
      names.add(name)
      const only = oneDistrict(spots)
      places.push({ name, level, ...(only === undefined ? {} : { district: only }) })
    }
    // 兰州大学 has more than one campus: which is not said, and it is named all the same.
    if (level === 'site')
      for (const { form } of ambiguous)
        if (form.kind === 'spot' && !form.needsContext && !names.has(form.name)) {
          names.add(form.name)
          places.push({ name: form.name, level })
        }
    for (const site of unknown) {
      if (site.level !== level || names.has(site.name)) continue
      names.add(site.name)
      places.push({ name: site.name, level, ...(district === null ? {} : { district }) })
    }
  }
  return {
    places,
    district,
    street,
    reasons: explain(document, chosen, ambiguous, dropped, district, addressed, given),
    elsewhere,
    cityMentions: city.length,
    trapMentions: mentions.filter((m) => m.form.kind === 'trap').length,
  }
}

const oneDistrict = (spots: readonly Spot[]): string | undefined => {
  const first = spots[0]?.district
  return spots.every((s) => s.district === first) ? first : undefined
}

/** 拉萨市城关区, 会宁县新庄: the name right after another place belongs to that place. */
function besideElsewhere(m: Mention, elsewhere: readonly Mention[], fields: readonly Field[]): boolean {
  for (const e of elsewhere) {
    if (e.field !== m.field || e.end > m.start || m.start - e.end > 3) continue
    const gap = (fields.find((f) => f.field === m.field) as Field).text.slice(e.end, m.start)
    if (/^[市县州区省]{0,2}$/.test(gap)) return true
  }
  return false
}

/** 皋兰县忠和镇忠和村: the town is 安宁区's today but this village of it went to 城关区, so the village alone counts. */
function withoutFormerTown(local: readonly Mention[]): Mention[] {
  const villages = local.filter(
    (m) => m.form.kind === 'community' && m.form.former !== undefined && oneDistrict(m.spots),
  )
  return local.filter(
    (m) =>
      m.form.kind === 'community' ||
      m.form.former === undefined ||
      !villages.some(
        (v) => v.form.former?.district === m.form.former?.district && v.spots[0]?.district !== m.spots[0]?.district,
      ),
  )
}

/**
 * Places named in one row («皋兰、永登», «中川镇、秦川镇、西岔镇») prove little of each: of districts a third where they disagree, and of
 * streets none is the one. All of them are places of the post.
 */
function inRows(local: readonly Mention[], fields: readonly Field[]): Mention[] {
  const out = [...local]
  for (let from = 0, to = 1; from < local.length; from = to++) {
    while (to < local.length && inRow(local[to - 1] as Mention, local[to] as Mention, fields)) to++
    if (to - from < 2) continue
    const row = local.slice(from, to)
    const one = (of: (spot: Spot) => string | undefined): boolean =>
      new Set(row.map((m) => of(m.spots[0] as Spot))).size === 1
    const [sameDistrict, sameStreet] = [one((s) => s.district), one((s) => s.street)]
    for (let k = from; k < to; k++) {
      const m = out[k] as Mention
      out[k] = { ...m, weight: sameDistrict ? m.weight : m.weight * 0.3, listed: !sameStreet }
    }
  }
  return out
}

function inRow(a: Mention, b: Mention, fields: readonly Field[]): boolean {
  if (a.field !== b.field || b.start < a.end || b.start - a.end > 2) return false
  return ROW.test((fields.find((f) => f.field === a.field) as Field).text.slice(a.end, b.start))
}

/**
 * 和平镇东湾村: the town written before a village says where it is. The one of that name which the gazetteer has in another town is
 * another, and the village keeps its name and its district.
 */
function underTowns(local: readonly Mention[]): Mention[] {
  return local.map((m, i) => {
    const town = local[i - 1]
    if (town?.form.kind !== 'street' || town.field !== m.field || m.start - town.end > 1 || m.start < town.end) return m
    if (m.form.kind !== 'community' || m.form.former !== undefined || town.form.former !== undefined) return m
    const inside = m.spots.filter((s) => town.spots.some((t) => t.street === s.street && t.district === s.district))
    const district = oneDistrict(town.spots)
    if (inside.length > 0) return { ...m, spots: inside }
    return district === undefined ? m : { ...m, spots: [{ district, community: m.form.name }] }
  })
}

/** 皋兰县忠和镇 is 安宁区's today: the county named only as the town's former owner does not count. */
function supersededDistricts(local: readonly Mention[]): Set<string> {
  const out = new Set<string>()
  for (const m of local) {
    const { former } = m.form
    if (former === undefined || m.spots[0]?.district === former.district) continue
    const others = local.some(
      (x) => x !== m && x.form.kind !== 'district' && x.spots.some((s) => s.district === former.district),
    )
    if (!others) out.add(former.district)
  }
  return out
}

/** The district named within four characters before an ambiguous name: 榆中 城关镇, 七里河区 五里铺村. */
function nearest(m: Mention, local: readonly Mention[]): string | undefined {
  for (const x of local) {
    if (x.field !== m.field || x.end > m.start || m.start - x.end > 4) continue
    const only = oneDistrict(x.spots)
    if (only !== undefined && !x.form.needsContext && m.spots.some((s) => s.district === only)) return only
  }
  return undefined
}

/** Its own district when it stands as a place: the only one, or that of the town of the name (忠和 is a town and a village). */
function standing(m: Mention): string | undefined {
  if (m.placed === undefined) return undefined
  return oneDistrict(m.spots) ?? (m.placed === 'here' ? m.spots.find((s) => ownOffice(m.form, s))?.district : undefined)
}

/** A letter to a district's office, and nothing in it says where: the office's district. */
const addressedDistrict = (addressee: string | undefined): string | undefined =>
  /(城关|七里河|西固|安宁|红古)区|(永登|皋兰|榆中)县|兰州新区/.exec(addressee ?? '')?.[0]

/** What the source's own columns say: a district, and the street office where one of it is named. */
function givenPlace(area: string | undefined, gazetteer: Gazetteer): Spot | undefined {
  if (area === undefined) return undefined
  const forms: Form[] = []
  gazetteer.lexicon.longest(area, (_start, _end, form) => {
    forms.push(form)
  })
  if (forms.some((form) => form.kind === 'elsewhere')) return undefined
  const named = forms.filter((form) => form.spots.length > 0)
  const district = named.map((form) => oneDistrict(form.spots)).find((name) => name !== undefined)
  if (district === undefined) return undefined
  const streets = named.map((form) => new Set(form.spots.filter((s) => s.district === district).map((s) => s.street)))
  const street = streets.find((names) => names.size === 1 && !names.has(undefined))
  return { district, street: street && [...street][0] }
}

const FOR_ALL = '小学|中学|幼儿园|医院|卫生院|市场|商场|广场|公园|大厦'
const ESTATES = '公寓|公馆|山庄|[花家]园(?:小区)?|[佳嘉雅豪]园|[佳嘉雅名]?苑|[华豪]庭|[名雅]居'
const either = (...endings: string[]): RegExp => new RegExp(`^(?:${endings.join('|')})$`)
/** What a road, a village or a part of town gives its name to: a school, a market; an estate is not called after a road. */
const NAMED_AFTER: Readonly<Partial<Record<Form['kind'], RegExp>>> = {
  road: either(FOR_ALL),
  street: either(FOR_ALL, ESTATES),
  common: either(FOR_ALL, ESTATES),
  community: either(FOR_ALL, ESTATES, '小区'),
  // Everybody's: 安宁|学校, 安宁|医院.
  district: /^(?:小学|中学|大厦|公馆|山庄|[花家]园(?:小区)?|苑)$/,
}
/** Official in full: 东湾村|小学 is in that village, and 敦煌路街道|幼儿园 in that street. */
const IN_FULL = /(?:街道|街道办|街办|[镇乡村]|社区)$/
const OF_VILLAGE = /^(?:小学|中学|幼儿园|卫生院)$/
/** An estate may be called after a place that is not its own; a school stands where its name says. */
const ESTATE_NAME = /(?:[园苑庭府邸居城景岸洲筑]|天成|公馆|公寓|山庄|大厦)$/
const SCHOOL_NAME = /(?:小学|中学|幼儿园|公园)$/

function sitesOf(
  document: Document,
  { field, text }: Field,
  mentions: readonly Mention[],
  tag: Segmenter['tag'],
): Site[] {
  const spans = mentions.filter((m) => m.field === field && m.form.kind !== 'elsewhere')
  const taken: Taken = {
    has: (index) => spans.some((m) => index >= m.start && index < m.end),
    nameBefore: (end, ending) => {
      const m = spans.find((one) => one.end === end)
      // 高新区|小学 is no name.
      if (m === undefined || !mayName(m, text) || /[区县城]$/.test(text.slice(m.start, end))) return undefined
      const named = IN_FULL.test(text.slice(m.start, end)) ? OF_VILLAGE : NAMED_AFTER[m.form.kind]
      return named?.test(ending) ? m.start : undefined
    },
  }
  return findSites(text, taken, { words: document.tokens[field], tag })
}

/** An everyday word is a place only where a name may begin: 解放西路 is no 西路. */
const mayName = ({ form, start }: Mention, text: string): boolean =>
  !form.needsContext || start === 0 || !HAN.test(text[start - 1] as string) || BEGINS.test(text[start - 1] as string)
const HAN = /\p{Script=Han}/u
const BEGINS = /[区县市镇道在住的去到至从往及与和或是为]/

/**
 * 静宁路|小学 is a site of its own and the road is not named; it is where the road is. An estate called after a part of town may
 * lie elsewhere: of the district that tells less, and nothing of the street.
 */
function besideSite(m: Mention, sites: readonly (readonly Site[])[], fields: readonly Field[]): Mention {
  if (m.spots.length === 0) return m
  const k = m.field === 'title' ? 0 : 1
  const site = sites[k]!.find(({ start, end }) => start === m.start && end > m.end)
  if (site === undefined || IN_FULL.test((fields[k] as Field).text.slice(m.start, m.end))) return m
  const estate = ESTATE_NAME.test(site.name) && !SCHOOL_NAME.test(site.name)
  const weight = estate ? m.weight * 0.6 : m.weight
  if (m.form.kind === 'district') return { ...m, weight }
  const spots = m.spots.map(({ district, street }) => ({ district, street: estate ? undefined : street }))
  return { ...m, form: { ...m.form, kind: 'common' }, weight, spots }
}

function explain(
  document: Document,
  chosen: readonly { mention: Mention; spots: readonly Spot[]; weight: number }[],
  ambiguous: readonly Mention[],
  dropped: ReadonlySet<string>,
  district: string | null,
  addressed: string | undefined,
  given: Spot | undefined,
): Reason[] {
  const at = (m: Mention) => ({ field: m.field, ...sourceSpan(document[m.field], m.start, m.end) })
  const reasons: Reason[] = [...chosen]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 4)
    .map(({ mention, spots, weight }) => ({
      rule: `place.${mention.form.kind}`,
      weight: Math.round(weight * 100) / 100,
      ...at(mention),
      text: `${mention.form.name} → ${[...new Set(spots.map((s) => [s.district, s.street].filter(Boolean).join(' ')))].join(' / ')}`,
    }))
  for (const m of ambiguous.slice(0, 2))
    reasons.push({
      rule: 'place.ambiguous',
      weight: 0,
      ...at(m),
      text: `${m.form.name} 可能在 ${[...new Set(m.spots.map((s) => s.district))].join('、')}，未认定`,
    })
  // 皋兰县忠和镇 is in 安宁区 now: who wrote the county is told why it is gone.
  const moved = chosen.find(({ mention }) => dropped.has(mention.form.former?.district ?? ''))
  if (moved !== undefined) {
    const { mention, spots } = moved
    const { district: then, until } = mention.form.former as NonNullable<Form['former']>
    const [year, month] = until.split('-')
    reasons.push({
      rule: 'place.former',
      weight: 0,
      ...at(mention),
      text: `${mention.form.name} ${year} 年 ${Number(month)} 月起属${spots[0]?.district}，原属${then}`,
    })
  }
  if (district !== null && district === addressed && district === given?.district)
    reasons.push({ rule: 'place.given', weight: 1, text: `正文未写地点，按来件所填地点 ${district}` })
  else if (district !== null && district === addressed)
    reasons.push({ rule: 'place.addressee', weight: 1, text: `正文未写地点，按收信单位 ${district}` })
  return reasons
}
