import { message } from '../catalogue.ts'

type Details = Readonly<Record<string, string | number>>

/** Why a model file cannot be used. */
const MODEL_FAULTS = {
  unreadable: message(
    (_: Details) => '读不到这个文件',
    (_: Details) => 'it cannot be read',
  ),
  foreign: message(
    (_: Details) => '不是 lanting train 写出的模型',
    (_: Details) => 'lanting train did not write it',
  ),
  damaged: message(
    (_: Details) => '文件头已损坏',
    (_: Details) => 'its header is damaged',
  ),
  format: message(
    (d: Details) => `格式是 ${d.format}，本版本读 ${d.ours}`,
    (d: Details) => `its format is ${d.format}, this version reads ${d.ours}`,
  ),
  cut: message(
    (_: Details) => '文件不完整',
    (_: Details) => 'it is cut short',
  ),
  changed: message(
    (_: Details) => '写成之后被改动过',
    (_: Details) => 'it was changed since it was written',
  ),
  task: message(
    (d: Details) => `它是为 ${d.of} 训练的，不能用于 ${d.task}`,
    (d: Details) => `it was made for ${d.of}, not for ${d.task}`,
  ),
} as const
export type ModelFault = keyof typeof MODEL_FAULTS
const modelFault = (d: Details) => MODEL_FAULTS[d.why as ModelFault]

/** One message an error code of the analyzers: what happened, to which thing, what to do next. */
export const analyzerMessages = {
  'segment.dictionary': message(
    (d: Details) =>
      `词典文件 ${d.file} 第 ${d.line} 行有误：${d.why}。请改正该行（词 [次数] [词性]，空格分隔，UTF-8）后重试。`,
    (d: Details) =>
      `dictionary ${d.file}, line ${d.line}: ${d.why}. Mend that line (word [count] [tag], single spaces, UTF-8) and try again.`,
  ),
  'segment.loaded': message(
    (_: Details) => '本进程已载入另一份词典，一个进程只能用一份；请重新启动程序。',
    (_: Details) => 'this process already serves another dictionary, and can serve one only: start the program again.',
  ),
  'model.file': message(
    (d: Details) =>
      `模型文件 ${d.file} 不可用：${modelFault(d).zh(d)}。请检查路径，用 lanting train 重新训练，或去掉该设置以使用自带模型。`,
    (d: Details) =>
      `model file ${d.file} cannot be used: ${modelFault(d).en(d)}. Check its path, train it again with lanting train, or drop the setting to use the shipped model.`,
  ),
  'train.labels': message(
    (d: Details) =>
      d.task === 'spam'
        ? `spam 任务的 label 只能是 spam（垃圾）或 ham（正常），现有：${d.labels}。`
        : `至少需要两种 label，现有：${d.labels}。`,
    (d: Details) =>
      d.task === 'spam'
        ? `labels of the task spam are spam and ham, found: ${d.labels}.`
        : `at least two labels are needed, found: ${d.labels}.`,
  ),
  'train.few': message(
    (d: Details) => `类别“${d.label}”只有 ${d.rows} 条，至少需要 ${d.least} 条；请补充样本或去掉该类别。`,
    (d: Details) => `label ${d.label} has ${d.rows} rows, at least ${d.least} are needed: add rows or drop the label.`,
  ),
  'train.alike': message(
    (_: Details) => '样本内容几乎都相同，留不出可供检验的一份；请加入更多不同的样本。',
    (_: Details) => 'the texts say nearly the same, and none is left to check by: add others.',
  ),
  'train.lessons': message(
    (d: Details) =>
      `可用的人工决定只有 ${d.usable} 条、${d.labels} 种结论，至少需要 ${d.least} 条、两种结论；请先在“人工研判”里多处理一些。`,
    (d: Details) =>
      `only ${d.usable} usable decisions of ${d.labels} kinds; at least ${d.least} of two kinds are needed: decide on more in review first.`,
  ),
  'train.segmenter': message(
    (_: Details) => '训练原文需要分词器。',
    (_: Details) => 'raw texts need a segmenter to train on.',
  ),
} as const
export type AnalyzerCode = keyof typeof analyzerMessages
