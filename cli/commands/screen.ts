import { Worker } from 'node:worker_threads'
import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { type Line, openInput, readBatches, writeLine } from '../jsonl.ts'
import { tellFewLabels } from '../models.ts'
import { openLineScreener, readModelOptions, type ScreeningSpec } from '../screening.ts'

/** Lines that a worker gets at a time. */
const CHUNK = 100
/** Lines that are screened together in one thread, at most. */
const TOGETHER = 200

type Result = { text: string; failed: boolean }

/** Screens with N threads; the output is the same and in the same order as with one. */
async function* inParallel(batches: AsyncIterable<Line[]>, spec: ScreeningSpec, count: number): AsyncGenerator<Result> {
  const waiting = new Map<number, { resolve: (r: Result[]) => void; reject: (e: unknown) => void }>()
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('../screen-worker.ts', import.meta.url), { workerData: spec })
    worker.on('message', ({ chunk, results }: { chunk: number; results: Result[] }) => {
      waiting.get(chunk)?.resolve(results)
      waiting.delete(chunk)
    })
    worker.on('error', (error) => {
      for (const w of waiting.values()) w.reject(error)
    })
    return worker
  })
  try {
    const queue: Promise<Result[]>[] = []
    let chunk = 0
    let part: Line[] = []
    const send = (): void => {
      const id = chunk++
      const lines = part
      part = []
      queue.push(
        new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          workers[id % count]!.postMessage({ chunk: id, lines })
        }),
      )
    }
    for await (const lines of batches)
      for (const line of lines) {
        part.push(line)
        if (part.length === CHUNK) send()
        // Two chunks ahead a worker keep all busy and the memory flat.
        while (queue.length >= count * 2) yield* (await queue.shift()) as Result[]
      }
    if (part.length > 0) send()
    while (queue.length > 0) yield* (await queue.shift()) as Result[]
  } finally {
    await Promise.all(workers.map((w) => w.terminate()))
  }
}

async function* inline(batches: AsyncIterable<Line[]>, spec: ScreeningSpec): AsyncGenerator<Result> {
  const screen = openLineScreener(spec)
  for await (const lines of batches)
    for (let from = 0; from < lines.length; from += TOGETHER) yield* screen(lines.slice(from, from + TOGETHER))
}

/** JSONL → JSONL, one line out for each in, in order. Exit 1 only when nothing could be read. */
export async function screenCommand(
  context: Context,
  options: { model?: string[]; workers?: number; city?: string },
  file?: string,
): Promise<number> {
  const workers = options.workers ?? 1
  if (workers < 1 || workers > 64) throw new AppError('usage.workers', '--workers 取 1 到 64（is 1 to 64）')
  const spec: ScreeningSpec = {
    city: readCity(options.city, context.config.city),
    models: readModelOptions(options.model, context.config.models),
  }
  tellFewLabels(context, spec.models.category)
  const batches = readBatches(openInput(file, context.stdin))
  let read = 0
  let failed = 0
  for await (const result of workers === 1 ? inline(batches, spec) : inParallel(batches, spec, workers)) {
    read++
    if (result.failed) failed++
    await writeLine(context.out, result.text)
    if (context.signal.aborted) return 1
  }
  if (failed < read) return 0
  context.note(context.say(m.noLetters))
  return 1
}
