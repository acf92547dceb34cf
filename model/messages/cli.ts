import { message } from '../catalogue.ts'
import type { Disposition } from '../words.ts'

type Posts = Readonly<Record<Disposition | 'pending', number>>

/** What the command line says to people. */
export const cliMessages = {
  sampleCity: message(
    (file: string) =>
      `未找到 ${file}：使用内置样例城市（合成数据，固定时间 2026-01-19）。正式使用请先执行 lanting init`,
    (file: string) =>
      `No ${file}: running on the bundled sample city (synthetic, clock fixed at 2026-01-19). For real use: lanting init`,
  ),
  defaultsInForce: message(
    (folder: string) =>
      `未找到 lanting.yaml：按默认设置导入到 ${folder}，与样例城市分开存放。正式使用请先执行 lanting init`,
    (folder: string) => `No lanting.yaml: importing with default settings into ${folder}, apart from the sample city`,
  ),
  crawling: message(
    (n: number) => `采集 ${n} 个来源`,
    (n: number) => `crawling ${n} sources`,
  ),
  sourceDone: message(
    (id: string, outcome: string, found: number, fresh: number, revised: number) =>
      `  ${id}：${outcome}，读到 ${found} 条，新增 ${fresh}，修订 ${revised}`,
    (id: string, outcome: string, found: number, fresh: number, revised: number) =>
      `  ${id}: ${outcome}, ${found} found, ${fresh} new, ${revised} revised`,
  ),
  outcome: message(
    (o: string) =>
      ({
        new: '有新内容',
        unchanged: '无变化',
        empty: '空',
        blocked: '被拦截',
        'changed-shape': '页面改版',
        failed: '失败',
      })[o] ?? o,
    (o: string) => o,
  ),
  screening: message(
    () => '研判',
    () => 'screening',
  ),
  grouping: message(
    () => '归并',
    () => 'grouping',
  ),
  indexing: message(
    () => '索引',
    () => 'indexing',
  ),
  repeatedIds: message(
    (n: number) => `${n} 行的 id 前面已经有过，只算第一次出现的那一行`,
    (n: number) => `${n} lines repeat the id of an earlier one and were left out`,
  ),
  noLetters: message(
    () => '没有读到任何信件：输入是空的，或者没有一行是有效的信件',
    () => 'No letter was read: the input is empty, or none of its lines is a letter',
  ),
  ownSources: message(
    (n: number, source: string) => `其中 ${n} 条自带来源（source 列），按自带的来源存入，不归入 ${source}`,
    (n: number, source: string) => `${n} of them name a source of their own and keep it instead of ${source}`,
  ),
  importing: message(
    (file: string) => `导入 ${file}`,
    (file: string) => `importing ${file}`,
  ),
  headAlone: message(
    (file: string) => `${file} 里没有来信：只有表头或空行`,
    (file: string) => `${file} holds no letters: a head or empty lines alone`,
  ),
  imported: message(
    (received: number, fresh: number, revised: number, unchanged: number, failed: number) =>
      `收到 ${received} 条：新增 ${fresh}，修订 ${revised}，未变 ${unchanged}，失败 ${failed}`,
    (received: number, fresh: number, revised: number, unchanged: number, failed: number) =>
      `received ${received}: ${fresh} new, ${revised} revised, ${unchanged} unchanged, ${failed} failed`,
  ),
  badRow: message(
    (where: string, line: number, why: string) => `  ${where} 第 ${line} 行已跳过：${why}`,
    (where: string, line: number, why: string) => `  ${where} line ${line} skipped: ${why}`,
  ),
  leftOut: message(
    (where: string, line: number, why: string) => `  ${where} 第 ${line} 行已收下，但${why}`,
    (where: string, line: number, why: string) => `  ${where} line ${line} was taken, but ${why}`,
  ),
  undated: message(
    (n: number) => `  共 ${n} 条的时间无法识别或在将来，按没有时间收下，排序时视为今天收到`,
    (n: number) =>
      `  ${n} letters came without a date that can be read or that has passed: they count as received today`,
  ),
  yearless: message(
    (n: number) => `  共 ${n} 条的时间没有年份，按文件修改时间以前最近的一年`,
    (n: number) => `  ${n} dates had no year: the latest before the file was written was taken`,
  ),
  folderOfLetters: message(
    (folder: string, file: string) =>
      `${folder} 是文件夹，里面没有交换包（*.bundle.jsonl）。导入信件请写文件名，例如：lanting import ${file}`,
    (folder: string, file: string) =>
      `${folder} is a folder without bundles (*.bundle.jsonl). Name the files to import letters, such as: lanting import ${file}`,
  ),
  noNumbers: message(
    (n: number) =>
      `  ${n} 条都没有编号，按内容区分。有编号列的，请用 --map id=列名 指明后再导入一次：同样的来信不会重复收下，改用该编号`,
    (n: number) =>
      `  none of the ${n} letters has a number: they are told apart by their content. Where a column holds it, import once more with --map id=COLUMN: the same letters come in no second time and take that number`,
  ),
  noDates: message(
    (n: number) => `  ${n} 条都没有时间，按今天收到计。有时间列的，请用 --map postedAt=列名 指明后再导入一次`,
    (n: number) =>
      `  none of the ${n} letters has a date: they count as received today. Where a column holds it, import once more with --map postedAt=COLUMN`,
  ),
  mapHint: message(
    () => '  列名不认识的，可用 --map text=列名、--map id=列名 指明',
    () => '  name columns that are not recognised with --map text=COLUMN, --map id=COLUMN',
  ),
  unusedColumns: message(
    (names: string) => `  未使用的列：${names}`,
    (names: string) => `  columns not used: ${names}`,
  ),
  sheetLeftOut: message(
    (file: string, sheet: string) => `  ${file} 的工作表「${sheet}」未读：没有找到正文所在的列`,
    (file: string, sheet: string) => `  sheet “${sheet}” of ${file} was not read: no column with the letters' text`,
  ),
  hiddenSheet: message(
    (file: string, sheet: string, rows: number) =>
      `  ${file} 的工作表「${sheet}」是隐藏的，未读（${rows} 条）；需要的请在 Excel 里取消隐藏、保存后再导入`,
    (file: string, sheet: string, rows: number) =>
      `  sheet “${sheet}” of ${file} is hidden and was not read (${rows} rows); if they are wanted, unhide it in Excel, save and import again`,
  ),
  hiddenRows: message(
    (file: string, sheet: string, rows: number) =>
      `  ${file} 的工作表「${sheet}」中有 ${rows} 条在隐藏的行里（可能是筛选），也已读入`,
    (file: string, sheet: string, rows: number) =>
      `  ${rows} rows of sheet “${sheet}” of ${file} are hidden (by a filter perhaps) and were read too`,
  ),
  moreBadRows: message(
    (n: number) => `  另有 ${n} 行有问题，未逐一列出`,
    (n: number) => `  and ${n} more such rows`,
  ),
  dispositions: message(
    (kept: number, review: number, quarantined: number, duplicate: number, offTopic: number, failed: number) =>
      `去向：保留 ${kept}，待研判 ${review}，暂存 ${quarantined}，重复并入 ${duplicate}，与本市无关 ${offTopic}，失败 ${failed}`,
    (kept: number, review: number, quarantined: number, duplicate: number, offTopic: number, failed: number) =>
      `dispositions: kept ${kept}, review ${review}, quarantined ${quarantined}, duplicate ${duplicate}, off-topic ${offTopic}, failed ${failed}`,
  ),
  dispositionsOfAll: message(
    ({ kept, review, quarantined, duplicate, 'off-topic': offTopic, failed, pending }: Posts) =>
      `库中全部来件的去向：保留 ${kept}，待研判 ${review}，暂存 ${quarantined}，重复并入 ${duplicate}，与本市无关 ${offTopic}，失败 ${failed}${pending > 0 ? `，待处理 ${pending}` : ''}`,
    ({ kept, review, quarantined, duplicate, 'off-topic': offTopic, failed, pending }: Posts) =>
      `dispositions of all that is stored: kept ${kept}, review ${review}, quarantined ${quarantined}, duplicate ${duplicate}, off-topic ${offTopic}, failed ${failed}${pending > 0 ? `, pending ${pending}` : ''}`,
  ),
  hotTitle: message(
    (to: string, days: number) => `热点事项（截至 ${to}，近 ${days} 天）`,
    (to: string, days: number) => `Hot issues (to ${to}, ${days} days)`,
  ),
  uncounted: message(
    (n: number) =>
      `另有 ${n} 件来件待处理，尚未计入。lanting run 运行时会自动处理；没有运行的，请执行 lanting run --once`,
    (n: number) =>
      `${n} letters wait and are not counted yet. A lanting run takes them up; without one, lanting run --once`,
  ),
  waitingLetters: message(
    () => '待处理来件',
    () => 'letters that wait',
  ),
  nothingStored: message(
    () => '还没有数据',
    () => 'no data yet',
  ),
  noneWaiting: message(
    () => '没有待处理的来件',
    () => 'none',
  ),
  waitingHeld: message(
    (n: number, host: string, pid: string) => `${n} 件待处理，主机 ${host} 上的进程 ${pid} 正在处理`,
    (n: number, host: string, pid: string) => `${n} wait, process ${pid} on ${host} is at work`,
  ),
  waitingBeyond: message(
    (n: number, host: string, pid: string, until: string) =>
      `${n} 件待处理，登记的处理者（主机 ${host}，进程号 ${pid}）占用至 ${until}，远超一次续期，多半已不在`,
    (n: number, host: string, pid: string, until: string) =>
      `${n} wait; process ${pid} on ${host} holds its lease until ${until}, far beyond one renewal, and is most likely gone`,
  ),
  mendBeyond: message(
    () => '时钟曾走快过：请校准主机和数据库服务器的时间；lanting run 或 worker 等 30 秒，仍不见续期就接手',
    () =>
      'A clock has run ahead: set the clocks of the hosts and of the database server; lanting run or worker takes over once no renewal has come for 30 seconds',
  ),
  waitingAlone: message(
    (n: number) => `${n} 件待处理，没有程序在处理`,
    (n: number) => `${n} wait, and no process is at work`,
  ),
  mendOlder: message(
    () => '先停止旧版的全部进程并备份，再用本程序执行 lanting run --once（docs/update.md）',
    () => 'stop every process of the older program, back up, then lanting run --once with this one (docs/update.md)',
  ),
  mendRecords: message(
    () => '数据打不开，什么也处理不了：请按上面所说处理后，再执行 lanting doctor',
    () => 'Records cannot be opened and nothing works without them: do as said above, then lanting doctor again',
  ),
  mendWaiting: message(
    () => '执行 lanting run（只处理一遍：lanting run --once）；下一次 lanting import 也会处理',
    () => 'lanting run (once: lanting run --once); the next lanting import takes them up too',
  ),
  hotAhead: message(
    (day: string, today: string) => `所问的日期 ${day} 还没有到（今天是 ${today}），之后的来件还没有来`,
    (day: string, today: string) => `${day} lies ahead (today is ${today}): what comes after today is not here yet`,
  ),
  hotNone: message(
    () => '这段时间没有热点事项。可用 --days 放宽时间，或用 lanting sources list 检查来源',
    () => 'No hot issue in this window. Widen it with --days, or check lanting sources list',
  ),
  due: message(
    () => '随时',
    () => 'due',
  ),
  resumed: message(
    (id: string) => `已恢复 ${id}：暂停和等待已解除，下次定时采集即会访问`,
    (id: string) => `Resumed ${id}: its pause and wait are ended, the next crawl visits it`,
  ),
  head: {
    rank: message(
      () => '序',
      () => '#',
    ),
    title: message(
      () => '事项',
      () => 'issue',
    ),
    category: message(
      () => '类别',
      () => 'category',
    ),
    place: message(
      () => '地点',
      () => 'place',
    ),
    voices: message(
      () => '反映人数',
      () => 'voices',
    ),
    heat: message(
      () => '热度',
      () => 'heat',
    ),
    trend: message(
      () => '趋势',
      () => 'trend',
    ),
    source: message(
      () => '来源',
      () => 'source',
    ),
    name: message(
      () => '名称',
      () => 'name',
    ),
    nextVisit: message(
      () => '下次访问',
      () => 'next visit',
    ),
    kind: message(
      () => '类型',
      () => 'kind',
    ),
    standing: message(
      () => '验证',
      () => 'verified',
    ),
    state: message(
      () => '状态',
      () => 'state',
    ),
    plan: message(
      () => '访问计划',
      () => 'plan',
    ),
    letterTitle: message(
      () => '标题',
      () => 'title',
    ),
    id: message(
      () => '编号',
      () => 'id',
    ),
    posted: message(
      () => '时间',
      () => 'posted',
    ),
    precision: message(
      () => '精确率',
      () => 'precision',
    ),
    recall: message(
      () => '召回率',
      () => 'recall',
    ),
    records: message(
      () => '记录',
      () => 'records',
    ),
    check: message(
      () => '检查项',
      () => 'check',
    ),
    result: message(
      () => '结果',
      () => 'result',
    ),
  },
  trend: message(
    (t: string) => ({ new: '新', up: '↑ 升', flat: '→ 平', down: '↓ 降' })[t] ?? t,
    (t: string) => ({ new: 'new', up: '↑', flat: '→', down: '↓' })[t] ?? t,
  ),
  burst: message(
    () => '突发',
    () => 'burst',
  ),
  digestAt: message(
    (path: string) => `今日日报：${path}`,
    (path: string) => `today's digest: ${path}`,
  ),
  consoleAt: message(
    (url: string) => `工作台：${url} （按 Ctrl-C 停止）`,
    (url: string) => `console: ${url} (Ctrl-C stops)`,
  ),
  stopping: message(
    () => '正在停止：手头的一批写完就退出，再按一次 Ctrl-C 立即退出',
    () => 'stopping after the batch in hand; Ctrl-C again quits at once',
  ),
  stopped: message(
    () => '已停止，未处理完的内容已保存。再次执行同一命令即从断点继续',
    () => 'Stopped; what was not processed is stored. The same command goes on from there',
  ),
  heldBy: message(
    (host: string, pid: string, until: string) =>
      `这里的数据正由另一个兰听进程使用（主机 ${host}，进程号 ${pid}，占用至 ${until}，期间会自动续期）。请先停止它，或换用别的数据（--data 或 postgres 设置）`,
    (host: string, pid: string, until: string) =>
      `Another Lanting process is at work here (host ${host}, pid ${pid}, lease until ${until} and renewed while it runs). Stop it first, or name other data (--data, or the setting postgres)`,
  ),
  sending: message(
    (holder: string) => `另一个兰听进程（${holder}）正在发送日报和推送，本次没有发送；请稍后再试`,
    (holder: string) =>
      `Another Lanting process (${holder}) is sending digest and pushes, nothing was sent; try again later`,
  ),
  appended: message(
    () => '已写入收件箱，正在运行的进程会接着处理',
    () => 'Stored in the inbox; the running process will go on with it',
  ),
  reindexHandedOver: message(
    (heldBy: string) => `已开始重建索引。正在运行的兰听进程（${heldBy}）会在后台完成，检索照常可用；无需再次执行`,
    (heldBy: string) =>
      `The rebuild has begun. The running process (${heldBy}) finishes it in the background; searches go on meanwhile`,
  ),
  reindexUnfinished: message(
    () => '重建尚未完成，检索仍用旧索引；再次执行 lanting reindex 即从中断处继续',
    () => 'The rebuild is not finished, searches stay on the old index; lanting reindex goes on where it stopped',
  ),
  moreFound: message(
    () => '还有更多：用 --limit 加大条数，或用 --json 得到续页的 --cursor',
    () => 'more follow: raise --limit, or take the --cursor of the next page with --json',
  ),
  more: message(
    (cursor: string) => `还有更多，接着看：--cursor ${cursor}`,
    (cursor: string) => `more follow; go on with --cursor ${cursor}`,
  ),
  term: message(
    () => '词语',
    () => 'term',
  ),
  termCount: message(
    () => '结果中（条）',
    () => 'in results',
  ),
  termBackground: message(
    () => '全部（条）',
    () => 'in all',
  ),
  termScore: message(
    () => '突出程度',
    () => 'score',
  ),
  found: message(
    (n: number) => `找到 ${n} 条`,
    (n: number) => `${n} found`,
  ),
  wrote: message(
    (path: string) => `已写入 ${path}`,
    (path: string) => `wrote ${path}`,
  ),
  initSources: message(
    (on: readonly string[]) =>
      `来源先全部停用，run 和 crawl 不会访问任何网站。要采集：写好 crawl.contact，从 crawl.disabled 删去（${on.join('；')}），或把 lanting sources list 里的来源写进 crawl.enabled`,
    (on: readonly string[]) =>
      `every source is switched off: run and crawl ask no site. To read some: set crawl.contact, remove from crawl.disabled (${on.join('; ')}), or name sources of lanting sources list in crawl.enabled`,
  ),
  initExists: message(
    (path: string) => `${path} 已存在，未改动。用 --force 覆盖`,
    (path: string) => `${path} exists and was left alone; --force overwrites it`,
  ),
  pushesFailed: message(
    (again: number, faulty: number, dead: number) =>
      `${[
        ...(again > 0 ? [`${again} 次推送没有送达，会自动重试`] : []),
        ...(faulty > 0 ? [`${faulty} 次推送要改好 dispatch.endpoints 的设置才能送达`] : []),
        ...(dead > 0 ? [`${dead} 次推送不再重试，处理好后用 lanting jobs retry 重发`] : []),
      ].join('；')}；原因见 lanting jobs`,
    (again: number, faulty: number, dead: number) =>
      `${[
        ...(again > 0 ? [`${again} pushes did not arrive and are tried again`] : []),
        ...(faulty > 0 ? [`${faulty} pushes wait until dispatch.endpoints is mended`] : []),
        ...(dead > 0 ? [`${dead} pushes are given up: lanting jobs retry once mended`] : []),
      ].join('; ')}; lanting jobs tells why`,
  ),
  digestSent: message(
    (sent: number, failed: number) => `日报已发送 ${sent} 封，失败 ${failed} 封`,
    (sent: number, failed: number) => `digest: ${sent} sent, ${failed} failed`,
  ),
  digestAllSent: message(
    (day: string) => `${day} 的日报已全部发送，没有要补发的`,
    (day: string) => `the digest of ${day} has been sent to everybody on its list; nothing is left to send`,
  ),
  digestNotListed: message(
    (day: string, recipients: readonly string[]) =>
      `${recipients.join('、')} 是 ${day} 的日报首次发送之后才加入 digest.to 的，收不到这一天的，从下一期起收到`,
    (day: string, recipients: readonly string[]) =>
      `${recipients.join(', ')} came to digest.to after the digest of ${day} was first sent: they get the next one`,
  ),
  digestUnsent: message(
    (day: string, place: number, recipient: string, why: string, code: string) =>
      `${day} 的日报没有送达 digest.to 第 ${place} 位（${recipient}）：${why}（${code}）`,
    (day: string, place: number, recipient: string, why: string, code: string) =>
      `the digest of ${day} did not reach recipient ${place} of digest.to (${recipient}): ${why} (${code})`,
  ),
  redated: message(
    (n: number) => `节假日安排已载入，${n} 件交办的暂定时限已重新计算`,
    (n: number) => `the holidays are loaded now: ${n} provisional deadlines were counted again`,
  ),
  noRecipients: message(
    () => '没有收件人：请在配置里填写 digest.to 和 digest.smtp',
    () => 'No recipients: set digest.to and digest.smtp in the config',
  ),
  training: message(
    (n: number) => `训练 ${n} 条`,
    (n: number) => `training on ${n} rows`,
  ),
  rowsSkipped: message(
    (n: number) => `${n} 行没有标签或内容，已跳过`,
    (n: number) => `${n} rows without a label or text were skipped`,
  ),
  on: message(
    () => '启用',
    () => 'on',
  ),
  off: message(
    () => '停用',
    () => 'off',
  ),
  folderUnusable: message(
    (path: string, why: string) => `建不了文件夹 ${path}：${why}。请换一个可写的位置`,
    (path: string, why: string) => `the folder ${path} cannot be made: ${why}; choose a place that can be written`,
  ),
  takesNoFolder: message(
    () => '上一级不允许在其中新建文件夹',
    () => 'the folder above takes no new one',
  ),
  doctorOk: message(
    () => '正常',
    () => 'ok',
  ),
  doctorBad: message(
    () => '有问题',
    () => 'problem',
  ),
  doctorWarn: message(
    () => '请注意',
    () => 'take care',
  ),
  doctorSkip: message(
    () => '未启用',
    () => 'not used',
  ),
  failed: message(
    (code: string, text: string) => `出错（${code}）：${text}`,
    (code: string, text: string) => `error (${code}): ${text}`,
  ),
} as const
