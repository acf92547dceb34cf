import type { HeatSnapshot, Heats } from '../../model/ports.ts'
import type { HotService } from '../../model/services.ts'
import type { Clock } from '../../model/time.ts'

/** A ranking of a city takes a while and changes little in a minute. */
const FRESH_MS = 60_000
/** Moments remembered for readers who turn pages. */
const REMEMBERED = 5

/**
 * The heats that searches ask for: those of the hot board in its usual window, reckoned again after a minute of `elapsing`
 * time (a sample's own clock stands still). A moment that is no longer remembered is ranked again as of then.
 */
export function createIssueHeats(hot: Pick<HotService, 'heats'>, clock: Clock, elapsing: Clock): Heats {
  const known = new Map<string, Promise<HeatSnapshot>>()
  let newest: { readonly asOf: string; readonly until: number } | undefined
  const rank = async (asOf: string): Promise<HeatSnapshot> => ({ asOf, heats: await hot.heats({ asOf }) })
  const at = (asOf: string): Promise<HeatSnapshot> => {
    const found = known.get(asOf) ?? rank(asOf)
    known.delete(asOf)
    known.set(asOf, found)
    found.catch(() => known.delete(asOf))
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string)
    return found
  }
  return (asOf) => {
    if (asOf !== undefined) return at(asOf)
    const now = elapsing.now().getTime()
    if (!newest || now >= newest.until) {
      newest = { asOf: clock.now().toISOString(), until: now + FRESH_MS }
      known.delete(newest.asOf)
    }
    return at(newest.asOf)
  }
}
