import { message } from '../catalogue.ts'
import type { Evidence } from '../post.ts'
import type { VisitPlan } from '../services.ts'

const gap = (plan: VisitPlan): string =>
  plan.minDelay === plan.maxDelay ? `${plan.minDelay}` : `${plan.minDelay}–${plan.maxDelay}`

/** What the crawlers and the file reader say to people. Keys of `problem` are codes of AppError. */
export const crawlMessages = {
  planSite: message(
    (plan: VisitPlan, mode: string) =>
      `每 ${plan.everyMinutes} 分钟；${plan.host ?? ''}；间隔 ${gap(plan)} 秒${plan.hours ? `；只在 ${plan.hours} 访问` : ''}；今日剩余 ${plan.leftToday}/${plan.perDay} 次；遵守 robots.txt${mode === 'browser' ? '；需要浏览器' : ''}`,
    (plan: VisitPlan, mode: string) =>
      `every ${plan.everyMinutes} min; ${plan.host ?? ''}; ${gap(plan)} s between requests${plan.hours ? `; at ${plan.hours} only` : ''}; ${plan.leftToday} of ${plan.perDay} left today; robots.txt obeyed${mode === 'browser' ? '; needs a browser' : ''}`,
  ),
  planNeeds: message(
    (name: string) => `待填 ${name}`,
    (name: string) => `waits for ${name}`,
  ),
  shapes: message(
    (shapes: readonly (readonly [string, number])[]) =>
      `形态：${shapes.map(([shape, n]) => (n > 1 ? `${shape}×${n}` : shape)).join('、')}`,
    (shapes: readonly (readonly [string, number])[]) =>
      `shapes: ${shapes.map(([shape, n]) => (n > 1 ? `${shape}×${n}` : shape)).join(', ')}`,
  ),
  planFolder: message(
    (minutes: number, folder: string) => `每 ${minutes} 分钟；文件夹 ${folder}`,
    (minutes: number, folder: string) => `every ${minutes} min; folder ${folder}`,
  ),
  waitsFor: message(
    (why: VisitPlan['waitsFor']) =>
      ({ rhythm: '', pause: '暂停中', rest: '对方要求等待', hours: '等待访问时段', budget: '今日次数已用完' })[why],
    (why: VisitPlan['waitsFor']) =>
      ({
        rhythm: '',
        pause: 'paused',
        rest: 'the host asked us to wait',
        hours: 'outside its hours',
        budget: 'budget used up',
      })[why],
  ),
  /** What a recipe was last held against: `synthetic`, `real-page` or `live-` and a day. */
  standing: message(
    (verified: string) =>
      verified
        .replace('synthetic', '合成页面')
        .replace('real-page', '真实页面')
        .replace(/^live-/, '线上 '),
    (verified: string) => verified,
  ),
  standings: message(
    (ok: number, failed: number, shapes: number, realPage: number, synthetic: number, live: number) =>
      `${ok} 个通过，${failed} 个不符；${shapes} 种页面形态。依据：真实页面 ${realPage}，合成页面 ${synthetic}，线上 ${live}`,
    (ok: number, failed: number, shapes: number, realPage: number, synthetic: number, live: number) =>
      `${ok} ok, ${failed} not; ${shapes} shapes; checked against: real pages ${realPage}, synthetic ${synthetic}, live ${live}`,
  ),
  evidence: message(
    (revision: number, e: Evidence, at: string, content: string, agrees: boolean | null) =>
      [
        `第 ${revision} 版：${at} 读自 ${e.url}（HTTP ${e.status}，${e.bytes} 字节）`,
        `  响应 SHA-256 ${e.hash}`,
        `  入库内容 SHA-256 ${content}`,
        ...Object.entries(e.headers).map(([name, value]) => `  ${name}: ${value}`),
        `  原始响应：${agrees === null ? (e.vault ? '已到期销毁' : '未保存') : agrees ? '在保险库，与上面的指纹一致' : '在保险库，与上面的指纹不一致'}`,
      ].join('\n'),
    (revision: number, e: Evidence, at: string, content: string, agrees: boolean | null) =>
      [
        `revision ${revision}: read ${at} from ${e.url} (HTTP ${e.status}, ${e.bytes} bytes)`,
        `  answer SHA-256 ${e.hash}`,
        `  content SHA-256 ${content}`,
        ...Object.entries(e.headers).map(([name, value]) => `  ${name}: ${value}`),
        `  raw answer: ${agrees === null ? (e.vault ? 'destroyed when its time was up' : 'not kept') : agrees ? 'in the vault, agrees with its hash' : 'in the vault, does NOT agree with its hash'}`,
      ].join('\n'),
  ),
  noEvidence: message(
    () => '没有取证记录：这条不是从网页采来的（导入或推送），或采于本功能之前',
    () => 'no evidence: it was imported or pushed, or crawled before evidence was kept',
  ),
  /** What a row lacks, or holds in a form that is none. */
  row: message(
    (field: string, missing: boolean) => {
      const name = field === 'id' ? '编号' : '内容'
      if (field !== 'id' && field !== 'text') return '不是 JSON 对象'
      return missing ? `没有${name}（${field}）` : `${name}（${field}）不是文字`
    },
    (field: string, missing: boolean) => {
      if (field !== 'id' && field !== 'text') return 'not a JSON object'
      return missing ? `there is no ${field}` : `its ${field} is not text`
    },
  ),
  /** Why a source cannot be called so. */
  sourceName: message(
    (personal: boolean) =>
      personal
        ? '来源名（source）里有电话、证件号或姓名：它会原样显示，请换成系统或渠道的名称'
        : '来源名（source）应为 1–64 个字，只用汉字、字母、数字和 . _ -，以汉字、字母或数字开头',
    (personal: boolean) =>
      personal
        ? 'the name of the source (source) holds a number or name of a person; it is shown as it is, so use the name of the system or channel'
        : 'a source has 1 to 64 letters, digits and . _ -, and begins with a letter or digit',
  ),
  badFile: message(
    (name: string, why: string) => `${name} 读不了：${why}`,
    (name: string, why: string) => `${name}: ${why}`,
  ),
  badRows: message(
    (name: string, rows: number, first: number) => `${name} 有 ${rows} 行读不了，已跳过（第 ${first} 行起）`,
    (name: string, rows: number, first: number) => `${name}: ${rows} rows cannot be read (line ${first} first)`,
  ),
  sheetWithoutText: message(
    (name: string, sheet: string) => `${name} 的工作表「${sheet}」未读：没有找到正文所在的列`,
    (name: string, sheet: string) => `${name}: sheet ${sheet} has no column with the letters' text`,
  ),
  sheetHidden: message(
    (name: string, sheet: string, rows: number) => `${name} 的工作表「${sheet}」是隐藏的，其中 ${rows} 行未读`,
    (name: string, sheet: string, rows: number) => `${name}: sheet ${sheet} is hidden, its ${rows} rows were not read`,
  ),
  sharedNumbers: message(
    (name: string, numbers: number) =>
      `${name} 中有 ${numbers} 个编号各写在内容不同的几件来件上，已分别收入；按该编号可检索到全部`,
    (name: string, numbers: number) =>
      `${name}: ${numbers} numbers stand on several texts each, taken as letters of their own; the number finds them all`,
  ),
  between: message(
    () => '；',
    () => '; ',
  ),
  problem: {
    'vault.changed': message(
      () => '保险库里的文件被改动，或密钥不对，请核对 keysDir',
      () => 'a file in the vault was changed, or its key is not the right one; check keysDir',
    ),
    'post.unknown': message(
      () => '没有这条内容',
      () => 'no such post',
    ),
    'file.json': message(
      () => '不是 JSON 对象',
      () => 'not a JSON object',
    ),
    'file.quote': message(
      () => '引号没有闭合（文件可能被截断）',
      () => 'a quotation mark is never closed (the file may be cut short)',
    ),
    'file.date': message(
      () => '时间无法识别，已留空（按没有时间处理）',
      () => 'the date cannot be read and was left out',
    ),
    'file.future': message(
      () => '时间在将来，已留空（按没有时间处理）',
      () => 'the date lies ahead and was left out',
    ),
    'file.number': message(
      () => '数字无法识别，已留空',
      () => 'the number cannot be read and was left out',
    ),
    'file.too-long': message(
      () => '这一行过长，不像诉求，未读',
      () => 'the line is too long for a letter and was not read',
    ),
    'file.too-large': message(
      () => '解压后过大，未读：请核对来历，确有这么多内容就拆成几个文件，或另存为 CSV 再导入',
      () => 'unpacked it is too large and was not read: check where it comes from; else split it, or save it as CSV',
    ),
    'file.broken': message(
      () => '文件不完整或已损坏，请重新导出或重新复制一份',
      () => 'the file is cut or damaged: export or copy it again',
    ),
    'file.hidden': message(
      () => '有诉求的工作表都是隐藏的，未读：需要的请在 Excel 里取消隐藏、保存后再导入',
      () => 'every sheet with letters is hidden and none was read; if they are wanted, unhide them in Excel and save',
    ),
    'file.url': message(
      () => '网址不是以 http:// 或 https:// 开头的完整地址，已留空',
      () => 'the address is no whole one with http:// or https:// and was left out',
    ),
    'file.not-found': message(
      () => '打不开这个文件，请检查路径和权限',
      () => 'this file cannot be opened; check the path and the rights',
    ),
    'file.empty': message(
      () => '文件是空的',
      () => 'the file is empty',
    ),
    'file.format': message(
      () => '不认识的格式，请另存为 .xlsx、.csv 或 .jsonl',
      () => 'unknown format; save it as .xlsx, .csv or .jsonl',
    ),
    'file.columns': message(
      () =>
        '没有找到正文所在的列：请把列名改为 内容 或 text；导入时也可用 --map text=列名 指明。列名本来就对的，可能是编码不对，请另存为 UTF-8 或 GBK',
      () =>
        'no column with the text was found: call it 内容 or text; import also takes --map text=COLUMN. If it is called so, save the file as UTF-8 or GBK',
    ),
    'file.charset': message(
      () => '编码无法识别，读出来不是文字：请另存为 UTF-8 或 GBK 编码（或 .xlsx）',
      () => 'the encoding is not recognised, what is read is no text: save the file as UTF-8 or GBK, or as .xlsx',
    ),
    'file.map': message(
      () => '--map 左边应是字段名，如 id、title、text、postedAt',
      () => 'left of = in --map stands a field, such as id, title, text, postedAt',
    ),
    'recipe.invalid': message(
      () => '来源配方有错',
      () => 'a recipe is not valid',
    ),
    'recipe.duplicate': message(
      () => '两个来源配方的 id 相同，请改其中一个',
      () => 'two recipes have the same id; change one',
    ),
    'recipe.not-found': message(
      () => '找不到配方文件或文件夹，请检查 crawl.recipes',
      () => 'no such recipe file or folder; check crawl.recipes',
    ),
    'recipe.variable': message(
      () => '配方里的变量没有取到值，页面可能已改版',
      () => 'a variable of the recipe has no value; the page may have changed',
    ),
    'opml.invalid': message(
      () => '不是 OPML 文件，请从订阅工具重新导出',
      () => 'not an OPML file; export it again from the feed reader',
    ),
    'source.needs': message(
      () => '这个来源还缺一项设置（入口网址或编号），请在 lanting.yaml 填写',
      () => 'this source still lacks a setting (an address or an id); write it into lanting.yaml',
    ),
    'source.unknown': message(
      () => '没有这个来源，用 lanting sources list 查看',
      () => 'no such source; see lanting sources list',
    ),
    'crawl.blocked': message(
      () => '被拦截（验证码、登录页或拒绝访问）：请降低频率或征得对方同意',
      () => 'blocked (captcha, login or refusal): slow down, or ask the site for permission',
    ),
    'crawl.changed-shape': message(
      () => '页面改版，配方需要更新：用 lanting sources try 查看',
      () => 'the page has changed and the recipe must follow: look with lanting sources try',
    ),
    'crawl.robots': message(
      () => 'robots.txt 不允许读取，没有读',
      () => 'robots.txt does not allow this; it was not read',
    ),
    'crawl.internal': message(
      () => '程序读这个来源时出错，其他来源不受影响；请连同此信息报告问题',
      () => 'a fault of the program at this source, the others go on; please report this',
    ),
    'crawl.robots-unreachable': message(
      () => 'robots.txt 暂时读不到，先不访问，稍后再试',
      () => 'robots.txt cannot be read now; the site is left alone until it can',
    ),
    'crawl.budget': message(
      () => '今天的访问次数已用完，明天继续',
      () => "today's requests to this host are used up; it goes on tomorrow",
    ),
    'crawl.resting': message(
      () => '对方要求暂缓访问，到时自动继续；确有必要可用 lanting sources resume 解除',
      () => 'the host asked us to wait; it goes on by itself, lanting sources resume ends the wait',
    ),
    'crawl.hours': message(
      () => '现在不在允许访问的时段，到时自动继续',
      () => 'outside of the hours in which this host may be read; it goes on by itself',
    ),
    'crawl.private': message(
      () => '地址在内网，未读取；确需读取请写入 crawl.allowPrivate',
      () => 'a private address was not read; if it may be, name it in crawl.allowPrivate',
    ),
    'crawl.timeout': message(
      () => '超时，可调大 crawl.timeoutSeconds',
      () => 'timed out; crawl.timeoutSeconds can be raised',
    ),
    'crawl.too-large': message(
      () => '页面过大，未读取（crawl.maxBytes）',
      () => 'the answer is too large and was not read (crawl.maxBytes)',
    ),
    'crawl.answer': message(
      () => '对方的应答不合 HTTP 规范（例如应答头过大），读不了',
      () => 'what the site answers is no proper HTTP (its head may be too large) and cannot be read',
    ),
    'crawl.network': message(
      () => '网络不通',
      () => 'the network failed',
    ),
    'crawl.cut': message(
      () => '内容中途断开',
      () => 'the answer broke off',
    ),
    'crawl.encoding': message(
      () => '压缩方式不认识',
      () => 'the content encoding is not known',
    ),
    'crawl.redirects': message(
      () => '重定向过多或无效',
      () => 'too many redirects, or a broken one',
    ),
    'crawl.http': message(
      () => '对方服务器出错',
      () => "the site's server failed",
    ),
    'crawl.gone': message(
      () => '页面不存在',
      () => 'the page is gone',
    ),
    'crawl.row': message(
      () => '这一条缺少必需的字段',
      () => 'this row lacks a required field',
    ),
    'crawl.folder': message(
      () => '监视的文件夹读不了',
      () => 'the watched folder cannot be read',
    ),
    'crawl.browser': message(
      () => '浏览器没能打开页面（启动失败或中途退出），请用 lanting doctor 检查',
      () => 'the browser could not show the page (it did not start, or ended); see lanting doctor',
    ),
    'crawl.browser-missing': message(
      () => '这个来源需要浏览器，本机没有：请执行 npx playwright install chromium',
      () => 'this source needs a browser and none is installed: npx playwright install chromium',
    ),
  },
} as const
