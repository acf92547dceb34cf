/** What the sample site shows: five shapes of real sites (docs/add-a-source.md), every page marked 样例. */
import { localDay, localMinute, readTime } from '../model/time.ts'
import type { SamplePost } from './load.ts'

export const MARK = '样例数据（合成）'
export const PER = { board: 10, column: 15, mailbox: 19, news: 20, forum: 30 } as const

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const at = (post: SamplePost): Date => new Date(readTime(post.postedAt)?.at ?? 0)
const seconds = (local: string | undefined): number | null => {
  const time = local === undefined ? undefined : readTime(local)
  return time ? Math.floor(Date.parse(time.at) / 1000) : null
}
const paragraphs = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('')
const page = (title: string, body: string, head = '', charset = 'utf-8'): string =>
  `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="${charset}"><title>${escapeHtml(title)} - ${MARK}</title>${head}</head><body><header>${MARK}：仅供演示，非真实网站</header>${body}</body></html>`

export const home = (origin: string): string =>
  page(
    '样例城市',
    `<ul><li>留言板 POST /threads/queryThreadsList</li><li><a href="${origin}/col/col1001/index.html">通知公告</a></li><li><a href="${origin}/jact/front/mailpublist.do?sysid=8">市长信箱</a></li><li><a href="${origin}/GB/2001/index.html">样例日报</a></li><li><a href="${origin}/forum/rss.xml">论坛</a></li></ul>`,
  )

// ---- letter board: a JSON list paged by the last id seen
const boardRow = (post: SamplePost): Record<string, unknown> => ({
  tid: /^\d{1,15}$/.test(post.id) ? Number(post.id) : post.id,
  fid: 1,
  nickName: post.author ?? '匿名网友',
  subject: post.title,
  content: post.text,
  dateline: Math.floor(at(post).getTime() / 1000),
  stateInfo: post.status ?? '待回复',
  processInfo: post.status === '待回复' ? '未交办' : '已交办',
  typeName: post.appealType ?? null,
  domainName: post.domain ?? null,
  forumName: '样例市留言板',
  favNum: post.likes ?? 0,
  replyNum: post.replies ?? 0,
  viewNum: post.views ?? 0,
  answerOrganization: post.answer?.unit ?? null,
  answerContent: post.answer?.text ?? null,
  answerDateline: seconds(post.answer?.at),
})
export const boardList = (posts: readonly SamplePost[], lastItem: string): string => {
  const start = lastItem === '0' || lastItem === '' ? 0 : posts.findIndex((post) => post.id === lastItem) + 1
  const rows = start === 0 && lastItem !== '0' && lastItem !== '' ? [] : posts.slice(start, start + PER.board)
  return JSON.stringify({ result: 'success', success: true, notice: MARK, responseData: rows.map(boardRow) })
}
export const boardDetail = (post: SamplePost): string =>
  page(
    post.title,
    `<h1 class="context-title-text">${escapeHtml(post.title)}</h1><h3 class="grey2"><span>${escapeHtml(post.author ?? '匿名网友')}</span><span>${localMinute(at(post))}</span></h3><em class="red">${escapeHtml(post.status ?? '待回复')}</em><p class="content">${escapeHtml(post.text)}</p>${post.answer ? `<div class="liuyan_box05"><h4>${escapeHtml(post.answer.unit ?? '')}</h4><p>${escapeHtml(post.answer.text)}</p></div>` : ''}`,
  )

// ---- Hanweb column: CDATA records in the page, further ones from dataproxy.jsp
const columnUrl = (post: SamplePost): string => {
  const [y, m, d] = localDay(at(post)).split('-').map(Number)
  return `/art/${y}/${m}/${d}/art_1001_${post.id}.html`
}
const columnRecord = (post: SamplePost): string =>
  `<record><![CDATA[<li><a href='${columnUrl(post)}' title='${escapeHtml(post.title).replaceAll("'", '&#39;')}' target="_blank">${escapeHtml(post.title)}</a><span>${localDay(at(post))}</span></li>]]></record>`
export const columnStore = (posts: readonly SamplePost[], first: number, last: number): string =>
  `<datastore><totalrecord>${posts.length}</totalrecord><totalpage>${Math.ceil(posts.length / PER.column)}</totalpage><recordset>${posts
    .slice(first - 1, last)
    .map(columnRecord)
    .join('\n')}</recordset></datastore>`
export const columnPage = (posts: readonly SamplePost[]): string =>
  page(
    '通知公告',
    `<div id="div1001"><script type="text/xml">${columnStore(posts, 1, PER.column)}</script></div><script>$("#1001").jpage({endPage:${Math.ceil(posts.length / PER.column)},perPage:${PER.column},proxyUrl:'/module/web/jpage/dataproxy.jsp',paras:{webid:'31',unitid:'4711',columnid:'1001'}});</script>`,
  )
