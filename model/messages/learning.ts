import { message } from '../catalogue.ts'

const task = (t: string): string => ({ category: '类别', spam: '无效信息' })[t] ?? t

/** 人工研判的成效, trained versions. */
export const learningMessages = {
  reviewHelp: message(
    () => '人工研判：待看的构成，以及抽检测得的准确率和查全率',
    () => 'human review: what waits, and precision and recall measured by the random audit',
  ),
  modelsHelp: message(
    () => '模型版本：列出、启用、退回',
    () => 'model versions: list, use, roll back',
  ),
  modelsList: message(
    () => '列出各版本及其与在用模型的对照',
    () => 'list the versions, each compared with the model it was trained beside',
  ),
  modelsUse: message(
    () => '启用某一版本（0 为自带模型），下次启动起生效',
    () => 'make a version the live one (0: the shipped one), from the next start on',
  ),
  modelsRollback: message(
    () => '退回上一个启用过的版本',
    () => 'go back to the version that was live before',
  ),
  shadow: message(
    () => '影子训练：用人工研判的决定训练新版本，与在用模型对照，不自动启用',
    () => 'train a new version from people’s decisions beside the live one; it never goes live by itself',
  ),
  fewLabels: message(
    (known: number, missing: readonly string[]) =>
      `该类别模型只学过 ${known} 个一级类别，没有学过：${missing.join('、')}。这 ${missing.length} 类只能靠词语认出，多数会归到学过的类别里。请补上这些类别的标注再训练，或改用自带模型`,
    (known: number, missing: readonly string[]) =>
      `this category model knows ${known} first-level categories only, not: ${missing.join(', ')}. Words alone may name those ${missing.length}; most will be filed under what it knows. Add labels and train again, or use the shipped model`,
  ),
  noCategory: message(
    (label: string, near: string | undefined) =>
      `标签“${label}”不是一级类别${near === undefined ? '' : `，是不是 ${near}`}；这样标注的来信不会归到任何类别`,
    (label: string, near: string | undefined) =>
      `label ${label} is no first-level category${near === undefined ? '' : `; ${near}?`} Letters labelled so are filed nowhere`,
  ),
  between: message(
    () => '。',
    () => '. ',
  ),
  waiting: message(
    (doubted: number, hot: number, audit: number) =>
      `拿不准、待研判 ${doubted} 条；另请抽看：影响热点 ${hot} 条，抽检 ${audit} 条`,
    (doubted: number, hot: number, audit: number) =>
      `${doubted} in doubt wait for people; to be looked at beside them: ${hot} on hot issues, ${audit} of the random audit`,
  ),
  audited: message(
    (n: number, doubted: number) =>
      `抽检已定 ${n} 条${doubted > 0 ? `，拿不准的已定 ${doubted} 条` : ''}。以下为推算值，括号内是 95% 置信区间：`,
    (n: number, doubted: number) =>
      `${n} audited${doubted > 0 ? `, ${doubted} in doubt decided` : ''}. Estimates with their 95 % intervals:`,
  ),
  notAudited: message(
    () => '还没有抽检结果，测不出准确率和查全率。请在工作台“人工研判”里处理标有“抽检”的内容。',
    () =>
      'nothing audited yet, so neither precision nor recall is known. Decide on the posts marked 抽检 in the console.',
  ),
  precision: message(
    () => '暂存准确率（机器暂存的，人也认为该暂存）',
    () => 'precision of setting aside',
  ),
  recall: message(
    () => '暂存查全率（该暂存的，机器暂存或送研判）',
    () => 'recall of setting aside or doubting',
  ),
  lost: message(
    () => '误筛率（真实内容被暂存或判为与本市无关）',
    () => 'genuine posts set aside or called off-topic',
  ),
  unknown: message(
    (n: number) => `样本不足（${n} 条）`,
    (n: number) => `too few (${n})`,
  ),
  share: message(
    (value: string, low: string, high: string, n: number) => `${value}%（${low}%–${high}%，依据 ${n} 条）`,
    (value: string, low: string, high: string, n: number) => `${value}% (${low}%–${high}%, n ${n})`,
  ),
  noVersions: message(
    () => '还没有训练过的版本，在用的是自带模型。训练：lanting train --task spam --shadow',
    () => 'no trained versions; the shipped models are live. Train one: lanting train --task spam --shadow',
  ),
  head: {
    task: message(
      () => '任务',
      () => 'task',
    ),
    version: message(
      () => '版本',
      () => 'version',
    ),
    state: message(
      () => '状态',
      () => 'state',
    ),
    made: message(
      () => '训练时间',
      () => 'made',
    ),
    decisions: message(
      () => '依据',
      () => 'decisions',
    ),
    live: message(
      () => '在用 F1',
      () => 'live F1',
    ),
    shadow: message(
      () => '本版 F1',
      () => 'its F1',
    ),
    differ: message(
      () => '在用对:本版对',
      () => 'right, live:its',
    ),
  },
  taskName: message(task, (t: string) => t),
  live: message(
    () => '在用',
    () => 'live',
  ),
  idle: message(
    () => '未启用',
    () => 'idle',
  ),
  teaching: message(
    () => '影子训练',
    () => 'training in shadow',
  ),
  trained: message(
    (t: string, version: number, decisions: number) =>
      `已训练${task(t)}模型第 ${version} 版，依据 ${decisions} 条人工决定；尚未启用`,
    (t: string, version: number, decisions: number) =>
      `trained ${t} version ${version} from ${decisions} decisions; it is not live`,
  ),
  same: message(
    (t: string, version: number) => `与已有的${task(t)}模型第 ${version} 版相同，没有新增版本`,
    (t: string, version: number) => `the same as ${t} version ${version}; nothing new`,
  ),
  compared: message(
    (posts: number, differ: number, liveRight: number, shadowRight: number) =>
      `在 ${posts} 条已定内容上对照（交叉验证）：两者分歧 ${differ} 条，其中在用模型对 ${liveRight} 条，新版对 ${shadowRight} 条`,
    (posts: number, differ: number, liveRight: number, shadowRight: number) =>
      `on ${posts} decided posts (cross-validated) they differ on ${differ}: live right ${liveRight}, new right ${shadowRight}`,
  ),
  toUse: message(
    (t: string, version: number) => `确认后启用：lanting models use ${t} ${version}`,
    (t: string, version: number) => `to make it live: lanting models use ${t} ${version}`,
  ),
  leftOut: message(
    (n: number, labels: readonly string[]) => `${n} 条的类别不在现有模型的类别之内，未使用：${labels.join('、')}`,
    (n: number, labels: readonly string[]) =>
      `${n} rows or decisions name a category that the model was never taught, and were not used: ${labels.join(', ')}`,
  ),
  used: message(
    (t: string, version: number) =>
      version === 0
        ? `${task(t)}：已换回自带模型，下次启动起生效`
        : `${task(t)}：已启用第 ${version} 版，下次启动起生效；退回：lanting models rollback ${t}`,
    (t: string, version: number) =>
      version === 0
        ? `${t}: back to the shipped model, from the next start on`
        : `${t}: version ${version} is live from the next start on; to go back: lanting models rollback ${t}`,
  ),
  usedAlready: message(
    (t: string, version: number) =>
      version === 0
        ? `${task(t)}：在用的就是自带模型，没有可退回的版本，未作改动`
        : `${task(t)}：第 ${version} 版已在使用，未作改动`,
    (t: string, version: number) =>
      version === 0
        ? `${t}: the shipped model is in force and there is no version to go back to; nothing changed`
        : `${t}: version ${version} is live already; nothing changed`,
  ),
  step: message(
    (step: string) => ({ fold: '交叉验证', final: '全部数据' })[step] ?? step,
    (step: string) => ({ fold: 'cross-validation', final: 'all rows' })[step] ?? step,
  ),
  byConfig: message(
    (t: string) => `配置里的 models.${t} 指定了模型文件，优先于这里的选择；要用版本请先删去该设置`,
    (t: string) =>
      `models.${t} of the config names a file and stands above this choice; remove the setting to use versions`,
  ),
} as const
