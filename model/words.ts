/** The closed vocabularies of the program: data values are these exact strings, in JSONL, database and API alike. */

export const KINDS = ['letter', 'post', 'comment', 'news'] as const
export type Kind = (typeof KINDS)[number]

/** Whose posts are on topic; `none`: all are, and places are not forced into Lanzhou. */
export const CITIES = ['lanzhou', 'none'] as const
export type City = (typeof CITIES)[number]

/** Every post has exactly one current disposition; in = the sum of these. */
export const DISPOSITIONS = ['kept', 'review', 'quarantined', 'duplicate', 'off-topic', 'failed'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** 诉求类型. The first five open issues and count as voices; 表扬 attaches and is counted apart. */
export const APPEAL_TYPES = ['咨询', '求助', '投诉', '举报', '意见建议', '表扬', '其他'] as const
export type AppealType = (typeof APPEAL_TYPES)[number]

export const ROUTES = ['case', 'lead', 'emergency', 'statutory', 'protected', 'restricted'] as const
export type Route = (typeof ROUTES)[number]

/** Who is hurt by those they live with or are left with: a child, or a partner or one who is cared for. */
export const VICTIM_KINDS = ['child', 'home'] as const
export type VictimKind = (typeof VICTIM_KINDS)[number]
/** The reason of a route that tells of one. Stored verdicts hold it, so it stays as it is. */
export const victimRule = (who: VictimKind): string => `route.victim.${who}`

/** Routes whose posts may be grouped, ranked, searched and shown. The other two never leave Records. */
export const OPEN_ROUTES: readonly Route[] = ['case', 'lead', 'emergency', 'statutory']
/** Those two: for the officer named for them alone. */
export const CLOSED_ROUTES: readonly Route[] = ROUTES.filter((route) => !OPEN_ROUTES.includes(route))
/** What the audit trail calls it that an officer read one of them. */
export const CLOSED_READ = 'closed.read'

/** First-level categories: the stable code (left) and what people read today (DOMAIN: labels of before 2018). */
export const CATEGORIES = {
  城乡建设: '城乡建设',
  环境保护: '生态环境',
  交通运输: '交通运输',
  教育文体: '教育文体',
  劳动和社会保障: '人社医保',
  商贸旅游: '市场监管与商贸旅游',
  卫生计生: '卫生健康',
  党务政务: '党务政务',
  国土资源: '自然资源',
  纪检监察: '纪检监察',
  经济管理: '经济管理',
  科技与信息产业: '科技与信息',
  民政: '民政与退役军人',
  农村农业: '农业农村',
  政法: '政法',
} as const
export type Category = keyof typeof CATEGORIES
/** As screens show it; a label of one's own is shown as it is. */
export const categoryName = (label: string): string =>
  Object.hasOwn(CATEGORIES, label) ? CATEGORIES[label as Category] : label
export const CATEGORY_CODES = Object.keys(CATEGORIES) as Category[]

export const PLACE_LEVELS = ['city', 'district', 'street', 'community', 'road', 'site'] as const
export type PlaceLevel = (typeof PLACE_LEVELS)[number]

export const DEPARTMENT_LEVELS = ['市', '县区', '企业', '转送'] as const
export type DepartmentLevel = (typeof DEPARTMENT_LEVELS)[number]
export type DepartmentRole = '主办' | '协办'

/** How sure the clock part of `postedAt` is. A day counts at 12:00 and never in an hourly burst. */
export const PRECISIONS = ['minute', 'day', 'month'] as const
export type Precision = (typeof PRECISIONS)[number]

/** Placeholder kinds left by redaction; the placeholder in the text is 〔kind〕. */
export const PII_TYPES = [
  '手机',
  '电话',
  '身份证',
  '护照',
  '银行卡',
  '车牌',
  '车架号',
  '邮箱',
  '微信',
  'QQ',
  '网址',
  '姓名',
  '住址',
  '编号',
  '社保号',
  '坐标',
  '病情',
  '学生',
  '出生日期',
  '民族宗教',
  'IP',
] as const
export type PiiType = (typeof PII_TYPES)[number]

/** What a fetch of a source came to; the six are told apart on the health page. */
export const FETCH_OUTCOMES = ['new', 'unchanged', 'empty', 'blocked', 'changed-shape', 'failed'] as const
export type FetchOutcome = (typeof FETCH_OUTCOMES)[number]

/** Case states of DOMAIN §8 that this version drives; later work adds the rest. */
export const CASE_STATES = ['待签收', '办理中', '已答复', '已办结', '撤回'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** A lone word that may be the number of a letter or work order (LZ1), which no text says: it is found as one (编号:) beside the texts. */
export const isNumber = (query: string): boolean => /^(?=.*\d)[A-Za-z0-9_-]{1,40}$/.test(query.trim())
