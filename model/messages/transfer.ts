import { message } from '../catalogue.ts'

/** What backup, restore and move say to people. */
export const transferMessages = {
  saving: message(
    () => '备份',
    () => 'saving',
  ),
  loading: message(
    () => '写入',
    () => 'loading',
  ),
  saved: message(
    (posts: number, rows: number, dir: string) =>
      `完成：${posts} 条内容（共 ${rows} 行）存入 ${dir}。密钥文件夹和 lanting.yaml 不在其中，请另行妥善保管`,
    (posts: number, rows: number, dir: string) =>
      `done: ${posts} posts (${rows} rows) in ${dir}; the keys folder and lanting.yaml are no part of it, keep them safe apart`,
  ),
  restored: message(
    (rows: number) => `已恢复 ${rows} 行，逐表核对一致`,
    (rows: number) => `${rows} rows restored, every table agrees`,
  ),
  moved: message(
    (rows: number, to: string) => `已迁移 ${rows} 行，逐表核对一致。今后请使用 ${to}`,
    (rows: number, to: string) => `${rows} rows moved, every table agrees; from now on use ${to}`,
  ),
  before: message(
    () => '这份数据此前已经放到此处，没有再作改动；要重新覆盖请加 --over',
    () => 'these rows were put here before and nothing was changed; --over puts them here again',
  ),
  sourceKept: message(
    (dir: string) => `${dir} 中的原数据没有改动；请不要再用旧配置运行，确认无误后可以删除`,
    (dir: string) => `the data in ${dir} is as it was; do not run on it any more, and delete it once all is well`,
  ),
  records: message(
    () => '数据',
    () => 'records',
  ),
  mendMoved: message(
    () => '停止使用这份配置和数据文件夹的进程和定时任务；确要回到这里，请从那边备份后 lanting restore --over',
    () =>
      'stop whatever still uses this config and folder, cron too; to come back, back up there and lanting restore --over',
  ),
  movedAway: message(
    (to: string) => `这里的数据已迁到 ${to}，这是留下的旧的一份：此后在这里收到和办理的，那边都没有。请改用那边的配置`,
    (to: string) =>
      `the data here was moved to ${to} and this is what was left behind: nothing that comes in or is decided here is there; use the config of the other`,
  ),
  kept: message(
    (where: string) => `原有数据另存在 ${where}，确认无误后可以删除`,
    (where: string) => `what was there before is kept in ${where}; delete it once all is well`,
  ),
  indexAnew: message(
    () => '全文索引属于恢复（或迁移）之前的数据，现按现有数据重建；建好之前，检索结果可能不全',
    () =>
      'the search index is of the data before a restore or move and is made anew; until then a search may find less',
  ),
  erased: message(
    (n: number) => `备份之后清除过的 ${n} 条内容，已再次清除`,
    (n: number) => `${n} posts erased since the backup were erased again`,
  ),
  /** Keys of the voices, by what is amiss. */
  keys: {
    missing: message(
      (file: string) =>
        `没有找到反映人密钥 ${file}：请在下次导入或采集之前，把另行保管的 voices-….json 放到这里；原文件编号不同的（旧版程序的备份），请改成这个名字。否则同一人今后会被当作新的一人，以电话等编号的来信再次导入时会重复入库`,
      (file: string) =>
        `no voice keys at ${file}: before anything more comes in put the voices-….json kept apart there, under this name whatever it was called, else people count as new ones and rows numbered by a phone come in once more`,
    ),
    other: message(
      (file: string) =>
        `${file} 中的反映人密钥与这些数据上一次所用的不是同一份：同一人会被当作两个人。各主机、各配置的 keysDir 必须是同一份，请核对后只留最早的那份；若是有意更换，从此重新计数，不再提示`,
      (file: string) =>
        `the voice keys in ${file} are not those by which these Records were last filled: one person counts as two. keysDir must be the same for every host and config, so keep the first file alone; exchanged on purpose, people count anew and this is not said again`,
    ),
  },
  keysOf: message(
    () => '反映人密钥',
    () => 'voice keys',
  ),
  mendKeys: message(
    () => '让各主机的 keysDir 指向同一个文件夹，其中放回此前所用的 voices-….json',
    () => 'let keysDir of every host be one folder, and put the voices-….json that was used before into it',
  ),
  goOn: message(
    () => '已停止，原有数据未动。再次执行同一命令即继续',
    () => 'Stopped; what was there is untouched. The same command goes on from there',
  ),
  begun: message(
    () => '已停止，备份没有做完。再次执行同一命令即重新备份',
    () => 'Stopped, the backup is not finished. The same command begins it anew',
  ),
} as const
