/**
 * The text of a bundle: JSON lines that anybody at the border may read, a head first, and an end with the SHA-256 of all
 * that stands before it, signed with Ed25519. The crawling zone holds the private key, the console's zone the public one.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { z } from 'zod'
import {
  BUNDLE_VERSION,
  type Bundle,
  type BundleHead,
  bundleErasureSchema,
  bundleHeadSchema,
  bundleHealthSchema,
  bundlePostSchema,
  bundleVisitSchema,
} from '../../model/bundle.ts'
import { AppError } from '../../model/error.ts'

const endSchema = z.strictObject({
  end: z.literal(true),
  lines: z.int().min(1),
  sha256: z.string(),
  key: z.string(),
  signature: z.string(),
})
const rowSchema = z.union([
  z.strictObject({ post: bundlePostSchema }),
  z.strictObject({ erased: bundleErasureSchema }),
  z.strictObject({ health: bundleHealthSchema }),
  z.strictObject({ visit: bundleVisitSchema }),
])

const keyName = (der: Buffer): string => createHash('sha256').update(der).digest('hex').slice(0, 16)

/** A new private key as PEM, for a 0600 file. */
export const makeBundleKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** The public line of a private key, for the other zone's config. Throws AppError `bundle.private-key` for what is no Ed25519 key. */
export function publicKeyOf(privatePem: string): string {
  try {
    return createPublicKey(createPrivateKey(privatePem)).export({ type: 'spki', format: 'der' }).toString('base64')
  } catch (cause) {
    throw new AppError('bundle.private-key', 'The private key of the bundles cannot be read', { cause })
  }
}

export function sealBundle(bundle: Bundle, privatePem: string): string {
  const lines = [
    bundle.head,
    ...bundle.posts.map((post) => ({ post })),
    ...bundle.erased.map((erased) => ({ erased })),
    ...bundle.health.map((health) => ({ health })),
    ...bundle.visits.map((visit) => ({ visit })),
  ]
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const sha256 = createHash('sha256').update(body).digest('hex')
  const key = keyName(Buffer.from(publicKeyOf(privatePem), 'base64'))
  const signature = sign(null, Buffer.from(sha256), createPrivateKey(privatePem)).toString('base64')
  return `${body}${JSON.stringify({ end: true, lines: lines.length, sha256, key, signature })}\n`
}

/** The head alone, unproven: enough to tell a bundle that was taken before. Undefined for what is no bundle. */
export function readBundleHead(text: string): BundleHead | undefined {
  const head = bundleHeadSchema.safeParse(parse(text.slice(0, Math.max(0, text.indexOf('\n')))))
  return head.success ? head.data : undefined
}

/**
 * Proves and reads a bundle. Throws AppError, all of them before a single row is believed: `bundle.format` (no bundle),
 * `bundle.newer`, `bundle.cut` (its end is missing), `bundle.key` (signed by nobody we trust), `bundle.changed`.
 */
export function openBundle(text: string, trusted: readonly string[], file: string): Bundle {
  const failed = (code: string, why: string): AppError =>
    new AppError(`bundle.${code}`, `${file}: ${why}`, { details: { file } })
  const head = readBundleHead(text)
  if (!head) throw failed('format', 'is no bundle')
  if (head.version > BUNDLE_VERSION) throw failed('newer', 'was written by a newer program')
  const tail = text.lastIndexOf('\n', text.length - 2) + 1
  const end = endSchema.safeParse(parse(text.slice(tail)))
  if (!text.endsWith('\n') || !end.success) throw failed('cut', 'is cut short')
  const { key, sha256, signature, lines } = end.data
  const known = trusted.map((line) => Buffer.from(line, 'base64')).find((der) => keyName(der) === key)
  if (!known) throw failed('key', `is signed with key ${key}, which bundles.trust does not name`)
  const body = text.slice(0, tail)
  const publicKey = createPublicKey({ key: known, format: 'der', type: 'spki' })
  // Base64 has spare bits: one signature has one spelling.
  const plain = Buffer.from(signature, 'base64').toString('base64') === signature
  const proven =
    plain &&
    createHash('sha256').update(body).digest('hex') === sha256 &&
    verify(null, Buffer.from(sha256), publicKey, Buffer.from(signature, 'base64'))
  if (!proven) throw failed('changed', 'was changed after it was signed')
  const rows = body.trimEnd().split('\n').slice(1)
  if (rows.length + 1 !== lines) throw failed('changed', 'was changed after it was signed')
  const parsed = rows.map((row, i) => {
    const one = rowSchema.safeParse(parse(row))
    if (!one.success) throw failed('format', `line ${i + 2} is of an unknown form`)
    return one.data
  })
  return {
    head,
    posts: parsed.flatMap((row) => ('post' in row ? [row.post] : [])),
    erased: parsed.flatMap((row) => ('erased' in row ? [row.erased] : [])),
    health: parsed.flatMap((row) => ('health' in row ? [row.health] : [])),
    visits: parsed.flatMap((row) => ('visit' in row ? [row.visit] : [])),
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
