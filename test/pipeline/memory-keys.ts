import type { KeyFile } from '../../pipeline/intake/voice.ts'

/** A key file in memory: of one process, or of several that are given the same one. */
export function memoryKeys(content?: string): KeyFile & { readonly content: string | undefined } {
  return {
    read: () => content,
    update(change) {
      content = change(content)
      return content
    },
    get content() {
      return content
    },
  }
}
