/** Made by train-spam.ts: log-odds of one unit of each kind of evidence of spam.ts. Fitted, not to be edited. */
export const WEIGHTS = {
  lure: 0.65,
  offer: 0.5,
  pull: 0.4,
  approach: 0.4,
  private: 1,
  reported: -0.5,
  matter: -1.25,
  trouble: -1,
  specific: -0.5,
  bare: 1,
  channel: 0.5,
  link: 1.4,
  dressed: 1,
  scattered: 1.2,
  margin: 4.2,
  news: -2,
}
export const BIAS = 1
export const REVIEW = -0.3
export const QUARANTINE = 2.3
