import {
  type Job,
  type JobReport,
  type Jobs,
  type JobsOptions,
  type QueueName,
  reasonOf,
  retryDelay,
  SWEEP,
} from './jobs.ts'

interface Queue {
  readonly jobs: Map<string, JobReport>
  readonly timers: Map<string, NodeJS.Timeout>
  handler: ((job: Job) => Promise<void>) | undefined
  free: number
}

function firstWaiting(queue: Queue): JobReport | undefined {
  for (const job of queue.jobs.values()) if (job.state === 'waiting') return job
  return undefined
}

/** Jobs within this process: what waits when it ends is found in Records at its next start. */
export function createLocalJobs(options: JobsOptions & { readonly now: () => Date }): Jobs {
  const { now, onError } = options
  const delayOf = options.retryDelay ?? retryDelay
  const queues = new Map<QueueName, Queue>()
  const inHand = new Set<Promise<void>>()
  const sweeps: NodeJS.Timeout[] = []
  let closed = false
  const queueOf = (name: QueueName): Queue => {
    const known = queues.get(name)
    if (known) return known
    const queue: Queue = { jobs: new Map(), timers: new Map(), handler: undefined, free: 0 }
    queues.set(name, queue)
    return queue
  }

  const run = async (name: QueueName, queue: Queue, job: JobReport): Promise<void> => {
    queue.jobs.set(job.id, { ...job, state: 'active' })
    try {
      await queue.handler?.({ id: job.id, ids: job.ids })
      queue.jobs.delete(job.id)
    } catch (error) {
      onError(name, error)
      const attempts = job.attempts + 1
      const failed = { ...job, attempts, reason: reasonOf(error), since: now().toISOString() }
      const delay = delayOf(error, attempts)
      if (job.ids.length === 0) queue.jobs.delete(job.id)
      else if (delay === undefined) queue.jobs.set(job.id, { ...failed, state: 'failed' })
      else {
        queue.jobs.set(job.id, { ...failed, since: job.since, state: 'delayed' })
        const again = (): void => {
          queue.timers.delete(job.id)
          queue.jobs.set(job.id, { ...failed, since: job.since, state: 'waiting' })
          take(name, queue)
        }
        if (!closed) queue.timers.set(job.id, setTimeout(again, delay))
      }
    }
  }
  const take = (name: QueueName, queue: Queue): void => {
    while (!closed && queue.handler && queue.free > 0) {
      const next = firstWaiting(queue)
      if (!next) return
      queue.free--
      const done = run(name, queue, next).finally(() => {
        inHand.delete(done)
        queue.free++
        take(name, queue)
      })
      inHand.add(done)
    }
  }
  const add: Jobs['add'] = async (name, jobs) => {
    const queue = queueOf(name)
    for (const { id, ids } of jobs) {
      if (queue.jobs.has(id)) continue
      const since = now().toISOString()
      queue.jobs.set(id, { id, ids, queue: name, state: 'waiting', attempts: 0, since, reason: undefined })
    }
    take(name, queue)
  }
  const dead = (name: QueueName, id: string): JobReport | undefined => {
    const job = queueOf(name).jobs.get(id)
    return job?.state === 'failed' ? job : undefined
  }

  return {
    add,
    work(name, concurrency, handler) {
      const queue = queueOf(name)
      queue.handler = handler
      queue.free = concurrency
      take(name, queue)
    },
    sweep(name, everyMs) {
      const look = (): void => void add(name, [SWEEP])
      sweeps.push(setInterval(look, everyMs))
      look()
    },
    async list(name, states, limit) {
      const all = [...queueOf(name).jobs.values()].filter((job) => job.ids.length > 0)
      return states.flatMap((state) => all.filter((job) => job.state === state).slice(0, limit))
    },
    async retry(name, id) {
      const job = dead(name, id)
      if (!job) return false
      queueOf(name).jobs.delete(id)
      await add(name, [job])
      return true
    },
    async remove(name, id) {
      if (dead(name, id)) queueOf(name).jobs.delete(id)
    },
    async close() {
      closed = true
      for (const timer of sweeps) clearInterval(timer)
      for (const queue of queues.values()) for (const timer of queue.timers.values()) clearTimeout(timer)
      await Promise.all(inHand)
    },
  }
}
