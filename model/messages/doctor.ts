import { message } from '../catalogue.ts'

/** What `lanting doctor` checks and how to mend each. */
export const doctorMessages = {
  dictionary: message(
    () => '词典',
    () => 'dictionary',
  ),
  models: message(
    () => '模型',
    () => 'models',
  ),
  modelsInUse: message(
    (files: string) => files || '自带',
    (files: string) => files || 'as shipped',
  ),
  mendModels: message(
    () => '请改正配置里的 models，或去掉它以使用自带模型',
    () => 'Mend models in the config, or drop it to use the shipped ones',
  ),
  store: message(
    () => '数据文件夹',
    () => 'data folder',
  ),
  keys: message(
    () => '密钥文件夹',
    () => 'keys folder',
  ),
  calendar: message(
    () => '放假安排',
    () => 'holidays',
  ),
  calendarKnown: message(
    (year: number) => `已载入至 ${year} 年`,
    (year: number) => `known up to ${year}`,
  ),
  calendarEnds: message(
    (year: number) => `没有 ${year} 年的放假安排：落在该年的办理时限只能暂定，按周末推算`,
    (year: number) =>
      `the holidays of ${year} are not loaded: deadlines that fall into it are provisional, by weekends`,
  ),
  mendCalendar: message(
    (year: number) =>
      `国务院办公厅公布 ${year} 年放假安排后，更新程序，或在配置里写 calendar: { complete: [${year}], off: [放假的日子], work: [调休上班的日子] }，暂定的时限会自动改为正式`,
    (year: number) =>
      `Once the notice for ${year} is out, update the program or set calendar: { complete: [${year}], off: […], work: […] }; provisional deadlines then get their dates by themselves`,
  ),
  console: message(
    () => '工作台端口',
    () => 'console port',
  ),
  portFree: message(
    (port: number) => `${port} 可用`,
    (port: number) => `${port} is free`,
  ),
  anyPort: message(
    () => '自动选择',
    () => 'any free one',
  ),
  portOurs: message(
    (port: number) => `${port} 上正运行着本数据文件夹的工作台`,
    (port: number) => `${port} is held by the console of this data folder`,
  ),
  free: message(
    (gigabytes: number) => `剩余空间 ${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GB`,
    (gigabytes: number) => `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GB free`,
  ),
  comma: message(
    () => '，',
    () => ', ',
  ),
  late: message(
    () => '5 秒内没有回应',
    () => 'no answer within 5 s',
  ),
  answered: message(
    (words: string) => `对方回答：${words}`,
    (words: string) => words,
  ),
  redisFull: message(
    (megabytes: number) => `内存已满（maxmemory ${megabytes.toFixed(0)} MB），不再接收任务`,
    (megabytes: number) => `memory is full (maxmemory ${megabytes.toFixed(0)} MB), it takes no jobs`,
  ),
  noBrowser: message(
    () => '没有找到 Chromium',
    () => 'no Chromium found',
  ),
  sources: message(
    () => '来源',
    () => 'sources',
  ),
  clock: message(
    () => '时钟',
    () => 'clock',
  ),
  browser: message(
    () => '浏览器',
    () => 'browser',
  ),
  sourceCount: message(
    (n: number, on: number) => `${n} 个，启用 ${on} 个`,
    (n: number, on: number) => `${n}, ${on} enabled`,
  ),
  fixedClock: message(
    (at: string) => `固定在 ${at}`,
    (at: string) => `fixed at ${at}`,
  ),
  mendNode: message(
    () => '请用 bin/lanting.mjs 启动，或安装 Node 24',
    () => 'start with bin/lanting.mjs, or install Node 24',
  ),
  mendNative: message(
    () => '分词模块未编译成功：安装 C++ 编译工具后执行 npm rebuild nodejieba',
    () => 'The segmenter is not built: install a C++ toolchain, then npm rebuild nodejieba',
  ),
  mendDictionary: message(
    () => '词典文件有误，请从版本库恢复 analyzers/dict',
    () => 'The dictionary is broken; restore analyzers/dict from the repository',
  ),
  mendStore: message(
    (dir: string) => `请确认 ${dir} 可写且磁盘有 1 GB 以上空间，或用 --data 换一个文件夹`,
    (dir: string) => `Make ${dir} writable with over 1 GB free, or choose another with --data`,
  ),
  mendKeys: message(
    (dir: string) => `请确认 ${dir} 可写，或在配置里改 keysDir`,
    (dir: string) => `Make ${dir} writable, or change keysDir in the config`,
  ),
  mendConsole: message(
    () => '请停止占用端口的程序，或在配置里改 console.port（0 表示自动选择）',
    () => 'Stop the program that holds the port, or change console.port in the config (0 picks a free one)',
  ),
  mendSources: message(
    () => '执行 lanting sources check 查看哪条规则有误',
    () => 'lanting sources check names the broken recipe',
  ),
  mendClock: message(
    () => '请校准系统时间',
    () => 'set the system clock',
  ),
  mendSmtp: message(
    () => '请检查 digest.smtp 的主机、端口、账号',
    () => 'check host, port and account of digest.smtp',
  ),
  endpoints: message(
    () => '推送接口',
    () => 'endpoints',
  ),
  mendEndpoints: message(
    () => '请检查 dispatch.endpoints 的 url、secret 和 allowPrivate',
    () => 'check url, secret and allowPrivate of dispatch.endpoints',
  ),
  mendServer: message(
    (key: string) => `请确认服务已启动，且配置里的 ${key} 地址正确；不用它就删掉这一行`,
    (key: string) =>
      `Start the server and check the address at ${key} in the config; remove the line if you do not use it`,
  ),
  mendBrowser: message(
    () => '只有需要渲染页面的来源才用到浏览器：apt install chromium，或 npm i @sparticuz/chromium',
    () => 'Only sources that render pages need one: apt install chromium, or npm i @sparticuz/chromium',
  ),
} as const
