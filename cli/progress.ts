/** Progress on stderr: a bar that redraws itself on a terminal, a plain line now and then in a pipe. */
export interface Progress {
  /** `total` undefined: the size is not known. */
  update(done: number, total: number | undefined, note?: string): void
  done(note?: string): void
}

export interface Stderr {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
}

export function createProgress(label: string, err: Stderr, now: () => number): Progress {
  // A pipe keeps every line: work that ends at once is told by its end alone.
  let last = err.isTTY ? -Infinity : now()
  let shown = ''
  const render = (done: number, total: number | undefined, note: string): string => {
    if (total === undefined || total === 0) return `${label} ${done} ${note}`.trimEnd()
    const part = Math.min(1, done / total)
    const bar = '█'.repeat(Math.round(part * 20)).padEnd(20, '░')
    return err.isTTY
      ? `${label} ${bar} ${done}/${total} ${note}`.trimEnd()
      : `${label} ${done}/${total} ${note}`.trimEnd()
  }
  return {
    update(done, total, note = '') {
      const at = now()
      const every = err.isTTY ? 100 : 2000
      if (at - last < every) return
      last = at
      shown = render(done, total, note)
      err.write(err.isTTY ? `\r\x1b[2K${shown}` : `${shown}\n`)
    },
    done(note = '') {
      if (err.isTTY && shown) err.write('\r\x1b[2K')
      err.write(`${label} ${note}\n`)
    },
  }
}
