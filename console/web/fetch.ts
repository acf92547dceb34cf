import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api/problem.ts'

export class ApiError extends Error {
  readonly problem: Partial<Problem>
  constructor(problem: Partial<Problem>) {
    super(problem.detail ?? '连接不上服务，请确认兰听仍在运行')
    this.problem = problem
  }
}

/** Calls the API. Throws ApiError with the problem details it gave, or with none when it could not be reached. */
export async function call<T>(
  path: string,
  options: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const { method = 'GET', body, signal } = options
  const response = await fetch(`/api/v1${path}`, {
    method,
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({})
  })
  if (response.ok) return (await response.json()) as T
  const problem = response.headers.get('content-type')?.includes('json')
    ? await response.json()
    : { status: response.status }
  throw new ApiError(problem as Partial<Problem>)
}

export interface Loaded<T> {
  /** The last good answer, kept on show while the next one loads. */
  readonly data: T | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  reload(): void
}

/** Loads a path, again whenever it changes; undefined loads nothing. */
export function useApi<T>(path: string | undefined): Loaded<T> {
  const [state, setState] = useState<{ path?: string; data?: T; error?: ApiError }>({})
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is the wish to load the same path again
  useEffect(() => {
    if (path === undefined) return
    const stop = new AbortController()
    call<T>(path, { signal: stop.signal }).then(
      (data) => setState({ path, data }),
      (error: unknown) => {
        if (error instanceof ApiError) setState((last) => ({ ...last, path, error }))
      },
    )
    return () => stop.abort()
  }, [path, turn])
  const reload = useCallback(() => setTurn((n) => n + 1), [])
  const current = state.path === path
  return { data: state.data, error: current ? state.error : undefined, loading: path !== undefined && !current, reload }
}

/** `?a=1&b=2` of what is set. */
export const query = (params: Readonly<Record<string, string | number | undefined>>): string => {
  const set = Object.entries(params).filter(([, v]) => v !== undefined && v !== '')
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([k, v]) => [k, String(v)]))}`
}
