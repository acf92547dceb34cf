/** The members of a zip file by name, read from its directory at the end: in any order, nothing written to disk. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'

/** Signatures and lengths of the parts of a zip (APPNOTE 4.3.7, 4.3.12, 4.3.16), without those of files over 4 GB. */
const END = { mark: 0x06054b50, bytes: 22, comment: 65_535 } as const
const ENTRY = { mark: 0x02014b50, bytes: 46 } as const
const LOCAL = { mark: 0x04034b50, bytes: 30 } as const
const STORED = 0
const DEFLATED = 8

export interface Zip {
  readonly names: readonly string[]
  /** The member's bytes, unpacked as they are read; undefined when there is none of that name. */
  member(name: string): Promise<Readable | undefined>
}

interface Entry {
  readonly method: number
  readonly size: number
  readonly at: number
}

/** Throws when the file is no zip or is cut short. */
export async function openZip(path: string): Promise<Zip> {
  const entries = new Map<string, Entry>()
  const { size } = await stat(path)
  const read = async (at: number, bytes: number): Promise<Buffer> => {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(bytes, size)), 0, Math.min(bytes, size), at)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }
  const tail = await read(Math.max(0, size - END.bytes - END.comment), END.bytes + END.comment)
  let end = tail.length - END.bytes
  while (end >= 0 && tail.readUInt32LE(end) !== END.mark) end--
  if (end < 0) throw new Error('no directory of a zip file')
  const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  for (let at = 0; at + ENTRY.bytes <= directory.length && directory.readUInt32LE(at) === ENTRY.mark; ) {
    const nameEnd = at + ENTRY.bytes + directory.readUInt16LE(at + 28)
    entries.set(directory.toString('utf8', at + ENTRY.bytes, nameEnd), {
      method: directory.readUInt16LE(at + 10),
      size: directory.readUInt32LE(at + 20),
      at: directory.readUInt32LE(at + 42),
    })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return {
    names: [...entries.keys()],
    async member(name) {
      const entry = entries.get(name)
      if (!entry) return undefined
      const local = await read(entry.at, LOCAL.bytes)
      if (local.length < LOCAL.bytes || local.readUInt32LE(0) !== LOCAL.mark) throw new Error(`${name} is not there`)
      const start = entry.at + LOCAL.bytes + local.readUInt16LE(26) + local.readUInt16LE(28)
      const bytes = createReadStream(path, { start, end: start + Math.max(0, entry.size - 1) })
      if (entry.method === STORED) return bytes
      if (entry.method !== DEFLATED) throw new Error(`${name} is packed by method ${entry.method}`)
      // The callback is pipeline's duty only: a fault of either stream reaches who reads the inflated one.
      return pipeline(bytes, createInflateRaw(), () => {})
    },
  }
}
