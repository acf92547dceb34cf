import type { ReactNode } from 'react'
import { piecesOf, type Span } from './pieces.ts'

/** A post's title or text with placeholders shown softly, hits and reasons marked. */
export function RichText({ text, spans }: { text: string; spans: readonly Span[] }): ReactNode {
  return piecesOf(text, spans).map((piece, i) => {
    const key = i
    if (piece.as === undefined) return piece.text
    if (piece.as === 'mask')
      return (
        <span key={key} className="mask" title="个人信息已隐去">
          {piece.text}
        </span>
      )
    return (
      <mark key={key} className={piece.as}>
        {piece.text}
      </mark>
    )
  })
}
