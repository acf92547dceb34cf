import { type Message, message } from '../catalogue.ts'

type Details = Readonly<Record<string, string | number>>
type Text = (d: Details) => string
const of = (zh: Text, en: Text): Message<[Details]> => message<[Details]>(zh, en)

/** What the store's error codes mean and what to do next; each takes the error's `details`. */
export const storeMessages = {
  'keys.clock': of(
    (d) =>
      `时钟是 ${d.now}，而上一次收到内容是 ${d.last}：照这个时钟要销毁仍在使用的密钥（keysDir 中的 voices-….json），已停止，什么都没有存。时钟不对，请校准系统时间或改配置里的 clock；确实停用了这么久，请删除该密钥文件后重试（反映人从此重新计数，旧的计数不变）`,
    (d) =>
      `The clock says ${d.now}, and the last delivery came on ${d.last}: by this clock the voice keys in use (voices-….json in keysDir) would be destroyed, so nothing was stored. Set the system clock, or \`clock\` in the config; if it was really so long, delete that key file and try again (writers count anew, old counts stay)`,
  ),
  'keys.locked': of(
    (d) => `${d.file}：密钥文件加不了锁，请确认 keysDir 可写、所在的共享存储支持文件锁，且没有进程长期停在其中，再重试`,
    (d) =>
      `${d.file}: the key file cannot be locked; check that keysDir may be written, that its storage has file locks and that no process hangs in it, then try again`,
  ),
  'keys.unreadable': of(
    () => '反映人密钥文件（keysDir 中的 voices-….json）已损坏：请恢复它；删除它也可继续，反映人从此重新计数',
    () => 'The voice key file (voices-….json in keysDir) is damaged; restore it, or delete it and writers count anew',
  ),
  'store.missing': of(
    (d) => `${d.file}：没有这个数据库，此处还没有采集过任何内容，请先采集或导入`,
    (d) => `${d.file}: no such database; crawl or import something first`,
  ),
  'store.foreign': of(
    (d) => `${d.file}：不是兰听的数据库，请另选数据文件夹（或另建数据库）`,
    (d) => `${d.file}: not a database of this program; choose another data folder or database`,
  ),
  'store.newer': of(
    (d) => `${d.file}：由更新的版本写成（结构 ${d.version}，本程序 ${d.newest}），请升级程序`,
    (d) => `${d.file}: written by a newer program (schema ${d.version}, ours ${d.newest}); update the program`,
  ),
  'store.older': of(
    (d) => `${d.file}：结构 ${d.version} 旧于本程序的 ${d.newest}，请先执行一次 lanting run --once 完成升级`,
    (d) => `${d.file}: schema ${d.version} is older than ours (${d.newest}); run lanting run --once first`,
  ),
  'store.backup': of(
    (d) => `${d.file}：升级前无法在 ${d.dir} 备份，文件未改动；请清理空间或检查权限后重试`,
    (d) => `${d.file}: no backup could be made in ${d.dir}, nothing was changed; free space or mend its rights`,
  ),
  'store.corrupt': of(
    (d) => `${d.file}：数据库文件已损坏，请恢复最近的备份`,
    (d) => `${d.file}: the database file is damaged; restore the newest backup`,
  ),
  'store.busy': of(
    (d) => `${d.file}：另一个进程正占用数据库，请稍后重试`,
    (d) => `${d.file}: another process holds the database; try again`,
  ),
  'store.read-only': of(
    (d) => `${d.file}：数据库不可写（文件或文件夹只读），只查看也要能写；请检查文件和文件夹的权限`,
    (d) =>
      `${d.file}: the database may not be written, which reading it needs too; check the rights of the file and its folder`,
  ),
  'store.full': of(
    (d) => `${d.file}：磁盘已满，请清理空间后重试；已保存的内容不受影响`,
    (d) => `${d.file}: the disk is full; free some space and try again, what was saved is safe`,
  ),
  'store.open': of(
    (d) => `${d.file}：打不开数据库，请确认文件夹存在且有权限`,
    (d) => `${d.file}: the database cannot be opened; check that its folder exists and may be used`,
  ),
  'store.io': of(
    (d) => `${d.file}：读写磁盘出错，请检查磁盘，必要时恢复备份`,
    (d) => `${d.file}: the disk failed; check it and restore a backup if need be`,
  ),
  'store.unreachable': of(
    (d) => `${d.file}：连不上 PostgreSQL 或连接中断，将自动重试；请确认服务已启动、地址和网络正常`,
    (d) => `${d.file}: PostgreSQL cannot be reached or went away; it is tried again, check the server and its address`,
  ),
  'store.denied': of(
    (d) => `${d.file}：PostgreSQL 拒绝访问，请检查 postgres 设置中的用户、密码、数据库名和权限`,
    (d) => `${d.file}: PostgreSQL refuses us; check user, password, database and rights in the setting postgres`,
  ),
  'store.schema': of(
    (d) => `${d.file}：search_path 指向的模式不存在，请先建好模式或修改 postgres 设置`,
    (d) => `${d.file}: no schema of the search_path exists; create it or change the setting postgres`,
  ),
  'store.encoding': of(
    (d) => `${d.file}：数据库编码是 ${d.encoding}，请另建 UTF8 编码的数据库`,
    (d) => `${d.file}: the database is encoded in ${d.encoding}; create one in UTF8`,
  ),
  'store.held': of(
    (d) =>
      `${d.file}：兰听正在此处运行（主机 ${d.host}，进程号 ${d.pid}，占用至 ${d.until}，期间会自动续期），请先停止；若它已异常退出，请在到期后重试`,
    (d) =>
      `${d.file}: Lanting is at work here (host ${d.host}, pid ${d.pid}, lease until ${d.until} and renewed while it runs); stop it first, or wait if it died`,
  ),
  'store.filled': of(
    (d) => `${d.file}：这里已有数据，未作任何改动；确要替换请加 --over（现有数据会另存保留，不会删除）`,
    (d) => `${d.file}: there is data already, nothing was changed; --over replaces it and keeps the present aside`,
  ),
  'store.differs': of(
    (d) => `${d.file}：写入后核对 ${d.table} 表不一致，原有数据未动；请检查磁盘后重试，仍不一致请报告问题`,
    (d) =>
      `${d.file}: what was written into ${d.table} differs from what was read, the old is untouched; check the disk and try again`,
  ),
  'store.same': of(
    (d) => `${d.file}：迁出和迁入是同一处；请在 --to 的配置里另写 postgres 或 dataDir`,
    (d) => `${d.file}: source and target are the same; set another postgres or dataDir in the config of --to`,
  ),
  'backup.folder': of(
    (d) => `${d.dir}：备份要写入新的或空的文件夹，请另选一处并确认可写`,
    (d) => `${d.dir}: a backup goes into a new or empty folder; choose another one that can be written`,
  ),
  'backup.inside': of(
    (d) => `${d.dir}：备份不能放在它所备份的数据文件夹（${d.data}）里，否则会一起丢失；请另选一处，最好在另一块磁盘上`,
    (d) =>
      `${d.dir}: a backup within the data folder it saves (${d.data}) is lost with it; choose another place, best on another disk`,
  ),
  'backup.missing': of(
    (d) => `${d.dir}：这里没有备份（缺少 manifest.json），请检查路径`,
    (d) => `${d.dir}: no backup here (no manifest.json); check the path`,
  ),
  'backup.half': of(
    (d) => `${d.dir}：备份没有做完（缺少 manifest.json），不能用于恢复；请换用另一份，或重新备份`,
    (d) => `${d.dir}: half a backup (no manifest.json), of no use; take another one or make it anew`,
  ),
  'backup.damaged': of(
    (d) => `${d.dir}：备份文件 ${d.file} 缺失、损坏或被改动，不能用于恢复；请换用另一份备份`,
    (d) => `${d.dir}: ${d.file} is missing, damaged or was changed; take another backup`,
  ),
  'backup.newer': of(
    (d) => `${d.dir}：备份由更新的版本（${d.program}，结构 ${d.schema}）做成，本程序为 ${d.newest}，请升级程序`,
    (d) => `${d.dir}: made by a newer program (${d.program}, schema ${d.schema}, ours ${d.newest}); update the program`,
  ),
  'store.no-post': of(
    (d) => `没有这条内容：${d.id}`,
    (d) => `no such post: ${d.id}`,
  ),
  'store.no-issue': of(
    (d) => `没有这个热点事项：${d.id}`,
    (d) => `no such issue: ${d.id}`,
  ),
  'store.no-case': of(
    (d) => `没有这个交办件：${d.id}`,
    (d) => `no such case: ${d.id}`,
  ),
  'store.case-changed': of(
    (d) => `交办件 ${d.id} 已有新的进展，请刷新后再操作`,
    (d) => `case ${d.id} has changed since it was read; look at it again`,
  ),
  'store.not-screened': of(
    (d) => `${d.id} 尚待甄别，请稍后再研判`,
    (d) => `post ${d.id} waits to be screened; decide on it afterwards`,
  ),
  'store.no-model': of(
    (d) => `没有这个模型版本：${d.task} 第 ${d.version} 版，用 lanting models 查看已有版本`,
    (d) => `no such model version: ${d.task} ${d.version}; lanting models lists them`,
  ),
  'store.erased': of(
    (d) => `${d.id} 已被清除，无可研判`,
    (d) => `post ${d.id} was erased; nothing is left to decide`,
  ),
  'store.link': of(
    (d) => `不能把一条内容与它自己关联：${d.id}`,
    (d) => `a post cannot be linked to itself: ${d.id}`,
  ),
  'store.redirect': of(
    (d) => `热点事项 ${d.from} 不能并入 ${d.to}：其中一个已并入另一处`,
    (d) => `issue ${d.from} cannot be merged into ${d.to}: one of them is merged already`,
  ),
  'lease.lost': of(
    (d) => `归并已由另一进程接管（令牌 ${d.current}，本进程 ${d.fence}），请重新启动本进程`,
    (d) => `another grouping writer took over (token ${d.current}, ours ${d.fence}); start this process anew`,
  ),
  'search.syntax': of(
    (d) => `检索式第 ${Number(d.at) + 1} 个字符处有误：${d.zh}`,
    (d) => `broken query at character ${Number(d.at) + 1}: ${d.en}`,
  ),
  'search.corrupt': of(
    (d) => `${d.file}：检索索引已损坏；删除该文件后执行 lanting reindex 即可重建，不会丢失任何内容`,
    (d) => `${d.file}: the search index is damaged; delete it and run lanting reindex, nothing is lost`,
  ),
  'search.unavailable': of(
    (d) => `连接不上 Elasticsearch（${d.node}）：请检查服务是否运行、地址是否正确；恢复后自动补齐索引，不会丢失内容`,
    (d) => `Elasticsearch at ${d.node} does not answer; check that it runs and its address; indexing catches up later`,
  ),
  'search.certificate': of(
    (d) =>
      `Elasticsearch（${d.node}）的证书不受信任：请把签发机构的证书（PEM 文件）写入 elasticsearch.ca，并核对主机名`,
    (d) => `the certificate of Elasticsearch at ${d.node} is not trusted: name its authority (PEM) in elasticsearch.ca`,
  ),
  'search.busy': of(
    (d) => `Elasticsearch（${d.node}）过于繁忙，稍后自动重试；若经常出现，请为它增加内存或节点`,
    (d) => `Elasticsearch at ${d.node} is too busy, this is tried again; give it more memory or nodes if it stays so`,
  ),
  'search.denied': of(
    (d) => `Elasticsearch（${d.node}）拒绝访问：请检查 elasticsearch 设置中的用户名、密码和权限`,
    (d) => `Elasticsearch at ${d.node} refuses us; check user, password and rights in the elasticsearch setting`,
  ),
  'search.full': of(
    (d) => `Elasticsearch（${d.node}）磁盘将满，索引已被设为只读；请清理空间，恢复后自动补齐`,
    (d) => `Elasticsearch at ${d.node} is short of disk and made the index read-only; free some space`,
  ),
  'search.missing': of(
    (d) => `Elasticsearch 中没有索引 ${d.index}，请先执行一次 lanting run --once`,
    (d) => `no index ${d.index} in Elasticsearch; run lanting run --once first`,
  ),
  'search.foreign': of(
    (d) =>
      `Elasticsearch 中的 ${d.index} 属于另一处安装或别的程序：请把 elasticsearch.prefix 换一个名称；它若是被替换的旧数据的索引，恢复时加 --over 即可接管；确认无用也可删除`,
    (d) =>
      `${d.index} in Elasticsearch belongs to another installation: choose another elasticsearch.prefix; restore --over takes over the index of the Records it replaces; or delete it if it is unused`,
  ),
  'search.former': of(
    (d) => `${d.index} 属于恢复（或迁移）之前的数据，尚未重建；请执行一次 lanting run --once`,
    (d) => `${d.index} is of the data before a restore or move and not made anew yet; run lanting run --once`,
  ),
  'search.newer': of(
    (d) => `Elasticsearch 中的 ${d.index} 由更新的版本写成（结构 ${d.version}，本程序 ${d.newest}），请升级程序`,
    (d) => `${d.index} was written by a newer program (mapping ${d.version}, ours ${d.newest}); update the program`,
  ),
  'search.rejected': of(
    (d) => `Elasticsearch 不接受 ${d.id}：${d.reason}；请连同此信息报告问题`,
    (d) => `Elasticsearch does not take ${d.id}: ${d.reason}; please report this`,
  ),
  'search.read-only': of(
    (d) => `${d.index} 以只读方式打开，不能写入`,
    (d) => `${d.index} was opened for reading only`,
  ),
  'search.cursor': of(
    () => '翻页标记无效，请从第一页重新检索',
    () => 'the paging cursor is not valid; search again from the first page',
  ),
} as const

export type StoreCode = keyof typeof storeMessages
