/**
 * Looks into memory ahead of use: what lies far takes a hundred steps to come, and comes at once for many that are asked for in a row,
 * where nothing waits for what another look finds. The engine leaves out a look whose finding is never used; here it is kept.
 */
export const lookedAt = { sum: 0 }
