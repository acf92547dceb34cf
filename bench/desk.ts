/**
 * Measures the desk's half of screening (kind of appeal, category, second level, department) on letters by several writers:
 * `node bench/desk.ts [--confusion FIELD] [--errors FIELD]`. A third of the second writers' letters, by hash of the text, is kept
 * out of all training (`keptOut`): that third is gated. The other sets are training material; their figures are fits.
 */
import { fileURLToPath } from 'node:url'
import { type DeskLetter, deskLetters } from '../analyzers/models/desk-rows.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import type { Screener } from '../analyzers/screener.ts'
import { openScreener } from '../cli/screening.ts'
import type { Screening } from '../model/post.ts'

interface Case {
  readonly letter: DeskLetter
  readonly screening: Screening
}

/** The sets by name; `kept a`, `kept b` and their sum `kept` are what no model was trained on. */
function letterSets(): Record<string, DeskLetter[]> {
  const { taught, kept } = deskLetters()
  const sets: Record<string, DeskLetter[]> = {}
  const put = (name: string, letter: DeskLetter) => {
    sets[name] = [...(sets[name] ?? []), letter]
  }
  for (const { writer, letter } of taught) put(writer, letter)
  for (const { writer, letter } of kept) put(`kept ${writer}`, letter)
  sets.kept = kept.map(({ letter }) => letter)
  return sets
}

const FIELDS: Record<string, { gold: (l: DeskLetter) => string | null | undefined; said: (s: Screening) => string[] }> =
  {
    appealType: { gold: (l) => l.appealType, said: (s) => [s.appealType] },
    category: { gold: (l) => l.category, said: (s) => [s.category ?? 'null'] },
    subcategory: {
      gold: (l) => (l.category && l.subcategory ? `${l.category}/${l.subcategory}` : null),
      said: (s) => [`${s.category}/${s.subcategory}`],
    },
    department1: { gold: (l) => l.department, said: (s) => s.departments.slice(0, 1).map((d) => d.name) },
    department3: { gold: (l) => l.department, said: (s) => s.departments.slice(0, 3).map((d) => d.name) },
  }

function screen(screener: Screener, letters: readonly DeskLetter[]): Case[] {
  return letters.map((letter) => {
    const facts = { postedAt: undefined, givenAppealType: letter.given, addressee: undefined, channel: undefined }
    const seen = redact(letter.title ?? '', letter.text)
    return { letter, screening: screener.screen({ ...seen, kind: letter.kind, ...facts }).screening }
  })
}

const round = (x: number): number => Math.round(x * 1e4) / 1e4
const judged = (cases: readonly Case[], field: string) => {
  const { gold, said } = FIELDS[field]!
  return cases.flatMap(({ letter, screening }) => {
    const truth = gold(letter)
    if (!truth) return []
    const answers = said(screening)
    return [{ letter, truth, answers, right: answers.includes(truth) }]
  })
}

/** Shares of right answers of one set, a field each. */
function figuresOf(cases: readonly Case[]): Record<string, number> {
  return Object.fromEntries(
    Object.keys(FIELDS).map((field) => {
      const all = judged(cases, field)
      return [field, round(all.filter((j) => j.right).length / Math.max(1, all.length))]
    }),
  )
}

/** For the gates: the letters that no model was trained on. */
export const deskFigures = (screener: Screener): Record<string, number> =>
  figuresOf(screen(screener, letterSets().kept!))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const screener = openScreener({ city: 'lanzhou', models: {} })
  const option = (name: string) =>
    process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined
  const only = option('--set')
  const [confusion, errors] = [option('--confusion'), option('--errors')]
  for (const [name, letters] of Object.entries(letterSets())) {
    if (only !== undefined && only !== name) continue
    const cases = screen(screener, letters)
    console.log(`${name} (${letters.length}) ${JSON.stringify(figuresOf(cases))}`)
    if (confusion !== undefined) {
      const pairs = new Map<string, number>()
      for (const j of judged(cases, confusion))
        if (!j.right) pairs.set(`${j.truth} → ${j.answers[0]}`, (pairs.get(`${j.truth} → ${j.answers[0]}`) ?? 0) + 1)
      for (const [pair, n] of [...pairs].sort((x, y) => y[1] - x[1]).slice(0, 15)) console.log(`  ${n} ${pair}`)
    }
    if (errors !== undefined)
      for (const j of judged(cases, errors))
        if (!j.right)
          console.log(`  ${j.truth} said ${j.answers.join(',')}: ${j.letter.title ?? ''} | ${j.letter.text}`)
  }
}
