/** Shops that are called after somebody: 李先生牛肉面, 张大夫口腔门诊. */

/** A character of what a shop sells or does, and none of what a person does at one or where it lies. */
export const TRADE =
  '(?![去在到从往想开买卖要让称说反批被找和跟与把给骂打进来是为有没向因的将对做干当请问求告投应报叫租借欠出入住过退办某附近楼门上下里外旁昨今晚就也还又都不])[\\u4e00-\\u9fff]'
const DISH =
  '牛肉面|牛大(?!便)|拉面|烧烤|烤[肉鱼串]|麻辣[烫香]|凉皮|酿皮|大盘鸡|手抓|羊肉|卤[肉味菜]|私房菜|家常菜|小饭桌'
const HOUSE =
  '[店馆坊](?![主员里])|铺(?![地设路砖装管的了])|摊(?![主上派到])|酒吧|网吧|美容院|(?:培训|托管|美容|家政)中心|(?:中介|开锁|搬家|家政)公司'
const CALLED_AFTER = new RegExp(
  `^(?:家|记)?(?:${DISH}|口腔|牙科|诊所|门诊部|画室|琴行|${TRADE}{1,4}?(?:${HOUSE}|诊所|门诊部|画室))`,
)

/** Whether what stands behind a form of address makes the name of a shop of it. 王女士超市购物 tells of a person. */
export const isShop = (behind: string): boolean => CALLED_AFTER.test(behind)
