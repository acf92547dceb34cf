/** `a.b[0].c` and `data.results[*]`: the small part of JSONPath that public lists need. */

/** The value at `path` ('' is the whole), or undefined where the way breaks off. `[*]` at the end is allowed and ignored. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json
  for (const key of path.replace(/\[\*\]$/, '').match(/[^.[\]]+/g) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** Scalars as text; null, undefined and objects are nothing. */
export function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return undefined
}
