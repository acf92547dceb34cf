import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type ConfigProblem,
  configTemplate,
  loadConfig,
  markSample,
  parseConfig,
  readSecret,
} from '../../cli/config-file.ts'
import { describeError } from '../../cli/errors.ts'
import { AppError } from '../../model/error.ts'
import { speakOfValues } from '../../model/messages/validation.ts'
import { encodeGbk } from '../../samples/gbk.ts'

const refused = (text: string): AppError => {
  try {
    parseConfig(text, 'lanting.yaml')
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('config.invalid')
    return error as AppError
  }
  throw new Error('the config was accepted')
}
const problemsOf = (text: string): ConfigProblem[] => refused(text).cause as ConfigProblem[]

describe('config', () => {
  it('fills every default from an empty file', () => {
    const config = parseConfig('', 'lanting.yaml')
    expect(config.console).toEqual({ host: '127.0.0.1', port: 8787 })
    expect(config.hot.days).toBe(30)
  })

  it('reports unknown keys, wrong types and bad bounds at once, each with its line', () => {
    const problems = problemsOf('dataDir: ./d\nhott:\n  days: 3\nhot:\n  days: 0\n  tops: 5\nconsole:\n  port: abc\n')
    expect(problems.map((p) => [p.line, p.path])).toEqual(
      expect.arrayContaining([
        [2, 'hott'],
        [5, 'hot.days'],
        [6, 'hot.tops'],
        [8, 'console.port'],
      ]),
    )
  })

  it('reports combinations that cannot work, with their line', () => {
    const problems = problemsOf(
      'digest:\n  to: [a@example.org]\ncrawl:\n  enabled: [x]\n  disabled: [x]\nconsole:\n  host: 0.0.0.0\n',
    )
    expect(problems.map((p) => [p.line, p.path])).toEqual([
      [2, 'digest.to'],
      [7, 'console.host'],
      [5, 'crawl.disabled'],
    ])
  })

  it('names every day of the calendar that is no date, each with its line', () => {
    const problems = problemsOf(
      'calendar:\n  off:\n    - 2027-02-30\n    - 2027-02-11\n    - 2027/01/01\n  work: [明天]\n',
    )
    expect(problems.map((p) => p.line)).toEqual([3, 5, 6])
  })

  it('refuses a recipient or sender that is no mail address', () => {
    const problems = problemsOf(
      'digest:\n  from: 兰听\n  to:\n    - 王处 <wang@lz.example>\n    - 坏地址\n    - li@lz.example\n    - "李处\\r\\nBcc: x <a@lz.example>"\n  smtp: { host: mail.lz.example }\n',
    )
    expect(problems.map((p) => [p.line, p.path])).toEqual([
      [2, 'digest.from'],
      [5, 'digest.to.1'],
      [7, 'digest.to.3'],
    ])
    expect(problems[1]?.message).toContain('不是邮件地址')
  })

  it('reads a config as Notepad saves it, and gives a line where the whole of it is wrong', () => {
    const text = 'digest: { from: "兰州市热线 <li@lz.example>" }\n'
    const dir = mkdtempSync(join(tmpdir(), 'lanting-config-'))
    const file = join(dir, 'lanting.yaml')
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le'), encodeGbk(text)]) {
      writeFileSync(file, bytes)
      expect(loadConfig({ cwd: dir }).config.digest.from).toBe('兰州市热线 <li@lz.example>')
    }
    expect(problemsOf('\n\n热线\n')).toMatchObject([{ line: 3, path: '' }])
  })

  it('names what was probably meant by an unknown key', () => {
    const messages = problemsOf(
      'consol: {}\nhot: { dayz: 3 }\ndigest: { smtp: { hsot: x } }\nzzzz: 1\nredis: { url: x, usr: y }\n',
    ).map(({ path, message }) => [path, /是不是 (\S+)（/.exec(message)?.[1]])
    expect(messages).toEqual(
      expect.arrayContaining([
        ['consol', 'console'],
        ['hot.dayz', 'days'],
        ['digest.smtp.hsot', 'host'],
        ['zzzz', undefined],
      ]),
    )
  })

  it('refuses an endpoint that no push could reach or be signed for', () => {
    const endpoints = (list: string) => `dispatch:\n  endpoints:\n${list}`
    const good = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
    const said = problemsOf(
      endpoints(
        `    - { name: a, url: "ftp://x.example", secret: ${good} }\n    - { name: b, url: x, secret: ${good} }\n`,
      ),
    )
    expect(said.map(({ line, path }) => [line, path])).toEqual([
      [3, 'dispatch.endpoints.0.url'],
      [4, 'dispatch.endpoints.1.url'],
    ])
    expect(said[0]?.message).toContain('http:// 或 https:// 开头')
    const secret = problemsOf(endpoints('    - { name: a, url: "https://x.example", secret: abc }\n'))
    expect(secret).toMatchObject([{ line: 3, path: 'dispatch.endpoints.0.secret' }])
    expect(secret[0]?.message).toContain('whsec_')
    expect(() =>
      parseConfig(endpoints(`    - { name: a, url: "https://x.example", secret: "${good} ${good}" }\n`), 'x'),
    ).not.toThrow()
    expect(() =>
      parseConfig(endpoints('    - { name: a, url: "https://x.example", secret: { env: HOOK } }\n'), 'x'),
    ).not.toThrow()
  })

  it('refuses keys inside the data folder', () => {
    expect(problemsOf('dataDir: ./data\nkeysDir: ./data/keys\n').map((p) => p.path)).toEqual(['keysDir'])
  })

  it('tells all of it in Chinese, whatever found the fault', () => {
    const texts = [
      'dataDir: 5\ncity: paris\nclock: x\nconsole: { port: 99999, host: 0.0.0.0 }\nhot: { days: x, top: 0 }\ndigest: { smtp: {} }\nredis: 5\nx: 1\n',
      'digest: { to: [a@lz.example] }\nconsole: { host: 0.0.0.0 }\n',
      'hot: [1\nb: : x\n\tc: 5\n',
      'city: none\ncity: none\n',
    ]
    speakOfValues('zh')
    for (const text of texts) {
      const { text: said, exit } = describeError(refused(text))
      expect(exit).toBe(2)
      for (const line of said.split('\n')) {
        expect(line).toMatch(/\p{Script=Han}/u)
        expect(line).not.toMatch(/[a-z]{3,} [a-z]{2,}/i)
      }
    }
  })

  it('refuses aliases that come to too much or name nothing', () => {
    const ring = ['b', 'c', 'd', 'e'].map(
      (name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcd'[i]}`).join()}]\n`,
    )
    for (const text of [`a: &a [1,1,1,1,1,1,1,1,1,1]\n${ring.join('')}`, 'dataDir: *nothing\n']) {
      expect(problemsOf(text)).toEqual([{ line: 1, path: '', message: expect.stringContaining('YAML 别名') }])
      expect(describeError(refused(text))).toMatchObject({ code: 'config.invalid', exit: 2 })
    }
  })

  it('names the line of broken YAML', () => {
    expect(problemsOf('hot:\n  days: [1\n')[0]?.line).toBeGreaterThan(1)
  })

  it('writes a template that, uncommented, is a valid config with the same defaults', () => {
    const commented = configTemplate()
    // Optional settings have no default: those lines, and a section left empty by that, stay comments.
    const settings = commented.split('\n').filter((l) => /^\s*# \w+:/.test(l))
    const live = settings
      .filter(
        (l, i) =>
          !/:$/.test(l) || (/^\s*# [^:]+: \S/.test(settings[i + 1] ?? '') && (settings[i + 1] ?? '').startsWith('  ')),
      )
      .map((l) => l.replace('# ', ''))
      .join('\n')
    expect(parseConfig(live, 'template')).toEqual(parseConfig('', 'empty'))
  })

  it('falls back to the sample city on its fixed clock when there is no file', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'lanting-config-'))
    const loaded = loadConfig({ cwd })
    expect(loaded.sample).toBe(true)
    expect(loaded.config.dataDir).toBe(join(cwd, 'data/sample'))
    expect(loaded.config.clock).toContain('2026-01-19')
    writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./real\n')
    expect(loadConfig({ cwd })).toMatchObject({ sample: false, config: { dataDir: join(cwd, 'real') } })
    expect(loadConfig({ cwd, data: 'other' }).config.dataDir).toBe(join(cwd, 'other'))
  })

  it("keeps letters of one's own and the sample city in folders of their own", () => {
    const cwd = mkdtempSync(join(tmpdir(), 'lanting-config-'))
    expect(loadConfig({ cwd, world: 'real' })).toMatchObject({ sample: false, config: { dataDir: join(cwd, 'data') } })
    mkdirSync(join(cwd, 'data'))
    writeFileSync(join(cwd, 'data/records.db'), '')
    const found = loadConfig({ cwd })
    expect(found).toMatchObject({ sample: false, config: { dataDir: join(cwd, 'data') } })
    expect(found.config.clock).toBeUndefined()
    expect(loadConfig({ cwd, world: 'sample' })).toMatchObject({ sample: true })
    expect(() => loadConfig({ cwd, data: 'data', world: 'sample' })).toThrow(/lanting init/)
    expect(() => loadConfig({ cwd, data: 'data/sample', world: 'real' })).toThrow(/--data/)
    mkdirSync(join(cwd, 'copy'))
    markSample(join(cwd, 'copy'))
    expect(loadConfig({ cwd, data: 'copy' }).sample).toBe(true)
    expect(() => loadConfig({ cwd, data: 'copy', world: 'real' })).toThrow(/--data/)
  })

  it('reads a secret from a file or a variable and says when it cannot', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanting-secret-')), 's')
    writeFileSync(file, ' hush\n')
    expect(readSecret({ file }, {})).toBe('hush')
    expect(readSecret({ env: 'WORD' }, { WORD: 'mum' })).toBe('mum')
    expect(() => readSecret({ file: `${file}.gone` }, {})).toThrow(/s\.gone/)
    expect(() => readSecret({ env: 'WORD' }, { WORD: '' })).toThrow(/WORD/)
  })
})
