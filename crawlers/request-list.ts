/**
 * The requests of one look at one source, as Crawlee's request manager. In memory only (nothing of a letter may reach a
 * disk), without de-duplication (a revisit is the point) and forgetting what is done, so that memory stays flat.
 */
import type { IRequestManager, Request, Source } from 'crawlee'

export interface RequestList extends IRequestManager {
  /** Drops what waits: the look is over. */
  clear(): void
}

export function createRequestList(make: (source: Source) => Request): RequestList {
  // Two ends: list pages go on from the back, what Crawlee reclaims comes first.
  let waiting: Request[] = []
  let at = 0
  let running = 0
  let handled = 0
  let added = 0
  const take = (): Request | null => {
    const request = waiting[at]
    if (!request) return null
    at++
    if (at > 1024) {
      waiting = waiting.slice(at)
      at = 0
    }
    running++
    return request
  }
  const info = (request: Request) => ({
    requestId: request.id ?? request.uniqueKey,
    wasAlreadyPresent: false,
    wasAlreadyHandled: false,
  })
  const add = (source: Source): Request => {
    const request = make(source)
    request.id ??= `r${added}`
    added++
    waiting.push(request)
    return request
  }
  return {
    isFinished: async () => running === 0 && at >= waiting.length,
    isEmpty: async () => at >= waiting.length,
    handledCount: async () => handled,
    getTotalCount: () => added,
    getPendingCount: () => waiting.length - at,
    fetchNextRequest: async () => take() as never,
    async *[Symbol.asyncIterator]() {
      for (let request = take(); request; request = take()) yield request
    },
    async markRequestHandled(request) {
      running--
      handled++
      return { ...info(request), uniqueKey: request.uniqueKey, forefront: false } as never
    },
    async reclaimRequest(request) {
      running--
      waiting.push(request)
      return { ...info(request), uniqueKey: request.uniqueKey, forefront: false } as never
    },
    async addRequest(source) {
      const request = add(source as Source)
      return { ...info(request), uniqueKey: request.uniqueKey, forefront: false } as never
    },
    async addRequestsBatched(sources) {
      const processedRequests = []
      for await (const source of sources) {
        const request = add((typeof source === 'string' ? { url: source } : source) as Source)
        processedRequests.push({ ...info(request), uniqueKey: request.uniqueKey })
      }
      return { addedRequests: processedRequests, waitForAllRequestsToBeAdded: Promise.resolve([]) } as never
    },
    clear() {
      waiting = []
      at = 0
    },
  }
}
