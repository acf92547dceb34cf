/** Which issues a query of the board asks for. */
import { generalUnit } from '../../analyzers/dispatch/local-unit.ts'
import type { Issue } from '../../model/issue.ts'
import type { HotQuery } from '../../model/services.ts'

type Wanted = Pick<Issue, 'mergedInto' | 'category' | 'district' | 'department'>

/**
 * Issues that stand for themselves and fit. A district or department is meant by its name; where none of these issues has
 * just that name, by a part of it, as in search: 城关 finds 城关区, while 市公安局 never stands for its 交警支队. A kind of office
 * (县区城管) is every office of the kind.
 */
export function wantedOf<T extends Wanted>(issues: readonly T[], query: HotQuery): T[] {
  const own = issues.filter((issue) => issue.mergedInto === null)
  const district = nameTest(query.district, own, (issue) => issue.district)
  const department = unitTest(query.department, own)
  return own.filter(
    (issue) =>
      district(issue) && department(issue) && (query.category === undefined || issue.category === query.category),
  )
}

/** A local unit's general name in the duty list. */
const generalOf = ({ department }: Wanted): string | undefined =>
  department === null ? undefined : generalUnit(department)

function unitTest(asked: string | undefined, issues: readonly Wanted[]): (issue: Wanted) => boolean {
  const named = nameTest(asked, issues, (issue) => issue.department)
  return (issue) => named(issue) || (asked !== undefined && generalOf(issue) === asked)
}

function nameTest(
  asked: string | undefined,
  issues: readonly Wanted[],
  nameOf: (issue: Wanted) => string | null,
): (issue: Wanted) => boolean {
  if (asked === undefined) return () => true
  if (issues.some((issue) => nameOf(issue) === asked)) return (issue) => nameOf(issue) === asked
  return (issue) => nameOf(issue)?.includes(asked) ?? false
}
