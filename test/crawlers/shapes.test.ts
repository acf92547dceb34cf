/** Shapes of the engine that no shipped recipe needs yet, and those of which one recipe shows only a part. */

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chunkCharset, decodeBody, fileCharset } from '../../crawlers/charset.ts'
import { readLetters } from '../../crawlers/files.ts'
import type { Recipe } from '../../crawlers/recipe.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { replay } from '../../crawlers/replay.ts'
import type { Step } from '../../crawlers/step.ts'
import { encodeGbk } from '../../samples/gbk.ts'

const NOW = '2026-01-19T02:00:00Z'
const recipe = (body: string): Recipe =>
  parseRecipe(
    `id: shape\nname: 样例\nkind: letter\nshape: s\nverified: synthetic\nfetch: { url: 'https://s.example/list' }\n${body}`,
    'shape.yaml',
  )
/** Answers by a part of "METHOD url body". */
const look = async (body: string, pages: Readonly<Record<string, string>>) => {
  const asked: string[] = []
  const got = await replay(
    recipe(body),
    (step: Step) => {
      const line = `${step.method} ${step.url} ${step.body ?? ''}`.trim()
      asked.push(line)
      const text = Object.entries(pages).find(([part]) => line.endsWith(part))?.[1]
      return text === undefined ? undefined : { url: step.url, status: 200, contentType: '', text }
    },
    NOW,
  )
  return { ...got, asked, titles: got.deliveries.map((d) => d.title) }
}

const JSON_FIELDS = `list: { items: { path: rows } }
fields: { nativeId: { path: id }, title: { path: t }, text: { path: t } }`

describe('shapes of answers', () => {
  it('JSONP, whatever the callback is called', async () => {
    for (const text of [
      'cb({"rows":[{"id":1,"t":"甲"}]});',
      ' jQuery_12("x") && jQuery_12({"rows":[{"id":1,"t":"甲"}]})'.slice(20),
    ]) {
      const got = await look(`envelope: { format: jsonp }\n${JSON_FIELDS}`, { '/list': text })
      expect([got.result.outcome, got.titles]).toEqual(['new', ['甲']])
    }
    const broken = await look(`envelope: { format: jsonp }\n${JSON_FIELDS}`, { '/list': '<html>改版</html>' })
    expect(broken.result.outcome).toBe('changed-shape')
  })

  it('JSON inside a script, and JSON wrapped in text', async () => {
    const page = '<script>window.__DATA__ = {"rows":[{"id":"7","t":"乙"}]};</script>'
    const inScript = await look(`embedded: { kind: jsonInScript, regex: '__DATA__ = (\\{.*?\\});' }\n${JSON_FIELDS}`, {
      '/list': page,
    })
    expect(inScript.titles).toEqual(['乙'])
    const wrapped = await look(`envelope: { format: json, unwrap: '^while\\(1\\);(.*)$' }\n${JSON_FIELDS}`, {
      '/list': 'while(1);{"rows":[{"id":1,"t":"丙"}]}',
    })
    expect(wrapped.titles).toEqual(['丙'])
  })

  it('script arrays in both quotes, with escapes, a comma at the end, and none at all', async () => {
    const fields = `embedded: { kind: scriptArray }
list: { items: { css: tr } }
fields: { nativeId: { css: a, attr: href }, title: { css: a }, text: { css: 'td:nth-child(2)' } }`
    const got = await look(fields, {
      '/list': `var n=2; dataStore = ["<tr><td><a href='\\/a\\/1'>\\u7532</a></td><td>一\\"二\\"</td></tr>", '<tr><td><a href="/a/2">乙</a></td><td>it\\'s</td></tr>',]; more()`,
    })
    expect(got.deliveries.map((d) => [d.nativeId, d.title, d.text])).toEqual([
      ['/a/1', '甲', '一"二"'],
      ['/a/2', '乙', "it's"],
    ])
    expect((await look(fields, { '/list': 'dataStore = [];' })).result.outcome).toBe('empty')
    expect((await look(fields, { '/list': 'dataStore = [run()];' })).result.outcome).toBe('changed-shape')
  })

  it('plain XML', async () => {
    const got = await look(
      `envelope: { format: xml }
list: { items: { css: item } }
fields: { nativeId: { css: '', attr: id }, title: { css: name }, text: { css: body } }`,
      {
        '/list':
          '<?xml version="1.0"?><rows><item id="1"><name>甲</name><body><![CDATA[正文 <1>]]></body></item></rows>',
      },
    )
    expect(got.deliveries).toMatchObject([{ nativeId: '1', title: '甲', text: '正文 <1>' }])
  })

  it('label tables: the next cell, a definition list, one line, and labels with spaces in them', async () => {
    const detail = (body: string): Promise<Awaited<ReturnType<typeof look>>> =>
      look(
        `list: { items: { css: li } }
fields:
  nativeId: { css: a, attr: href }
  url: { css: a, attr: href, transforms: [absUrl] }
  title: { css: a }
  text: { from: detail, label: 来信内容 }
  answerUnit: { from: detail, label: 答复单位 }
  answerText: { from: detail, label: 答复内容 }
detail: {}`,
        { '/list': '<li><a href="/d">甲</a></li>', '/d': body },
      )
    for (const body of [
      '<table><tr><th>来信内容</th><td>路灯不亮</td></tr><tr><th>答复单位：</th><td>样例局</td><th>答复内容</th><td>已修好。</td></tr></table>',
      '<dl><dt>来 信 内 容：</dt><dd>路灯不亮</dd><dt>【答复单位】</dt><dd>样例局</dd><dt>答复内容</dt><dd>已修好。</dd></dl>',
      '<div><p>来信内容：路灯不亮</p><p>答复单位：样例局 </p><p>答复内容：已修好。</p></div>',
      '<div><b>来信内容</b>：<span>路灯不亮</span></div><div><label>答复单位</label><div>样例局</div></div><div><span>答复内容：</span><p>已修好。</p></div>',
    ]) {
      const got = await detail(body)
      expect([body, got.deliveries[0]?.text.replace(/^[:：]\s*/, ''), got.deliveries[0]?.answer]).toEqual([
        body,
        '路灯不亮',
        { unit: '样例局', text: '已修好。', at: undefined },
      ])
    }
  })

  it('details in JSON, asked for with a POST', async () => {
    const got = await look(
      `envelope: { format: json }
list: { items: { path: rows } }
fields: { nativeId: { path: id }, title: { path: t }, text: { from: detail, path: data.content, transforms: [stripHtml] } }
detail: { url: 'https://s.example/get', method: POST, json: { id: '{{nativeId}}' }, envelope: json }`,
      { '/list': '{"rows":[{"id":5,"t":"甲"}]}', '/get {"id":"5"}': '{"data":{"content":"<p>一</p><p>二</p>"}}' },
    )
    expect(got.deliveries).toMatchObject([{ title: '甲', text: '一\n二' }])
    expect(got.asked.at(-1)).toBe('POST https://s.example/get {"id":"5"}')
  })
})

