/** The shapes of list that discover knows. */
import { feed, linkedFeed } from './feed-shapes.ts'
import { jact } from './jact.ts'
import { dataSource, json, ucap } from './json-shapes.ts'
import { cdata, comment, links } from './page-shapes.ts'
import type { Shape } from './shape.ts'

/** In the order they are tried: the more a shape says of itself, the earlier. */
export const SHAPES: readonly Shape[] = [feed, json, jact, cdata, dataSource, ucap, linkedFeed, comment, links]
