import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../model/error.ts'
import { bundleMessages } from '../../model/messages/bundle.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { makeZoneKey } from '../bundles.ts'
import { configTemplate } from '../config-file.ts'
import type { Context } from '../context.ts'

const HEAD = `# 兰听配置。每行都是默认值；去掉设置行首的 # 并修改即可（## 是说明），未知的设置项会报错。
# Lanting's settings. Each line shows the default; remove the # to change it (## explains). Unknown keys are errors.
dataDir: ./data
`

/**
 * Writes a commented lanting.yaml made from the schema; leaves an existing one alone. With `bundleKey` it makes the key
 * pair of a crawling zone instead and prints what the console's zone puts into its config.
 */
export async function initCommand(
  context: Context,
  options: { force?: boolean; config?: string; bundleKey?: boolean },
): Promise<number> {
  if (options.bundleKey) {
    const key = makeZoneKey(context)
    context.note(context.say(bundleMessages.keyMade, join(context.config.keysDir, 'bundle.pem')))
    context.print(context.json ? JSON.stringify({ publicKey: key }) : `bundles:\n  trust:\n    - ${key}`)
    return 0
  }
  const file = options.config ?? join(context.cwd, 'lanting.yaml')
  if (existsSync(file) && !options.force) throw new AppError('usage.exists', context.say(cliMessages.initExists, file))
  const body = configTemplate().replace(/^## .*\n# dataDir:.*\n/m, '')
  writeFileSync(file, `${HEAD}${body}\n`)
  context.note(context.say(cliMessages.wrote, file))
  return 0
}
