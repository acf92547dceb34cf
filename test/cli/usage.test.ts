import { spawnSync } from 'node:child_process'
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run } from '../../cli/program.ts'
import { freshFolder, jsonLines, lanting } from './program-run.ts'

/** One command line, without a process of its own. */
async function said(...argv: string[]): Promise<{ code: number; err: string; out: string }> {
  let [out, err] = ['', '']
  const code = await run(argv, {
    cwd: freshFolder(),
    out: {
      write(text) {
        out += text
      },
    },
    err: {
      write(text: string) {
        err += text
      },
    },
    stdin: (async function* () {})(),
    signal: new AbortController().signal,
    env: {},
  })
  return { code, err, out }
}

describe('a command line that is wrong', () => {
  it.each([
    [['hot', '--dayz', '3'], '没有这个选项：--dayz'],
    [['hto'], '没有这个命令：hto'],
    [['hot', '--days', '0'], '选项 --days <n> 不能取“0”：需要一个正整数'],
    [['hot', '--top', '0'], '选项 --top <n> 不能取“0”：需要一个正整数'],
    [['hot', '--days'], '选项 --days <n> 后面缺少取值'],
    [['search'], '缺少参数：query'],
    [['search', '暖气', '--limit', '0'], '选项 --limit <n> 不能取“0”：需要一个正整数'],
    [['search', '暖气', '--limit', '-1'], '选项 --limit <n> 不能取“-1”：需要一个正整数'],
    [['move', '--from', 'x'], '必须给出选项 --to <config>'],
    [['init', 'here'], '参数太多：最多 0 个，给了 1 个'],
  ])('%j is told in Chinese, and in English when asked for', async (argv, text) => {
    const zh = await said(...argv)
    expect(zh.code).toBe(2)
    expect(zh.err).toContain(text)
    expect(zh.err).not.toContain('error:')
    const en = await said(...argv, '--lang=en')
    expect(en.err).toContain('error:')
  })

  it('takes a word to leave out for no option', async () => {
    for (const query of ['-暖气 金岸华庭', '-"供暖" 城关', '-(停水 OR 停电)', '-BRT 公交']) {
      const { err } = await said('search', query)
      expect(err).not.toContain('没有这个选项')
      expect(err).toContain('store.missing')
    }
    expect((await said('search', '-x', '暖气')).err).toContain('没有这个选项：-x')
  })

  it('names a file that is not there', async () => {
    for (const argv of [
      ['screen', 'missing.jsonl'],
      ['eval', 'missing.jsonl'],
    ]) {
      const { code, err } = await said(...argv)
      expect([code, err]).toEqual([2, expect.stringContaining('file.not-found')])
    }
  })

  it('has help with headings of its language', async () => {
    expect((await said('hot', '--help')).out).toMatch(/用法：[\s\S]*选项：/)
    expect((await said('hot', '--help', '--lang', 'en')).out).toMatch(/Usage:[\s\S]*Options:/)
  })

  it('lists categories by the names the board shows', async () => {
    const { err } = await said('hot', '--category', '养生')
    expect(err).toContain('生态环境')
    expect(err).not.toContain('环境保护')
  })
})

describe('a disk that is full', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'ends screening and grouping with a message',
    () => {
      const cwd = freshFolder()
      writeFileSync(join(cwd, 'in.jsonl'), '{"id":"1","text":"永登县城关镇停水两天了"}\n')
      const bin = fileURLToPath(new URL('../../bin/lanting.mjs', import.meta.url))
      for (const command of ['screen', 'group']) {
        const args = ['--disable-warning=ExperimentalWarning', bin, command, 'in.jsonl']
        const { status, stderr } = spawnSync(process.execPath, args, {
          cwd,
          stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
        })
        expect(status).toBe(1)
        expect(String(stderr)).toContain('ENOSPC')
        expect(String(stderr)).not.toMatch(/throw|\n\s+at /)
      }
    },
    60_000,
  )
})

