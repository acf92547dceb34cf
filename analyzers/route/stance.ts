/**
 * What a post is, by how it is worded (models/train-stance.ts): an ordinary matter of the city, one of the routes that are none,
 * somebody hurt by those they live with or are left with (`victim` while it goes on, `harmed` when it is told of afterwards), a
 * matter of another place, talk that is nobody's matter, or an advert or noise.
 */
export const STANCES = [
  'city',
  'protected',
  'emergency',
  'statutory',
  'restricted',
  'victim',
  'harmed',
  'elsewhere',
  'talk',
  'spam',
] as const
export type Stance = (typeof STANCES)[number]
