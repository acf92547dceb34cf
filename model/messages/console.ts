import { message } from '../catalogue.ts'

/** What the console's HTTP side says to people: problem details and the page shown before the web is built. */
export const consoleMessages = {
  invalid: message(
    () => '请求的参数不对，请按 errors 逐项修改',
    () => 'The request is not valid; mend what `errors` lists',
  ),
  notFound: message(
    (what: string) => `没有找到：${what}`,
    (what: string) => `Not found: ${what}`,
  ),
  asOf: message(
    (value: string) => `看不懂的截至时间“${value}”，请写成 2026-01-19 或 2026-01-19T10:00:00+08:00`,
    (value: string) => `Cannot read asOf "${value}"; write 2026-01-19 or 2026-01-19T10:00:00+08:00`,
  ),
  foreignHost: message(
    (host: string) => `不接受以“${host}”为地址的请求：工作台只在本机使用，请用 127.0.0.1 或 localhost 打开`,
    (host: string) =>
      `Requests for "${host}" are refused: the console serves this machine only; use 127.0.0.1 or localhost`,
  ),
  crossSite: message(
    () => '拒绝来自其他网站页面的写入请求',
    () => 'Writes from pages of other sites are refused',
  ),
  tooLarge: message(
    (megabytes: number) => `请求内容超过 ${megabytes} MB，未读取；导入来信请用 POST /api/v1/import`,
    (megabytes: number) => `The body is over ${megabytes} MB and was not read; letters go to POST /api/v1/import`,
  ),
  tooManyLetters: message(
    (megabytes: number) => `内容超过 ${megabytes} MB，请分批导入，或用命令行 lanting import`,
    (megabytes: number) => `The body is over ${megabytes} MB; import in parts, or with lanting import`,
  ),
  notJson: message(
    () => '请求体应为 JSON（Content-Type: application/json）',
    () => 'The body must be JSON (Content-Type: application/json)',
  ),
  brokenJson: message(
    () => '请求体不是完整的 JSON，请检查引号、逗号和括号',
    () => 'The body is not well-formed JSON; check its quotation marks, commas and brackets',
  ),
  importBody: message(
    () => '请求体应为每行一个 JSON 对象的 JSONL，或一个 JSON 数组',
    () => 'The body must be JSONL, one object a line, or one JSON array',
  ),
  token: message(
    () => '推送需要有效的令牌：请在 Authorization: Bearer 中给出 push.tokens 里的密钥',
    () => 'pushing needs a token: give a secret of push.tokens as Authorization: Bearer',
  ),
  keyReused: message(
    () => '这个 Idempotency-Key 已用于另一份内容，请换一个',
    () => 'this Idempotency-Key belongs to another request; use a new one',
  ),
  keyRunning: message(
    () => '带有这个 Idempotency-Key 的请求还在处理，请稍后再试',
    () => 'the request with this Idempotency-Key is still at work; try again later',
  ),
  renamedSince: message(
    (name: string | null) =>
      name === null
        ? '改名未保存：这期间别人已恢复原标题，请看过再改'
        : `改名未保存：这期间别人已改名为「${name}」，请看过再改`,
    (name: string | null) =>
      name === null
        ? 'Not renamed: somebody took the name back meanwhile. Look, then rename'
        : `Not renamed: somebody named it “${name}” meanwhile. Look, then rename`,
  ),
  sameIssue: message(
    () => '这两条已经是同一个热点事项',
    () => 'They are one issue already',
  ),
  replaced: message(
    (kind: 'merge' | 'split', at: string, titles: readonly string[], count: number) =>
      `与 ${at} 的${kind === 'merge' ? '合并' : '拆分'}（${
        titles.length === 0
          ? '相关帖文已不公开'
          : `${titles.join('；')}${count > titles.length ? ` 等 ${count} 条` : ''}`
      }）相矛盾：以本次为准，那次${kind === 'merge' ? '合并' : '拆分'}中与本次相矛盾的部分已撤销`,
    (kind: 'merge' | 'split', at: string, titles: readonly string[], count: number) =>
      `contradicts the ${kind} of ${at} (${titles.join('; ')}; ${count} posts): this one counts, what contradicts it was taken back`,
  ),
  splitAll: message(
    () => '不能把一个事项的全部帖文都拆出去，请至少留下一条',
    () => 'All posts of an issue cannot be split off; leave at least one',
  ),
  internal: message(
    () => '服务内部出错，详情见日志；重试无效时请执行 lanting doctor',
    () => 'Internal error, see the log; if it stays, run lanting doctor',
  ),
  diskFull: message(
    () => '磁盘已满，没有保存：请清理空间后重试；已保存的内容不受影响',
    () => 'The disk is full, nothing was saved: free some space and try again; what was saved is safe',
  ),
  later: message(
    () => '暂时不可用，请稍后重试',
    () => 'Not available now; try again shortly',
  ),
  portInUse: message(
    (port: number) => `端口 ${port} 已被占用：请停止占用它的程序，或在配置里改 console.port（0 表示自动选择）`,
    (port: number) =>
      `Port ${port} is in use: stop the program that holds it, or change console.port (0 picks a free one)`,
  ),
  portDenied: message(
    (port: number) => `没有权限使用端口 ${port}：请在配置里把 console.port 改为 1024 以上`,
    (port: number) => `No right to use port ${port}: set console.port above 1024`,
  ),
  cannotListen: message(
    (host: string, port: number) => `无法在 ${host}:${port} 上打开工作台，请检查 console.host`,
    (host: string, port: number) => `The console cannot listen on ${host}:${port}; check console.host`,
  ),
  notLoopback: message(
    (host: string) => `本版本没有账户，只能绑定本机地址，不能是 ${host}：请把 console.host 改为 127.0.0.1`,
    (host: string) =>
      `This version has no accounts and binds loopback only, not ${host}: set console.host to 127.0.0.1`,
  ),
  notBuilt: message(
    () => '页面尚未构建，请执行 npm run web 后刷新。API 已可使用：/openapi.json',
    () => 'The pages are not built: npm run web, then reload. The API works: /openapi.json',
  ),
  feedTitle: message(
    (sample: boolean) => `兰听热点事项${sample ? '（样例数据）' : ''}`,
    (sample: boolean) => `Lanting hot issues${sample ? ' (sample data)' : ''}`,
  ),
  feedItem: message(
    (voices: number, posts: number, where: string, category: string) =>
      [`近期反映人数 ${voices}，诉求 ${posts} 件`, where, category].filter(Boolean).join('；'),
    (voices: number, posts: number, where: string, category: string) =>
      [`${voices} voices, ${posts} posts in the window`, where, category].filter(Boolean).join('; '),
  ),
} as const
