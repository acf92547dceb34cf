import { expect, it } from 'vitest'
import { nearestName } from '../../cli/nearest-name.ts'

const NAMES = ['zjj-lanzhou', 'gov-xigu', 'gov-anning', 'liuyan-lanzhou', 'lzbs']

it.each([
  ['zjj-lanzou', 'zjj-lanzhou'],
  ['zjj_lanzhou', 'zjj-lanzhou'],
  ['ZJJ-Lanzhou', 'zjj-lanzhou'],
  ['zjjlanzhou', 'zjj-lanzhou'],
  ['gov-xiguu', 'gov-xigu'],
  ['gov-anining', 'gov-anning'],
  ['liuyan-lznzhou', 'liuyan-lanzhou'],
  ['lzsb', 'lzbs'],
  ['gansu-foo', undefined],
  ['x', undefined],
  ['', undefined],
  ['weibo', undefined],
])('%s was meant to be %s', (written, meant) => expect(nearestName(written, NAMES)).toBe(meant))
