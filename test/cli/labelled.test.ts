import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readLabelled } from '../../cli/labelled.ts'
import { freshFolder } from './program-run.ts'

it('reads labels of an own export, under another heading, and in Chinese', async () => {
  const folder = freshFolder()
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const labels = async (file: string, map = {}) => (await readLabelled([file], map)).rows.map((row) => row.label)
  expect(await labels(put('a.jsonl', '{"id":"1","text":"没有暖气","category":"城乡建设"}\n'))).toEqual(['城乡建设'])
  expect(await labels(put('b.csv', '内容,归属\n没有暖气,城乡建设\n'), { label: '归属' })).toEqual(['城乡建设'])
  // As screens show it.
  expect(await labels(put('e.csv', '内容,类别\n工资没发,人社医保\n没有暖气, 城乡建设 \n'))).toEqual([
    '劳动和社会保障',
    '城乡建设',
  ])
  await expect(labels(put('d.csv', '内容,备注\n没有暖气,好\n'))).rejects.toMatchObject({
    code: 'usage.labels',
    message: expect.stringMatching(/--map label=[^；]*；没有用到的列：备注/),
  })
  expect(await labels(put('c.csv', '内容,标签\n加微信领红包,垃圾\n没有暖气,正常\n'))).toEqual(['spam', 'ham'])
})
