import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onByDefault } from '../../crawlers/crawler.ts'
import { loadRecipes, RECIPE_DIR } from '../../crawlers/recipe-file.ts'
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

/** The sources that come switched on are switched off in the file: no site is asked before somebody wants it to be. */
function withoutSources(body: string, ids: readonly string[]): string {
  return body.replace(/^# crawl:$/m, 'crawl:').replace(
    /^ {2}# disabled: \[\]$/m,
    `  ## 下面的来源默认启用，这里先停用；要采集就删去它（On by default and switched off here; remove it to read it）
  disabled: [${ids.join(', ')}]`,
  )
}

/**
 * Writes a commented lanting.yaml made from the schema, with every source switched off; leaves an existing one alone. With `bundleKey` it makes the key
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
  const on = loadRecipes([RECIPE_DIR]).filter(onByDefault)
  const ids = on.map(({ id }) => id)
  writeFileSync(file, `${HEAD}${withoutSources(body, ids)}\n`)
  context.note(context.say(cliMessages.wrote, file))
  context.note(
    context.say(
      cliMessages.initSources,
      on.map(({ id, name }) => `${id} ${name}`),
    ),
  )
  return 0
}
