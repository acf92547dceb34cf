import { parentPort, workerData } from 'node:worker_threads'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { createAnalysis, serveAnalysis } from '../pipeline/stages/analysis.ts'
import { openScreeners, type ScreeningSpec } from './screening.ts'

/** The one thread of `run` that holds the dictionary, the models and the grouper. */
if (parentPort)
  serveAnalysis(
    parentPort,
    createAnalysis(openScreeners(workerData as ScreeningSpec), () => createGrouper()),
  )
