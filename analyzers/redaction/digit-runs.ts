/**
 * Runs of digits as people write them: ASCII, Chinese (一 幺 壹 〇), letters drawn like digits between digits (l39O),
 * with separators between. A run is cut into pieces where the separator or the script of the digits changes.
 */
import { createFinder } from '../patterns/finder.ts'
import { starts } from '../patterns/sticky.ts'

export interface Piece {
  readonly start: number
  readonly end: number
  /** The digits in ASCII. */
  readonly digits: string
  readonly script: 'ascii' | 'chinese'
  /** What stands before it within its run ('' when the script changed, or for the first). */
  readonly lead: string
}

const VALUE: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  洞: '0',
  一: '1',
  幺: '1',
  壹: '1',
  二: '2',
  两: '2',
  贰: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  拐: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
  勾: '9',
  O: '0',
  o: '0',
  l: '1',
  I: '1',
}
const DIGIT =
  '(?:[0-9零〇一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖]|(?<=[0-9])[OolI](?=[0-9OolI])|(?<![A-Za-z])[OolI](?=[0-9]))'
const RUN = createFinder(new RegExp(`${DIGIT}(?:[ \\t\\-_.*·,，、/|~+()（）=#'"…—]{0,3}${DIGIT}){6,}`), true)
const PIECE = /[0-9OolI]+|[零〇一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖]+/g

const DIGITS = starts('0123456789零〇一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖OolI')
/** A run has so many digits at least, and no more than so many other characters between two. */
const LEAST = 7
const WIDEST_GAP = 3

/** Whether there may be a run: seven digits, each near the next. Told in one pass; most texts have none. */
export function mayHaveRuns(text: string): boolean {
  let digits = 0
  let gap = 0
  for (let i = 0; i < text.length; i++) {
    if (DIGITS[text.charCodeAt(i)] === 0) {
      if (++gap > WIDEST_GAP) digits = 0
      continue
    }
    gap = 0
    if (++digits === LEAST) return true
  }
  return false
}

/** All runs of seven digits or more, each as its pieces in order. */
export function digitRuns(text: string): Piece[][] {
  const runs: Piece[][] = []
  for (const run of RUN.all(text)) {
    const pieces: Piece[] = []
    let last = 0
    for (const piece of run[0].matchAll(PIECE)) {
      const start = run.index + piece.index
      const digits = [...piece[0]].map((ch) => VALUE[ch] ?? ch).join('')
      const script = /[0-9OolI]/.test(piece[0]) ? 'ascii' : 'chinese'
      pieces.push({ start, end: start + piece[0].length, digits, script, lead: run[0].slice(last, piece.index) })
      last = piece.index + piece[0].length
    }
    runs.push(pieces)
  }
  return runs
}
