import type { Document } from '../text/document.ts'

/** Words that forms and clerks write over any letter, the longer before what it begins with. */
const FORM =
  /〔[^〕]*〕|兰州市?|甘肃省?|本市|全市|市长|书记|[省市区县]长|领导|12345|政务|便民|服务|市民|热线|平台|中心|信箱|邮箱|网上|网络|网民|网友|用户|群众|居民|村民|来[电信访话]人?|来件|诉求人?|反映人?|电话|微信|短信|小程序|公众号|互联网|渠道|来源|工单|单子|单号|信件|案件|事件|事项|事宜|问题|情况|内容|反馈|投诉|举报|求助|咨询|建议|意见|留言|信息|登记|受理|转办|交办|派单|承办|处理|办理|普通|一般|紧急|加急|重要|其他|无标题|标题|主题|类型|类别|编号|序号|关于|有关|请求|恳请|转来|[对向致请的类件条份单号第次年月日无]|[A-Z]{1,4}(?=[-_\d])|[\p{P}\p{S}\s\d]/uy

/** Nothing but such words: «12345工单», «市民来电», «诉求». Most titles are told by their first word. */
export function isOfForm(title: string): boolean {
  FORM.lastIndex = 0
  while (FORM.lastIndex < title.length) if (!FORM.test(title)) return false
  return true
}

/**
 * A title of such words alone («关于市民反映问题的工单») says nothing of the letter below it; where nothing stands
 * below, it is all there is.
 */
export const isFormTitle = ({ title, text }: Document): boolean =>
  title.text !== '' && isOfForm(title.text) && text.text.trim() !== ''
