/** What is wrong with a value that zod refuses, for people who know neither its types nor its English. */
import { z } from 'zod'
import type { Lang } from '../catalogue.ts'

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '一组设置',
  record: '一组设置',
  null: '空值',
  undefined: '空值',
}
const FORMATS: Readonly<Record<string, string>> = {
  datetime: '完整的日期时间，如 2026-01-19T10:00:00+08:00',
  date: '日期，如 2026-01-19',
  url: '网址',
  email: '邮件地址',
}
const UNITS: Readonly<Record<string, string>> = { string: ' 个字', array: ' 项', set: ' 项' }

/** Left to the message that the schema itself gives, where it gives one. */
function told(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? '没有写，' : ''}应为${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `只能是 ${issue.values.map(String).join('、')}`
    case 'too_big':
      return `不能${issue.inclusive ? '超过' : '达到'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return '不能为空'
      return `不能${issue.inclusive ? '少于' : '少于或等于'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`
    case 'invalid_format':
      return FORMATS[issue.format] === undefined ? '写法不对' : `应为${FORMATS[issue.format]}`
    case 'unrecognized_keys':
      return `没有这一项：${issue.keys.join('、')}`
    default:
      return '写法不对'
  }
}

/** Puts it in force for the whole process: zod keeps one set of words. */
export function speakOfValues(lang: Lang): void {
  z.config(lang === 'zh' ? { localeError: told } : z.locales.en())
}

const YAML: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: '同一项写了两次',
  TAB_AS_INDENT: '缩进不能用制表符，请用空格',
  ALIASES: 'YAML 别名（*名称）指向不存在的锚点，或展开后过多，请直接写出内容',
  BAD_INDENT: '缩进不对，或括号没有闭合',
}
/** What the YAML parser found, by its code; the place stands beside it. */
export const yamlFault = (code: string): string =>
  YAML[code] ?? `YAML 写法有误，请检查缩进、冒号、引号和括号（${code}）`
