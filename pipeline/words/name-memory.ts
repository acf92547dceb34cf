/** What was read of a name, remembered: most names of a post were met in the posts before it. */

/** Names remembered; half of them go when there are more. */
const MOST = 20_000

export function remembering<T extends string | object | null>(read: (name: string) => T): (name: string) => T {
  let recent = new Map<string, T>()
  let older = new Map<string, T>()
  return (name) => {
    const known = recent.get(name)
    if (known !== undefined) return known
    const found = older.get(name) ?? read(name)
    if (recent.size >= MOST / 2) {
      older = recent
      recent = new Map()
    }
    recent.set(name, found)
    return found
  }
}
