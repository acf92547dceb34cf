import { message } from '../catalogue.ts'

const shown = (numbers: readonly number[]): string =>
  numbers.length > 20 ? `${numbers.slice(0, 20).join(',')} …` : numbers.join(',')

/** Bundles between the crawling zone and the console's zone. Keys of `problem` are codes of AppError; they take the file. */
export const bundleMessages = {
  noKey: message(
    () => '还没有签名密钥，请先执行 lanting init --bundle-key',
    () => 'there is no signing key yet; run lanting init --bundle-key first',
  ),
  unknownNumber: message(
    (seq: number) => `这个采集区没有写过 ${seq} 号包`,
    (seq: number) => `this zone never wrote a bundle ${seq}`,
  ),
  keyMade: message(
    (file: string) => `签名密钥在 ${file}（不要外传）。把下面几行写进控制台一侧的 lanting.yaml：`,
    (file: string) => `The signing key is ${file} (keep it secret). Put these lines into the console's lanting.yaml:`,
  ),
  wrote: message(
    (file: string) => `已写出 ${file}`,
    (file: string) => `Wrote ${file}`,
  ),
  nothingNew: message(
    () => '没有新内容，未写交换包',
    () => 'Nothing new, no bundle written',
  ),
  taken: message(
    (file: string, received: number, fresh: number, revised: number, unchanged: number) =>
      `${file}：收到 ${received} 条，新增 ${fresh}，修订 ${revised}，未变 ${unchanged}`,
    (file: string, received: number, fresh: number, revised: number, unchanged: number) =>
      `${file}: ${received} received, ${fresh} new, ${revised} revised, ${unchanged} unchanged`,
  ),
  noneThere: message(
    (folder: string) => `${folder} 里没有交换包（*.bundle.jsonl）`,
    (folder: string) => `No bundles (*.bundle.jsonl) in ${folder}`,
  ),
  repeated: message(
    (n: number) => `${n} 个包以前已经收过，未重复导入`,
    (n: number) => `${n} bundles were taken before and left alone`,
  ),
  missing: message(
    (zone: string, numbers: readonly number[]) =>
      `采集区 ${zone} 缺 ${numbers.length} 个包：${shown(numbers)}。可在采集区执行 lanting crawl --due --out 文件夹 --again ${shown(numbers)}`,
    (zone: string, numbers: readonly number[]) =>
      `${numbers.length} bundles of zone ${zone} are missing: ${shown(numbers)}. There: lanting crawl --due --out DIR --again ${shown(numbers)}`,
  ),
  refused: message(
    (file: string, why: string) => `未导入 ${file}：${why}`,
    (file: string, why: string) => `Refused ${file}: ${why}`,
  ),
  problem: {
    'bundle.format': message(
      () => '不是交换包，或内容不合规',
      () => 'is no bundle, or a line of an unknown form',
    ),
    'bundle.newer': message(
      () => '由更新版本的程序写出，请先升级本机',
      () => 'was written by a newer program; update this one first',
    ),
    'bundle.cut': message(
      () => '不完整（传输中被截断），请重新传送',
      () => 'is cut short; transfer it again',
    ),
    'bundle.key': message(
      () => '签名密钥不在 bundles.trust 中，请核对采集区的公钥',
      () => 'is signed with a key that bundles.trust does not name; check the public key of the crawling zone',
    ),
    'bundle.changed': message(
      () => '签名后被改动过，整包未采用；请重新传送并查明原因',
      () => 'was changed after it was signed, nothing of it was taken; transfer it again and find out why',
    ),
    'bundle.private-key': message(
      () => '签名密钥文件 bundle.pem 已损坏，请恢复备份，或删除后重新生成并更新控制台一侧的公钥',
      () => 'bundle.pem is damaged; restore it, or delete it, make a new one and give the console its public key',
    ),
  },
} as const