export const columnArticle = (post: SamplePost): string =>
  page(
    post.title,
    `<h1>${escapeHtml(post.title)}</h1><div class="info">发布时间：${localDay(at(post))} 信息来源：样例市${escapeHtml(post.unit ?? '政府办公室')}</div><div id="zoom">${paragraphs(post.text)}</div>`,
    `<meta name="ArticleTitle" content="${escapeHtml(post.title)}"><meta name="PubDate" content="${localDay(at(post))}">`,
  )

// ---- jact letter box: rows inside a script's array, detail as label/value tables
export const mailList = (): string => page('市长信箱', '<div id="maillist"></div><input name="sysid" value="8">')
const mailUrl = (post: SamplePost): string => `/jact/front/mailpubdetail.do?transactId=${post.id}&sysid=8`
export const mailRows = (posts: readonly SamplePost[], first: number, last: number): string => {
  const rows = posts
    .slice(first - 1, last)
    .map(
      (post) =>
        `<tr class='tr_css'><td>${post.id}</td><td><a href='${mailUrl(post)}'>${escapeHtml(post.title)}</a></td><td>${escapeHtml(post.status ?? '办理中')}</td><td>${localMinute(at(post))}</td><td>${escapeHtml(post.unit ?? '')}</td><td>${post.views ?? 0}</td></tr>`,
    )
  return `// ${MARK}\nvar totalRecord=${posts.length};dataStore = ${JSON.stringify(rows)};`
}
const cell = (label: string, value: string): string => `<tr><td>${label}：</td><td>${escapeHtml(value)}</td></tr>`
export const mailDetail = (post: SamplePost): string =>
  page(
    post.title,
    `<div class="jact_box_font"><table>${cell('编号', post.id)}${cell('标题', post.title)}${cell('来信人', post.author ?? '')}${cell('提交时间', localMinute(at(post)))}<tr><td>内容：</td><td>${escapeHtml(post.text).replaceAll('\n', '<br>')}</td></tr>${cell('附件', '无')}</table></div>${
      post.answer
        ? `<div class="jact_box_font"><table>${cell('答复部门/人', post.answer.unit ?? '')}${cell('答复时间', post.answer.at ?? '')}${cell('答复内容', post.answer.text)}</table></div>`
        : ''
    }`,
  )

// ---- newspaper: GBK list pages and articles
const newsUrl = (post: SamplePost): string => {
  const day = localDay(at(post))
  return `/n2/${day.slice(0, 4)}/${day.slice(5, 7)}${day.slice(8)}/c2001-${post.id}.html`
}
export const newsList = (posts: readonly SamplePost[], number: number): string => {
  const rows = posts.slice((number - 1) * PER.news, number * PER.news)
  const pages = Math.max(1, Math.ceil(posts.length / PER.news))
  return page(
    '样例日报 滚动新闻',
    `<ul class="list_16">${rows
      .map(
        (post) =>
          `<li><a href="${newsUrl(post)}">${escapeHtml(post.title)}</a> <em>${localMinute(at(post)).slice(5)}</em></li>`,
      )
      .join('')}</ul><div class="page_n">${number < pages ? `<a href="index${number + 1}.html">下一页</a>` : ''}</div>`,
    '',
    'GB2312',
  )
}
export const newsArticle = (post: SamplePost): string => {
  const time = localMinute(at(post))
  return page(
    post.title,
    `<div class="col-1 fl"><h1>${escapeHtml(post.title)}</h1><div class="col-1-1 fl">${time.slice(0, 4)}年${time.slice(5, 7)}月${time.slice(8, 10)}日${time.slice(11)} | 来源：<a>样例日报</a></div><div class="rm_txt_con cf">${paragraphs(post.text)}<div class="edit">(责编：样例)</div></div></div>`,
    '',
    'GB2312',
  )
}

// ---- forum: RSS with the full text, further pages by ?page=
export const forumFeed = (posts: readonly SamplePost[], number: number, origin: string): string => {
  const rows = posts.slice((number - 1) * PER.forum, number * PER.forum)
  const items = rows.map(
    (post) =>
      `<item><title>${escapeHtml(post.title)}</title><link>${origin}/forum/thread/${post.id}</link><guid isPermaLink="false">${post.id}</guid><pubDate>${at(post).toUTCString()}</pubDate><category>${post.kind}</category>${post.author ? `<dc:creator>${escapeHtml(post.author)}</dc:creator>` : ''}<slash:comments>${post.replies ?? 0}</slash:comments><content:encoded><![CDATA[${paragraphs(post.text).replaceAll(']]>', ']]&gt;')}]]></content:encoded></item>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>样例论坛 - ${MARK}</title><link>${origin}/forum/</link><description>${MARK}</description>${items.join('')}</channel></rss>`
}
export const forumThread = (post: SamplePost): string =>
  page(post.title || '回帖', `<h1>${escapeHtml(post.title)}</h1><div class="post">${paragraphs(post.text)}</div>`)
