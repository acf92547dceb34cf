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

export function createMembers(ids: readonly string[] = []): MemberList {
  const blocks: string[] = []
  /** What is left of the oldest block once it was opened. */
  let early: string[] = []
  let late: string[] = []
  const count = (): number => early.length + blocks.length * BLOCK + late.length
  const open = (block: string): string[] => block.split(BETWEEN)
  const list = (): string[] => [...early, ...blocks.flatMap(open), ...late]
  const push = (id: string): string | undefined => {
    late.push(id)
    if (late.length === BLOCK) {
      blocks.push(late.join(BETWEEN))
      late = []
    }
    if (count() <= MEMBER_LIMIT) return undefined
    if (early.length === 0) early = open(blocks.shift() as string)
    return early.shift()
  }
  for (const id of ids) push(id)
  return {
    get length() {
      return count()
    },
    push,
    list,
    toJSON: list,
  }
}
