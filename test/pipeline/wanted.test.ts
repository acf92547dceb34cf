import { expect, it } from 'vitest'
import type { Issue } from '../../model/issue.ts'
import { wantedOf } from '../../pipeline/board/wanted.ts'

const issue = (id: string, district: string | null, department: string | null, mergedInto: string | null = null) =>
  ({ id, district, department, mergedInto, category: '城乡建设' }) as Issue
const ISSUES = [
  issue('a', '城关区', '市公安局'),
  issue('b', '城关区', '市公安局交警支队'),
  issue('c', '兰州新区', '市住建局'),
  issue('d', '榆中县', '榆中县城管执法局'),
  issue('g', '安宁区', '安宁区城管执法局'),
  issue('h', null, '县区城管'),
  issue('e', null, null),
  issue('f', '城关区', '市城管委', 'a'),
]

it.each([
  [{}, 'abcdghe'],
  [{ district: '城关区' }, 'ab'],
  [{ district: '城关' }, 'ab'],
  [{ district: '新区' }, 'c'],
  [{ district: '榆中' }, 'd'],
  [{ district: '区' }, 'abcg'],
  [{ district: '朝阳' }, ''],
  [{ district: '城关区东' }, ''],
  // A whole name is that unit alone; a part is every unit it stands in.
  [{ department: '市公安局' }, 'a'],
  [{ department: '公安局' }, 'ab'],
  [{ department: '交警' }, 'b'],
  [{ department: '住建' }, 'c'],
  [{ department: '城管' }, 'dgh'],
  // The duty list's general name is every office of the kind.
  [{ department: '榆中县城管执法局' }, 'd'],
  [{ department: '县区城管' }, 'dgh'],
  [{ department: '县区住建' }, ''],
  [{ department: '城管委' }, ''],
  [{ district: '城关', department: '交警' }, 'b'],
  [{ district: '新区', department: '交警' }, ''],
  [{ district: '城关', category: '政法' as const }, ''],
])('%j is of %j', (query, ids) =>
  expect(
    wantedOf(ISSUES, query)
      .map((i) => i.id)
      .join(''),
  ).toBe(ids),
)
