import { message } from '../catalogue.ts'

/** What the machine and the network answer by errno, said with a remedy where there is one. */
export const systemMessages = {
  ENOSPC: message(
    () => '磁盘已满，请清理空间后重新执行同一命令，已保存的内容不会丢失',
    () => 'disk full: free some space and run the same command again; nothing that was saved is lost',
  ),
  EROFS: message(
    () => '这里是只读的，请换一个可写的文件夹',
    () => 'read-only file system: choose another folder',
  ),
  EACCES: message(
    () => '没有读写权限，请检查文件夹的权限',
    () => 'no permission: check the rights of the folder',
  ),
  EPERM: message(
    () => '没有操作权限',
    () => 'operation not permitted',
  ),
  ENOENT: message(
    () => '文件或文件夹不存在，请检查路径',
    () => 'no such file or folder: check the path',
  ),
  ENOTDIR: message(
    () => '路径中有一段是文件，不是文件夹，请检查路径',
    () => 'a part of the path is a file and no folder: check the path',
  ),
  EISDIR: message(
    () => '这是一个文件夹，需要的是文件',
    () => 'is a folder, a file is needed',
  ),
  EEXIST: message(
    () => '已有同名的文件',
    () => 'a file of this name is there already',
  ),
  EMFILE: message(
    () => '打开的文件太多',
    () => 'too many open files',
  ),
  EADDRINUSE: message(
    () => '端口已被占用',
    () => 'the port is in use',
  ),
  EADDRNOTAVAIL: message(
    () => '本机没有这个地址',
    () => 'this machine has no such address',
  ),
  ECONNREFUSED: message(
    () => '对方拒绝连接：那里没有程序在运行，或端口不对',
    () => 'connection refused: nothing runs there, or the port is wrong',
  ),
  ECONNRESET: message(
    () => '连接被对方中断',
    () => 'the connection was reset',
  ),
  EHOSTUNREACH: message(
    () => '网络到不了这台主机',
    () => 'no route to the host',
  ),
  ENETUNREACH: message(
    () => '网络不通',
    () => 'the network is unreachable',
  ),
  ENOTFOUND: message(
    () => '找不到这台主机，请检查主机名',
    () => 'no such host: check its name',
  ),
  EAI_AGAIN: message(
    () => '暂时查不到主机地址，请检查网络和域名解析',
    () => 'the name cannot be resolved now: check network and DNS',
  ),
  ETIMEDOUT: message(
    () => '对方没有回应',
    () => 'no answer in time',
  ),
} as const
export type SystemCode = keyof typeof systemMessages
