import type { PopulationTable } from '../../model/board.ts'

/**
 * Residents by district, a draft that the office must confirm (草稿·待办公室确认) and may replace by `hot.population`: the
 * sixth national census of 2010-11-01. The eight add up to the 3,616,163 that the census gives for the city. 兰州新区 was
 * counted within 永登县 and 皋兰县 then, so it has no number of its own here and no rate.
 */
export const POPULATION: PopulationTable = {
  year: 2010,
  source: '第六次全国人口普查（草稿·待办公室确认）',
  people: {
    城关区: 1_278_745,
    七里河区: 561_020,
    西固区: 364_100,
    安宁区: 288_524,
    红古区: 136_102,
    永登县: 418_769,
    皋兰县: 131_813,
    榆中县: 437_090,
  },
}
