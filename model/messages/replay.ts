import { message } from '../catalogue.ts'
import type { Disposition } from '../words.ts'

const DISPOSITION: Readonly<Record<Disposition | 'pending', string>> = {
  kept: '保留',
  review: '待研判',
  quarantined: '暂存',
  duplicate: '重复并入',
  'off-topic': '与本市无关',
  failed: '失败',
  pending: '待处理',
}

/** What `lanting replay` says. */
export const replayMessages = {
  running: message(
    () => '重演研判',
    () => 'replaying',
  ),
  title: message(
    (from: string, to: string, posts: number) =>
      `按现在的规则重演 ${from} 至 ${to} 的 ${posts} 件，只比较，不改动任何数据`,
    (from: string, to: string, posts: number) =>
      `${posts} posts from ${from} to ${to} under the present rules; nothing is changed`,
  ),
  none: message(
    () => '规则没有带来差别：去向、类别、承办单位、所属事项和排行都一样',
    () => 'The rules make no difference to dispositions, categories, units, issues or ranks',
  ),
  regrouped: message(
    (n: number) =>
      `其中 ${n} 件按发帖先后重新归并即归入别的事项（与到达先后或本版归并方法有关），不是规则带来的，不计入下面的差别`,
    (n: number) =>
      `${n} of them lie in other issues merely by grouping anew in the order written (they came in another order, or this version groups otherwise); not the rules' doing and not counted below`,
  ),
  empty: message(
    () => '这段时间没有帖文。请检查 --from 和 --to',
    () => 'No post in this time. Check --from and --to',
  ),
  counts: message(
    (disposition: number, category: number, department: number, issue: number) =>
      `有变化的帖文：去向 ${disposition}，类别 ${category}，主办单位 ${department}，所属事项 ${issue}`,
    (disposition: number, category: number, department: number, issue: number) =>
      `posts changed: disposition ${disposition}, category ${category}, unit ${department}, issue ${issue}`,
  ),
  move: message(
    (before: Disposition | 'pending', after: Disposition | 'pending', n: number) =>
      `  ${DISPOSITION[before]} → ${DISPOSITION[after]}：${n}`,
    (before: Disposition | 'pending', after: Disposition | 'pending', n: number) => `  ${before} → ${after}: ${n}`,
  ),
  board: message(
    (top: number, gained: number, lost: number, moved: number, before: number, after: number) =>
      `热点榜前 ${top} 名：新上榜 ${gained}，落榜 ${lost}，名次变化 ${moved}；事项总数 ${before} → ${after}`,
    (top: number, gained: number, lost: number, moved: number, before: number, after: number) =>
      `board, first ${top}: ${gained} gained, ${lost} lost, ${moved} moved; issues ${before} → ${after}`,
  ),
  kind: message(
    (kind: 'gained' | 'lost' | 'moved') => ({ gained: '新上榜', lost: '落榜', moved: '移动' })[kind],
    (kind: 'gained' | 'lost' | 'moved') => kind,
  ),
  head: {
    change: message(
      () => '变化',
      () => 'change',
    ),
    rank: message(
      () => '名次',
      () => 'rank',
    ),
    voices: message(
      () => '人数',
      () => 'voices',
    ),
    post: message(
      () => '帖文',
      () => 'post',
    ),
    before: message(
      () => '原来',
      () => 'before',
    ),
    after: message(
      () => '重演',
      () => 'after',
    ),
  },
  issueBefore: message(
    () => '在原事项',
    () => 'as grouped',
  ),
  issueAfter: message(
    () => '归入别的事项',
    () => 'another issue',
  ),
  more: message(
    (n: number) => `另有 ${n} 件，完整清单用 --json`,
    (n: number) => `${n} more; --json lists all`,
  ),
  disposition: message(
    (d: Disposition | 'pending') => DISPOSITION[d],
    (d: Disposition | 'pending') => d,
  ),
} as const
