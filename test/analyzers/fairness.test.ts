import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { loadModels } from '../../cli/models.ts'
import { openScreener } from '../../cli/screening.ts'
import type { Screening } from '../../model/post.ts'
import { type Kind, OPEN_ROUTES } from '../../model/words.ts'
import { heatOf } from '../../pipeline/board/heat.ts'
import { available } from '../requirements.ts'
import { PAIRS, VARIANTS } from './fairness-pairs.ts'
import { screenText } from './screened.ts'

const POSTED = '2025-12-20T02:00:00.000Z'
const WINDOW = { from: Date.parse('2025-12-01T00:00:00Z'), to: Date.parse('2025-12-21T00:00:00Z') }

const screen = (text: string, kind: Kind = 'letter', title = ''): Screening =>
  screenText(text, { kind, title, postedAt: POSTED })

/** What a letter alone would weigh on the board. */
const heat = (s: Screening): number =>
  s.disposition === 'kept' && OPEN_ROUTES.includes(s.route)
    ? heatOf(
        [
          {
            issueId: 'i',
            at: POSTED,
            dayPrecision: false,
            source: 'board',
            kind: 'letter',
            appealType: s.appealType,
            urgency: s.urgency,
            voice: 'v',
            likes: 0,
            replies: 0,
            views: 0,
            duplicate: false,
            answeredAt: null,
          } as never,
        ],
        WINDOW,
        new Map(),
      ).heat
    : 0

describe('the same matter, told by other people', () => {
  it.each(PAIRS.flatMap((p) => VARIANTS.map((v) => [p.matter, v, p] as const)))('%s: %s', (_, variant, pair) => {
    const plain = screen(pair.texts.plain)
    const other = screen(pair.texts[variant])
    expect(plain.disposition).toBe('kept')
    expect(
      { disposition: other.disposition, route: other.route, urgency: other.urgency, heat: heat(other) },
      JSON.stringify([other.appealType, other.spam, other.reasons.slice(0, 5)]),
    ).toEqual({ disposition: 'kept', route: 'case', urgency: plain.urgency, heat: heat(plain) })
  })

  it.each(PAIRS.map((p) => [p.matter, p] as const))('%s on a forum is a voice, whoever tells it', (_, pair) => {
    for (const variant of VARIANTS) {
      const { disposition, route, appealType } = screen(pair.texts[variant], 'post')
      expect({ disposition, route }, variant).toEqual({ disposition: 'kept', route: 'lead' })
      expect(['其他', '表扬'], variant).not.toContain(appealType)
    }
  })
})

const lines = <T>(url: URL): T[] =>
  readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

/** Share kept of each group with at least `least` rows, and how far the best and the worst lie apart, in points. */
function spread(kept: readonly (readonly [string, boolean])[], least: number): { points: number; shares: object } {
  const groups = Map.groupBy(kept, ([group]) => group)
  const shares = [...groups]
    .filter(([, rows]) => rows.length >= least)
    .map(([group, rows]) => [group, rows.filter(([, ok]) => ok).length / rows.length, rows.length] as const)
  const values = shares.map(([, share]) => share)
  return { points: 100 * (Math.max(...values) - Math.min(...values)), shares }
}

/** Points that the recall of genuine voices may differ between groups. */
const APART = 2

describe('recall of genuine voices by who and where', () => {
  interface Sample {
    id: string
    site: string
    kind: Kind
    title?: string
    text: string
  }
  const dev = (name: string): URL => new URL(`../../samples/dev/${name}.jsonl`, import.meta.url)
  const genuine = ['hot', 'lone'].flatMap((part) => {
    const truth = new Map(
      lines<{ id: string; disposition: string; district: string | null }>(dev(`${part}.truth`)).map((t) => [t.id, t]),
    )
    return lines<Sample>(dev(`${part}.posts`)).flatMap((post) => {
      const { disposition, district } = truth.get(post.id)!
      if (disposition !== 'kept' && disposition !== 'duplicate') return []
      return [{ post, district, kept: screen(post.text, post.kind, post.title).disposition === 'kept' }]
    })
  })
  it('districts of the sample city', () => {
    const { points, shares } = spread(
      genuine.flatMap((g) => (g.district ? [[g.district, g.kept] as const] : [])),
      20,
    )
    expect(points, JSON.stringify(shares)).toBeLessThanOrEqual(APART)
  })
  it('channels of the sample city', () => {
    const { points, shares } = spread(
      genuine.map((g) => [g.post.site, g.kept] as const),
      20,
    )
    expect(points, JSON.stringify(shares)).toBeLessThanOrEqual(APART)
  })

  const appeals = new URL('../../../shared/data/civic/hotline-appeals.jsonl', import.meta.url)
  const there = available('data', existsSync(appeals), 'recall by channel of real appeals (no shared data)')
  it.skipIf(!there)('channels and kinds of real appeals', () => {
    const elsewhere = openScreener({ city: 'none', models: {} })
    const rows = lines<{ text: string; title?: string; channel?: string; type?: string }>(appeals).filter(
      (_, i) => i % 3 === 0,
    )
    const kept = rows.map((row) => {
      const facts = { postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }
      const post = { ...redact(row.title ?? '', row.text), kind: 'letter' as const, ...facts }
      return elsewhere.screen(post).screening.disposition === 'kept'
    })
    for (const field of ['channel', 'type'] as const) {
      const { points, shares } = spread(
        rows.map((row, i) => [row[field] ?? '', kept[i]!] as const),
        30,
      )
      expect(points, JSON.stringify(shares)).toBeLessThanOrEqual(APART)
    }
  })
})

it('the shipped judge weighs its evidence: its character model alone is no verdict', () => {
  expect(loadModels({}).spamModel).toBeUndefined()
})
