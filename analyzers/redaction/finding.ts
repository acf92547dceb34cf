import type { PiiType } from '../../model/words.ts'

/** A piece of personal data or a contact channel found in a normalised text: UTF-16 span of that text. */
export interface Finding {
  readonly type: PiiType
  readonly start: number
  readonly end: number
  /** Found in a form chosen to dodge filters (look-alike cue, digits in mixed scripts, one by one spacing). */
  readonly camouflaged: boolean
}