describe('ways onward', () => {
  const rows = (...ids: number[]): string =>
    `<ul>${ids.map((id) => `<li><a href="/a/${id}">标题${id}</a></li>`).join('')}</ul>`
  const list = `list: { items: { css: ul li }, container: ul }
fields: { nativeId: { css: a, attr: href }, title: { css: a }, text: { css: a } }`

  it('offsets in a POST form, a cursor in JSON, pages from 0, and a next page named relative to its own', async () => {
    const offset = await look(
      `${list}\npagination: { by: page, size: 2, method: POST, url: /more, form: { start: '{{offset}}' } }`,
      { 'GET https://s.example/list': rows(1, 2), '/more start=2': rows(3, 4), '/more start=4': rows() },
    )
    expect(offset.titles).toEqual(['标题1', '标题2', '标题3', '标题4'])
    const cursor = await look(
      `envelope: { format: json }\n${JSON_FIELDS}\npagination: { by: cursor, path: next, url: 'https://s.example/list?after={{cursor}}' }`,
      {
        '/list': '{"rows":[{"id":1,"t":"甲"}],"next":"k2"}',
        'after=k2': '{"rows":[{"id":2,"t":"乙"}],"next":null}',
      },
    )
    expect(cursor.titles).toEqual(['甲', '乙'])
    const next = await look(`${list}\npagination: { by: next, css: a.n }`, {
      '/list': `${rows(1)}<a class="n" href="?page=2">下一页</a>`,
      '/list?page=2': `${rows(2)}<a class="n" href="javascript:void(0)">下一页</a>`,
    })
    expect(next.titles).toEqual(['标题1', '标题2'])
  })

  it('parts of an article in their order, ending where they turn in a circle', async () => {
    const got = await look(
      `list: { items: { css: li } }
fields: { nativeId: { css: a, attr: href }, url: { css: a, attr: href, transforms: [absUrl] }, title: { css: a }, text: { from: detail, css: .b } }
detail: { nextPage: 'a.next', maxParts: 4 }`,
      {
        '/list': '<li><a href="/p">甲</a></li>',
        '/p': '<div class="b">一</div><a class="next" href="/p_2">下一页</a>',
        '/p_2': '<div class="b">二</div><a class="next" href="/p_3">下一页</a>',
        '/p_3': '<div class="b">三</div><a class="next" href="/p_3">下一页</a>',
      },
    )
    expect(got.deliveries.map((d) => d.text)).toEqual(['一\n二\n三'])
  })
})

// Node has no encoder but for UTF: the tables are read backwards.
function encodeBig5(text: string): Buffer {
  const decoder = new TextDecoder('big5')
  const table = new Map<string, number[]>()
  for (let lead = 0xa1; lead <= 0xf9; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (char.length === 1 && char !== '\uFFFD' && !table.has(char)) table.set(char, [lead, trail])
    }
  return Buffer.from(
    [...text].flatMap((char) => (char.charCodeAt(0) < 128 ? [char.charCodeAt(0)] : (table.get(char) ?? [0x3f]))),
  )
}

