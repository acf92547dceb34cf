/** How a cue of danger is written. */
export interface DangerCue {
  readonly name: string
  readonly pattern: RegExp
  /** What must stand in the post too. */
  readonly beside: RegExp
  /** What in the same sentence ends the danger. */
  readonly unless?: RegExp
  /** It may hang so for years: a fear or a hazard told behind it says that nothing has happened. */
  readonly state?: boolean
}

/** `#` stands for any character of the clause, `~` of the sentence. */
export const told = (...words: readonly string[]): RegExp =>
  new RegExp(words.join('|').replaceAll('#', '[^，,。！？!?；;\\n]').replaceAll('~', '[^。！？!?\\n]'))

/** The sentence is of what was, comes again, is practised, filmed, dreamt, rumoured, over or paid for. */
export const NOT_SEEN =
  /去年|前年|上个?(?:月|学期|礼拜|星期|周)|那[年次回]|那会儿|[七八九][\d零一二三四五六七八九]年(?:冬|夏|春|秋|那)|讲个古|小时候|当时|当年|年前|月前|[七八九]几?年那|经常|常常|时常|每[次回年到]|往往|动不动|隔三差五|迟早|早晚(?:要|会|得)|演[练习]|讲座|常识|电影|电视|小说|那集|片子|视频里|剧情|剧组|梦[见到]|做梦|听说|据说|传言|造谣|谣言|真的假的|扑灭|修好|已经?(?:处理|解决|出院|恢复|好了|救)|救(?:上|出|下)来?了|差点|险些|没(?:有)?(?:大碍|受伤|人受伤|伤着|出事)|虚惊|保险|起诉|哈哈|笑死|造型|夕阳/
/** Right up to what is told, it is feared, supposed, advised, asked about or of before; behind it the same words say what the writer wants, fears or knows of it. */
export const NOT_TOLD =
  /以前|之前|曾经?|哪天|万一|如果|假如|要是|一旦|可能|容易|担心|生怕|就怕|防止|避免|预防|以免|建议|培训|宣传|新闻|报道|请问|咨询|多少钱/
