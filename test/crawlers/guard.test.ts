import { describe, expect, it } from 'vitest'
import { createGuard } from '../../crawlers/guard.ts'
import { crawlDelay } from '../../crawlers/robots.ts'
import { absoluteUrl, fill, readCount, transform } from '../../crawlers/template.ts'
import { isPrivateAddress } from '../../model/address.ts'

describe('guard', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '172.20.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'nonsense',
  ])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true))
  it.each(['8.8.8.8', '114.114.114.114', '2400:3200::1'])('%s is public', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  )

  it('refuses other protocols, passwords and private hosts, and lets through what the config names', () => {
    const guard = createGuard(['127.0.0.1:8080', 'intranet.example'])
    for (const url of [
      'file:///etc/passwd',
      'http://u:p@example.com/',
      'http://127.0.0.1/',
      'http://[::1]/',
      'http://2130706433/',
      'http://0x7f.1/',
    ])
      expect(() => guard.check(new URL(url)), url).toThrow(/private|not read/)
    for (const url of ['http://127.0.0.1:8080/', 'https://example.com/'])
      expect(() => guard.check(new URL(url))).not.toThrow()
  })

  it('refuses a name that resolves to a private address, at the socket', async () => {
    const lookup = createGuard([]).lookup(new URL('http://localhost/'))
    const error = await new Promise((resolve) => lookup('localhost', {}, (e) => resolve(e)))
    expect(error).toMatchObject({ code: 'crawl.private' })
  })
})

describe('small parts', () => {
  it('reads Crawl-delay of our group, else of everybody', () => {
    expect(crawlDelay('User-agent: *\nCrawl-delay: 120\n')).toBe(120)
    expect(
      crawlDelay('User-agent: a\nUser-agent: Lanting\nDisallow:\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9'),
    ).toBe(3)
    expect(crawlDelay('User-agent: other\nCrawl-delay: 5')).toBe(0)
  })

  it('fills templates and says which name has no value', () => {
    expect(fill('{{a}}-{{ n | pad:4 }}-{{n|plus:1}}-{{u|url}}', { a: 'x', n: '7', u: '兰 州' })).toBe(
      'x-0007-8-%E5%85%B0%20%E5%B7%9E',
    )
    expect(() => fill('{{b}}', {})).toThrow(/b/)
  })

  it('transforms step by step and stops at nothing', () => {
    const at = { base: 'https://x.cn/a/', values: {} }
    expect(transform(' <b>1.2万</b>次 ', ['stripHtml', 'number'], at)).toBe('12000')
    expect(transform('art_1_22.html', [{ regex: '_(\\d+)\\.', group: 1 }], at)).toBe('22')
    expect(transform('none', [{ regex: '\\d', group: 0 }, 'trim'], at)).toBeUndefined()
    expect(transform('张某 13900000000', ['hash'], at)).toMatch(/^[0-9a-f]{24}$/)
    expect(absoluteUrl('javascript:alert(1)', at.base)).toBeUndefined()
    expect(absoluteUrl('../b#c', at.base)).toBe('https://x.cn/b')
    expect(readCount('3,456 次')).toBe('3456')
  })
})
