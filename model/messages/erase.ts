import { message } from '../catalogue.ts'

/** A letter as people tell it from others. */
export interface Found {
  readonly source: string
  /** Empty where it has none. */
  readonly number: string
  readonly day: string
  readonly id: string
}

/** What `lanting erase` says to people. */
export const eraseMessages = {
  noId: message(
    (id: string) =>
      `没有编号为 ${id} 的来件。可写来件自己的编号（工作台每条来件下方所示），或 lanting search --json、lanting export 中 26 位的 id`,
    (id: string) =>
      `no letter has the number ${id}; give its own number, as the console shows it, or the id of 26 characters of lanting search --json or lanting export`,
  ),
  several: message(
    (number: string, found: readonly Found[]) =>
      `编号 ${number} 有 ${found.length} 条来件，没有清除任何一条；请改写要清除的那条的 id：${found.map((f) => `${f.id}（来源 ${f.source}，${f.day}）`).join('、')}`,
    (number: string, found: readonly Found[]) =>
      `${found.length} letters have the number ${number}, and none was erased; give the id of the one that is meant: ${found.map((f) => `${f.id} (${f.source}, ${f.day})`).join(', ')}`,
  ),
  found: message(
    (f: Found) => `找到：来源 ${f.source}，${f.number === '' ? '无编号' : `编号 ${f.number}`}，${f.day}（id ${f.id}）`,
    (f: Found) =>
      `found: ${f.source}, ${f.number === '' ? 'without a number' : `number ${f.number}`}, ${f.day} (id ${f.id})`,
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
      '已从记录、事项名称、交办件名称、待推送内容、检索索引和原始网页存档中清除。程序改不了的副本，请人工检查删除：已发出的邮件和推送、lanting backup 的备份、跨区传输包、导入用的原始文件、交办说明和答复中由人填写的文字、数据库服务器自己的备份',
    () =>
      'Gone from records, names of issues and cases, pushes to come, search and the vault of raw pages. Copies that the program cannot change, to be looked through and deleted by hand: mails and pushes that were sent, folders of lanting backup, bundles between zones, imported files, what people wrote into notes and answers of cases, backups of a database server',
  ),
  files: message(
    () => '以及下列文件：',
    () => 'and these files:',
  ),
  schemas: message(
    () => '以及数据库里升级或恢复前另存的数据，内容都还在其中；确认无误后，请在 psql 中执行：',
    () =>
      'and what was put aside in the database before an update or a restore, which still holds it; once all is well, in psql:',
  ),
} as const
