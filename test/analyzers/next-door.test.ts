import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'

/** Heard through a wall, or told by a child. Written before the cues. */
const HURT: readonly string[] = [
  '隔壁又是女人哭,砸东西,她喊别打了,后来就没声了。',
  '楼上男的天天半夜打老婆,惨叫声全楼都听得到。',
  '对门传来小孩一声接一声的尖叫和皮带抽的声音,求求你别打了。',
  '邻居家女的喊救命,咚的一下撞墙,现在静悄悄的我很害怕。',
  '听见四楼有女人在哭着求饶,好像是被男人打。',
  '隔壁老头被儿子打得嗷嗷叫,每天都这样。',
  '我同学说她后爸总是半夜摸到她床上,她才十二岁,不敢告诉妈妈。',
  '小姑娘跟我说叔叔脱她裤子,她今年七岁。',
  '继母不给孩子饭吃,身上全是掐的印子,娃才五岁。',
  '楼上那家后爸用烟头烫孩子,胳膊上都是疤。',
  '班上有个女娃身上总有伤,她说是爸爸喝了酒拿棍子打的。',
  '他天天把六岁的外甥女关在小黑屋里不给吃的。',
  '我表妹才十一岁,她妈的男朋友老是动手动脚,晚上进她屋。',
  '我爸打我妈也打我,我不敢回家,现在躲在楼道里。',
]
const NOISE: readonly string[] = [
  '楼下夜市唱歌的鬼哭狼嚎,尖叫声到半夜。',
  '楼上小孩天天跑跳哭闹,咚咚响,影响休息。',
  '游乐场的过山车尖叫声太吵,住户受不了。',
  '隔壁装修砸墙,咚咚的,求求别周末干了。',
  '孩子今年十岁,晚上进地下车库没有灯,很害怕。',
  '继父去世后,我母亲的低保怎么办理?',
  '我继母七十岁了,想办老年卡,需要什么?',
  '六岁的外甥女想上公办幼儿园,户口在外县行不行?',
  '楼上天天咚咚咚，我还当打娃呢，原来在跳绳。',
]
const isVictim = (text: string): boolean =>
  screenText(text).reasons.some(({ rule }) => rule.startsWith('route.victim.'))

describe('somebody hurt next door', () => {
  it('is heard by cries, by who comes to a child at night, by who locks one in', () => {
    expect(HURT.filter((text) => !isVictim(text))).toEqual([])
    expect(isVictim('他又把我锁在屋里，身上青一块紫一块，救救我。')).toBe(true)
  })
  it('is not meant by noise, a market or a question of papers', () => {
    expect(NOISE.filter(isVictim)).toEqual([])
  })
})
