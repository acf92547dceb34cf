import { describe, expect, it } from 'vitest'
import { emergingWords, type Utterance } from '../../pipeline/board/emerging.ts'
import { atOnce } from '../../pipeline/turns.ts'
import { range } from './members.ts'

const FILLER = [
  '小区停车位紧张，物业不管',
  '公交车等了四十分钟',
  '楼下烧烤油烟太大',
  '路灯坏了没人修',
  '自来水发黄有异味',
]
let serial = 0
const say = (words: string, voice = `v${++serial}`, issueId = 'a'): Utterance => ({ voice, issueId, words })
const ordinary = (n: number): Utterance[] => range(n).map((i) => say(FILLER[i % FILLER.length] as string))
const past = range(8).map(() => ordinary(40))
const words = (recent: readonly Utterance[], before = past): string[] =>
  atOnce(emergingWords(recent, before, 10)).map((w) => w.word)

const NEW = ['锦绣桥头飞线充电', '楼道里飞线充电很危险', '又见飞线充电', '飞线充电起火了', '严查飞线充电']

describe('emerging words', () => {
  it('finds a word no dictionary was asked for, whole, with what was to be expected', () => {
    const [first, ...rest] = atOnce(
      emergingWords([...ordinary(40), ...NEW.map((text) => say(text, undefined, 'fire'))], past, 10),
    )
    expect(first).toMatchObject({ word: '飞线充电', voices: 5, fresh: true, issues: ['fire'] })
    expect(rest).toEqual([])
  })

  it('counts voices, not posts: one person sixty times is one', () => {
    expect(words([...ordinary(40), ...range(60).map(() => say('飞线充电', 'same'))])).toEqual([])
  })

  it('finds nothing unusual in a week that is only busier', () => {
    expect(words(ordinary(160))).toEqual([])
  })

  it('finds a known word used far more than before', () => {
    const recent = [...ordinary(40), ...range(14).map((i) => say(`${FILLER[i % 5]}。停暖${'甲乙丙丁'[i % 4]}区`))]
    const before = past.map((span) => [...span, say('停暖丙区')])
    const [first] = atOnce(emergingWords(recent, before, 10))
    expect(first).toMatchObject({ word: '停暖', voices: 14, fresh: false })
    expect(first?.expected).toBeLessThan(2)
  })

  it('names no person, with or without a title', () => {
    const people = ['找到张建国也没用', '张建国不管', '都怪张建国', '李伟局长推诿', '李伟局长不见人', '就是李伟局长']
    for (const word of words([...ordinary(40), ...people.map((text) => say(text))]))
      expect(word).not.toMatch(/张建国|建国|李伟/)
  })

  it('shows nothing of placeholders, dates and half sentences', () => {
    const recent = range(6).map((i) => say(`〔手机〕一月五日${'甲乙丙丁戊己'[i]}处的飞线充电`))
    for (const word of words([...ordinary(40), ...recent])) expect(word).not.toMatch(/手机|月|的/)
  })

  it('shows no plea that letters end with', () => {
    const pleas = NEW.map((text) => say(`${text}，请管一管`))
    expect(words([...ordinary(40), ...pleas])).toEqual(['飞线充电'])
  })

  it('shows no bare number', () => {
    const told = [
      '押金七十块不退',
      '排队七十人',
      '楼里七十户没电',
      '罚了七十元',
      '绿化七十平',
      '欠薪七十人',
      '加价七十块',
      '来回七十里',
    ]
    expect(words([...ordinary(40), ...told.map((text) => say(text))])).not.toContain('七十')
  })

  it('takes no name of the city or a district for a new word', () => {
    const matters = ['路灯不亮', '井盖破损', '垃圾没人清', '水压太低', '公交不停', '狗没拴绳', '外墙掉砖', '树枝挡路']
    for (const place of ['城关区', '红古', '永登县', '兰州市']) {
      const told = matters.map((matter, n) => say(n % 2 ? `${place}${matter}` : `我在${place}，${matter}`))
      expect(words([...ordinary(40), ...told]), place).not.toContain(place)
    }
  })

  it('has no opinion without a past', () => {
    expect(words(ordinary(20), [])).toEqual([])
    const recent = [...ordinary(40), ...NEW.map((text) => say(text))]
    expect(words(recent, past.slice(0, 3))).toEqual(['飞线充电'])
    expect(words(recent, past.slice(0, 2))).toEqual([])
    // A few letters of long ago are none.
    expect(words(recent, [ordinary(40), ordinary(40), ordinary(2), ordinary(1)])).toEqual([])
    expect(words([], past)).toEqual([])
  })
})
