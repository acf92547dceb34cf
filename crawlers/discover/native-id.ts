/** What names a story in its address. */

/** Forms of addresses on Chinese sites, the more telling first. */
const FORMS = [
  String.raw`/art_\d+_([0-9A-Za-z-]+)\.html`,
  String.raw`[?&](?:transactId|tid|id|aid|articleId|contentId|docId|newsId|iid)=([\w-]+)`,
  String.raw`/([0-9a-f]{24,40})(?:/c)?\.s?html?`,
  String.raw`[/_-](\d{5,})(?:_\d+)?\.s?html?`,
  String.raw`/([A-Za-z]?\d{4,})/?$`,
  String.raw`/(?:thread|post|topic|p)/([\w-]+)$`,
]

/** A regex whose group 1 is there in every address and different in each; undefined when no known form fits. */
export function nativeIdForm(urls: readonly string[]): string | undefined {
  return FORMS.find((form) => {
    const ids = urls.map((url) => new RegExp(form).exec(url)?.[1])
    return urls.length > 0 && ids.every((id) => id !== undefined) && new Set(ids).size === urls.length
  })
}
