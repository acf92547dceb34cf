import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Delivery, Post } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVault } from '../../pipeline/intake/vault.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { memoryKeys } from './memory-keys.ts'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const PAGE = '<p>我家电话 13900000000，暖气不热。</p>'
const day = (text: string): Date => new Date(`${text}T04:00:00Z`)

function memoryVault() {
  const keys = memoryKeys()
  const files = new Map<string, Buffer>()
  const folder = {
    list: () => [...files.keys()],
    read: (name: string) => files.get(name),
    write: (name: string, bytes: Buffer) => void files.set(name, bytes),
    remove: (name: string) => void files.delete(name),
  }
  return {
    files,
    keys: () => JSON.parse(keys.content ?? '{}') as Record<string, string>,
    vault: openVault(keys, folder),
  }
}

describe('vault', () => {
  it('gives back what it was given, holds nothing readable, and keeps the same answer once a day', () => {
    const { vault, files, keys } = memoryVault()
    const hash = hashOf(PAGE)
    vault.put(hash, PAGE, day('2026-01-18'))
    vault.put(hash, PAGE, day('2026-01-18'))
    expect(vault.get(hash)).toBe(PAGE)
    expect(vault.get(hashOf('other'))).toBeUndefined()
    const [[name, bytes] = ['', Buffer.alloc(0)], ...others] = [...files]
    expect([name, others]).toEqual([`2026-01-18-${hash}.bin`, []])
    expect(bytes.toString('latin1')).not.toContain('13900000000')
    expect(Object.keys(keys())).toEqual(['2026-01'])
  })

  it('notices a file that was changed or given another name', () => {
    const { vault, files } = memoryVault()
    const hash = hashOf(PAGE)
    vault.put(hash, PAGE, day('2026-01-18'))
    const [[name, bytes] = ['', Buffer.alloc(0)]] = [...files]
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes)
      changed[at] = changed[at]! ^ 1
      files.set(name, changed)
      expect(() => vault.get(hash)).toThrow(/changed/)
    }
    const other = hashOf('other')
    files.set(`2026-01-18-${other}.bin`, bytes)
    expect(() => vault.get(other)).toThrow(/changed/)
  })

  it('lets go after 30 days, destroys a key once its month is over for as long, and drops at once what is erased', () => {
    const { vault, keys } = memoryVault()
    const [one, two, three] = [hashOf('1'), hashOf('2'), hashOf('3')]
    vault.put(one, '1', day('2026-01-01'))
    vault.put(two, '2', day('2026-01-31'))
    vault.put(three, '3', day('2026-02-01'))
    expect(vault.sweep(day('2026-01-31'))).toBe(0)
    expect(vault.sweep(day('2026-02-01'))).toBe(1)
    expect([vault.get(one), vault.get(two)]).toEqual([undefined, '2'])
    // One of today may still wait for its row.
    expect(vault.sweep(day('2026-02-01'), new Set([three]))).toBe(0)
    expect(vault.sweep(day('2026-02-02'), new Set([three]))).toBe(1)
    expect(Object.keys(keys())).toEqual(['2026-01', '2026-02'])
    vault.sweep(day('2026-03-03'))
    expect([vault.list(), Object.keys(keys())]).toEqual([[], ['2026-02']])
  })
})

describe('the inbox', () => {
  const inboxWith = (vault?: ReturnType<typeof memoryVault>['vault']) => {
    const stored: Post[] = []
    const inbox = createInbox({
      posts: {
        append: async (posts: readonly Post[]) => {
          stored.push(...posts)
          return { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
        },
        latest: async () => [],
      } as never,
      redact: (title, text) => ({ title, text: text.replace(/\d{11}/g, '〔手机〕'), marks: [] }),
      voices: openVoices(memoryKeys()),
      clock: fixedClock('2026-01-18T04:00:00Z'),
      vault,
    })
    return { stored, inbox }
  }
  const evidence = {
    url: 'https://x.example/1',
    at: '2026-01-18T04:00:00.000Z',
    status: 200,
    headers: {},
    hash: hashOf(PAGE),
    bytes: 50,
  }
  const delivery: Delivery = {
    source: 's',
    nativeId: '1',
    kind: 'letter',
    text: '电话 13900000000',
    evidence: { ...evidence, raw: PAGE },
  }

  it('puts a raw answer into the vault and nowhere else', async () => {
    const { vault } = memoryVault()
    const { stored, inbox } = inboxWith(vault)
    await inbox.append('s', [delivery])
    expect(stored[0]?.evidence).toEqual({ ...evidence, vault: true })
    expect(JSON.stringify(stored)).not.toContain('13900000000')
    expect(vault.get(evidence.hash)).toBe(PAGE)
  })

  it('lets it go where there is no vault', async () => {
    const { stored, inbox } = inboxWith()
    await inbox.append('s', [delivery])
    expect(stored[0]?.evidence).toEqual({ ...evidence, vault: false })
    expect(JSON.stringify(stored)).not.toContain('13900000000')
  })
})
