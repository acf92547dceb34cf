import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

const OWN = '翡翠湾十八单元钢琴'
const letters = Array.from({ length: 40 }, (_, i) => ({
  id: String(i),
  title: i === 3 ? `${OWN}整夜不停` : `雁滩第${i}号院暖气不热`,
  text:
    i === 3
      ? `城关区${OWN}整夜不停，报警也没有用，请社区管一管。`
      : `城关区雁滩第${i}号院暖气不热，家里只有十二度，请热力公司管一管。`,
  author: `写信者${i}`,
  postedAt: '2026-01-15T09:00:00+08:00',
}))

/** A folder with letters, the id of the one to be erased, and which files hold its words. */
async function begin() {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nconsole:\n  port: 0\nclock: 2026-01-19T10:00:00+08:00\n')
  writeFileSync(join(cwd, 'in.jsonl'), letters.map((letter) => JSON.stringify(letter)).join('\n'))
  expect((await lanting(['import', 'in.jsonl'], cwd)).code).toBe(0)
  const all = jsonLines<{ id: string; title: string }>((await lanting(['export'], cwd)).out)
  const holding = (word: string): string[] =>
    readdirSync(join(cwd, 'data')).filter(
      (name) => name.includes('.db') && readFileSync(join(cwd, 'data', name)).includes(word),
    )
  return { cwd, id: all.find(({ title }) => title.includes(OWN))!.id, holding }
}

describe('lanting erase', () => {
  it('leaves no word on the disk, keeps the letter out, and may be repeated', async () => {
    const { cwd, id, holding } = await begin()
    mkdirSync(join(cwd, 'data', 'backups'))
    writeFileSync(join(cwd, 'data', 'backups', 'records.db.v1.x'), '')
    expect(holding('翡翠湾')).not.toEqual([])
    const first = await lanting(['erase', id, '--by', '值班员'], cwd)
    expect(first).toMatchObject({ code: 0, out: `已清除 ${id}\n` })
    expect(first.err).toContain('records.db.v1.x')
    // As text, as words of the segmenter, and as the pairs that search keeps.
    for (const word of [OWN, '翡翠湾', '翡翠', '钢琴', 'gangqin', 'feicui']) expect(holding(word), word).toEqual([])
    expect(holding('暖气')).not.toEqual([])
    expect((await lanting(['search', '钢琴', '--json'], cwd)).out).not.toContain(id)
    expect((await lanting(['import', 'in.jsonl', '--json'], cwd)).out).toContain('"unchanged":40')
    expect((await lanting(['erase', id, '--json'], cwd)).out).toBe(`{"id":"${id}","erased":false}\n`)
    expect(holding('翡翠')).toEqual([])
  }, 90_000)

  it('finds a letter by its own number, says which it is, and touches none where several have it', async () => {
    const { cwd, id, holding } = await begin()
    writeFileSync(join(cwd, 'b.jsonl'), JSON.stringify({ ...letters[3], id: '5', text: '安宁区培黎街道路灯坏了' }))
    expect((await lanting(['import', 'b.jsonl'], cwd)).code).toBe(0)
    const two = await lanting(['erase', '3', '5'], cwd)
    expect([two.code, two.err]).toEqual([2, expect.stringMatching(/编号 5 有 2 条来件[\s\S]*来源 b，2026-01-15/)])
    expect(holding('翡翠')).not.toEqual([])
    const { code, out, err } = await lanting(['erase', '3'], cwd)
    expect([code, out]).toEqual([0, `已清除 ${id}\n`])
    expect(err).toContain(`找到：来源 in，编号 3，2026-01-15（id ${id}）`)
    // No file follows, so none is announced.
    expect(err).not.toContain('以及下列文件')
    const again = await lanting(['erase', '3'], cwd)
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('没有可清除的内容')])
  }, 90_000)

  it('is followed by the process that groups', async () => {
    const { cwd, id, holding } = await begin()
    const { child, done } = start(['run'], cwd)
    let err = ''
    child.stderr?.on('data', (part) => {
      err += part
    })
    while (!err.includes('工作台') && child.exitCode === null) await new Promise((go) => setTimeout(go, 100))
    expect((await lanting(['erase', id], cwd)).code).toBe(0)
    child.kill('SIGTERM')
    await done
    for (const word of ['翡翠', '钢琴']) expect(holding(word), word).toEqual([])
  }, 90_000)

  it('takes ids that have not come, and nothing that is no id', async () => {
    const { cwd } = await begin()
    const never = await lanting(['erase', 'a'.repeat(26)], cwd)
    expect(never).toMatchObject({ code: 0 })
    expect(never.out).toContain('没有可清除的内容')
    const wrong = await lanting(['erase', '12345'], cwd)
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('usage.post')
  }, 90_000)
})
