import { message } from '../catalogue.ts'
import type { Route } from '../words.ts'

const ROUTE_ZH: Partial<Record<Route, string>> = { protected: '检举控告或人身伤害', restricted: '涉密' }

/** What `lanting closed` says to people. */
export const closedMessages = {
  help: message(
    () => '查阅不公开的来件（检举控告、人身伤害、涉密），仅供指定的经办人；每查阅一件记一条审计',
    () =>
      'read letters on closed routes (allegations, people hurt, secrets), for the officer named for them; each one read leaves an audit line',
  ),
  by: message(
    () => '经办人，写入审计记录（必填）',
    () => 'the officer, for the audit line (required)',
  ),
  days: message(
    () => '最近多少天收到的（默认 30）',
    () => 'received in the last so many days (default 30)',
  ),
  top: message(
    () => '最多多少件（默认 20）',
    () => 'at most so many (default 20)',
  ),
  reopen: message(
    () => '这些编号不属不公开范围：转为普通来件（需写编号）',
    () => 'these ids are none of it: make them ordinary letters (needs ids)',
  ),
  noBy: message(
    () => '请用 --by 写明经办人，查阅会记入审计',
    () => 'say with --by who reads: it goes into the audit trail',
  ),
  noIds: message(
    () => '--reopen 需要写明编号，例如：lanting closed --reopen 编号 --by 张科长',
    () => '--reopen needs ids, as in: lanting closed --reopen ID --by NAME',
  ),
  unknown: message(
    (id: string) => `没有这一件不公开来件：${id}`,
    (id: string) => `no letter on a closed route: ${id}`,
  ),
  none: message(
    (days: number) => `最近 ${days} 天没有收到不公开的来件`,
    (days: number) => `no letters on closed routes received in the last ${days} days`,
  ),
  older: message(
    (n: number, days: number) => `另有 ${n} 件是 ${days} 天以前收到的，查阅请加大 --days`,
    (n: number, days: number) => `${n} more were received over ${days} days ago; see --days`,
  ),
  several: message(
    (number: string, ids: readonly string[]) =>
      `编号 ${number} 有 ${ids.length} 件不公开来件，请改写其中一件的 id：${ids.join('、')}`,
    (number: string, ids: readonly string[]) =>
      `${ids.length} letters on closed routes have the number ${number}; give the id of one: ${ids.join(', ')}`,
  ),
  unread: message(
    (n: number) => `另有 ${n} 件不公开的来件尚未查阅，由指定的经办人执行 lanting closed --by 姓名 查阅`,
    (n: number) =>
      `${n} letters on closed routes are unread; the officer named for them reads them: lanting closed --by NAME`,
  ),
  letters: message(
    () => '不公开来件',
    () => 'closed letters',
  ),
  allRead: message(
    () => '没有未查阅的',
    () => 'none unread',
  ),
  toRead: message(
    (n: number) => `${n} 件尚未查阅`,
    (n: number) => `${n} unread`,
  ),
  mend: message(
    () => '由指定的经办人执行 lanting closed --by 姓名 查阅（较早收到的加 --days）',
    () => 'The officer named for them reads them: lanting closed --by NAME (--days for older ones)',
  ),
  head: message(
    (d: { id: string; number: string | undefined; at: string; source: string; route: Route; unsure: boolean }) =>
      `编号 ${d.id}${d.number === undefined ? '' : `（来源编号 ${d.number}）`}\n${d.at}  ${d.source}  ${ROUTE_ZH[d.route] ?? d.route}${d.unsure ? '（待研判）' : ''}`,
    (d: { id: string; number: string | undefined; at: string; source: string; route: Route; unsure: boolean }) =>
      `id ${d.id}${d.number === undefined ? '' : ` (number ${d.number})`}\n${d.at}  ${d.source}  ${d.route}${d.unsure ? ' (in doubt)' : ''}`,
  ),
  to: message(
    (units: string) => `转交建议：${units}（不得转给被反映的单位和个人）`,
    (units: string) => `for: ${units} (never to the unit or person it is about)`,
  ),
  why: message(
    (texts: string) => `依据：${texts}`,
    (texts: string) => `because of: ${texts}`,
  ),
  byPeople: message(
    (note: string) => `人工研判改为不公开${note && `：${note}`}`,
    (note: string) => `closed by a human decision${note && `: ${note}`}`,
  ),
  more: message(
    (n: number) => `只显示最新的 ${n} 件；更多请用 --top 或 --days`,
    (n: number) => `the newest ${n} only; see --top and --days`,
  ),
  reopened: message(
    (id: string) => `已转为普通来件：${id}`,
    (id: string) => `made an ordinary letter: ${id}`,
  ),
} as const
