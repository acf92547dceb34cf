/**
 * The quality gates of CI: measures on labelled data and fails below the floors of bench/floors.json, which only ratchet up.
 * The digest of each data set is pinned beside its floors: other data means other figures, so a changed digest fails too.
 * `node bench/gates.ts [--update] [--only NAME]` prints one line a figure; `--update` raises floors to what was measured (never
 * lowers); `--only` measures the sets whose name holds NAME.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_CATEGORY_MODEL } from '../analyzers/dispatch/category.ts'
import { loadModel } from '../analyzers/learning/model-file.ts'
import { CITIES } from '../analyzers/models/city-rows.ts'
import { openScreener } from '../cli/screening.ts'
import { calibrationFigures } from './calibration.ts'
import { cityFigures, placeFigures } from './cities.ts'
import { deskFigures } from './desk.ts'
import { scoreSample, screenSample } from './sample-city.ts'
import { hintFigures, IN_FARTHER_HINTS, IN_HINTS, verdictFigures } from './verdicts.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SHARED = join(ROOT, '../shared')
const FLOORS = new URL('./floors.json', import.meta.url)

interface Gate {
  readonly digest: string
  /** At least this; names that end in `Lost`, `Swell`, `InReview` or `Ece`: at most this. */
  readonly floors: Record<string, number>
}

const atMost = (figure: string): boolean => /Lost$|Swell$|InReview$|Ece$/.test(figure)

const digestOf = (files: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

const work = mkdtempSync(join(tmpdir(), 'lanting-gates-'))
// It holds letters that must not stay.
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const lanting = (args: readonly string[], out: string): string => {
  const file = join(work, out)
  const text = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'cli/main.ts'), ...args],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  writeFileSync(file, text)
  return file
}
const score = (mode: string, gold: string, out: string): Record<string, unknown> => {
  const args = [join(SHARED, 'eval/score.mjs'), mode, gold, out]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 }))
}

