/** A small city of documents, written for the contract of Search, and a segmenter with a small dictionary. */
import { normalize } from '../../analyzers/text/normalize.ts'
import type { SearchDocument } from '../../model/ports.ts'

const WORDS =
  '暖气 供热 供热站 不热 小区 停水 自来水 公交 公交车 线路 噪音 夜间 施工 工地 油烟 物业 收费 电梯 故障 城关区 七里河区 安宁区 雁滩 学校 入学 手机 大学 扩大 学习 垃圾 清运 表扬 市民 反映 问题 希望 解决 街道 道路 塌陷 wifi'.split(
    ' ',
  )
const LONGEST = 3

/** Longest match; what the dictionary does not hold falls into single characters. */
export function cutWords(text: string): string[] {
  const out: string[] = []
  for (const run of text.match(/[A-Za-z]+|\d+|〔[^〔〕]+〕|./gsu) ?? []) {
    const last = out.at(-1)
    // Joined again below: runs of Han arrive character by character.
    if (/\p{Script=Han}/u.test(run) && last !== undefined && /\p{Script=Han}/u.test(last.slice(-1)))
      out[out.length - 1] += run
    else out.push(run)
  }
  return out.flatMap((run) => (/^\p{Script=Han}+$/u.test(run) ? longest(run) : [run]))
}

function longest(run: string): string[] {
  const out: string[] = []
  for (let i = 0; i < run.length; ) {
    let size = Math.min(LONGEST, run.length - i)
    while (size > 1 && !WORDS.includes(run.slice(i, i + size))) size--
    out.push(run.slice(i, i + size))
    i += size
  }
  return out
}

let rev = 0
export function makeDocument(id: string, change: Partial<SearchDocument> = {}): SearchDocument {
  const title = change.title ?? ''
  const text = change.text ?? ''
  return {
    id,
    rev: ++rev,
    title,
    text,
    tokens: { title: cutWords(normalize(title).text), text: cutWords(normalize(text).text) },
    postedAt: '2026-01-10T04:00:00.000Z',
    collectedAt: '2026-01-11T04:00:00.000Z',
    source: 'board',
    nativeId: undefined,
    kind: 'letter',
    disposition: 'kept',
    appealType: '投诉',
    route: 'case',
    category: '城乡建设',
    subcategory: null,
    district: '城关区',
    street: null,
    places: [],
    department: '市住建局',
    urgency: 0,
    issueId: null,
    answered: false,
    likes: 0,
    keywords: [],
    ...change,
  }
}

/** Issues of the documents below that are hot; two of one heat. i4 has no post, i5 is not hot. */
export const HEATS: ReadonlyMap<string, number> = new Map([
  ['i1', 12.5],
  ['i2', 30],
  ['i3', 12.5],
  ['i4', 99],
])

const at = (day: string, time = '12:00'): string => new Date(`${day}T${time}:00+08:00`).toISOString()

/** Newest first, as every search by time gives them. */
export const DOCUMENTS: readonly SearchDocument[] = [
  makeDocument('heat', {
    title: '润盛苑小区暖气不热',
    text: '尊敬的领导：我是城关区雁滩润盛苑小区的市民，家里暖气不热已经三天，室温只有14度。联系电话〔手机〕，希望尽快解决。',
    postedAt: at('2026-01-18', '09:30'),
    subcategory: '冬季采暖',
    urgency: 2,
    nativeId: 'LZ-2026-0118',
    issueId: 'i1',
  }),
  makeDocument('station', {
    title: '供热站收费不合理',
    text: '安宁区某供热站按全年收费，物业说不归他们管。',
    postedAt: at('2026-01-17'),
    district: '安宁区',
    category: '商贸旅游',
    department: '市市场监管局',
    issueId: 'i1',
    answered: true,
  }),
  makeDocument('water', {
    nativeId: 'LZ20261100036-jZyjrGR2yQadWYPu',
    title: '自來水停水三天無人管',
    text: '七里河區西站街道停水，請解決。',
    postedAt: at('2026-01-16'),
    district: '七里河区',
    department: '市水务局',
    source: 'hotline',
    appealType: '求助',
    issueId: 'i2',
    urgency: 3,
  }),
  makeDocument('bus', {
    nativeId: 'LZ1',
    title: '公交车１３１路线路太少',
    text: 'ＢＲＴ站等车四十分钟，建议增加公交。',
    postedAt: at('2026-01-15'),
    category: '交通运输',
    department: '市交通委',
    appealType: '意见建议',
    source: 'hotline',
    district: '安宁区',
    urgency: 1,
    issueId: 'i3',
  }),
  makeDocument('noise', {
    title: '夜间施工噪音',
    text: '工地凌晨两点还在施工，噪音很大。暖气倒是很热。',
    postedAt: at('2026-01-14'),
    category: '环境保护',
    department: '市生态环境局',
    disposition: 'duplicate',
  }),
  makeDocument('smoke', {
    nativeId: 'LZ20261100036-a_b-c9d8e7f6g5h4',
    title: '油烟扰民',
    text: '楼下餐馆油烟直排，"呛人"；多次反映未果。C++ 与 3.5 折 50% 优惠 a_b*',
    postedAt: at('2026-01-13'),
    category: '环境保护',
    department: '县区城管',
    issueId: 'i5',
    kind: 'post',
    route: 'lead',
  }),
  makeDocument('school', {
    title: '扩大学习空间',
    text: '学校入学名额少。南关小学附近道路塌陷',
    postedAt: at('2026-01-12'),
    category: '教育文体',
    department: '市教育局',
    appealType: '咨询',
    district: null,
    nativeId: 'LZ20261100033',
  }),
  makeDocument('praise', {
    title: '表扬公交司机',
    text: '大学城公交司机拾金不昧，表扬！手机失而复得。',
    postedAt: undefined,
    collectedAt: at('2026-01-11'),
    category: '交通运输',
    department: '市交通委',
    appealType: '表扬',
    district: '榆中县',
  }),
  makeDocument('news', {
    title: '今冬供热开始',
    text: '我市十一月一日供热。',
    postedAt: at('2025-11-01', '00:00'),
    kind: 'news',
    route: 'lead',
    appealType: '其他',
    district: null,
    department: null,
    source: 'gov',
  }),
  makeDocument('doubt', {
    title: '暖气',
    text: '待研判的来信，原工单LZ20261100034',
    postedAt: at('2025-10-31', '23:59'),
    disposition: 'review',
  }),
  makeDocument('spam', {
    title: '刷单',
    text: '暖气免费送',
    postedAt: at('2025-10-30'),
    nativeId: 'LZ20261100034',
    disposition: 'quarantined',
  }),
  makeDocument('secret', { title: '暖气', text: '受保护的检举', postedAt: at('2026-01-18'), route: 'protected' }),
  makeDocument('closed', { title: '暖气', text: '涉密', postedAt: at('2026-01-18'), route: 'restricted' }),
]
