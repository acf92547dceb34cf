/**
 * The way to be called back that a writer leaves at the end: «联系人：〔姓名〕女士，电话〔手机〕，盼复». Adverts end in the same
 * words, so they say nothing of what stands before them: who weighs a short post reads it without them first.
 */
const WHO =
  '(?:(?:我是)?(?:联系人|反映人|来电人|投诉人|举报人|报警人|本人|居民|业主|村民|市民)?(?:是|为)?[:： ]?(?:〔姓名〕)?(?:[\\u4e00-\\u9fff]?(?:先生|女士|师傅|老师|大爷|大妈|阿姨|小姐))?[，,、:：（( ]{0,2})'
const OWNER =
  '(?:请|可|麻烦|有事|有消息|随时|有情况|找到|看到的?人?)?(?:打|拨打?|联系|回|致电)?(?:我|本人|我们|我家|家里|家属|家长|孩子|值班|个人)?的?'
const CALLED = '(?:联系|手机|移动|座机|固定|家庭|回访|报警)?(?:电话|手机|座机|号码|方式|热线)(?:号码?)?(?:是|为)?'
const AFTER =
  '(?:谢谢|多谢|感谢|拜托|万分感谢|望|盼|等|请|能|复|尽快|及时|速|早日|予以|给予|电话|给我|给个|回个|回复|答复|回电|回访|联系|处理|解决|核实|来人|了|您|你们|领导|[，,。.！!~ ）)])*'
const CALLBACK = new RegExp(
  `([，,。.；;！!？?、 （(]?)(?:${WHO}${OWNER}(?:${CALLED})?[:： （(]{0,2}(?:\\+?86)?〔(?:手机|电话)〕[，,、/ 或和]{0,2}){1,2}${AFTER}$`,
)
/** No callback is longer. */
const LONGEST = 80

export interface Told {
  /** What stands before the callback. */
  readonly text: string
  /** A stop or a space parts the two. */
  readonly parted: boolean
}

/** A normalised, redacted text without the callback it ends in; undefined where it ends in none or holds nothing else. */
export function withoutCallback(text: string): Told | undefined {
  const from = Math.max(0, text.length - LONGEST)
  const found = CALLBACK.exec(text.slice(from))
  if (found === null) return undefined
  const rest = text.slice(0, from + found.index)
  return /[\u4e00-\u9fff]{2}/.test(rest) ? { text: rest, parted: found[1] !== '' } : undefined
}
