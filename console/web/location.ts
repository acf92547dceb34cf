import { type MouseEvent, useCallback, useEffect, useSyncExternalStore } from 'react'

/** The address bar holds the whole state of a page, so every view can be shared and gone back to. */
const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('popstate', listener)
  return () => window.removeEventListener('popstate', listener)
}
const here = (): string => window.location.pathname + window.location.search

/** Goes to a path of the console; `replace` for changes that are no step of their own, `state` for what led to this one. */
export function go(to: string, { replace = false, state = null }: { replace?: boolean; state?: unknown } = {}): void {
  if (to === here()) return
  const page = window.location.pathname
  window.history[replace ? 'replaceState' : 'pushState'](state, '', to)
  window.dispatchEvent(new PopStateEvent('popstate'))
  if (window.location.pathname !== page) window.scrollTo(0, 0)
}

/** The `state` that came with the step shown now. */
export const arrivedBy = <T>(): T | undefined => (window.history.state as T | null) ?? undefined

export const useHere = (): string => useSyncExternalStore(subscribe, here)

/** Names the window, and so the tab and the step in its history. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · 兰听`
  }, [name])
}

type Params = Readonly<Record<string, string>>

/** Query parameters and a setter that drops empty ones. */
export function useParams(): [Params, (change: Record<string, string | undefined>, replace?: boolean) => void] {
  const url = useHere()
  const params = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''))
  const set = useCallback((change: Record<string, string | undefined>, replace = false) => {
    const next = new URLSearchParams(window.location.search)
    for (const [key, value] of Object.entries(change)) value ? next.set(key, value) : next.delete(key)
    const text = next.toString()
    go(window.location.pathname + (text ? `?${text}` : ''), { replace })
  }, [])
  return [params, set]
}

/** Props of an `<a>` that stays inside the app; modified clicks keep their browser meaning. */
export const link = (to: string): { href: string; onClick: (event: MouseEvent) => void } => ({
  href: to,
  onClick: (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(to)
    window.scrollTo(0, 0)
  },
})
