import { parentPort, workerData } from 'node:worker_threads'
import type { Line } from './jsonl.ts'
import { openLineScreener, type ScreeningSpec } from './screening.ts'

/** One of `--workers N`: screens chunks of lines; the command puts them back in order. */
const screen = openLineScreener(workerData as ScreeningSpec)
parentPort?.on('message', ({ chunk, lines }: { chunk: number; lines: Line[] }) => {
  parentPort?.postMessage({ chunk, results: screen(lines) })
})
