import { type Lang, say } from '../model/catalogue.ts'
import { AppError } from '../model/error.ts'
import { type AnalyzerCode, analyzerMessages } from '../model/messages/analyzers.ts'
import { bundleMessages } from '../model/messages/bundle.ts'
import { crawlMessages } from '../model/messages/crawl.ts'
import { jobMessages } from '../model/messages/jobs.ts'
import { type StoreCode, storeMessages } from '../model/messages/store.ts'

/** Errors of the machine, said with a remedy (Chinese, then English). */
const SYSTEM: Record<string, string> = {
  ENOSPC: '磁盘已满，请清理空间后重新执行同一命令，已保存的内容不会丢失（disk full: free some space and run again)',
  EROFS: '文件夹是只读的，请换一个可写的 --data 文件夹（read-only file system: choose another --data）',
  EACCES: '没有读写权限，请检查文件夹的权限（no permission)',
  EPERM: '没有操作权限（operation not permitted)',
  ENOENT: '文件或文件夹不存在，请检查路径（no such file or folder）',
  EISDIR: '这是一个文件夹，需要的是文件（is a folder, a file is needed）',
  EMFILE: '打开的文件太多（too many open files)',
}

/** An expected error in the reader's language where the catalogue has its code; its own message names the thing. */
export function textOf(error: AppError, lang: Lang): string {
  const t = say(lang)
  if (Object.hasOwn(storeMessages, error.code)) return t(storeMessages[error.code as StoreCode], error.details)
  if (Object.hasOwn(analyzerMessages, error.code)) return t(analyzerMessages[error.code as AnalyzerCode], error.details)
  if (Object.hasOwn(bundleMessages.problem, error.code))
    return t(bundleMessages.problem[error.code as keyof typeof bundleMessages.problem])
  if (error.code === 'jobs.unreachable') return t(jobMessages.unreachable, error.details.host)
  if (error.code === 'file.row')
    return t(crawlMessages.row, String(error.details.field), error.details.lacks !== undefined)
  const { problem } = crawlMessages
  if (Object.hasOwn(problem, error.code)) return `${t(problem[error.code as keyof typeof problem])}（${error.message}）`
  return error.message
}

/** What happened, to which thing, and what to do next, in one line; and the exit code (2: usage or config). */
export function describeError(error: unknown, lang: Lang = 'zh'): { code: string; text: string; exit: 1 | 2 } {
  if (error instanceof AppError) {
    const usage = error.code.startsWith('usage.') || error.code.startsWith('config.')
    return { code: error.code, text: textOf(error, lang), exit: usage ? 2 : 1 }
  }
  const system = error as NodeJS.ErrnoException
  if (typeof system?.code === 'string' && SYSTEM[system.code])
    return { code: system.code, text: `${system.path ?? ''} ${SYSTEM[system.code]}`.trim(), exit: 1 }
  return { code: 'internal', text: error instanceof Error ? (error.stack ?? error.message) : String(error), exit: 1 }
}
