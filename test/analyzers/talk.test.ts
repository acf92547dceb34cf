import { describe, expect, it } from 'vitest'
import { screenText } from './screened.ts'

/** Written before the rules. */
const SCRIPTS: readonly string[] = [
  '您好,我是市公安局刑侦支队的民警,您名下的银行卡涉嫌诈骗,请立即添加我的QQ配合调查,并把资金转入安全账户。',
  '这里是医保中心,您的医保卡异地被盗刷,请下载我们的会议软件,打开屏幕共享,由专员帮您处理。',
  '您有一个海关包裹被查扣,里面有违禁品,请拨打下方专线并缴纳保证金。',
  '顺丰客服:您的快件丢失,现三倍赔付,请加客服微信办理退款,提供银行卡号和验证码。',
  '恭喜您被抽中为幸运观众,奖金九万八,请先交手续费领奖。',
  '我是检察院的,你的案件需要保密,不要告诉家人,把钱转到我们指定的核查账户。',
  '【通知】您的ETC已失效,请点击链接重新认证,输入卡号密码。',
  '你好,我是你孩子的班主任,现在收资料费,请扫码转账到这个二维码,群里不要讨论。',
]
const OF_FRAUD_AND_POLICE: readonly string[] = [
  '派出所民警处理邻里纠纷态度恶劣,不给立案回执,请督促。',
  '我接到自称公安局的电话让我转到安全账户,已经报警,派出所一周没回音。',
  '经侦大队对我们报的合同诈骗案三个月不立案,请问怎么回事?',
  '快递丢了,客服只肯退运费,不肯赔,求帮忙。',
  '社区开会让下载会议软件,老人不会用,能不能换个方式?',
  '海关包裹在中川机场扣了半个月,一直不放行,电话打不通。',
  '我爸被骗子屏幕共享骗走八万,报案后没进展。',
  '福彩站点的老板私自加价,希望查查。',
]
const CHAT: readonly string[] = [
  '大家早上好,新的一周开始啦',
  '晚饭吃点啥好呢,想了半天',
  '下雨天最适合睡觉了',
  '我家猫又胖了两斤哈哈',
  '昨晚那场球看得憋屈,点球都能踢飞',
  '有没有周末一起打羽毛球的',
  '哈哈哈笑死我了',
  '今天的晚霞也太美了吧',
  '困死了,上班摸鱼中',
  '晚安兰州,明天见',
  '刚吃完一碗牛肉面,舒服',
  '有人看昨晚的电视剧吗,太好哭了',
]
const MATTERS: readonly string[] = [
  '早上好,请问社保大厅几点开门?',
  '下雪了,雁滩路没人撒盐,车都打滑',
  '小区里流浪猫太多,晚上叫得睡不着',
  '牛肉面又涨价了,一碗十块,物价局管不管?',
  '球场的灯坏了一个月,晚上没法打球',
  '暖气又不热,大家家里怎么样?',
]
const WORDS_WITHIN: readonly string[] = [
  '绿能电池厂的食堂饭菜太差,工人意见大。',
  '楼道里一股酸臭味,是谁家腌菜?',
  '我们两口子下岗多年,想问社保怎么补缴。',
  '小两口子买的房,开发商延期交付一年了。',
  '井盖里冒出一股黑水,味道很大。',
  '新绿能源站旁边的路灯坏了。',
  '这路口子上没有红绿灯,孩子过马路危险。',
  '老两口子住六楼,电梯坏了半个月。',
]
const KINDS = ['letter', 'post', 'comment'] as const
const keptAs = (text: string): string[] => KINDS.filter((kind) => screenText(text, { kind }).disposition === 'kept')

describe('false authorities', () => {
  it('are no officials', () => {
    expect(SCRIPTS.filter((text) => keptAs(text).length > 0)).toEqual([])
  })
  it('are not those who complain of the police or tell of a fraud', () => {
    expect(OF_FRAUD_AND_POLICE.filter((text) => keptAs(text).length < KINDS.length)).toEqual([])
  })
})

describe('talk of the day', () => {
  it('is nobody’s matter', () => {
    expect(CHAT.filter((text) => keptAs(text).length > 0)).toEqual([])
  })
  it('is kept where it names one', () => {
    expect(MATTERS.filter((text) => keptAs(text).length < 1)).toEqual([])
  })
})

describe('words of adverts', () => {
  it('are not met within other words', () => {
    for (const text of WORDS_WITHIN) {
      const lures = screenText(text).reasons.filter(({ rule }) => /^spam\.(loan|invest|goods|service)$/.test(rule))
      expect(lures, text).toEqual([])
    }
  })
})
