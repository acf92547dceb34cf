import { describe, expect, it } from 'vitest'
import { createCategorizer, DEFAULT_CATEGORY_MODEL } from '../../analyzers/dispatch/category.ts'
import { loadModel } from '../../analyzers/learning/model-file.ts'
import type { Category } from '../../model/words.ts'
import { read } from './documents.ts'

const model = loadModel(DEFAULT_CATEGORY_MODEL, 'category')
const desk = createCategorizer(model, { city: 'lanzhou' })
const elsewhere = createCategorizer(model, { city: 'none' })

describe('category', () => {
  it.each<[Category, string | undefined, string, string]>([
    ['城乡建设', '住房保障与房地产', '物业乱收费', '小区物业公司不作为，业委会也不管，物业费年年涨，开发商推卸责任。'],
    ['劳动和社会保障', '退休政策及待遇', '退休工龄', '我是工厂职工，办理退休时工龄少算了三年，养老金少发。'],
    ['教育文体', '考试招生', '入学', '孩子今年上小学，学区划片不合理，报名被拒绝录取。'],
    ['卫生计生', '医政监管', '医院收费', '在人民医院看病，医生态度差，住院检查乱收费。'],
    ['政法', '交通管理', '路口红绿灯', '路口红绿灯坏了，经常闯红灯，请交警队来看看。'],
    ['国土资源', '土地征收', '征地款', '村里征地补偿款没有发，征地批复也没见到。'],
    ['农村农业', '土地承包经营', '宅基地', '我家的宅基地被邻居占了，承包地也被村上收走。'],
    ['民政', '社会救助', '低保', '我是残疾人，低保被取消了，低保金没有发。'],
    ['纪检监察', '贪污贿赂', '举报冒领', '村主任冒领低保，还收红包受贿。'],
    ['科技与信息产业', '电信', '话费', '中国移动乱扣话费，宽带没有信号。'],
    ['经济管理', '金融财税', '非法集资', '公司非法集资，理财产品无法兑付。'],
    ['党务政务', '民族宗教', '清真标识', '市场里清真标识混用，请民宗委核实。'],
  ])('%s / %s: %s', (category, second, title, text) => {
    const found = desk(read({ title, text }))
    expect(found.category).toBe(category)
    expect(found.subcategory).toBe(second)
  })

  it('files noise by kind at the desk, as the boards do elsewhere', () => {
    const letter = read({ title: '夜间施工扰民', text: '工地夜间施工噪音太大，打桩到凌晨，睡不着觉。' })
    expect(desk(letter).category).toBe('环境保护')
    expect(desk(letter).subcategory).toBe('环境污染')
  })

  it('gives scores that sum to at most one, best first', () => {
    for (const of of [desk, elsewhere]) {
      const { categories, category } = of(read({ title: '公交', text: '公交车站太远，红绿灯也不合理，建议改线。' }))
      expect(categories[0]!.label).toBe(category)
      expect(categories.reduce((sum, c) => sum + c.score, 0)).toBeLessThanOrEqual(1.0005)
      expect(categories.map((c) => c.score)).toEqual(categories.map((c) => c.score).sort((a, b) => b - a))
    }
  })

  it('has no category for what says nothing', () => {
    for (const text of ['', '111', '。。。', '顶', '〔手机〕']) {
      const found = desk(read({ text }))
      expect(found.category).toBeNull()
      expect(found.categories).toEqual([])
    }
  })

  it('shows the words it went by, where they stand', () => {
    for (const [text, rule] of [
      ['　孩子的老师有偿补课，学校乱收费。', 'category.word'],
      ['你好，我家宅基地被占了，承包地也没有了。', 'category.cue'],
    ] as const) {
      const doc = read({ title: 'ＡＢ小区', text })
      const { reasons } = desk(doc)
      expect(reasons.map((r) => r.rule)).toContain(rule)
      for (const r of reasons) expect(doc.post[r.field!].slice(r.start, r.end)).toBe(r.text)
    }
  })
})
