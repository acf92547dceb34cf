/** The boards' truth uses the duty list's words, or what is measured on them is how a hand writes a name. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readDutyList } from '../../analyzers/dispatch/duties.ts'
import { cityPosts } from '../../analyzers/models/city-rows.ts'

const boards = readdirSync(new URL('../../samples/cities/', import.meta.url)).map((name) => Number.parseInt(name, 10))

test.each(boards)('board %i names units of the duty list', (number) => {
  const { units } = readDutyList()
  const named = cityPosts(number).flatMap(({ department }) => department ?? [])
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name) => !units.has(name))).toEqual([])
})
