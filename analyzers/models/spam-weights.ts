/** Made by fit-spam.ts, not to be edited: log-odds of one unit of each kind of evidence of spam.ts, and the thresholds. */
export const WEIGHTS = {
  lure: 0.394,
  offer: 1.052,
  pull: 0.94,
  approach: 1.262,
  private: 1.638,
  bare: 0.736,
  channel: 0.114,
  link: 1.076,
  dressed: 0.719,
  scattered: 0.325,
  margin: 2.824,
  reported: -0.685,
  matter: -0.695,
  trouble: -1.053,
  specific: -1.075,
  news: -0.664,
}
export const BIAS = 0.344
/** Waits for people from here. */
export const REVIEW = -0.451
/** Set aside from here, where no matter of weight guards. */
export const QUARANTINE = 2.14
