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
    const of = total === undefined || total === 0 ? String(done) : `${done}/${total}`
    // Lines of a pipe stand between others: that this one is not the end shows by its dots.
    if (!err.isTTY) return `${label} … ${of}${note && `（${note}）`}`
    if (total === undefined || total === 0) return `${label} ${of} ${note}`.trimEnd()
    const part = Math.min(1, done / total)
    const bar = '█'.repeat(Math.round(part * 20)).padEnd(20, '░')
    return `${label} ${bar} ${of} ${note}`.trimEnd()
  }
  return {
    update(done, total, note = '') {
      const at = now()
      const every = err.isTTY ? 100 : 2000
      if (at - last < every) return
      // The end tells it in a moment.
      if (!err.isTTY && done === total) return
      last = at
      shown = render(done, total, note)
      err.write(err.isTTY ? `\r\x1b[2K${shown}` : `${shown}\n`)
    },
    done(note = '') {
      if (err.isTTY && shown) err.write('\r\x1b[2K')
      err.write(`${label} ${note}`.trimEnd().concat('\n'))
    },
  }
}
