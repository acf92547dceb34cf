import { message } from '../catalogue.ts'

/** What `lanting erase` says to people. */
export const eraseMessages = {
  noId: message(
    (id: string) => `不是内容编号：${id}。编号共 26 位，见工作台、lanting search --json 或 lanting export 中的 id`,
    (id: string) =>
      `not the id of a post: ${id}; it has 26 characters, see the console, lanting search --json or lanting export`,
  ),
  erased: message(
    (id: string) => `已清除 ${id}`,
    (id: string) => `erased ${id}`,
  ),
  nothing: message(
    (id: string) => `${id} 没有可清除的内容（此前已清除，或尚未收到）；已登记，今后再来也不会收入`,
    (id: string) => `nothing to erase of ${id} (erased before, or never seen); it is noted and will not come in again`,
  ),
  unfinished: message(
    () => '内容已清除，但正在运行的进程还没有更新事项和检索索引；请稍后再次执行同一命令，直到显示完成',
    () =>
      'Erased, but the running process has not brought issues and search up to date; give the same command again until it is done',
  ),
  byHand: message(
    () =>
      '已从记录、事项名称、交办件名称、待推送内容、检索索引和原始网页存档中清除。程序改不了的副本，请人工检查删除：已发出的邮件和推送、lanting backup 的备份、跨区传输包、导入用的原始文件、交办说明和答复中由人填写的文字、数据库服务器自己的备份，以及下列文件',
    () =>
      'Gone from records, names of issues and cases, pushes to come, search and the vault of raw pages. Copies that the program cannot change, to be looked through and deleted by hand: mails and pushes that were sent, folders of lanting backup, bundles between zones, imported files, what people wrote into notes and answers of cases, backups of a database server, and these files',
  ),
} as const
