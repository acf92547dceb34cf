/**
 * The posts of a small issue one by one. Those that came since somebody last asked for them lie one behind the other in one piece of
 * memory: most are never asked for, and the collector has one thing to walk instead of five a post.
 */
import { type CentreBytes, drafted, packedEnd } from '../nearness/centre-bytes.ts'
import { type Centre, RESTING } from '../nearness/issue-vector.ts'
import type { Member } from './member.ts'
import { idAt, laid, layMember } from './member-bytes.ts'

/** One post with its copies, as a cluster in short form (pipeline/grouping/parts.ts). */
export interface Part {
  readonly members: readonly string[]
  /** All else lies behind it (cluster-text.ts): of sixty thousand parts each is one piece of memory. */
  centre: CentreBytes
  /** That is a Member, as the post came (member-bytes.ts); false once it was made a cluster's facts, as JSON. */
  told: boolean
}

export interface PartList {
  readonly length: number
  /** One post that came. */
  add(member: Member, centre: Centre): void
  /** All of them, to read and to change. */
  list(): Part[]
}

const NOTHING = new Int32Array(0)
const GROWTH = 1.5

/** A class, for there is one an issue: the functions are then of all together. */
class Parts implements PartList {
  #asked: Part[]
  /** Of each the number of its numbers, then those. */
  #fresh: CentreBytes = NOTHING
  #count = 0
  #end = 0

  constructor(parts: Part[]) {
    this.#asked = parts
  }

  get length(): number {
    return this.#asked.length + this.#count
  }

  add(member: Member, centre: Centre): void {
    layMember(member)
    const packed = drafted(centre, RESTING)
    const size = packed.length + laid.size
    const at = this.#end
    this.#end += 1 + size
    if (this.#end > this.#fresh.length) {
      const larger = new Int32Array(at === 0 ? this.#end : Math.ceil(GROWTH * this.#end))
      larger.set(this.#fresh)
      this.#fresh = larger
    }
    this.#fresh[at] = size
    this.#fresh.set(packed, at + 1)
    this.#fresh.set(laid.numbers.subarray(0, laid.size), at + 1 + packed.length)
    this.#count += 1
  }

  list(): Part[] {
    for (let at = 0; at < this.#end; ) {
      const size = this.#fresh[at] as number
      const centre = this.#fresh.slice(at + 1, at + 1 + size)
      this.#asked.push({ members: [idAt(centre, packedEnd(centre))], centre, told: true })
      at += 1 + size
    }
    this.#fresh = NOTHING
    this.#count = 0
    this.#end = 0
    return this.#asked
  }
}

/** Of parts that nobody else holds. */
export const createParts = (parts: Part[] = []): PartList => new Parts(parts)
