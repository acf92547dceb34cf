import { expect, it } from 'vitest'
import { describeError, systemText } from '../../cli/errors.ts'
import { AppError } from '../../model/error.ts'

const said = (code: string, message: string, details = {}): string =>
  describeError(new AppError(code, message, { details })).text

it('says to readers of Chinese the Chinese alone, and to others both', () => {
  const error = new AppError('usage.file', '文件不存在：a.csv（no such file）')
  expect(describeError(error).text).toBe('文件不存在：a.csv')
  expect(describeError(error, 'en').text).toBe('文件不存在：a.csv（no such file）')
})

it.each([
  ['写不进 /data（EACCES）：请检查', '写不进 /data（EACCES）：请检查'],
  ['再执行一次（lanting run --once）', '再执行一次（lanting run --once）'],
  ['已在办理（GD20260119-482913，待签收）', '已在办理（GD20260119-482913，待签收）'],
  ['只能是（is one of）：甲；写的是 x', '只能是：甲；写的是 x'],
])('leaves codes, commands and Chinese in brackets: %s', (message, text) => expect(said('usage.x', message)).toBe(text))

it.each([
  ['search.syntax', 2],
  ['search.cursor', 2],
  ['file.not-found', 2],
  ['file.map', 2],
  ['usage.sort', 2],
  ['file.columns', 1],
  ['post.unknown', 1],
])('%s ends with %i: 2 is what was typed wrongly', (code, exit) =>
  expect(describeError(new AppError(code, 'x', { details: { at: 1, zh: '', en: '' } })).exit).toBe(exit),
)

it('names the thing beside a message of the catalogue, without the English sentence', () => {
  expect(said('file.not-found', 'Cannot open a.csv', { file: 'a.csv' })).toBe(
    '打不开这个文件，请检查路径和权限（a.csv）',
  )
  expect(said('file.quote', 'A quotation mark is never closed', { line: 3 })).toBe('引号没有闭合（文件可能被截断）')
  expect(said('crawl.timeout', 'No answer within 15 s', { why: 'HTTP 504' })).toContain('（HTTP 504）')
})

it.each([
  [
    'crawl.robots-unreachable',
    'http://a.example/robots.txt cannot be read (http://a.example/robots.txt: ENOTFOUND); the host is left alone until it can',
    '（http://a.example/robots.txt，找不到这台主机，请检查主机名（ENOTFOUND））',
  ],
  ['crawl.robots-unreachable', 'http://a.example/robots.txt cannot be read (HTTP 503); the host …', '，HTTP 503）'],
  ['crawl.private', '10.0.0.8 is a private address; name it in crawl.allowPrivate if it may be read', '（10.0.0.8）'],
  ['crawl.robots', 'robots.txt of a.example does not allow /b/', '（a.example/b/）'],
  ['crawl.answer', 'http://a.example:81/: HPE_HEADER_OVERFLOW', '（http://a.example:81/）'],
  ['crawl.timeout', 'http://a.example/ took longer than 6 s', '（http://a.example/）'],
])('tells in Chinese what %s is about: %s', (code, detail, told) => {
  const text = said(code, detail, { why: detail })
  expect(text).toContain(told)
  expect(text).not.toMatch(/cannot be read|is a private|does not allow|longer than|left alone/)
})

it('says what the machine or the network answered, wherever a library put it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ESOCKET' })
  expect(systemText(refused, 'zh')).toBe('对方拒绝连接：那里没有程序在运行，或端口不对（ECONNREFUSED）')
  expect(systemText(new Error('x', { cause: { code: 'ENOTFOUND' } }), 'zh')).toContain('找不到这台主机')
  expect(systemText(new AggregateError([{ code: 'ETIMEDOUT' }]), 'en')).toBe('no answer in time (ETIMEDOUT)')
  expect(systemText(new Error('password authentication failed'), 'zh')).toBeUndefined()
  expect(describeError(Object.assign(new Error('x'), { code: 'ENOSPC', path: '/d' })).text).toMatch(/^\/d 磁盘已满/)
})
