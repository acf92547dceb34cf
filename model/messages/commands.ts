import { message } from '../catalogue.ts'

/** Help texts of the commands. */
export const commandMessages = {
  program: message(
    () => '兰听：汇集兰州的公开诉求，筛选、归并、排行、检索，并交办到位',
    () => 'Lanting: collects, screens, groups, ranks and hands over what people in Lanzhou write to their city',
  ),
  help: message(
    () => '显示帮助',
    () => 'show help',
  ),
  config: message(
    () => '配置文件（默认 ./lanting.yaml；没有则用样例城市）',
    () => 'config file (default ./lanting.yaml, else the sample city)',
  ),
  data: message(
    () => '数据文件夹，覆盖配置中的 dataDir',
    () => 'data folder, instead of dataDir',
  ),
  lang: message(
    () => '提示语言',
    () => 'language of messages',
  ),
  json: message(
    () => '输出 JSON，供程序读取',
    () => 'JSON for programs',
  ),
  run: message(
    () => '采集、研判、归并、排行、生成日报并打开工作台',
    () => 'crawl, screen, group, rank, write the digest, serve the console',
  ),
  once: message(
    () => '只做一遍，打印热点表后退出',
    () => 'one pass, print the hot table, exit',
  ),
  crawl: message(
    () => '立即采集（不写来源则采集全部已启用的）',
    () => 'crawl now (all enabled sources, or those named)',
  ),
  sources: message(
    () => '来源：列出、检查、试采、为网址拟配方、与订阅工具互通（OPML）',
    () => 'sources: list, check, try, propose a recipe for an address, OPML in and out',
  ),
  sourcesList: message(
    () => '列出来源和访问计划',
    () => 'list the sources and how each is visited',
  ),
  sourcesCheck: message(
    () => '用保存的样页检查每个来源的规则',
    () => 'replay each recipe on its sample page',
  ),
  crawlDue: message(
    () => '只采集到期的来源（按各自间隔、时段和次数），适合定时任务',
    () => 'only sources that are due by their rhythm, hours and budget: for a timer',
  ),
  crawlOut: message(
    () => '采集区用：不处理，把新内容写成签名的交换包，放进此文件夹',
    () => 'for a crawling zone: process nothing, write what is new as signed bundles into this folder',
  ),
  evidence: message(
    () => '一条内容的取证记录：网址、时间、响应头和指纹；原始响应只核对，不显示',
    () => 'what answer stands behind a post: address, time, headers, hash; a raw answer is compared, never shown',
  ),
  crawlAgain: message(
    () => '与 --out 同用：重新写出途中丢失的包，如 --again 3,7',
    () => 'with --out: write bundles once more that were lost on the way, such as 3,7',
  ),
  bundleKey: message(
    () => '生成采集区的签名密钥，并打印要写进控制台一侧配置的公钥',
    () => "make the crawling zone's signing key and print what the console's zone puts into its config",
  ),
  sourcesResume: message(
    () => '解除来源的自动暂停，以及对方主机要求的等待（故障排除后使用）',
    () => 'End the pause of sources and the wait their hosts asked for, once the fault is mended',
  ),
  sourcesTry: message(
    () => '试采一个来源：显示会采到什么，不写入',
    () => 'show what a source would give now, writing nothing',
  ),
  discoverBrowser: message(
    () => '直接用浏览器读（缺省只在源代码里没有列表时才用）',
    () => 'read it in a browser at once (else only where the source holds no list)',
  ),
  sourcesDiscover: message(
    () => '为一个栏目页或订阅地址拟出来源配方（YAML），并显示会采到什么；不写入',
    () => 'propose a recipe (YAML) for a column page or feed and show what it would give, writing nothing',
  ),
  importOpml: message(
    () => '读入订阅工具导出的 OPML，每个订阅写成一个来源配方（默认不启用）',
    () => 'read an OPML file: one recipe for each feed, off until turned on',
  ),
  importOpmlOut: message(
    () => '配方写入的文件夹（默认 ./recipes）',
    () => 'folder the recipes are written to (default ./recipes)',
  ),
  exportOpml: message(
    () => '把订阅类来源导出为 OPML，供其他订阅工具使用',
    () => 'the feeds among the sources as OPML, for other feed readers',
  ),
  import: message(
    () => '导入 CSV、XLSX、JSONL 信件',
    () => 'import letters from CSV, XLSX or JSONL',
  ),
  importSource: message(
    () => '这些信件的来源名（默认文件名）',
    () => 'source id of these letters (default: the file name)',
  ),
  trainMap: message(
    () => '列名对应，如 --map label=类型 --map text=诉求内容',
    () => 'column mapping, e.g. --map label=类型 --map text=诉求内容',
  ),
  importMap: message(
    () =>
      '列名对应，可重复写，如 --map text=诉求内容。左边：id 编号、title 标题、text 正文、postedAt 时间、author 写信人、district 区县、street 街道或地址、appealType 诉求类型、addressee 承办单位、sourceCaseId 工单编号、sourceState 状态、channel 渠道、answerText 答复、answerUnit 答复单位、answerAt 答复时间、url、likes、replies、views；也可写这些列的通常叫法，如 编号、正文',
    () =>
      'column mapping, may be repeated, e.g. --map text=诉求内容. Left: id, title, text, postedAt, author, district, street, appealType, addressee, sourceCaseId, sourceState, channel, answerText, answerUnit, answerAt, url, likes, replies, views, or a usual name of such a column',
  ),
  city: message(
    () => '以哪个城市为准；none：不判断是否本市',
    () => 'whose posts are on topic; none: all are',
  ),
  screen: message(
    () => '逐行研判 JSONL（文件或 -），一行进一行出',
    () => 'screen JSONL (file or -), one line out for each in',
  ),
  model: message(
    () => '换用模型文件，如 --model category=M',
    () => 'use a model file, e.g. --model category=M',
  ),
  workers: message(
    () => '并行线程数',
    () => 'threads',
  ),
  group: message(
    () => '归并 JSONL（文件或 -），输出每条所属事项',
    () => 'group JSONL (file or -): the issue of each post',
  ),
  groupWindow: message(
    () => '每行等其后再来这么多条才写出（默认 200000），写出后不再改',
    () => 'write a line once so many later ones have come (default 200000); it changes no more',
  ),
  groupIssues: message(
    () => '把事项另写入此文件',
    () => 'write the issues to this file',
  ),
  hot: message(
    () => '热点事项排行',
    () => 'ranked hot issues',
  ),
  asOf: message(
    () => '截至时间（日期指当天结束）',
    () => 'end of the window (a date means the end of that day)',
  ),
  days: message(
    () => '往回看的天数',
    () => 'days to look back',
  ),
  top: message(
    () => '显示前几名',
    () => 'rows',
  ),
  district: message(
    () => '只看某区县，可只写名称的一部分',
    () => 'one district only; a part of its name will do',
  ),
  category: message(
    () => '只看某类别',
    () => 'one category only',
  ),
  department: message(
    () => '只看某建议主办单位，可只写名称的一部分',
    () => 'one suggested lead unit only; a part of its name will do',
  ),
  order: message(
    () => '排序：heat 热度（默认），per-capita 每万人反映数',
    () => 'order: heat (default), or per-capita: voices per 10,000 residents',
  ),
  by: message(
    () => '不列事项，改按区县、类别或建议主办单位统计',
    () => 'count by district, category or suggested unit instead of listing issues',
  ),
  hard: message(
    () => '改列难点事项：答复后反复、承诺或时限逾期、多次退回、久拖、多部门（默认近 90 天）',
    () => 'hard issues instead: back after an answer, promises or deadlines overdue, returned, long-lived (90 days)',
  ),
  words: message(
    () => '改列近 7 天新出现的高频词，以及分区分类突增',
    () => 'emerging words of 7 days and surges by district and category instead',
  ),
  replay: message(
    () => '按 --config 的规则重演已存的日子，只列差别，不改动数据',
    () => 'run stored days again under the rules of --config and print the difference, changing nothing',
  ),
  replayFrom: message(
    () => '从哪天起（默认往前 hot.days 天）',
    () => 'first day (default hot.days before the end)',
  ),
  replayTo: message(
    () => '到哪天止，含当天（默认现在）',
    () => 'last day, whole (default now)',
  ),
  search: message(
    () => '检索（与工作台一致）',
    () => 'search, as the console does',
  ),
  limit: message(
    () => '条数',
    () => 'rows',
  ),
  sort: message(
    () => '排序：time 时间，relevance 相关度，heat 所属事项的热度',
    () => 'order: time, relevance or heat of the issue',
  ),
  cursor: message(
    () => '从上一页给出的翻页标记接着看',
    () => 'go on behind an earlier page, with the cursor it gave',
  ),
  terms: message(
    () => '不列帖文，列出检索结果中明显多于平常的词语',
    () => 'list the words that stand out in what was found instead of the posts',
  ),
  export: message(
    () => '导出全部帖文的编号、去向、事项等（JSONL）',
    () => 'export posts as JSONL',
  ),
  train: message(
    () => '用自己的标注信件训练模型',
    () => 'train a model on your own labelled letters',
  ),
  task: message(
    () => '任务：category 类别，spam 无效信息',
    () => 'category or spam',
  ),
  trainOut: message(
    () => '模型写到哪里',
    () => 'where to write the model',
  ),
  eval: message(
    () => '用标注文件衡量研判质量',
    () => 'measure screening against labelled files',
  ),
  digest: message(
    () => '日报：预览或发送',
    () => 'the daily digest: preview or send',
  ),
  digestDate: message(
    () => '哪一天（默认今天）',
    () => 'which day (default today)',
  ),
  dryRun: message(
    () => '写出 .html、.txt、.json 到此文件夹，不发送',
    () => 'write .html, .txt and .json to this folder, send nothing',
  ),
  send: message(
    () => '发送给 digest.to 的收件人',
    () => 'send to the recipients of digest.to',
  ),
  serve: message(
    () => '只打开工作台：不采集、不发日报，在工作台上做的事照常生效',
    () => 'the console without crawling and mail; what is done on it takes effect',
  ),
  worker: message(
    () => '处理队列里的任务（配置 redis 后，可在任意多台主机上运行）',
    () => 'work on the queued jobs; any number of them on any hosts once redis is configured',
  ),
  workerQueues: message(
    () => '只做这几项，逗号分隔：crawl,screen,group,deliver（默认全部）',
    () => 'only these, by commas: crawl,screen,group,deliver (default: all)',
  ),
  jobs: message(
    () => '查看任务（list，默认）；把失败的重新处理（retry 编号… 或 --all）',
    () => 'list the jobs (default), or retry the failed ones (retry ID…, or --all)',
  ),
  jobsAll: message(
    () => '与 retry 合用：全部失败的任务',
    () => 'with retry: every failed job',
  ),
  erase: message(
    () => '按来件编号或 id 彻底清除内容（被遗忘权），尚未收到的也登记在册，不再收入；写审计记录，可重复执行',
    () =>
      'erase posts for good by number or id, those not seen yet too: they will not come in again; leaves an audit line, safe to repeat',
  ),
  eraseBy: message(
    () => '由谁清除，写入审计记录（默认 cli）',
    () => 'who erases, for the audit line (default: cli)',
  ),
  reindex: message(
    () => '由记录重建检索索引',
    () => 'rebuild the search index from Records, while searches go on',
  ),
  backup: message(
    () => '备份全部记录到一个新文件夹（可在运行中进行；密钥、配置、检索索引不在其中）',
    () =>
      'save all records into a new folder, also while running; keys, settings and the search index are no part of it',
  ),
  restore: message(
    () => '把备份恢复到配置所指的位置（SQLite 或 PostgreSQL），逐表核对后重建检索索引',
    () => 'put a backup back where the config says (SQLite or PostgreSQL), checked table by table; search is rebuilt',
  ),
  over: message(
    () => '替换已有的数据；被替换的会另存保留',
    () => 'replace data that is there; what is replaced is kept aside',
  ),
  move: message(
    () => '把单机数据迁到另一份配置所指的位置（如 PostgreSQL 集群），中断后再次执行即继续',
    () => 'carry the data of one machine to where another config says; run again after an interruption, it goes on',
  ),
  moveFrom: message(
    () => '迁出的数据文件夹',
    () => 'data folder to carry',
  ),
  moveTo: message(
    () => '迁入处的配置文件',
    () => 'config file of the target',
  ),
  doctor: message(
    () => '检查运行环境并说明如何修复',
    () => 'check the environment and say how to mend it',
  ),
  init: message(
    () => '写出带注释的配置文件 lanting.yaml',
    () => 'write a commented lanting.yaml',
  ),
  force: message(
    () => '覆盖已有文件',
    () => 'overwrite',
  ),
} as const
