/**
 * Sensitive facts about one person (PIPL 28): illness, a child's class, ethnicity or belief. Only where the text says whose
 * it is: «我父亲患有糖尿病» loses the illness, «糖尿病用药报销政策» keeps it.
 */
import { createFinder } from '../patterns/finder.ts'
import type { Finding } from './finding.ts'

const ILLNESS = createFinder(
  /(?:癌|恶性肿瘤|肿瘤|白血病|淋巴瘤|尿毒症|糖尿病|高血压|高血脂|抑郁症|焦虑症|躁郁症|双相情感障碍|精神分裂症?|精神病|精神疾病|精神障碍|艾滋病|HIV|梅毒|[甲乙丙]肝(?:病毒)?(?:携带者)?|肝炎|肝硬化|肺结核|结核病|尘肺病?|矽肺病?|脑梗死?|脑出血|脑溢血|脑瘫|中风|偏瘫|半身不遂|截瘫|瘫痪|心脏病|冠心病|心梗|心肌梗死|先心病|自闭症|孤独症|癫痫|羊癫疯|帕金森|老年痴呆|阿尔茨海默症?|痴呆|红斑狼疮|强直性脊柱炎|类风湿|股骨头坏死|再生障碍性贫血|血友病|渐冻症|肾病|肾衰竭|肾炎|肌无力|肌萎缩|哮喘|慢阻肺|智力障碍|智障|失明|聋哑|宫外孕|流产|人流手术|肌瘤|多动症|抑郁(?!交加|[的情]|闷)|双相|自闭|不孕症?|唐氏综合[征症])(?:晚期|中期|早期|[一二三四1-4]级|[IⅠⅡⅢⅣ]+期)?/,
  true,
)
const PERSON =
  '(?:我|本人|父亲|母亲|爸|妈|丈夫|老公|妻子|老婆|爱人|儿子|女儿|孩子|小孩|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母|公公|婆婆|邻居|同事|他|她|老人|患者|家人|〔姓名〕|先生|女士|老伴|孙子|孙女|老太太|老汉)'
const HAS = '(?:身患|患有?|得了?|查出|确诊为?|诊断为|有|是|因为?|罹患|属于|系|(?<!成)为|一名|一个|突发|伴有?)'
/** Somebody, and within a clause what says that the illness is theirs; the group is what of the illness comes before its core. */
const ill = new RegExp(
  `${PERSON}[^。！？\\n；;]{0,22}?${HAS}(?:有|了|的|一名|一个|个|严重的?|重度|先天性?)*[“"]?([^，,。、了的有患得是为名个因想要会像似“”"]{0,5})$`,
)
/** 老伴脑梗偏瘫, 母亲胃癌手术后: nothing but the organ stands between the person and the illness. */
const illDirect = new RegExp(
  `${PERSON}(?:[，,]|的)?((?:急性|慢性|重度|中度|轻度)?[胃肺肝胆肠直结乳腺子宫颈卵巢食道管胰甲状膀胱前列骨脑血脊鼻咽喉口腔皮肤肾心]{0,4})$`,
)
const disabled = new RegExp(
  `${PERSON}[^。！？\\n；;]{0,12}?([一二三四1-4]级(?:肢体|视力|听力|精神|智力|言语|多重)?(?:残疾|伤残)|(?:肢体|视力|听力|精神|智力|言语)残疾(?:[一二三四1-4]级)?|残疾[一二三四1-4]级)`,
  'g',
)
const CHILD =
  /(?:孩子|儿子|女儿|闺女|丫头|小孩|娃|(?<!兄)弟|妹|孙子|孙女|外孙|侄[子儿女]|外甥|我家|学生|就读|在读|上学|同学|〔姓名〕|我是|本人)[^。！？\n；;]{0,30}$/
const grade =
  /(?:[一二三四五六七八九1-9]年级|[初高][一二三123]|[大中小]班|20\d\d级)\s?[（(]?\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[)）]?\s?班|(?<!\d)\d{3,4}班(?![车次])|[一二三四五六七八九1-9]\s?(?:[（(]\s?\d{1,2}\s?[)）]|[.·]\s?\d{1,2})\s?班/g

/** 〔姓名〕在培黎小学三年级, 〔姓名〕在省保育院大班: without a class's number only where it says whose it is. */
const GRADE = /年级|[大中小]班|[初高][一二三]/
const gradeAlone =
  /(?<=〔姓名〕(?![，,、 ]?(?:老师|教|带))[^，,。！？\n；;、教带]{0,3}[在上读念][^，,。！？\n；;、教带]{0,14})(?:[一二三四五六七八九1-9]年级|[初高][一二三](?!年级)|[大中小]班)(?![车的]|老师|主任|[组长])/g

const PEOPLES =
  '(?:汉|回|藏|维吾尔|蒙古|东乡|保安|裕固|撒拉|土|满|哈萨克|朝鲜|苗|彝|壮|布依|侗|瑶|白|土家|哈尼|傣|黎|羌|锡伯|达斡尔|柯尔克孜)族'
