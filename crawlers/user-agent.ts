/** The User-Agent of every request: honest, with the contact of the config. */
export const userAgent = (contact: string): string =>
  `Mozilla/5.0 (compatible; Lanting/0.1; civic-issue reader${contact === '' ? '' : `; +${contact}`})`
