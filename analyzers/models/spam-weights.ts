/** Made by fit-spam.ts, not to be edited: log-odds of one unit of each kind of evidence of spam.ts, and the thresholds. */
export const WEIGHTS = {
  lure: 0.404,
  offer: 1.094,
  pull: 0.904,
  approach: 1.244,
  private: 1.649,
  bare: 0.742,
  channel: 0.105,
  link: 0.984,
  dressed: 0.776,
  scattered: 0.319,
  margin: 2.914,
  reported: -0.64,
  matter: -0.691,
  trouble: -1.042,
  specific: -1.016,
  news: -0.682,
}
export const BIAS = 0.534
/** Waits for people from here. */
export const REVIEW = -0.426
/** Set aside from here, where no matter of weight guards. */
export const QUARANTINE = 2.373
