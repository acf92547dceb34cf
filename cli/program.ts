import { existsSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { say } from '../model/catalogue.ts'
import { cliMessages } from '../model/messages/cli.ts'
import { closedMessages as closed } from '../model/messages/closed.ts'
import { commandMessages as help } from '../model/messages/commands.ts'
import { learningMessages as learning } from '../model/messages/learning.ts'
import { speakOfValues } from '../model/messages/validation.ts'
import type { World } from './config-file.ts'
import { type Context, createContext, type GlobalOptions, type Outside, readLang } from './context.ts'
import { describeError } from './errors.ts'
import { usageText, usageTitle } from './usage.ts'

/** Commands that without a config file work on the sample city, or never on it; the others take what is there. */
const WORLDS: Readonly<Record<string, World>> = {
  run: 'sample',
  crawl: 'sample',
  sources: 'sample',
  import: 'real',
  restore: 'real',
  move: 'real',
}

type Handler<A extends unknown[], O> = (context: Context, options: O, ...args: A) => Promise<number>

const whole = (value: string): number => {
  if (!/^\d{1,7}$/.test(value)) throw new InvalidArgumentError('需要一个正整数（a whole number）')
  return Number(value)
}
const positive = (value: string): number => {
  if (whole(value) === 0) throw new InvalidArgumentError('需要一个正整数（a whole number above 0）')
  return Number(value)
}
const several = (value: string, before: string[] = []): string[] => [...before, value]

/** The language has to be known before the help texts are built, so it is read ahead of the parser. */
function languageOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='))
  if (at < 0) return undefined
  return argv[at]!.includes('=') ? argv[at]!.slice(7) : argv[at + 1]
}

/** What is said on stderr of a failure, in the language asked for, and the exit code. */
export function failureOf(error: unknown, argv: readonly string[]): { line: string; exit: 1 | 2 } {
  const lang = languageOf(argv) === 'en' ? 'en' : 'zh'
  const { code, text, exit } = describeError(error, lang)
  return { line: `${say(lang)(cliMessages.failed, code, text)}\n`, exit }
}

/**
 * More than one letter behind a minus is no option of `search`: `-暖气` and `-BRT 公交` leave a word out, as in the console. What follows
 * an option that takes a value is that value.
 */
function asQuery(argv: readonly string[], search: Command | undefined): string[] {
  const valued = new Set(search?.options.filter((option) => option.required).map((option) => option.long))
  return argv.map((arg, i) =>
    !valued.has(argv[i - 1]) && /^-(?![A-Za-z]$)[^-\s]/.test(arg) ? `NOT ${arg.slice(1)}` : arg,
  )
}