describe('charsets that nothing declares', () => {
  const simple = '<p>我们的小区在这个冬天里不热，大家都来说一说，有人管吗？</p>'
  const traditional = '<p>我們的社區在這個冬天裡不熱，大家都來說一說，有人管嗎？</p>'
  const utf16 = (text: string, big: boolean): Buffer => {
    const bytes = Buffer.from(text, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  it.each<[string, string, () => Buffer]>([
    ['gb18030', simple, () => encodeGbk(simple)],
    ['big5', traditional, () => encodeBig5(traditional)],
    ['utf-8', simple, () => Buffer.from(simple)],
    ['utf-16le', simple, () => utf16(simple, false)],
    ['utf-16be', simple, () => utf16(simple, true)],
  ])('%s', (charset, text, bytes) => {
    expect(decodeBody(bytes())).toEqual({ text, charset })
  })

  it('a header or meta that the bytes contradict loses; one that they allow is believed', () => {
    expect(decodeBody(Buffer.from(simple), { contentType: 'text/html; charset=gb2312' }).charset).toBe('utf-8')
    expect(decodeBody(encodeGbk(`<meta charset="utf-8">${simple}`)).text).toContain('我们的小区')
    expect(decodeBody(encodeBig5(traditional), { contentType: 'text/html; charset=Big5' }).text).toBe(traditional)
    expect(decodeBody(encodeGbk('<p>甲乙</p>')).charset).toBe('gb18030')
    const torn = Buffer.concat([Buffer.from(simple), Buffer.from([0xff, 0xfe])])
    const read = decodeBody(torn, { contentType: 'text/html; charset=gbk' })
    expect([read.charset, read.text.replace(/\ufffd/g, '')]).toEqual(['utf-8', simple])
    const tornGbk = Buffer.concat([encodeGbk(simple), Buffer.from([0xff])])
    expect(decodeBody(tornGbk, { contentType: 'text/html; charset=gbk' }).text).toContain('我们的小区')
  })

  // Exports as small as a day's: little to tell a charset by.
  const rows = '编号,来信内容,时间\r\n1,停水三天了没人管,2026-11-29\r\n2,电梯坏了,2026-11-30\r\n'
  const old = '編號,內容,時間\r\n1,停水三天了沒人管,2026-11-29\r\n2,電梯壞了,2026-11-30\r\n'
  const few = '内容\n停水\n'
  const bare = '内容\n雁滩南面滩小区的电梯坏了一个月没有人来修我们老人上不去\n'
  it.each<[string, string, () => Uint8Array]>([
    ['utf-8', rows, () => Buffer.from(rows)],
    ['utf-8', few, () => Buffer.from(few)],
    ['gb18030', rows, () => encodeGbk(rows)],
    ['gb18030', few, () => encodeGbk(few)],
    ['big5', old, () => encodeBig5(old)],
    ['utf-16le', rows, () => utf16(rows, false)],
    ['utf-16be', rows, () => utf16(rows, true)],
    ['utf-16le', bare, () => utf16(bare, false)],
    ['utf-16be', bare, () => utf16(bare, true)],
    ['utf-16le', rows, () => utf16(`\uFEFF${rows}`, false)],
  ])('%s of a small file: %j', async (charset, text, bytes) => {
    const path = join(mkdtempSync(join(tmpdir(), 'lanting-charset-')), 'a.csv')
    writeFileSync(path, bytes())
    expect(await fileCharset(path)).toBe(charset)
    const read: string[] = []
    for await (const row of readLetters(path)) if ('letter' in row) read.push(row.letter.text)
    expect(read).toEqual(
      text
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(',').at(line.includes(',') ? 1 : 0)),
    )
    expect(chunkCharset(bytes(), true)).toBe(charset)
  })

  it('what is read as no text at all is told as a charset; a table of other columns is not', async () => {
    const codeOf = async (bytes: Uint8Array): Promise<unknown> => {
      const path = join(mkdtempSync(join(tmpdir(), 'lanting-charset-')), 'a.csv')
      writeFileSync(path, bytes)
      try {
        for await (const _ of readLetters(path));
      } catch (error) {
        return (error as { code?: string }).code
      }
      return undefined
    }
    const noise = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 256)
    expect(await codeOf(noise)).toBe('file.charset')
    expect(await codeOf(Buffer.from(rows, 'utf16le').map((byte, i) => (i % 2 === 1 ? 0x81 : byte)))).toBe(
      'file.charset',
    )
    expect(await codeOf(Buffer.from('姓名,电话\n甲,1\n'))).toBe('file.columns')
    expect(await codeOf(encodeGbk('姓名,电话\n甲,1\n'))).toBe('file.columns')
    expect(await codeOf(Buffer.from('name,phone\na,1\n'))).toBe('file.columns')
  })
})