const people = new RegExp(
  `(?:〔姓名〕(?=[，,、 ])|民族\\s?[:：]?\\s?|(?:我们?|本人|本人是|我家|他|她|丈夫|妻子|老公|老婆|父亲|母亲|我是一名|我是个?|[男女])[是为系，,、 ]{0,3}(?:一名|一个|个)?)(${PEOPLES})`,
  'g',
)
const belief =
  /(?:我|本人|我家|他|她|我们|家人|父亲|母亲|妻子|丈夫)[^。！？\n；;，,]{0,6}?(?:信仰|信奉|信|是)(?:一名|一个|个|的是)?((?:伊斯兰教|基督教|天主教|佛教|道教|东正教|喇嘛教)(?:徒|信徒)?|穆斯林|基督徒|佛教徒|居士)/g

const YEAR = '(?:(?:19|20)\\d{2}|(?:一九|二[〇零○])[一二三四五六七八九〇零○]{2})'
const MONTH = '(?:\\d{1,2}|[一二三四五六七八九十]{1,2})'
const DAY = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
const DATE = `(${YEAR}\\s?[年./-]\\s?${MONTH}\\s?[月./-]\\s?${DAY}(?:\\s?[日号])?|(?<!\\d)\\d{2}年${MONTH}月${DAY}[日号])`
/** 19850307, and 1985年3月: under a label alone. */
const LABELLED_DATE = `((?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?!\\d)|${YEAR}\\s?[年./-]\\s?${MONTH}\\s?月?)`
const BIRTH_LABEL = '(?:出生(?:日期|年月日?|时间)|生日)'
/** A full date somebody was born on, by the word beside it: a year alone (1957年出生) and when a thing began stay. */
const born = new RegExp(
  `(?:${BIRTH_LABEL}|出生|诞生|(?<=[我他她于人亲父母儿女子]|^|[，,。；;：:（(、\\s])生(?=于))\\s?(?:[:：是为于在]{0,2})\\s?${DATE}|(?<![—~～至到-]\\s?)${DATE}(?:早上|上午|下午|晚上|凌晨)?(?:出生|生于|生人|降生|(?:所?生)(?=[，,。；;）)\\s]|$))|${BIRTH_LABEL}\\s?[:：是为]?\\s?${LABELLED_DATE}`,
  'g',
)
/** Whether a 生 is one of a birth by the character beside it: most are of 学生, 生活, 先生. */
function tellsBirth(text: string): boolean {
  for (let at = text.indexOf('生'); at >= 0; at = text.indexOf('生', at + 1))
    if (/[出降诞日号所\d\s]/.test(text[at - 1] ?? '') || /[日于人]/.test(text[at + 1] ?? '')) return true
  return false
}

/** Illness, a child's class, birth, ethnicity and belief of a person the text names or points at. */
export function findSensitive(text: string): Finding[] {
  const out: Finding[] = []
  const group = (type: Finding['type'], m: RegExpExecArray): void => {
    const value = m[1] as string
    const start = m.index + m[0].lastIndexOf(value)
    out.push({ type, start, end: start + value.length, camouflaged: false })
  }
  for (const m of ILLNESS.all(text)) {
    const previous = out.at(-1)
    const lead = text.slice(Math.max(0, m.index - 36), m.index)
    // 患有高血压、冠心病: one more in a list.
    const listed = previous?.type === '病情' && /^[、，,和及与]?$/.test(text.slice(previous.end, m.index))
    const own = listed ? ['', ''] : (ill.exec(lead) ?? illDirect.exec(lead))
    if (own)
      out.push({
        type: '病情',
        start: m.index - (own[1]?.length ?? 0),
        end: m.index + m[0].length,
        camouflaged: false,
      })
  }
  for (const m of text.includes('残') ? text.matchAll(disabled) : []) group('病情', m)
  if (text.includes('班'))
    for (const m of text.matchAll(grade))
      if (CHILD.test(text.slice(Math.max(0, m.index - 40), m.index)))
        out.push({ type: '学生', start: m.index, end: m.index + m[0].length, camouflaged: false })
  if (text.includes('〔姓名〕') && GRADE.test(text))
    for (const m of text.matchAll(gradeAlone))
      out.push({ type: '学生', start: m.index, end: m.index + m[0].length, camouflaged: false })
  if (tellsBirth(text))
    for (const m of text.matchAll(born)) {
      const value = (m[1] ?? m[2] ?? m[3]) as string
      const start = m.index + m[0].indexOf(value)
      out.push({ type: '出生日期', start, end: start + value.length, camouflaged: false })
    }
  if (text.includes('族')) for (const m of text.matchAll(people)) group('民族宗教', m)
  if (/教|穆斯林|徒|居士/.test(text)) for (const m of text.matchAll(belief)) group('民族宗教', m)
  return out
}