/** Runs one command line and returns its exit code: 0, 1 (failed) or 2 (usage or config). Never throws. */
export async function run(argv: readonly string[], outside: Outside): Promise<number> {
  let exit = 0
  let lang: 'zh' | 'en' = 'zh'
  try {
    lang = readLang(languageOf(argv))
    const t = say(lang)
    speakOfValues(lang)
    const program = new Command('lanting')
      .description(t(help.program))
      .helpOption('-h, --help', t(help.help))
      .helpCommand(false)
      .exitOverride()
      .configureOutput({
        writeOut: (s) => outside.out.write(s),
        writeErr: (s) => outside.err.write(s),
        outputError: (s, write) => write(usageText(s, lang)),
      })
      .configureHelp({ styleTitle: (title) => usageTitle(title, lang) })

    // Loading a command's module is what costs (crawlee takes two seconds), so each is imported when it is called.
    const command = <A extends unknown[], O>(
      spec: string,
      description: string,
      load: () => Promise<Handler<A, O>>,
      shape: (c: Command) => Command = (c) => c,
      parent: Command = program,
    ): void => {
      const c = shape(parent.command(spec).description(description))
      c.option('--config <file>', t(help.config))
        .option('--data <dir>', t(help.data))
        .option('--lang <zh|en>', t(help.lang))
        .option('--json', t(help.json))
        .helpOption('-h, --help', t(help.help))
        .exitOverride()
      c.action(async (...all: unknown[]) => {
        const options = all.at(-2) as O & GlobalOptions
        const args = all.slice(0, -2) as A
        const handler = await load()
        const world = WORLDS[(parent === program ? c : parent).name()]
        // The file that `init` is to write is not there to be read.
        const { config, ...others } = options
        const known: GlobalOptions =
          c.name() === 'init' && !existsSync(config ?? '') ? (others as GlobalOptions) : options
        exit = await handler(createContext(known, outside, world), options, ...args)
      })
    }

    command(
      'run',
      t(help.run),
      async () => (await import('./commands/run.ts')).runCommand,
      (c) => c.option('--once', t(help.once)),
    )
    command(
      'crawl [sources...]',
      t(help.crawl),
      async () => (await import('./commands/crawl.ts')).crawlCommand,
      (c) =>
        c
          .option('--due', t(help.crawlDue))
          .option('--out <dir>', t(help.crawlOut))
          .option('--again <numbers>', t(help.crawlAgain)),
    )
    command('evidence <post>', t(help.evidence), async () => (await import('./commands/evidence.ts')).evidenceCommand)
    command(
      'erase <ids...>',
      t(help.erase),
      async () => (await import('./commands/erase.ts')).eraseCommand,
      (c) => c.option('--by <who>', t(help.eraseBy)),
    )
    const sources = program.command('sources').description(t(help.sources)).helpOption('-h, --help', t(help.help))
    const sourcesModule = (): Promise<typeof import('./commands/sources.ts')> => import('./commands/sources.ts')
    command('list', t(help.sourcesList), async () => (await sourcesModule()).listCommand, undefined, sources)
    command(
      'check [ids...]',
      t(help.sourcesCheck),
      async () => (await sourcesModule()).checkCommand,
      undefined,
      sources,
    )
    command('try <id>', t(help.sourcesTry), async () => (await sourcesModule()).tryCommand, undefined, sources)
    command(
      'resume <ids...>',
      t(help.sourcesResume),
      async () => (await sourcesModule()).resumeCommand,
      undefined,
      sources,
    )
    command(
      'discover <url>',
      t(help.sourcesDiscover),
      async () => (await import('./commands/discover.ts')).discoverCommand,
      (c) => c.option('--browser', t(help.discoverBrowser)),
      sources,
    )
    command(
      'import-opml <file>',
      t(help.importOpml),
      async () => (await import('./commands/opml.ts')).importOpmlCommand,
      (c) => c.option('--out <dir>', t(help.importOpmlOut)),
      sources,
    )
    command(
      'export-opml',
      t(help.exportOpml),
      async () => (await import('./commands/opml.ts')).exportOpmlCommand,
      undefined,
      sources,
    )
    command(
      'import <files...>',
      t(help.import),
      async () => (await import('./commands/import.ts')).importCommand,
      (c) =>
        c
          .option('--source <id>', t(help.importSource))
          .option('--map <k=column>', t(help.importMap), several)
          .option('--city <lanzhou|none>', t(help.city)),
    )
    command(
      'screen [file]',
      t(help.screen),
      async () => (await import('./commands/screen.ts')).screenCommand,
      (c) =>
        c
          .option('--model <task=file>', t(help.model), several)
          .option('--workers <n>', t(help.workers), whole)
          .option('--city <lanzhou|none>', t(help.city)),
    )
    command(
      'group [file]',
      t(help.group),
      async () => (await import('./commands/group.ts')).groupCommand,
      (c) =>
        c
          .option('--issues <file>', t(help.groupIssues))
          .option('--window <n>', t(help.groupWindow), whole)
          .option('--city <lanzhou|none>', t(help.city)),
    )
    command(
      'hot',
      t(help.hot),
      async () => (await import('./commands/hot.ts')).hotCommand,
      (c) =>
        c
          .option('--as-of <time>', t(help.asOf))
          .option('--days <n>', t(help.days), positive)
          .option('--top <n>', t(help.top), positive)
          .option('--district <name>', t(help.district))
          .option('--category <name>', t(help.category))
          .option('--department <name>', t(help.department))
          .option('--order <heat|per-capita>', t(help.order))
          .option('--by <district|category|department>', t(help.by))
          .option('--hard', t(help.hard))
          .option('--words', t(help.words)),
    )
    command(
      'replay',
      t(help.replay),
      async () => (await import('./commands/replay.ts')).replayCommand,
      (c) =>
        c
          .option('--from <day>', t(help.replayFrom))
          .option('--to <day>', t(help.replayTo))
          .option('--top <n>', t(help.top), positive),
    )
    command(
      'search <query...>',
      t(help.search),
      async () => (await import('./commands/search.ts')).searchCommand,
      (c) =>
        c
          .option('--limit <n>', t(help.limit), positive)
          .option('--sort <time|relevance|heat>', t(help.sort))
          .option('--cursor <cursor>', t(help.cursor))
          .option('--terms', t(help.terms)),
    )
    command(
      'export',
      t(help.export),
      async () => (await import('./commands/export.ts')).exportCommand,
      (c) => c.option('--as-of <time>', t(help.asOf)),
    )
    command(
      'train [files...]',
      t(help.train),
      async () => (await import('./commands/train.ts')).trainCommand,
      (c) =>
        c
          .requiredOption('--task <category|spam>', t(help.task))
          .option('--out <file>', t(help.trainOut))
          .option('--map <k=column>', t(help.trainMap), several)
          .option('--shadow', t(learning.shadow)),
    )
    command(
      'eval <files...>',
      t(help.eval),
      async () => (await import('./commands/eval.ts')).evalCommand,
      (c) =>
        c
          .option('--model <task=file>', t(help.model), several)
          .option('--map <k=column>', t(help.trainMap), several)
          .option('--city <lanzhou|none>', t(help.city)),
    )
    const models = program.command('models').description(t(learning.modelsHelp)).helpOption('-h, --help', t(help.help))
    const modelsModule = (): Promise<typeof import('./commands/models.ts')> => import('./commands/models.ts')
    command('list', t(learning.modelsList), async () => (await modelsModule()).modelsCommand, undefined, models)
    command(
      'use <task> <version>',
      t(learning.modelsUse),
      async () => (await modelsModule()).useModelCommand,
      undefined,
      models,
    )
    command(
      'rollback <task>',
      t(learning.modelsRollback),
      async () => (await modelsModule()).rollbackModelCommand,
      undefined,
      models,
    )
    command(
      'closed [ids...]',
      t(closed.help),
      async () => (await import('./commands/closed.ts')).closedCommand,
      (c) =>
        c
          .option('--by <who>', t(closed.by))
          .option('--days <n>', t(closed.days), positive)
          .option('--top <n>', t(closed.top), positive)
          .option('--reopen', t(closed.reopen)),
    )
    command('review', t(learning.reviewHelp), async () => (await import('./commands/review.ts')).reviewCommand)
    command(
      'digest',
      t(help.digest),
      async () => (await import('./commands/digest.ts')).digestCommand,
      (c) =>
        c
          .option('--date <day>', t(help.digestDate))
          .option('--dry-run <dir>', t(help.dryRun))
          .option('--send', t(help.send)),
    )
    command('serve', t(help.serve), async () => (await import('./commands/serve.ts')).serveCommand)
    command(
      'worker',
      t(help.worker),
      async () => (await import('./commands/worker.ts')).workerCommand,
      (c) => c.option('--queues <list>', t(help.workerQueues)),
    )
    command(
      'jobs [action] [ids...]',
      t(help.jobs),
      async () => (await import('./commands/jobs.ts')).jobsCommand,
      (c) => c.option('--all', t(help.jobsAll)),
    )
    command('reindex', t(help.reindex), async () => (await import('./commands/reindex.ts')).reindexCommand)
    command('backup <dir>', t(help.backup), async () => (await import('./commands/backup.ts')).backupCommand)
    command(
      'restore <dir>',
      t(help.restore),
      async () => (await import('./commands/restore.ts')).restoreCommand,
      (c) => c.option('--over', t(help.over)),
    )
    command(
      'move',
      t(help.move),
      async () => (await import('./commands/move.ts')).moveCommand,
      (c) =>
        c
          .requiredOption('--from <dir>', t(help.moveFrom))
          .requiredOption('--to <config>', t(help.moveTo))
          .option('--over', t(help.over)),
    )
    command('doctor', t(help.doctor), async () => (await import('./commands/doctor.ts')).doctorCommand)
    command(
      'init',
      t(help.init),
      async () => (await import('./commands/init.ts')).initCommand,
      (c) => c.option('--force', t(help.force)).option('--bundle-key', t(help.bundleKey)),
    )

    await program.parseAsync(
      argv[0] === 'search'
        ? asQuery(
            argv,
            program.commands.find((c) => c.name() === 'search'),
          )
        : [...argv],
      { from: 'user' },
    )
    return exit
  } catch (error) {
    // Commander has already said what is wrong with the words; help asked for is no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? 0 : 2
    const { line, exit: status } = failureOf(error, argv)
    outside.err.write(line)
    return status
  }
}
