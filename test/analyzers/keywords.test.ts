import { expect, it } from 'vitest'
import { keywords } from '../../analyzers/text/keywords.ts'
import { read } from './documents.ts'

it('keeps what tells the post from others, at most eight', () => {
  const found = keywords(
    read({
      title: '雁滩搅拌站噪音扰民',
      text: '尊敬的领导您好，雁滩旁边的搅拌站半夜作业，噪音很大，希望有关部门处理，电话〔手机〕，2019年就有了。谢谢！',
    }),
  )
  expect(found.slice(0, 4)).toEqual(expect.arrayContaining(['搅拌站', '雁滩']))
  expect(found.length).toBeLessThanOrEqual(8)
  for (const dull of ['领导', '您好', '希望', '2019', '〔手机〕', '谢谢', '的']) expect(found).not.toContain(dull)
})

it('has nothing to say of nothing', () => {
  expect(keywords(read({ text: '' }))).toEqual([])
  expect(keywords(read({ text: '。。。111' }))).toEqual([])
})
