import { message } from '../catalogue.ts'

/** What `lanting sources discover` writes into a proposed recipe and says about it. */
export const discoverMessages = {
  head: message(
    (url: string, day: string) =>
      `由 lanting sources discover 于 ${day} 依据 ${url} 的真实页面拟出。\n带“请核对”的地方须由人看过；用前请先看该站 robots.txt 和使用条款。`,
    (url: string, day: string) =>
      `Proposed by lanting sources discover on ${day} from the real pages of ${url}.\nA person must look at what says "check"; read the site's robots.txt and terms before use.`,
  ),
  gap: message(
    (what: string) => `【待补】${what}`,
    (what: string) => `[OPEN] ${what}`,
  ),
  checkName: message(
    () => '请核对：名称取自网页标题，请改成大家认得的来源名',
    () => 'check: the name is the page title; make it one that people know',
  ),
  checkKind: message(
    () => '请核对：letter 来信、post 帖文、news 新闻',
    () => 'check: letter, post or news',
  ),
  turnOn: message(
    () => '核对无误后改为 true，或在 lanting.yaml 的 crawl.enabled 里写上这个 id',
    () => 'when all is right: true, or name this id in crawl.enabled',
  ),
  checkList: message(
    (rows: number, first: string) => `请核对：这样选中了 ${rows} 条，第一条是“${first}”`,
    (rows: number, first: string) => `check: this matches ${rows} rows, the first is "${first}"`,
  ),
  noListDate: message(
    () => '请核对：列表上没有找到日期，时间只能从正文页读',
    () => 'check: no date was found on the list, so times come from the pages alone',
  ),
  checkJson: message(
    (rows: number) => `请核对：按字段名对应，接口给出 ${rows} 条`,
    (rows: number) => `check: matched by the names of keys; the answer holds ${rows} rows`,
  ),
  checkCells: message(
    (rows: number) => `请核对：各列按内容辨认（${rows} 条），认不出的列没有写`,
    (rows: number) => `check: columns were told by what stands in them (${rows} rows); others are left out`,
  ),
  checkLabels: message(
    () => '请核对：来信页按“内容”“答复内容”等栏目名读取；未答复的来信每 24 小时再看一次',
    () => 'check: letters are read by the labels of their cells; open ones are read again after 24 hours',
  ),
  bodyFound: message(
    (pages: number) => `请核对：正文位置在 ${pages} 篇文章上试过；标题、时间缺时按文字密度补`,
    (pages: number) => `check: the body's place was tried on ${pages} articles; density fills in title and time`,
  ),
  bodyByDensity: message(
    (pages: number) => `请核对：看了 ${pages} 篇文章，没有稳定的正文标记，按文字密度取正文`,
    (pages: number) => `check: no stable name of the body on ${pages} articles; it is found by text density`,
  ),
  shortFeed: message(
    () => '请核对：订阅里只有摘要，正文从文章页按文字密度取',
    () => 'check: the feed holds summaries; bodies come from the pages by text density',
  ),
  feedInstead: message(
    (url: string) => `页面 ${url} 自带订阅，内容与列表一致，用订阅更稳妥`,
    (url: string) => `${url} has a feed of the same stories, which is the steadier way`,
  ),
  otherLists: message(
    (lists: string[]) =>
      `同一页还有这些列表，如要换用，改 list.items：\n${lists.map((list) => `  ${list}`).join('\n')}`,
    (lists: string[]) =>
      `The page has further lists; to use one, change list.items:\n${lists.map((list) => `  ${list}`).join('\n')}`,
  ),
  wentOn: message(
    (rows: number) => `翻页试过：第二页又有 ${rows} 条新的`,
    (rows: number) => `tried: the second page brought ${rows} further rows`,
  ),
  noWayOn: message(
    () => '没有找到翻页方式，只读第一页',
    () => 'no way to further pages was found; only the first is read',
  ),
  noDetail: message(
    () => '正文页没有读到，只有列表上的标题；请补 fields.text',
    () => 'no story page could be read; only titles of the list: fields.text is open',
  ),
  noAnswer: message(
    () =>
      '看过的来信都还没有答复，答复栏目的名称未知；请找一封已答复的信，补 fields.answerText、answerUnit、answerAt（label）',
    () =>
      'no letter seen has an answer yet, so its labels are unknown: fields.answerText, answerUnit and answerAt are open',
  ),
  notRead: message(
    (url: string, why: string) => `没有读 ${url}：${why}`,
    (url: string, why: string) => `${url} was not read: ${why}`,
  ),
  noList: message(
    () => '页面上没有找到可用的列表（至少三条同样形式的链接）。请换栏目列表页的网址再试',
    () => 'no usable list on the page (three links of one form at least); try the address of a column',
  ),
  byScript: message(
    () =>
      '页面内容由脚本生成，源代码里没有列表，浏览器里也没有认出列表。可在配方里用 fetch.mode: browser，并按浏览器里看到的结构填写 list 和 fields',
    () =>
      'the page is made by a script; neither its source nor a browser showed a list: use fetch.mode: browser and fill in list and fields from what you see',
  ),
  inBrowser: message(
    (brought: number) =>
      `请核对：页面内容由脚本生成，要用浏览器读（较慢，能用接口或导出文件更好）${brought > 0 ? `；点一次“更多”又来 ${brought} 条` : ''}`,
    (brought: number) =>
      `check: a script makes this page, so a browser reads it (slow; an interface or an export is better)${brought > 0 ? `; one click on "more" brought ${brought} rows` : ''}`,
  ),
  jsonBehind: message(
    (url: string) => `页面 ${url} 的内容由脚本从这个接口读取；接口不需要登录和签名，直接读接口更稳妥`,
    (url: string) =>
      `The script of ${url} reads this interface, which asks for no login and no signature: the steadier way`,
  ),
  idByText: message(
    () => '请核对：每条没有自己的编号，用正文的指纹代替；正文被修改后会当作新的一条',
    () => 'check: rows have no number of their own, so the text stands for one; an edited text counts as a new row',
  ),
  notShown: message(
    (why: string) => `没有能用浏览器打开：${why}`,
    (why: string) => `a browser could not show the page: ${why}`,
  ),
  address: message(
    (url: string) => `请写完整网址，以 http:// 或 https:// 开头：${url}`,
    (url: string) => `write the whole address with http:// or https://: ${url}`,
  ),
  reading: message(
    () => '读取页面',
    () => 'reading pages',
  ),
  trial: message(
    (shown: number, found: number) => `按此配方现在会采到（列表共 ${found} 条，试读 ${shown} 条）：`,
    (shown: number, found: number) => `What this recipe gives now (${found} on the list, ${shown} read):`,
  ),
  trialEmpty: message(
    () => '按此配方现在还采不到完整的内容',
    () => 'this recipe gives no complete record yet',
  ),
  next: message(
    (id: string) =>
      `接着做：存成 recipes/${id}.yaml，核对后在 lanting.yaml 写 crawl.recipes: [./recipes]，再执行 lanting sources try ${id}`,
    (id: string) =>
      `Next: save it as recipes/${id}.yaml, check it, name the folder in crawl.recipes, then lanting sources try ${id}`,
  ),
  opmlDone: message(
    (written: number, same: number, kept: number, known: number, unreadable: number) =>
      `写入 ${written} 个；已有且相同 ${same} 个；已有不同内容未覆盖 ${kept} 个；地址已在其他来源 ${known} 个；地址无法使用 ${unreadable} 个`,
    (written: number, same: number, kept: number, known: number, unreadable: number) =>
      `${written} written; ${same} there already; ${kept} not overwritten; ${known} read by other sources; ${unreadable} without a usable address`,
  ),
  opmlNext: message(
    (dir: string, ids: string) => `接着做：在 lanting.yaml 写入\ncrawl:\n  recipes: [${dir}]\n  enabled: [${ids}]`,
    (dir: string, ids: string) => `Next: write into lanting.yaml\ncrawl:\n  recipes: [${dir}]\n  enabled: [${ids}]`,
  ),
  opmlTitle: message(
    () => '兰听的订阅来源',
    () => 'Feeds of Lanting',
  ),
  opmlNone: message(
    (others: number) => `没有可导出的订阅：${others} 个来源都不是订阅（RSS、Atom、JSON Feed），或者还没有填地址`,
    (others: number) => `Nothing to export: none of the ${others} sources is a feed with an address`,
  ),
  opmlOut: message(
    (feeds: number, others: number) => `导出 ${feeds} 个订阅；另有 ${others} 个来源不是订阅，OPML 里放不下`,
    (feeds: number, others: number) =>
      `${feeds} feeds; ${others} further sources are no feeds and have no place in OPML`,
  ),
} as const
