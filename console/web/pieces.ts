export interface Span {
  readonly start: number
  readonly end: number
  readonly as: 'mask' | 'hit' | 'reason' | 'reason-on'
}

/** Later kinds lie over earlier ones where spans meet. */
const ORDER: readonly Span['as'][] = ['mask', 'reason', 'hit', 'reason-on']

/** Cuts a text at every span's edge; a piece carries the topmost kind over it. Offsets count UTF-16 units. */
export function piecesOf(text: string, spans: readonly Span[]): { text: string; as: Span['as'] | undefined }[] {
  const inside = spans.filter((s) => s.start < s.end && s.start >= 0 && s.end <= text.length)
  const edges = [...new Set([0, text.length, ...inside.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b)
  return edges.slice(1).map((end, i) => {
    const start = edges[i] as number
    const over = inside.filter((s) => s.start <= start && s.end >= end).map((s) => ORDER.indexOf(s.as))
    return { text: text.slice(start, end), as: over.length > 0 ? ORDER[Math.max(...over)] : undefined }
  })
}
