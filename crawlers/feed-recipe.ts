/** A feed as a source: the few keys that a recipe of RSS, Atom or JSON Feed needs. */

/** Recipe keys that read the feed at `url`; the text of its items is theirs alone unless `details` opens each page. */
export const feedKeys = (url: string, details = false): Readonly<Record<string, unknown>> => ({
  shape: 'feed',
  fetch: { mode: 'feed', url },
  envelope: { format: 'feed' },
  required: [],
  ...(details ? { detail: { article: true } } : {}),
})
