import { describe, expect, it } from 'vitest'
import { createRouter } from '../../analyzers/route/route.ts'
import type { Route } from '../../model/words.ts'
import { read } from './documents.ts'

const routeOf = createRouter()

describe('route', () => {
  it.each<[Route, string, string]>([
    ['case', '物业不作为', '小区物业天天踢皮球，打电话态度很差，领导也不管，请处理。'],
    ['case', '担心起火', '楼道里堆满杂物，一旦着火了谁也跑不掉，存在很大安全隐患。'],
    ['case', '咨询仲裁', '公司不给工资，请问是否可以申请劳动仲裁？'],
    ['case', '建议', '建议加强反腐宣传，杜绝受贿。'],
    ['case', '电梯', '电梯经常出故障，多次有人被困电梯，物业不修。'],
    ['case', '求书记帮忙', '尊敬的王书记您好，路灯坏了半年。'],
    ['emergency', '着火了', '我家后面山坡现在着火了，火势很大，119占线，快来人！'],
    ['emergency', '燃气味很大', '楼道里燃气味很浓，整栋楼的人刚才都跑下来了，请立即派人。'],
    ['emergency', '老人走失', '我父亲今天下午走失，穿蓝色棉袄，已经报警，请大家帮忙找。'],
    ['protected', '举报村主任', '我们村主任冒领低保款，把补助都给了自己亲戚。'],
    ['protected', '民警打人', '昨天派出所民警把我带回去，那个民警动手打了我两巴掌。'],
    ['protected', '城管收钱', '执法队队长每个月来收红包，不给就没收摊子。'],
    ['protected', '收钱', '去年给建设局的科长送了三万，他才让我们的项目通过验收。'],
    ['protected', '亲属开公司', '副局长的小舅子名下的公司年年接局里的活。'],
    ['protected', '举报以后', '上个月我向纪检反映过所长，没几天他带人来，只查我一家店。'],
    ['protected', '打学生', '晚自习时教官拿皮带抽我儿子，背上都是印子。'],
    ['protected', '铐在窗户上', '我弟弟被带去问话，铐在铁窗上一夜，手腕肿了。'],
    ['protected', '名册', '低保名册上的名字都是主任自己填的，有的人早不在村里。千万别让他知道是我写的。'],
    ['case', '怕物业报复', '物业把电梯停了，别让他们知道是我写的。'],
    ['case', '小舅子', '我小舅子名下有套房子，想过户，请问找哪个窗口？'],
    ['case', '围标', '这几家公司涉嫌围标，请住建局查一查。'],
    ['case', '猫', '我家的猫走丢了，穿着黄色的衣服，今天下午跑进了地下室。'],
    ['emergency', '有孩子落水', '一个孩子掉黄河里了，抱着木板往下漂，快派人！'],
    ['emergency', '走丢老人', '奶奶八十岁有老年痴呆，中午出门买菜没回来，请大家留意。'],
    ['statutory', '复议', '我交的复议已经受理，罚款还要先交吗？'],
    ['statutory', '仲裁', '劳动仲裁开完庭两个月了，裁决书一直不下来。'],
    ['statutory', '执行异议', '法院查封了我的房子，我提了执行异议，没有人通知听证。'],
    ['statutory', '公开台账', '我向街道申请公开补偿台账，二十个工作日过了没有答复。'],
    ['restricted', '雷达站', '有人把雷达站的照片和坐标发在群里。'],
    ['statutory', '不服判决', '一审判决我不服，请领导撤销这个错误判决。'],
    ['statutory', '申请信息公开', '现申请公开以下信息：征地批准文件。'],
    ['statutory', '申请强制执行', '法院判了对方不给钱，执行局一直拖着不执行。'],
    ['restricted', '文件', '随信附上一份标有“机密★10年”字样的文件。'],
    ['protected', '', '所里那个管户籍的，办一个落户要两千，钱打到他媳妇的卡上，转账截图我有，别让他知道是我说的。'],
    ['emergency', '', '楼下杂物间冒黑烟，楼道里呛得看不见，还有两个老人没出来，快来人！'],
    ['emergency', '', '我朋友发消息说不想活了，人在江边的天台上，电话打不通了。'],
    ['statutory', '', '劳动仲裁的裁决书已经下来三个月，公司不服起诉到法院，一直没有开庭。'],
    ['case', '', '镇上的干部就会开会照相，路烂了三年没人管，书记你来走一趟试试！'],
    ['case', '', '低保材料补了四回，民政的人每次都说缺一样，请一次性告知。'],
    ['case', '', '担心哪天煤气漏了没人知道，建议给独居老人装个报警器。'],
  ])('%s: %s', (route, title, text) => {
    expect(routeOf(read({ title, text }), '投诉').route).toBe(route)
  })

  it('makes leads of what is no letter, and never more of news', () => {
    expect(routeOf(read({ kind: 'post', text: '路灯又坏了' }), '投诉').route).toBe('lead')
    expect(routeOf(read({ kind: 'comment', text: '我家也是' }), '其他').route).toBe('lead')
    expect(routeOf(read({ kind: 'news', text: '今天一小区着火了，现在火势已被控制。' }), '其他').route).toBe('lead')
  })

  it('shows what it went by', () => {
    const doc = read({ title: '举报', text: '各位好。我们村主任冒领低保款。' })
    const { reasons } = routeOf(doc, '举报')
    expect(reasons.map((r) => r.rule)).toContain('route.accusation')
    const told = read({ title: '', text: '审批的科长说懂事一点，我给他包了八千，第二天章就盖了。' })
    const judged = routeOf(told, '投诉')
    expect(judged.route).toBe('protected')
    expect(judged.reasons.map((r) => r.rule)).toContain('route.signs')
    // What one does to another is nobody else's matter, and says so by its rule.
    const chased = routeOf(read({ kind: 'post', text: '门外几个人砸门说要打我，快来人' }), '求助')
    expect([chased.route, chased.reasons[0]?.rule]).toEqual(['emergency', 'route.violence'])
    for (const r of judged.reasons) expect(told.post[r.field as 'text'].slice(r.start, r.end)).toBe(r.text)
    for (const r of reasons) expect(doc.post[r.field as 'text'].slice(r.start, r.end)).toBe(r.text)
  })
})
