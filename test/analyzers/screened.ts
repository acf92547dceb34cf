import { redact } from '../../analyzers/redaction/redact.ts'
import type { Screenable } from '../../analyzers/screener.ts'
import { openScreener } from '../../cli/screening.ts'
import type { Screening } from '../../model/post.ts'

/** The shipped screener of Lanzhou. */
export const screener = openScreener({ city: 'lanzhou', models: {} })

/** A text as `lanting screen` judges it; a letter without a title, date or addressee unless said otherwise. */
export const screenText = (text: string, { title = '', ...given }: Partial<Screenable> = {}): Screening =>
  screener.screen({
    ...redact(title, text),
    kind: 'letter',
    postedAt: undefined,
    givenAppealType: undefined,
    addressee: undefined,
    channel: undefined,
    ...given,
  }).screening
