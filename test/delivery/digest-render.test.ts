import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { writeDigest } from '../../delivery/digest-files.ts'
import { renderDigest } from '../../delivery/digest-render.ts'
import { TEXT_COLUMNS, wrap } from '../../delivery/digest-text.ts'
import { fullDigest, quietDigest } from './digest-sample.ts'

describe('renderDigest', () => {
  it('is what it was: HTML and text of a full and of a quiet day', async () => {
    const full = renderDigest(fullDigest)
    const quiet = renderDigest(quietDigest)
    await expect(full.html).toMatchFileSnapshot('golden/digest-full.html')
    await expect(full.text).toMatchFileSnapshot('golden/digest-full.txt')
    await expect(quiet.html).toMatchFileSnapshot('golden/digest-quiet.html')
    await expect(quiet.text).toMatchFileSnapshot('golden/digest-quiet.txt')
    await expect(renderDigest(fullDigest, 'en').text).toMatchFileSnapshot('golden/digest-full.en.txt')
  })

  it('gives the model as JSON', () => {
    expect(JSON.parse(renderDigest(fullDigest).json)).toEqual(fullDigest)
  })

  it('marks a sample everywhere, and a real digest nowhere', () => {
    const { subject, html, text, json } = renderDigest(fullDigest)
    for (const part of [subject, html, text]) expect(part).toContain('样例')
    expect(JSON.parse(json).sample).toBe(true)
    const real = renderDigest({ ...fullDigest, sample: false })
    for (const part of [real.subject, real.html, real.text]) expect(part).not.toContain('样例')
  })

  it('says when nothing is hot, and tells sources that are down by name', () => {
    const quiet = renderDigest(quietDigest)
    expect(quiet.subject).toBe('兰听日报 2026-01-19：今日无热点，紧急 0 项')
    expect(quiet.text).toContain('今日无热点事项')
    for (const part of [renderDigest(fullDigest).text, renderDigest(fullDigest).html]) {
      expect(part).toContain('city-news')
      expect(part).toContain('被拦截')
    }
  })

  it('escapes whatever a letter holds, and fits the columns of a mail', () => {
    const words = fc.array(fc.constantFrom('兰州', '<script>', '&', '"', "'", '，', ' ', 'a'.repeat(90), '😀', '路'), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(words, (parts) => {
        const title = parts.join('')
        const hot = [{ ...fullDigest.hot[0]!, title }]
        const { html, text } = renderDigest({ ...fullDigest, hot })
        expect(html).not.toContain('<script')
        expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(TEXT_COLUMNS)
      }),
      { numRuns: 30 },
    )
  })

  it('needs nothing a mail program would not fetch or run', () => {
    expect(renderDigest(fullDigest).html).not.toMatch(/<(script|link|style|img|iframe)|https?:|display:\s*(flex|grid)/)
  })
})

describe('wrap', () => {
  it('loses no character and begins no line with a closing mark', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('字', '，', '。', 'word', ' ', '12:30', '）'), { maxLength: 120 }),
        (parts) => {
          const text = parts.join('').trim()
          const lines = wrap(text, 20, '- ', '  ')
          const bare = (s: string): string => s.replace(/\s+/g, '')
          expect(bare(lines.map((line, i) => (i === 0 ? line.slice(1) : line)).join(''))).toBe(bare(text))
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(20)
        },
      ),
    )
    const text = `${'字'.repeat(9)}，${'字'.repeat(8)}。好`
    for (const line of wrap(text, 18)) expect(line).not.toMatch(/^[，。]/)
  })
})

describe('writeDigest', () => {
  const rendered = renderDigest(fullDigest)

  it('writes three files, over an older digest of the day, and leaves nothing else', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-digest-'))
    try {
      await writeDigest(join(dir, 'deep'), fullDigest.day, { ...rendered, html: 'old' })
      const files = await writeDigest(join(dir, 'deep'), fullDigest.day, rendered)
      expect(readFileSync(files.html, 'utf8')).toBe(rendered.html)
      expect(readFileSync(files.text, 'utf8')).toBe(rendered.text)
      expect(readFileSync(files.json, 'utf8')).toBe(rendered.json)
      expect(readdirSync(join(dir, 'deep')).toSorted()).toEqual([
        '2026-01-19.html',
        '2026-01-19.json',
        '2026-01-19.txt',
      ])
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('names the folder it cannot write to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-digest-'))
    try {
      writeFileSync(join(dir, 'file'), '')
      await expect(writeDigest(join(dir, 'file'), fullDigest.day, rendered)).rejects.toMatchObject({
        code: 'digest.write',
        details: { dir: join(dir, 'file') },
      })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
