/** Captcha, login and firewall pages: blocked, never "no results". */
import { htmlText } from './html-text.ts'

// Words of pages that stand in the way; believed only on a page too short to be the thing itself.
const WALL =
  /验证码|安全验证|人机验证|滑动验证|滑块|访问过于频繁|访问频繁|请求过于频繁|请先登录|请登录后|登录后(?:查看|访问)|访问被(?:拒绝|拦截)|云防护|网站防火墙|captcha|cloud ?guard|are you (?:a )?human|access denied|just a moment/i
const WALL_LENGTH = 1500

/** True for a captcha, login or firewall page answered in place of the content. */
export const looksLikeWall = (text: string): boolean => {
  if (text.length > 200_000) return false
  const title = /<title[^>]*>([^<]{0,200})/i.exec(text)?.[1] ?? ''
  if (WALL.test(title)) return true
  if (!WALL.test(text)) return false
  const seen = htmlText(text)
  return seen.length < WALL_LENGTH && WALL.test(seen)
}
