/** How a source may be called where a row or a push names one: it stands in ids, in addresses and on the pages. */
export const SOURCE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u
