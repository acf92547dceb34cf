import { message } from '../catalogue.ts'

/** What the queue of jobs says to people. */
export const jobMessages = {
  writing: message(
    () => '本进程负责归并和索引',
    () => 'this process groups and indexes',
  ),
  standby: message(
    (holder: string) => `归并由另一进程负责（${holder}），本进程待命，它停了就接手`,
    (holder: string) => `another process groups (${holder}); this one stands by and takes over when it stops`,
  ),
  working: message(
    (roles: string) => `开始处理任务：${roles}。按 Ctrl-C 停止`,
    (roles: string) => `working on ${roles}; Ctrl-C stops`,
  ),
  role: message(
    (role: string) => ({ crawl: '采集', screen: '研判', group: '归并', deliver: '发送' })[role] ?? role,
    (role: string) => role,
  ),
  state: message(
    (state: string) => ({ waiting: '等待', active: '进行中', delayed: '等待重试', failed: '失败' })[state] ?? state,
    (state: string) => ({ delayed: 'to be retried' })[state] ?? state,
  ),
  head: {
    queue: message(
      () => '任务',
      () => 'queue',
    ),
    id: message(
      () => '编号',
      () => 'id',
    ),
    size: message(
      () => '条数',
      () => 'size',
    ),
    attempts: message(
      () => '次数',
      () => 'tries',
    ),
    since: message(
      () => '时间',
      () => 'since',
    ),
    reason: message(
      () => '原因',
      () => 'reason',
    ),
  },
  none: message(
    () => '没有失败或等待重试的任务',
    () => 'no job has failed or waits to be retried',
  ),
  waitingPosts: message(
    (n: number) => `待处理（还没有自动研判）的内容 ${n} 条`,
    (n: number) => `${n} posts wait to be screened`,
  ),
  nextTry: message(
    () => '等待重试的推送会自动再试，时间一栏是下次尝试的时间；多次不成才算失败',
    () => 'pushes to be retried are tried again by themselves at the time given; after the last try they have failed',
  ),
  mendFirst: message(
    () => '原因是配置的推送，改好 dispatch.endpoints 之前再试也送不到；改好后到时自动再试',
    () => 'pushes that fail by the config cannot arrive before dispatch.endpoints is mended; then their next try does',
  ),
  retryHint: message(
    () => '重新处理：lanting jobs retry 编号，或 lanting jobs retry --all',
    () => 'to retry: lanting jobs retry ID, or lanting jobs retry --all',
  ),
  retried: message(
    (n: number) => `已重新排队 ${n} 个任务`,
    (n: number) => `${n} jobs queued again`,
  ),
  noQueue: message(
    () => '没有配置 redis：任务都在 lanting run 进程内部处理，这里列出的是还没有送达的推送',
    () => 'no redis in the config: jobs live within lanting run; below are the pushes that have not arrived',
  ),
  /** What happened to the queue itself, by code. */
  failed: {
    'jobs.unreachable': message(
      (host: unknown) => `连不上 Redis（${host}）：恢复后自动继续，任务不会丢失；请检查服务是否运行、地址是否正确`,
      (host: unknown) =>
        `Redis ${host} does not answer; work goes on when it is back, check the server and its address`,
    ),
    'jobs.denied': message(
      (host: unknown) => `Redis（${host}）拒绝访问：请检查 redis 设置中的用户、密码和权限，改好后重新启动`,
      (host: unknown) =>
        `Redis ${host} refuses us: check user, password and rights in the setting redis, then start anew`,
    ),
    'jobs.full': message(
      (host: unknown) =>
        `Redis（${host}）内存已满，不再接收任务：请调高 maxmemory 或清理；来件都在数据库里，腾出空间后自动继续`,
      (host: unknown) =>
        `Redis ${host} is full and takes no jobs: raise its maxmemory or free some; all letters are in Records, and work goes on once there is room`,
    ),
    'jobs.forgotten': message(
      (host: unknown) => `Redis（${host}）被清空过，手头的任务已不在队列中：会自动重新排队，不会丢失`,
      (host: unknown) => `Redis ${host} was emptied while a job was in hand: it is queued again, nothing is lost`,
    ),
  },
} as const

export type JobsCode = keyof typeof jobMessages.failed
