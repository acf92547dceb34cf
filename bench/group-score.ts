/** B-cubed and its companions over groups people made, as ../shared/eval/score.mjs counts them. */
export interface GroupScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Issues of which at least 70 % lie in one piece. */
  readonly held: number
  readonly issues: number
  /** Size of an issue's main piece by its own size: the median, and the ninth decile. */
  readonly swell: number
  readonly swell90: number
}

/** `said`: the group of every post, of those without a label too; a post it lacks is alone. */
export function scoreGroups(gold: ReadonlyMap<string, string>, said: ReadonlyMap<string, string | null>): GroupScore {
  const sizes = new Map<string, number>()
  for (const group of said.values()) if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const issues = new Map<string, string[]>()
  const groups = new Map<string, string[]>()
  const put = (sets: Map<string, string[]>, key: string, id: string): void => {
    const known = sets.get(key)
    if (known === undefined) sets.set(key, [id])
    else known.push(id)
  }
  const groupOf = (id: string): string => said.get(id) ?? `alone ${id}`
  for (const [id, issue] of gold) {
    put(issues, issue, id)
    put(groups, groupOf(id), id)
  }
  let [precision, recall, held] = [0, 0, 0]
  const swells: number[] = []
  for (const ids of issues.values()) {
    const pieces = new Map<string, number>()
    for (const id of ids) pieces.set(groupOf(id), (pieces.get(groupOf(id)) ?? 0) + 1)
    let main = ''
    for (const [group, both] of pieces) {
      precision += (both * both) / (groups.get(group) as string[]).length
      recall += (both * both) / ids.length
      if (both > (pieces.get(main) ?? 0)) main = group
    }
    const most = pieces.get(main) as number
    if (most / ids.length >= 0.7) held += 1
    swells.push((sizes.get(main) ?? most) / ids.length)
  }
  precision /= gold.size
  recall /= gold.size
  swells.sort((a, b) => a - b)
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    held,
    issues: issues.size,
    swell: swells[swells.length >> 1] as number,
    swell90: swells[Math.min(swells.length - 1, Math.floor(swells.length * 0.9))] as number,
  }
}

export const tellScore = (s: GroupScore): string =>
  `B3 ${s.f1.toFixed(3)} (P ${s.precision.toFixed(3)} R ${s.recall.toFixed(3)})  held ${s.held}/${s.issues}  ` +
  `swell ${s.swell.toFixed(2)}, 90 % ${s.swell90.toFixed(2)}`
