/**
 * Log-odds of one unit of each kind of evidence of spam.ts, and the thresholds. Set by hand: what fit-spam.ts made so far
 * (it writes this file) quarantined fewer SMS than the floor asks. Thresholds: by the margins of three folds over the training parts of
 * the corpora and half 1 of the public data, and by words as a model says that had not seen the writer. No letter of 7,850 is set
 * aside; of 720 posts, comments and news of ours that are meant to be kept two are (a joke and a wish), of adverts and noise
 * 53 in 100, and of 4,950 single sentences of letters nine. 1 in 50 letters by other hands goes to people.
 */
export const WEIGHTS = {
  lure: 0.65,
  offer: 0.5,
  pull: 0.4,
  approach: 0.8,
  private: 1.4,
  bare: 1,
  channel: 0.5,
  link: 1.4,
  dressed: 1,
  scattered: 1.2,
  margin: 4.2,
  worded: 1,
  reported: 0,
  matter: -1.25,
  trouble: -1,
  specific: -0.5,
  news: -2,
}
export const BIAS = 1.3
/** Waits for people from here. */
export const REVIEW = -0.25
/** Set aside from here, where no matter of weight guards. `chat`: a post or comment that offers nothing and gives no channel. */
export const QUARANTINE = { letter: 2, news: 2.5, other: 1.25, chat: 2.25 } as const
