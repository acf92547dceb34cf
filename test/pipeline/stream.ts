/** Posts of our own for the grouper's tests, cut by the real segmenter. */
import { createSegmenter, type Segmenter } from '../../analyzers/text/segment.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'

let segmenter: Segmenter | undefined
const DAY = 86_400_000
export const START = Date.parse('2026-01-05T01:00:00Z')

export function post(id: string, day: number, title: string, text: string, more: Partial<GroupInput> = {}): GroupInput {
  segmenter ??= createSegmenter()
  return {
    id: id.padEnd(13, '0'),
    at: START + day * DAY,
    kind: 'letter',
    route: 'case',
    appealType: '投诉',
    title,
    text,
    tokens: { title: segmenter.cut(title), text: segmenter.cut(text) },
    places: [],
    category: '城乡建设',
    source: 'board',
    voice: `voice-${id}`,
    likes: 0,
    ...more,
  }
}

/** What screening says beside the words: rows of the duty list. */
const heating = { matters: [{ label: '供暖', score: 0.9 }] }
const parking = { category: '交通运输' as const, matters: [{ label: '违法停车', score: 0.9 }] }

/** Two matters at one estate, one of them again elsewhere, and some of their own. Day and text of each are by hand. */
export const story = (): GroupInput[] => [
  post(
    'heat1',
    0,
    '澄岚苑暖气不热',
    '澄岚苑小区的暖气从供暖开始就不热，屋里只有十四度，供热站说管道有气，来放了一次气还是不热。',
    heating,
  ),
  post(
    'heat2',
    1,
    '澄岚苑小区室温不达标',
    '我家住澄岚苑，室温一直不达标，暖气片摸着是温的，老人孩子都冻感冒了，供热站电话没人接。',
    heating,
  ),
  post(
    'gate1',
    1,
    '澄岚苑大门外乱停车堵路',
    '澄岚苑小区大门外的路两边停满了车，早晚高峰出不去，救护车来了也进不来，希望交警划线管一管。',
    parking,
  ),
  post(
    'heat3',
    2,
    '澄岚苑暖气冰凉',
    '交了取暖费，澄岚苑五号楼的暖气还是冰凉，室温十五度，供热公司到底管不管。',
    heating,
  ),
  post(
    'far1',
    2,
    '雁湖家园暖气不热',
    '雁湖家园小区暖气不热，屋里十五度，供热站的人说是二次管网的问题，让我们等。',
    heating,
  ),
  post('own1', 3, '身份证补办要几天', '身份证丢了，想问一下补办需要几天，能不能加急，去哪个派出所都可以吗。', {
    appealType: '咨询',
  }),
  post(
    'gate2',
    3,
    '澄岚苑门口违停太多',
    '澄岚苑门口违停太多了，两边都是车，中间只剩一条缝，孩子上学只能在车缝里走，请交警来管。',
    parking,
  ),
  post(
    'heat4',
    4,
    '供热站对澄岚苑供暖问题不处理',
    '澄岚苑供暖两个月了还是不热，供热站每次都说在排查，室温十四度怎么过冬，请热管办督促。',
    heating,
  ),
  post(
    'far2',
    5,
    '雁湖家园室温不达标',
    '雁湖家园三号楼供暖不热，晚上室温只有十三度，供热站说二次管网改造要等明年。',
    heating,
  ),
  post(
    'heat5',
    6,
    '澄岚苑又停暖了',
    '澄岚苑今天又停暖了，供热站说水泵坏了，这个冬天暖气就没有热过，室温掉到十二度。',
    heating,
  ),
]