/** Each data set: its files and how its figures are measured. */
function sets(): Record<string, { files: string[]; measure: () => Record<string, number> }> {
  const samples = (half: string): string[] =>
    ['hot', 'lone'].flatMap((p) => ['posts', 'truth'].map((k) => join(ROOT, `samples/${half}/${p}.${k}.jsonl`)))
  let sample: ReturnType<typeof scoreSample> | undefined
  const figures = (half: 'dev' | 'holdout') => (): Record<string, number> => {
    sample ??= scoreSample(screenSample(openScreener({ city: 'lanzhou', models: {} })))
    return sample[half]!
  }
  const all: ReturnType<typeof sets> = {
    'sample city, open half': { files: samples('dev'), measure: figures('dev') },
    'sample city, hidden half': { files: samples('holdout'), measure: figures('holdout') },
    'cities by other hands': {
      files: CITIES.check.map((number) => join(ROOT, `samples/cities/${number}.jsonl`)),
      measure: () => cityFigures(openScreener({ city: 'lanzhou', models: {} })),
    },
    'several matters at one place': { files: [join(ROOT, 'pipeline/training/places.jsonl')], measure: placeFigures },
    // Letters of ours by two more hands, the third of them that no model is trained on.
    'kept-out posts': {
      files: ['corpus-screen-2', 'corpus-letters-2', 'corpus-letters-3'].map((n) =>
        join(ROOT, `analyzers/models/${n}.jsonl`),
      ),
      measure: () => verdictFigures(),
    },
    'told in hints': {
      files: IN_HINTS.map((n) => join(ROOT, `analyzers/models/${n}.jsonl`)),
      measure: () => hintFigures(),
    },
    'told in farther hints': {
      files: IN_FARTHER_HINTS.map((n) => join(ROOT, `analyzers/models/${n}.jsonl`)),
      measure: () => hintFigures(IN_FARTHER_HINTS),
    },
    'kept-out letters': {
      files: ['corpus-letters-2', 'corpus-letters-3'].map((n) => join(ROOT, `analyzers/models/${n}.jsonl`)),
      measure: () => deskFigures(openScreener({ city: 'lanzhou', models: {} })),
    },
  }
  if (!existsSync(join(SHARED, 'data'))) {
    console.warn('skipped: the shared labelled data is not here')
    return all
  }
  const data = (name: string): string => join(SHARED, 'data', name)
  const letters = ['hot-letters', 'replies', 'hotline-appeals', 'labelled-letters'].map((n) => data(`civic/${n}.jsonl`))
  return {
    ...all,
    'genuine letters': {
      files: letters,
      measure: () => {
        const all = join(work, 'genuine.jsonl')
        writeFileSync(all, letters.map((f) => readFileSync(f, 'utf8').trimEnd()).join('\n'))
        const s = score('genuine', all, lanting(['screen', all, '--city', 'none'], 'genuine.out'))
        return { genuineLost: Number(s.lost), kept: Number(s.kept) }
      },
    },
    'fake-base-station SMS': {
      files: [data('spam/sms.jsonl')],
      measure: () => {
        const s = score(
          'spam',
          data('spam/sms.jsonl'),
          lanting(['screen', data('spam/sms.jsonl'), '--city', 'none'], 'sms.out'),
        )
        return { caughtSpam: Number(s.caughtSpam), quarantinedSpam: Number(s.quarantinedSpam) }
      },
    },
    'calibration and obfuscation': {
      files: [data('spam/sms.jsonl'), ...letters, join(ROOT, 'analyzers/models/corpus-spam.jsonl')],
      measure: () => ({
        ...calibrationFigures(join(SHARED, 'data')).figures,
        // Out of the folds of its training: the letters themselves are what it was trained on.
        categoryEce: loadModel(DEFAULT_CATEGORY_MODEL, 'category').metrics.ece,
      }),
    },
    'groups of real letters': {
      files: [data('civic/hot-letters.jsonl'), data('civic/hot-groups-dev.jsonl')],
      measure: () => {
        const out = lanting(['group', data('civic/hot-letters.jsonl'), '--city', 'none'], 'group.out')
        const s = score('group', data('civic/hot-groups-dev.jsonl'), out)
        return {
          bcubedF1: Number(s.bcubedF1),
          wellHeldRate: Number(s.wellHeldRate),
          medianSwell: Number(s.medianSwell),
        }
      },
    },
  }
}

const pinned = JSON.parse(existsSync(FLOORS) ? readFileSync(FLOORS, 'utf8') : '{}') as Record<string, Gate>
const update = process.argv.includes('--update')
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined
let failed = 0
for (const [name, set] of Object.entries(sets())) {
  if (only !== undefined && !name.includes(only)) continue
  const digest = digestOf(set.files)
  const gate = pinned[name]
  if (gate && gate.digest !== digest && !update) {
    console.log(`✗ ${name}: the data changed (${digest}, floors are for ${gate.digest}); measure anew with --update`)
    failed++
    continue
  }
  const measured = set.measure()
  const floors: Record<string, number> = {}
  for (const [figure, value] of Object.entries(measured)) {
    const floor = gate?.digest === digest ? gate.floors[figure] : undefined
    const ok = floor === undefined || (atMost(figure) ? value <= floor : value >= floor)
    if (!ok) failed++
    console.log(`${ok ? '✓' : '✗'} ${name}: ${figure} ${value}${floor === undefined ? '' : ` (floor ${floor})`}`)
    floors[figure] = floor === undefined ? value : atMost(figure) ? Math.min(floor, value) : Math.max(floor, value)
  }
  if (update) pinned[name] = { digest, floors }
}
if (update) writeFileSync(FLOORS, `${JSON.stringify(pinned, null, 2)}\n`)
if (failed > 0 && !update) {
  console.log(`${failed} figures below their floor`)
  process.exitCode = 1
}
