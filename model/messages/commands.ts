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
    () => '来源：列出、检查、试采',
    () => 'sources: list, check, try',
  ),
  sourcesList: message(
    () => '列出来源和访问计划',
    () => 'list the sources and how each is visited',
  ),
  sourcesCheck: message(
    () => '用保存的样页检查每个来源的规则',
    () => 'replay each recipe on its sample page',
  ),
  sourcesTry: message(
    () => '试采一个来源：显示会采到什么，不写入',
    () => 'show what a source would give now, writing nothing',
  ),
  import: message(
    () => '导入 CSV、XLSX、JSONL 信件',
    () => 'import letters from CSV, XLSX or JSONL',
  ),
  importSource: message(
    () => '这些信件的来源名（默认文件名）',
    () => 'source id of these letters (default: the file name)',
  ),
  importMap: message(
    () => '列名对应，如 --map text=诉求内容',
    () => 'column mapping, e.g. --map text=诉求内容',
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
    () => '只看某区县',
    () => 'one district only',
  ),
  category: message(
    () => '只看某类别',
    () => 'one category only',
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
    () => '排序：time 时间，relevance 相关度',
    () => 'order: time or relevance',
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
    () => '只打开工作台，不采集',
    () => 'console only',
  ),
  reindex: message(
    () => '由记录重建检索索引',
    () => 'rebuild the search index from Records',
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