describe('files to learn from', () => {
  const rows = (label: string, texts: readonly string[]) => texts.map((text) => JSON.stringify({ label, text }))
  const nouns = ['路灯', '井盖', '公交', '暖气', '电梯', '垃圾', '停车', '噪声', '积水', '绿化', '围挡', '站牌']
  const lines = [
    ...rows(
      'ham',
      nouns.map((noun, n) => `安宁区培黎广场的${noun}坏了${n + 2}天，一直没有人来修，请派人看看。`),
    ),
    ...rows(
      'spam',
      nouns.map((noun, n) => `${noun}批发厂家直销，加微信领${n + 3}折优惠券，先到先得，包邮到家。`),
    ),
  ].join('\n')

  it('need no id, and a folder that is not there is told before the work', async () => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'own.jsonl'), lines)
    const trained = await lanting(['train', '--task', 'spam', 'own.jsonl', '--out', 'own.model', '--json'], cwd)
    expect(trained.code, trained.err).toBe(0)
    expect(jsonLines<{ rows: number }>(trained.out)[0]?.rows).toBe(24)
    // Measured by the same files: another heading is named, and categories are told as screens show them.
    writeFileSync(
      join(cwd, 'own.csv'),
      '正文,归属\n安宁区培黎广场的工地拖欠我们三个月工资，请劳动部门管管。,人社医保\n',
    )
    const measured = await lanting(['eval', 'own.csv', '--map', 'label=归属'], cwd)
    expect([measured.code, measured.out]).toEqual([0, expect.stringMatching(/^人社医保 +1 +100\.0/m)])
    const nowhere = await lanting(['train', '--task', 'spam', 'own.jsonl', '--out', 'nodir/own.model'], cwd)
    expect(nowhere.code).toBe(1)
    expect(nowhere.err).toContain('nodir')
    expect(nowhere.err).not.toContain('训练')
  }, 60_000)

  it('say which categories a model was never taught, in training, in doctor and where it is put to use', async () => {
    const cwd = freshFolder()
    const taught = [
      ...rows(
        '城乡建设',
        nouns.map((noun, n) => `安宁区培黎广场的${noun}坏了${n + 2}天，一直没有人来修，请派人看看。`),
      ),
      ...rows(
        '教育文体',
        nouns.map((noun, n) => `学校${noun}旁边的${n + 3}班老师布置作业太多，孩子写到半夜，请教育局管管。`),
      ),
      ...rows(
        '城乡建没',
        nouns.map((noun, n) => `${noun}旁边${n + 5}号楼的暖气一直不热，屋里冰凉，请供热公司来看看。`),
      ),
    ]
    writeFileSync(join(cwd, 'own.jsonl'), taught.join('\n'))
    writeFileSync(join(cwd, 'lanting.yaml'), 'models: { category: own.model }\nconsole: { port: 0 }\n')
    const trained = await lanting(['train', '--task', 'category', 'own.jsonl', '--out', 'own.model'], cwd)
    expect(trained.err).toMatch(/只学过 2 个一级类别，没有学过：生态环境.*这 13 类/)
    expect(trained.err).toContain('标签“城乡建没”不是一级类别，是不是 城乡建设；')
    const doctor = await lanting(['doctor', '--json'], cwd)
    expect(jsonLines<{ check: string }>(doctor.out).find(({ check }) => check === '模型')).toMatchObject({
      state: 'bad',
      detail: expect.stringContaining('只学过 2 个一级类别'),
    })
    writeFileSync(join(cwd, 'one.jsonl'), '{"id":"1","text":"培黎广场的路灯坏了一周"}\n')
    const screened = await lanting(['screen', '--model', 'category=own.model', 'one.jsonl'], cwd)
    expect([screened.code, screened.err]).toEqual([0, expect.stringContaining('只学过 2 个一级类别')])
    writeFileSync(join(cwd, 'lanting.yaml'), 'console: { port: 0 }\n')
    const shipped = await lanting(['screen', 'one.jsonl'], cwd)
    expect([shipped.code, shipped.err]).toEqual([0, expect.not.stringContaining('一级类别')])
  }, 60_000)
})

describe('init', () => {
  it('writes the file named by --config', async () => {
    const cwd = freshFolder()
    const { code } = await lanting(['init', '--config', 'own.yaml'], cwd)
    expect(code).toBe(0)
    expect(readFileSync(join(cwd, 'own.yaml'), 'utf8')).toContain('dataDir')
  }, 60_000)

  it('writes a config that asks no site until somebody wants it to, and says so', async () => {
    const cwd = freshFolder()
    const { err } = await lanting(['init'], cwd)
    expect(err).toContain('zjj-lanzhou')
    const list = async () =>
      jsonLines<{ id: string; enabled: boolean }>((await lanting(['sources', 'list', '--json'], cwd)).out)
    const off = await list()
    expect(off.length).toBeGreaterThan(9)
    expect(off.filter((source) => source.enabled)).toEqual([])
    const file = join(cwd, 'lanting.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('[zjj-lanzhou]', '[]'))
    expect((await list()).filter((source) => source.enabled).map(({ id }) => id)).toEqual(['zjj-lanzhou'])
  }, 60_000)
})

describe('a place with no hot issue', () => {
  it('is answered with the districts that have some', async () => {
    const cwd = freshFolder()
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      'dataDir: ./data\nclock: 2026-01-19T10:00:00+08:00\ncrawl:\n  disabled: [zjj-lanzhou]\n',
    )
    writeFileSync(
      join(cwd, 'in.jsonl'),
      '{"id":"1","text":"安宁区培黎广场路灯坏了一个月，晚上一片漆黑，请修一下。","postedAt":"2026-01-12"}\n',
    )
    await lanting(['import', 'in.jsonl'], cwd)
    const { code, err } = await lanting(['hot', '--district', '朝阳区'], cwd)
    expect(code).toBe(0)
    expect(err).toMatch(/没有“朝阳区”。有的是：.*安宁区/)
    expect(err).not.toContain('--days')
    const part = await lanting(['hot', '--district', '安宁', '--json'], cwd)
    expect([part.code, part.out.includes('培黎广场')]).toEqual([0, true])
    const none = await lanting(['hot', '--district', '安宁', '--days', '1'], cwd)
    expect(none.err).toContain('--days')
  }, 60_000)
})
