import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openMailServer } from '../delivery/mail-server.ts'
import { freshFolder, lanting } from './program-run.ts'

it('tells whom the digest did not reach and why, without the address', async () => {
  const server = await openMailServer((address) =>
    address.startsWith('wang') ? { code: 451, text: `later ${address}` } : undefined,
  )
  const cwd = freshFolder()
  writeFileSync(
    join(cwd, 'lanting.yaml'),
    `dataDir: ./data\nkeysDir: ./keys\nclock: "2026-11-30T10:00:00+08:00"\ndigest:\n  from: lanting@lz.example\n  to: [li@lz.example, "王处 <wangwu@lz.example>"]\n  smtp: { host: 127.0.0.1, port: ${server.port}, secure: false }\n`,
  )
  try {
    const { code, out, err } = await lanting(['digest', '--send'], cwd)
    expect(code).toBe(1)
    expect(err).toContain('日报已发送 1 封，失败 1 封')
    expect(err).toContain('2026-11-30 的日报没有送达 digest.to 第 2 位（w***@lz.example）：邮件服务器暂不接收')
    expect(err).toContain('（451 EENVELOPE）')
    expect(out + err).not.toMatch(/wangwu|王处|later/)
  } finally {
    await server.close()
  }
}, 60_000)
