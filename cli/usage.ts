/** What the parser of command lines says, in the reader's language: it knows English alone. */
import { type Lang, spoken } from '../model/catalogue.ts'

/** Commander's sentences, each with what stands in for it. A sentence it has not here is told as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.+?)'/, '没有这个选项：$1'],
  [/^error: unknown command '(.+?)'/, '没有这个命令：$1'],
  [/^error: missing required argument '(.+?)'/, '缺少参数：$1'],
  [/^error: option '(.+?)' argument missing/, '选项 $1 后面缺少取值'],
  [/^error: required option '(.+?)' not specified/, '必须给出选项 $1'],
  [/^error: option '(.+?)' argument '(.*?)' is invalid\. /, '选项 $1 不能取“$2”：'],
  [
    /^error: too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+)\./,
    '参数太多：最多 $1 个，给了 $2 个',
  ],
  [/\n\(Did you mean (?:one of )?(.+?)\?\)/, '。是不是 $1？'],
]

export const usageText = (text: string, lang: Lang): string =>
  lang === 'en'
    ? text
    : spoken(
        SENTENCES.reduce((said, [pattern, put]) => said.replace(pattern, put), text),
        lang,
      )

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
}

/** A heading of a help text. */
export const usageTitle = (title: string, lang: Lang): string => (lang === 'en' ? title : (TITLES[title] ?? title))
