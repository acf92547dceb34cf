/** The site of bench/crawl.ts, in a process of its own: list pages of fifty rows, each leading to a letter. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const letters = Number(process.argv[2])
const ROWS = 50
const page = (body: string): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`
const filler = '<nav><a href="/">首页</a><a href="/about">关于</a></nav>'
const text = '小区供暖不足，室温只有十五度，老人孩子受不了，请尽快处理。'.repeat(8)

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://x')
  const one = /^\/letter\/(\d+)$/.exec(url.pathname)
  let body = ''
  if (one)
    body = page(
      `${filler}<h1>标题 ${one[1]}</h1><p class="date">2026-01-18 09:00</p><div class="text">第 ${one[1]} 封。${text}</div>`,
    )
  else if (url.pathname === '/list') {
    const n = Number(url.searchParams.get('page') ?? 1)
    const ids = Array.from({ length: ROWS }, (_, i) => (n - 1) * ROWS + i + 1).filter((id) => id <= letters)
    const rows = ids.map((id) => `<li><a href="/letter/${id}">标题 ${id}</a><em>2026-01-18</em></li>`).join('')
    const next = n * ROWS < letters ? `<a class="next" href="/list?page=${n + 1}">下一页</a>` : ''
    body = page(`${filler}<ul class="rows">${rows}</ul>${next}`)
  }
  response.writeHead(body === '' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
