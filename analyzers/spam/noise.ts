/**
 * Content-free posts: nothing a person could act on. Rules `noise.*`; each but `noise.gibberish` is sure enough alone to set a
 * post aside, so each is narrow: a short question or a place name is content.
 */
import { ASSENT } from '../dict/chat-cues.ts'
import type { Document } from '../text/document.ts'
import { squeeze } from '../text/squeeze.ts'
import { isLatinSentence } from './latin.ts'

export interface Noise {
  readonly rule: string
  readonly text: string
  /** People look: rare characters may be a warning in few words («转课认账千万别签»). */
  readonly unsure: boolean
}

const TEST =
  /^(?:这?是?(?:一[个次条])?测试(?:一下|信件|留言|数据|内容|帖子?|请忽略|勿回)?|test(?:ing|er)?|试试?(?:看|一下)?|测|(?:请|仅)?(?:忽略|勿理)|能不能发(?:出去|帖)?|看看能不能发(?:出去|帖)?|(?:请)?不(?:要|用)(?:处理|回复|理会)|这是(?:一[封个条次])?测试(?:信件?|邮件|贴|帖子?)?|(?:系统|功能|发帖|发布)测试|[a-z]{0,6}测试[0-9a-z]{0,6}|(?:看看|试试看?)?(?:审核|发帖)要多久|随便(?:打|写|发)(?:几个|点|些)?(?:字|东西)?|(?:试试看?|看看)?(?:有没有|是不是有)字数限制|(?:看看)?(?:这个)?(?:信箱|论坛|版面|页面)长?(?:什么|啥)样|(?:写到这里?|打到一半)?忘了要?(?:说|写)(?:什么|啥)了?|算了)+$/
const BUMP =
  /^(?:顶+(?:一下|起来|上去|帖|你|楼主)?|沙发|板凳|地板|路过|飘过|打酱油|支持(?:一下|楼主|你)?|[+]1|加1|d+|dd+|up|mark|马克|签到|打卡|占楼|占位|围观|吃瓜|无|没有|暂无|空|略|如题|如上|1|666+|good|ok|好的?|嗯+|哦+|啊+|呵+|哈+|嘿+|嘻+|呜+|哇+|笑死|赞|棒|牛|帮顶|前排(?:围观)?|瓜子|饮料|矿泉水|回头看|笑(?:不活了|喷了?|哭了?)|早上好|早安|晚上好|晚安|中午好|下午好|大家(?:早上|晚上)?好|今[天日]心情不错|领(?:金币|积分|经验)|水(?:一)?贴|水经验|混经验|挽尊|来?混个?脸熟|(?:快)?跟上队形|保持队形|楼上(?:的)?|楼下(?:的)?|已阅|学习了|涨姿势|膜拜|给力|厉害了?|我来了|报到|插眼|留名|火钳刘明|吃瓜群众|第一|抢楼|抢沙发|[一二三四五六七八九十]楼|无聊|来?看看|随便看看|逛逛|分享图片|转发微博|一下|各位|捧场|助攻|友情支持|不明觉厉|呃+|额+|唉+|啦+|喵+|汪+|略略+|哼+|lol|233+|www+|ok了|yes|no|hey|不错不错|不错|可以|(?:签到|打卡)第?[0-9一二三四五六七八九十百]+天|连续签到|每日(?:打卡|签到)|领积分|水贴一枚|冒个?泡|数楼|[一二三四五六七八九十]楼是我的|谁也别抢|前排出售|花生|就不告诉你们?|憋死你们?|(?:内容|评论|帖子|回复)?已?被?(?:作者|楼主|管理员|版主)?自?行?删除|该内容|收到|知道了|(?:楼主)?好人一生平安|(?:单身狗)?(?:表示)?(?:真|好)?(?:羡慕|酸)了?|哈+笑死(?:我了)?|笑死(?:我了)|谢谢|再见|你好|您好|在吗|有人吗|哈喽|hello|hi|hahaha)+$/
const EMPTY_CALL =
  /^(?:来电人)?(?:接通后?)?(?:未讲话|未说话|无声|不说话|没有?(?:讲话|说话|声音)|挂断|无应答|来电|电话|后|即|自行|直接|系统|误拨|打错|骚扰|市民|询问时间|坐席|告知后?|对方|无(?:其他|具体)?诉求)+$/
