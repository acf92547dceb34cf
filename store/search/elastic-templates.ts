/** The templates of `index-templates/`, applied idempotently. */
import { readFileSync } from 'node:fs'
import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { failure } from '../failure.ts'
import { isMissing } from './elastic-failure.ts'
import type { IndexNames } from './elastic-names.ts'

const templateSchema = z.looseObject({ version: z.int() })
type Template = z.infer<typeof templateSchema> & Record<string, unknown>

/** The files name everything `lanting-…`; another prefix takes its place. */
function readTemplate(name: 'settings' | 'mappings' | 'posts', prefix: string): Template {
  const text = readFileSync(new URL(`../../index-templates/${name}.json`, import.meta.url), 'utf8')
  return templateSchema.parse(JSON.parse(text.replaceAll('"lanting-', `"${prefix}-`)))
}

/** Puts the templates of this program's version; those of this version that stand there already stay as they are. */
export async function applyTemplates(client: Client, { prefix, read }: IndexNames): Promise<number> {
  const posts = readTemplate('posts', prefix)
  const standing = await client.indices.getIndexTemplate({ name: read }).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  const version = standing?.index_templates[0]?.index_template.version ?? 0
  if (version > posts.version) throw failure('search.newer', { index: read, version, newest: posts.version })
  if (version === posts.version) return posts.version
  for (const name of ['settings', 'mappings'] as const)
    await client.cluster.putComponentTemplate({
      name: `${prefix}-${name}`,
      ...readTemplate(name, prefix),
    } as estypes.ClusterPutComponentTemplateRequest)
  await client.indices.putIndexTemplate({ name: read, ...posts } as estypes.IndicesPutIndexTemplateRequest)
  return posts.version
}

/** Fields of this program's mapping, for an index of an older one that goes on being written while a new one fills up. */
export const fieldsOf = ({ prefix }: IndexNames): Record<string, estypes.MappingProperty> =>
  mappingsSchema.parse(readTemplate('mappings', prefix)).template.mappings.properties as Record<
    string,
    estypes.MappingProperty
  >

const mappingsSchema = z.looseObject({
  template: z.looseObject({ mappings: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) }),
})
