/** The ids of a group's newest members, oldest first, at a few bytes an id: all but the latest lie joined in one string a block. */
export interface MemberList {
  readonly length: number
  /** Adds the newest; gives the oldest back when it makes room for it. */
  push(id: string): string | undefined
  /** All of them. */
  list(): string[]
  /** As an array, in JSON. */
  toJSON(): string[]
}

export const MEMBER_LIMIT = 2000
const BLOCK = 16
/** Stands in no id. */
const BETWEEN = '\n'

/** With one more: an array that is pushed to keeps room for seventeen, and most issues stay of one post. */
export const withOne = <T>(list: T[], one: T): T[] => {
  if (list.length < FEW) return [...list, one]
  list.push(one)
  return list
}
const FEW = 4

const open = (block: string): string[] => block.split(BETWEEN)

/** A class, for there is one an issue: the functions are then of all together. */
class Members implements MemberList {
  /** Joined, the oldest first. */
  #blocks: string[] | undefined
  /** What is left of the oldest block once it was opened. */
  #early: string[] | undefined
  #late: string[] = []
  length = 0

  push(id: string): string | undefined {
    this.length += 1
    this.#late = withOne(this.#late, id)
    if (this.#late.length === BLOCK) {
      this.#blocks ??= []
      this.#blocks.push(this.#late.join(BETWEEN))
      this.#late = []
    }
    if (this.length <= MEMBER_LIMIT) return undefined
    this.length -= 1
    if (this.#early === undefined || this.#early.length === 0) this.#early = open(this.#blocks?.shift() as string)
    return this.#early.shift()
  }

  list(): string[] {
    return [...(this.#early ?? []), ...(this.#blocks?.flatMap(open) ?? []), ...this.#late]
  }

  toJSON(): string[] {
    return this.list()
  }
}

export function createMembers(ids: readonly string[] = []): MemberList {
  const members = new Members()
  for (const id of ids) members.push(id)
  return members
}
