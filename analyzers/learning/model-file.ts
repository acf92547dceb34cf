import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { AppError } from '../../model/error.ts'
import type { ModelFault } from '../../model/messages/analyzers.ts'

export type Task = 'category' | 'spam' | 'desk' | 'second' | 'unit' | 'appeal' | 'stance'

/** What grouped cross-validation said of the rows it was trained on. */
export interface Metrics {
  readonly rows: number
  readonly folds: number
  readonly macroF1: number
  readonly accuracy: number
  /** Expected calibration error of the first answer, ten equal bins. */
  readonly ece: number
  readonly perLabel: Readonly<Record<string, { readonly rows: number; readonly f1: number }>>
  /** Two labels only: share of the second label found when 1 % of the first is wrongly called it. */
  readonly recallAt1?: number | undefined
}

/** A trained linear model: explicit feature hashes, so that a text's unknown features add nothing. */
export interface LinearModel {
  readonly task: Task
  /** Sorted. With two labels there is one column, for the second. */
  readonly labels: readonly string[]
  /** Hashes of the features, ascending. */
  readonly keys: Uint32Array
  /** Inverse document frequency, in steps of `idfStep`. */
  readonly idf: Uint8Array
  readonly idfStep: number
  /** keys × columns; weight = value × scale[column]. */
  readonly weights: Int8Array
  readonly scale: readonly number[]
  readonly bias: readonly number[]
  /** Probability = softmax(slope[l] × margin[l] + shift[l]). */
  readonly slope: readonly number[]
  readonly shift: readonly number[]
  /** SHA-256 (hex) of the training rows, in order. */
  readonly dataDigest: string
  readonly metrics: Metrics
  /** The shipped spam model taught on: a piece of the judge's evidence like that one, not a judge of its own. */
  readonly evidence?: boolean | undefined
  /** SHA-256 (hex) of everything above: the model's identity in versions and logs. */
  readonly digest: string
}

const MAGIC = 'LTLM'
const FORMAT = 1
type Header = Omit<LinearModel, 'keys' | 'idf' | 'weights' | 'digest'> & {
  format: number
  size: number
  digest: string
}

const columns = (labels: readonly string[]): number => (labels.length === 2 ? 1 : labels.length)

const sealOf = (header: Omit<Header, 'digest'>, body: Uint8Array): string =>
  createHash('sha256').update(JSON.stringify(header)).update(body).digest('hex')

function parts(model: Omit<LinearModel, 'digest'>): { header: Omit<Header, 'digest'>; body: Buffer } {
  const { keys, idf, weights, ...rest } = model
  const header = {
    task: rest.task,
    labels: rest.labels,
    idfStep: rest.idfStep,
    scale: rest.scale,
    bias: rest.bias,
    slope: rest.slope,
    shift: rest.shift,
    dataDigest: rest.dataDigest,
    metrics: rest.metrics,
    ...(rest.evidence ? { evidence: true } : {}),
    format: FORMAT,
    size: keys.length,
  }
  const body = Buffer.alloc(keys.length * 5 + weights.length)
  for (let i = 0; i < keys.length; i++) body.writeUInt32LE(keys[i]!, i * 4)
  body.set(idf, keys.length * 4)
  body.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), keys.length * 5)
  return { header, body }
}

/** Gives a model its digest. */
export function sealModel(model: Omit<LinearModel, 'digest'>): LinearModel {
  const { header, body } = parts(model)
  return { ...model, digest: sealOf(header, body) }
}

/** Model → bytes: `LTLM`, header length (uint32, little-endian), JSON header, keys, idf, weights. */
export function packModel(model: LinearModel): Uint8Array {
  const { header, body } = parts(model)
  const json = Buffer.from(JSON.stringify({ ...header, digest: model.digest }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([Buffer.from(MAGIC), length, json, body])
}

const unusable = (file: string, why: ModelFault, rest: Record<string, string | number> = {}, cause?: unknown) =>
  new AppError('model.file', `Model file ${file} cannot be used (${why})`, { cause, details: { file, why, ...rest } })

/** Bytes → model. Throws `model.file` when they are no model, of another format, cut short or changed since they were written. */
export function unpackModel(bytes: Uint8Array, name: string): LinearModel {
  const fail = (why: ModelFault, cause?: unknown) => unusable(name, why, {}, cause)
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.length < 8 || data.toString('latin1', 0, 4) !== MAGIC) throw fail('foreign')
  const start = 8 + data.readUInt32LE(4)
  let header: Header
  try {
    header = JSON.parse(data.toString('utf8', 8, start))
  } catch (cause) {
    throw fail('damaged', cause)
  }
  if (header.format !== FORMAT) throw unusable(name, 'format', { format: header.format, ours: FORMAT })
  if (!Array.isArray(header.labels)) throw fail('damaged')
  const { size, digest, format: _, ...rest } = header
  const width = columns(header.labels)
  if (data.length !== start + size * (5 + width)) throw fail('cut')
  const keys = new Uint32Array(size)
  for (let i = 0; i < size; i++) keys[i] = data.readUInt32LE(start + i * 4)
  const idf = Uint8Array.from(data.subarray(start + size * 4, start + size * 5))
  const weights = Int8Array.from(new Int8Array(data.buffer, data.byteOffset + start + size * 5, size * width))
  const model = sealModel({ ...rest, keys, idf, weights })
  if (model.digest !== digest) throw fail('changed')
  return model
}

/** Writes a model file. */
export const saveModel = (file: string | URL, model: LinearModel): void => writeFileSync(file, packModel(model))

/** The digest that a model file says it has; throws as loadModel does. */
export function digestOf(file: string | URL): string {
  return loadModel(file).digest
}

/** Reads a model file; `task` refuses a model made for another. Throws `model.file`. */
export function loadModel(file: string | URL, task?: Task): LinearModel {
  const name = file instanceof URL ? decodeURIComponent(file.pathname) : file
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    throw unusable(name, 'unreadable', {}, cause)
  }
  const model = unpackModel(bytes, name)
  if (task !== undefined && model.task !== task) throw unusable(name, 'task', { of: model.task, task })
  return model
}
