import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../delivery/endpoint.ts'
import { freshFolder, lanting, start } from './program-run.ts'

interface Post {
  readonly id: string
  readonly nativeId: string
  readonly issue: string | null
}

describe('lanting serve alone', () => {
  it('screens and groups what is pushed, acts on a split, and pushes a case', async () => {
    const cwd = freshFolder()
    const hook = await openEndpoint((response) => response.writeHead(204).end())
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      `dataDir: ./data\nclock: 2026-01-19T10:00:00+08:00\nconsole:\n  port: 0\ndispatch:\n  endpoints:\n    - name: oa\n      url: ${hook.url}\n      secret: whsec_${Buffer.from('a secret of sixteen').toString('base64')}\n      allowPrivate: true\n`,
    )
    const { child, done } = start(['serve'], cwd)
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let err = ''
        child.stderr?.on('data', (d) => {
          err += d
          const at = /http:\/\/127\.0\.0\.1:\d+/.exec(err)
          if (at) resolve(at[0])
        })
        child.once('exit', () => reject(new Error(err)))
      })
      const api = async <T>(path: string, body?: unknown): Promise<T> => {
        const response = await fetch(`${url}/api/v1${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          ...(body === undefined
            ? {}
            : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
        })
        expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200)
        return (await response.json()) as T
      }
      const until = async (what: () => Promise<boolean> | boolean): Promise<void> => {
        while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 200))
      }
      expect(await api('/about')).toMatchObject({ sample: false, held: true, now: '2026-01-19T02:00:00.000Z' })
      const letters = ['客厅只有十四度', '老人孩子都冻感冒了', '供热站电话没人接'].map((cold, i) => ({
        id: `h${i}`,
        title: '澄岚苑小区暖气不热',
        text: `城关区澄岚苑小区的暖气从供暖开始就不热，${cold}，请热力公司来看看。`,
        postedAt: `2026-01-1${5 + i} 09:00`,
      }))
      await api('/import?source=hotline', letters)
      await until(async () => (await api<{ posts: { pending: number } }>('/stats')).posts.pending === 0)
      const posts = async (): Promise<Post[]> =>
        (await lanting(['export'], cwd)).out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Post)
      await until(async () => (await posts()).every((post) => post.issue !== null))
      const [first, ...rest] = await posts()
      const issue = first!.issue!
      expect(rest.map((post) => post.issue)).toEqual([issue, issue])

      const out = rest.find((post) => post.nativeId === 'h2')!
      const { issue: told } = await api<{ issue: string | null }>(`/issues/${issue}/split`, { posts: [out.id] })
      await until(async () => (await posts()).find((post) => post.id === out.id)?.issue !== issue)
      const after = await posts()
      const own = after.find((post) => post.id === out.id)!.issue
      expect(told === null || told === own).toBe(true)
      expect(after.filter((post) => post.issue === own)).toHaveLength(1)

      await api('/cases', { issueId: issue, units: ['市热管办'] })
      await until(() => hook.received.length > 0)
      expect(hook.received[0]!.body).toContain('市热管办')
    } finally {
      child.kill('SIGTERM')
      await hook.close()
    }
    expect((await done).code).toBe(0)
  }, 120_000)
})
