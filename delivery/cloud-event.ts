import type { Event } from '../model/issue.ts'

/** What the body of a dispatched event is made of besides the event itself. */
export interface EventContext {
  /** CloudEvents `source`: which installation speaks. */
  readonly source: string
  /** Names the shape of `data`. */
  readonly schema: string
  /** Same over all events of one matter. */
  readonly correlationId: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Decimal digits of `sequence`: receivers may compare it as text, as the extension's definition asks. */
const SEQUENCE_DIGITS = 16

/**
 * A CloudEvents 1.0 JSON body with the extensions `sequence`, `correlationid` and `dataclassification`. The same event
 * gives the same bytes, so that a signature made at any retry fits.
 */
export const cloudEvent = (event: Event, context: EventContext): string =>
  JSON.stringify({
    specversion: '1.0',
    id: event.id,
    source: context.source,
    type: `lanting.${event.type}`,
    subject: event.subject,
    time: event.at,
    datacontenttype: 'application/json',
    dataschema: context.schema,
    sequence: String(event.seq).padStart(SEQUENCE_DIGITS, '0'),
    correlationid: context.correlationId,
    dataclassification: 'internal',
    data: context.data,
  })
