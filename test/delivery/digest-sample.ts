import type { DigestIssue, DigestModel } from '../../delivery/digest-model.ts'

const issue: DigestIssue = {
  rank: 1,
  issueId: 'i1',
  title: '雁滩某小区室温只有十二度',
  place: '城关区 雁滩',
  category: '城乡建设',
  department: '市住建局',
  posts: 34,
  voices: 31,
  newVoices: 12,
  heat: 48.25,
  trend: 'up',
  pinned: false,
  burst: true,
  burstSince: { since: '2026-01-17', observed: 21, expected: 3.4 },
  answeredYetRising: true,
  handed: { caseId: 'GD20260118-0', unit: '市住建局', dueAt: '2026-01-30T10:00:00.000Z' },
}

/** A digest with something in every section, and words that would break careless HTML or text. */
export const fullDigest: DigestModel = {
  schema: 'lanting.digest/1',
  day: '2026-01-19',
  from: '2026-01-18T00:00:00.000Z',
  to: '2026-01-19T00:00:00.000Z',
  generatedAt: '2026-01-19T02:00:00.000Z',
  complete: true,
  covers: 1,
  sample: true,
  days: 7,
  hot: [
    issue,
    {
      ...issue,
      rank: 2,
      issueId: 'i2',
      title: '某路口 <b>信号灯</b> & "绿波" 夜里十一点以后一直黄闪，行人过街要跑，老人和孩子根本过不去，希望尽快恢复',
      place: null,
      category: '交通运输',
      department: null,
      trend: 'new',
      burst: false,
      burstSince: null,
      answeredYetRising: false,
      handed: null,
    },
    {
      ...issue,
      rank: 10,
      issueId: 'i3',
      trend: 'flat',
      pinned: true,
      burst: false,
      burstSince: null,
      handed: { caseId: 'GD', unit: '市水务局', dueAt: null },
    },
  ],
  hard: [
    {
      issueId: 'i5',
      title: '某小区电梯 <修了又坏>',
      place: '安宁区',
      department: '市市场监管局',
      voices: 9,
      reasons: [
        { kind: 'answered-returning', answeredOn: '2025-12-02', voicesSince: 6 },
        { kind: 'promise-overdue', promisedFor: '2025-12-31', words: '计划12月底前更换电梯', unit: '区住建局' },
        { kind: 'case-overdue', caseId: 'GD7', unit: '市市场监管局', dueAt: '2026-01-16T10:00:00.000Z' },
        { kind: 'sent-back', times: 2 },
        { kind: 'long-lived', days: 130, months: 5 },
        { kind: 'several-units', units: ['区住建局', '市市场监管局'] },
      ],
      handed: null,
    },
  ],
  notes: {
    surges: [{ district: '西固区', category: '生态环境', since: '2026-01-16', observed: 14, expected: 2.1 }],
    unknown: true,
    words: [
      { word: '刺鼻气味', voices: 8, expected: 0.3, fresh: true },
      { word: '停水', voices: 7, expected: 1.2, fresh: false },
    ],
  },
  urgent: {
    matters: [
      {
        postId: 'p4',
        issueId: 'i4',
        number: 'XJ20260118007',
        source: '市长信箱',
        title: '楼道有煤气味',
        begins: '昨晚起三单元一楼到三楼都能闻到',
        place: '七里河区',
        urgency: 3,
        posts: 2,
        lastAt: '2026-01-18T22:40:00.000Z',
        department: '昆仑燃气',
        handed: null,
      },
    ],
    more: 3,
    inReview: 2,
  },
  intake: {
    received: 107,
    byDisposition: { kept: 70, review: 5, quarantined: 12, duplicate: 15, 'off-topic': 5, failed: 0 },
  },
  cases: {
    handedOver: 2,
    overdue: [
      { caseId: 'GD1', title: '地下室漏水', unit: '市住建局', state: '待签收', dueAt: '2026-01-16T10:00:00.000Z' },
    ],
    overdueTotal: 4,
    provisional: 1,
  },
  sources: {
    total: 5,
    down: [
      {
        source: 'city-news',
        outcome: 'blocked',
        failures: 3,
        lastSuccessAt: '2026-01-17T01:00:00.000Z',
        pausedUntil: '2026-01-19T06:00:00.000Z',
        silentSince: null,
      },
      {
        source: 'letters',
        outcome: 'changed-shape',
        failures: 1,
        lastSuccessAt: null,
        pausedUntil: null,
        silentSince: null,
      },
      {
        source: 'city-forum',
        outcome: 'unchanged',
        failures: 0,
        lastSuccessAt: '2026-01-18T23:45:00.000Z',
        pausedUntil: null,
        silentSince: '2026-01-17T03:00:00.000Z',
      },
    ],
  },
}

/** Nothing hot today. */
export const quietDigest: DigestModel = {
  ...fullDigest,
  sample: false,
  complete: false,
  hot: [],
  hard: [],
  notes: { surges: [], unknown: false, words: [] },
  urgent: { matters: [], more: 0, inReview: 0 },
  intake: {
    received: 0,
    byDisposition: { kept: 0, review: 0, quarantined: 0, duplicate: 0, 'off-topic': 0, failed: 0 },
  },
  cases: { handedOver: 0, overdue: [], overdueTotal: 0, provisional: 0 },
  sources: { total: 5, down: [] },
}
