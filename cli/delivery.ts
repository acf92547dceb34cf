import type { Delivery, Letter } from '../model/post.ts'
import { readTime } from '../model/time.ts'

/** One letter of the import format as a delivery. An unreadable date stays absent: never "now". */
export function toDelivery(letter: Letter, source: string): Delivery {
  const time = letter.postedAt ? readTime(letter.postedAt) : undefined
  return {
    source: letter.source ?? source,
    nativeId: letter.id,
    url: letter.url ?? undefined,
    kind: letter.kind ?? 'letter',
    title: letter.title ?? undefined,
    text: letter.text,
    author: letter.author ?? undefined,
    postedAt: time?.at,
    postedPrecision: time?.precision,
    likes: letter.likes ?? undefined,
    replies: letter.replies ?? undefined,
    views: letter.views ?? undefined,
    givenAppealType: letter.appealType ?? undefined,
    addressee: letter.addressee ?? undefined,
    sourceCaseId: letter.sourceCaseId ?? undefined,
    sourceState: letter.sourceState ?? undefined,
    channel: letter.channel ?? undefined,
    publicConsent: letter.publicConsent ?? undefined,
  }
}