const PRAISE_ONLY = /^(?:谢谢|感谢)/
/** «Me too» below what another wrote: a voice, where something stands above. */
const ECHO = /^(?:同问|同求|同感|求解|求告知)+$/
/** Wishes and greetings alone; thanks are praise and are kept. */
const GREETING =
  /^(?:大?兰州市?|金城|我们的?|我市|城市|家乡|祖国|希望|愿|越来越|更加?|美好|美丽|繁荣|富强|昌盛|强大|明天|未来|生活|加油|人民|市民|百姓|尊敬的|敬爱的|各位|大家|领导|网友|朋友|家人|同志|们|您|你|好|早上|中午|下午|晚上|早安|晚安|午安|新年|新春|春节|元旦|中秋|端午|国庆|节日|周末|假期|快乐|愉快|吉祥|祝福?|愿|阖家|全家|幸福|安康|健康|身体|万事|如意|心想事成|步步高升|工作顺利|恭喜发财|平安|展信佳|此致|敬礼|[春夏秋冬]日|问候|今天也辛苦了|做个好梦|好梦|明天见|一切|顺利)+$/
/** Each character thrice and more: 我我我的的的了了了. */
const STUTTER = /^(?:(.)\1{2,}){3,}$/u
/** Repeats of one short unit: 顶顶顶, 哈哈哈, 111, abcabc. */
const REPEAT = /^(.{1,3}?)\1{2,}.?$/u

const VOWELS = /[aeiou]/g
/** Fillers of page builders and texts everybody knows by heart, copied whole or begun. */
const COPIED =
  /^(?:标题|hello|测试)?(?:loremipsum|thequickbrownfox|helloworld|undefined|null$|nan$|object|这里是(?:正文|标题|内容)|此处(?:填写|输入|为)|请在?(?:此|这里)(?:处)?(?:输入|填写)|(?:示例|占位|默认)(?:文字|文本|内容)|正文内容|从前有座山|天地玄黄|床前明月光|白日依山尽|春眠不觉晓|鹅鹅鹅|锄禾日当午|人之初性本善|离离原上草|黄河之水天上来|一去二三里|上山打老虎|两只老虎|一闪一闪亮晶晶|小白兔白又白|abcdefg|1234567)/
/** Words that begin or join a sentence that never came. */
const UNFINISHED =
  /^(?:因为|所以|但是|可是|然后|那个|这个|就是|如果|虽然|而且|或者|以及|关于|对于|根据|于是|不过|其实|反正|的话|我想说?|我觉得|怎么说呢?|话说|那什么|嗯|呃|还有|另外|首先|其次|总之|据说|听说|今天|昨天|我是|他们|我们|你们|什么|东西|一个|某某|内容|标题|正文|文字|留言|回复|帖子|信件)+$/
/** What makes two characters a matter, and what names a place. */
const CIVIC =
  /[没不停断漏堵坏臭吵脏乱差冷热黑塌裂破水电气暖灯路车桥房墙狗噪污烟雾冰雪坑井垃圾求救急疼痛贪腐骗假欠薪钱税医学校食药病死伤火灾爆响震晃挤慢贵涨晚早远难累怕险街巷区县镇乡村河滩湾坪沟门站寺山州口川城关安宁西固红古永登皋兰榆中吗呢谁啥咋何几哪修拆管查退赔罚丢偷打抢砸办证户保养老娃亮暗高低危楼梯摊园扰民清理净淤违占闹严重加密拦桩商店油味卸渣拉运倒罐气冒滑尘土味声娃快好谢冤惨差]/

/** Rows of a keyboard, to tell mashing from words and from codes. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** Share of neighbouring letters that are neighbours on the keyboard too. */
function sliding(word: string): number {
  let near = 0
  for (let i = 1; i < word.length; i++)
    if (ROWS.some((row) => row.includes(word.slice(i - 1, i + 1)) || row.includes(`${word[i]}${word[i - 1]}`))) near++
  return near / Math.max(1, word.length - 1)
}

function mashed(word: string): boolean {
  if (word.length < 4) return false
  if (word.length >= 6 && sliding(word) > 0.75) return true
  if (/[^aeiou]{6}/.test(word)) return true
  const onRow = ROWS.some((row) => [...word].every((ch) => row.includes(ch)))
  const vowels = (word.match(VOWELS) ?? []).length
  return onRow || vowels / word.length < 0.15
}

