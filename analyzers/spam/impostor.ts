import type { Document } from '../text/document.ts'
import type { Noise } from './noise.ts'

/** Characters up to which a post can be nothing but such a script. */
const LONGEST = 160
const told = (words: string): RegExp => new RegExp(words.replaceAll('~', '[^\\n]'))

const OFFICE =
  '(?:公安局?|经侦|刑侦|派出所|检察院|法院|网警|反诈(?:中心)?|专案组|海关|医保(?:中心|局)|社保(?:中心|局)|银保监会?|通信管理局|通管局|邮政|征信中心|客服中心|班主任)'
/** Who speaks as an office to one person. */
const CLAIMS = told(`(?:我(?:们)?(?:这(?:里|边))?是|这里是|我处是|本(?:中心|局|院)|【)~{0,14}${OFFICE}`)
/** What is said of them. */
const TO_YOU = told('(?:您|你)(?:名下|涉嫌|已|有一?个?|的~{0,14}(?:卡|账户|帐户|案件|包裹|快件|信息|孩子)|孩子)')
/** What no office asks for. */
const ASKS = told(
  '下载~{0,12}(?:软件|app|APP|会议|链接)|屏幕共享|共享屏幕|安全账[户号]|(?:核查|监管|指定|清查)的?~{0,4}账[户号]|(?:转|汇|打|存)(?:到|入|至|款到)~{0,12}账[户号]|添?加(?:我|上)?的?~{0,4}(?:QQ|qq|微信|〔QQ〕|〔微信〕)|保证金|验证码|不要(?:告诉|和|跟)~{0,4}(?:家人|任何人|别人)|不得告诉|扫码(?:转账|付款|缴费)|二维码~{0,6}(?:转|付|缴)',
)
/** A parcel held back, or lost and paid for threefold. */
const PARCEL = told(
  '(?:包裹|快件|快递)~{0,24}(?:违禁品|查扣|扣押|扣留|丢失|破损|涉嫌)~{0,40}(?:保证金|解冻|清关费|(?:加|添加)~{0,6}(?:客服|微信|专员)~{0,20}(?:退款|理赔|赔付|办理)|验证码|卡号)',
)
/** Whoever tells of such a script warns, asks or has lost money; who complains of an office is not spoken to by it. */
const TOLD_OF =
  /接到|收到|自称|冒充|报[了过]?[警案]|被骗|骗[子走了取局]|诈骗(?:短信|电话)|上当|是不是|真的假的|真假|提醒|小心|当心|警惕|举报|投诉|怎么办|咋办|希望|请问|[?？]\s*$/

/**
 * A script of false authorities, read by its parts: who they say they are, what they say of the reader, what they ask for. No office asks for it,
 * so it is no letter to one; whoever tells of such a call, or complains of the police, does not speak so.
 */
export function impostor(doc: Document): Noise | undefined {
  const whole = `${doc.title.text}\n${doc.text.text}`
  if (whole.length > LONGEST || TOLD_OF.test(whole)) return undefined
  if ((CLAIMS.test(whole) && TO_YOU.test(whole) && ASKS.test(whole)) || (/[您你]/.test(whole) && PARCEL.test(whole)))
    return { rule: 'spam.impostor', text: doc.text.text.slice(0, 24), unsure: false }
  return undefined
}