/** Addresses in the net and names of files: their letters are no mashing. Those that redaction takes out stand as 〔网址〕. */
const ADDRESS =
  /(?<![a-z\d_-])(?:https?:\/\/)?[a-z\d_-]+(?:\.[a-z\d_-]+)*\.[a-z]{2,6}(?![a-z])(?:[/?][\w./?=&%#:-]*)?/gi
const withoutAddresses = (text: string): string => (/\.[a-z]/i.test(text) ? text.replace(ADDRESS, ' ') : text)

/** Latin words that are mashing, as a share of all letters and characters. */
function mashShare(text: string): number {
  const words = text.match(/[a-z]+/g) ?? []
  const latin = words.filter(mashed).reduce((sum, w) => sum + w.length, 0)
  return text.length === 0 ? 0 : latin / text.length
}

/** Characters of ordinary Chinese writing; a text without one of them is no sentence. */
const COMMON =
  /[的了是不在有我人这个他们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感市区县路街村镇请问修建水电气热车房校医保工资费一二三四五六七八九群物废球官谁投诉举报罢懒狗差坑骗破贪烂黑吵堵脏臭漏停断坏灯井盖梯冷冰门口早晚半夜喇叭声吃喝买卖店商品货假乡县河桥山公司部单位班老师司机司孩娃爸妈叔姨哥姐弟妹男女]/

/** Why a post holds nothing, or undefined. Title and text are read together: content in either is content. */
export function contentFree(doc: Document): Noise | undefined {
  if (squeeze(doc.title.text).text.length + squeeze(doc.text.text).text.length > 120) return undefined
  const title = squeeze(withoutAddresses(doc.title.text)).text
  const text = squeeze(withoutAddresses(doc.text.text)).text
  if (title === '' && ECHO.test(text)) return doc.post.kind === 'letter' ? noiseOf('noise.bump', text) : undefined
  if (title === '' && text === '') return noiseOf('noise.empty', 'no letter or character')
  const [head, body] = [kindOf(title), kindOf(text)]
  const mash = head === 'noise.mash' || body === 'noise.mash'
  if (mash && isLatinSentence(`${doc.title.text} ${doc.text.text}`)) return undefined
  if (head !== undefined && body !== undefined)
    return noiseOf(text === '' ? head : body, [title, text].filter(Boolean).join(' / '))
  // A generic title does not save an empty text, nor does a one-word title: 无 / 来电人接通后未讲话.
  if (body !== undefined && body !== 'noise.bump' && title.length <= 6 && !/[路街村镇区县市楼河桥]/.test(title))
    return noiseOf(body, text)
  return undefined
}

const noiseOf = (rule: string, text: string): Noise => ({
  rule,
  text: text.slice(0, 24),
  unsure: rule === 'noise.gibberish',
})

/** What the rows of a keyboard give through a Chinese input method. */
const CHINESE_MASH =
  /阿斯(?:蒂芬|顿|达)|发生的发|啊?手动阀|飞规划|规划局看|啊实打实|爱上对方|水电费水电费|撒旦发|大法师|阿萨德|啊啊实/

const MASHED_WHOLE =
  /^(?:阿斯(?:蒂芬|顿|达)?|发生的?|发的?|啊实打实|阿萨德|水电费|撒旦发?|大法师|手动阀|飞规划|规划局看|爱上对方|啊啊实|士大夫|似的|地方|的){3,}$/
/** A slogan said three times or more and little else. */
const REPEATED = /^.{0,4}?(.{2,12}?)\1{2,}.{0,12}$/u
/** What somebody shouts three times because it matters. */
const GRIEVANCE =
  /[停断漏堵坏臭吵]|不[热亮通退管给]|没[水电气暖人有]|投诉|举报|还我|退钱|退费|退款|求|救|何时|什么时候|解决|维权|骗|欠|反映|请问|建议|希望|领导|交房|办证|供暖|开发商|物业|拆|赔/

/** Who says more than «you are right» says something. */
const LONGEST_ASSENT = 24

function kindOf(f: string): string | undefined {
  if (f === '') return 'noise.empty'
  if (f.length >= 3 && GREETING.test(f)) return 'noise.greeting'
  if (STUTTER.test(f) && !GRIEVANCE.test(f)) return 'noise.repeat'
  if (TEST.test(f)) return 'noise.test'
  if (BUMP.test(f) && !PRAISE_ONLY.test(f)) return 'noise.bump'
  if (f.length <= LONGEST_ASSENT && ASSENT.test(f)) return 'noise.bump'
  if (EMPTY_CALL.test(f)) return 'noise.empty'
  if (REPEAT.test(f) && new Set(f).size <= 3 && !(new Set(f).size > 1 && CIVIC.test(f))) return 'noise.repeat'
  if (REPEATED.test(f) && !GRIEVANCE.test(f)) return 'noise.repeat'
  if (/^[\d+]+$/.test(f)) return 'noise.digits'
  if (COPIED.test(f) && !GRIEVANCE.test(f)) return 'noise.copied'
  if (UNFINISHED.test(f)) return 'noise.unfinished'
  if (f.length <= 2 && !CIVIC.test(f) && !/〔/.test(f)) return 'noise.word'
  if (MASHED_WHOLE.test(f)) return 'noise.mash'
  if (CHINESE_MASH.test(f) && mashShare(f) > 0.1) return 'noise.mash'
  if (mashShare(f) > 0.3 && !/〔/.test(f)) return 'noise.mash'
  if (
    f.length >= 5 &&
    /^[\u4e00-\u9fff]+$/.test(f) &&
    f.length < 40 &&
    !COMMON.test(f) &&
    !CIVIC.test(f) &&
    !GRIEVANCE.test(f)
  )
    return 'noise.gibberish'
  return undefined
}
