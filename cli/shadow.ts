import { packModel } from '../analyzers/learning/model-file.ts'
import { type ShadowLesson, type ShadowResult, trainShadow } from '../analyzers/learning/shadow.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { normalize } from '../analyzers/text/normalize.ts'
import { createSegmenter } from '../analyzers/text/segment.ts'
import type { LearningTask, ModelVersion } from '../model/learning.ts'
import type { Lesson, Records } from '../model/ports.ts'
import type { Redacted } from '../model/post.ts'
import type { Context } from './context.ts'
import { readLabelled } from './labelled.ts'
import { liveModel } from './live-models.ts'
import { loadOne } from './models.ts'
import { openRecordsOf } from './stores.ts'

const PAGE = 500

/**
 * Reads every decision still in force (not what siblings took over), and labelled files where given; trains in shadow and
 * stores the version. `known`: the very same model was trained before. Throws `train.lessons`.
 */
export async function trainFromDecisions(
  context: Context,
  task: LearningTask,
  files: readonly string[],
  by: string,
  onStep: (done: number, all: number) => void,
): Promise<{ result: ShadowResult; version: ModelVersion; known: boolean }> {
  const { config } = context
  const records = await openRecordsOf(context, false)
  try {
    const live = loadOne((await liveModel(task, config, records)).source, task)
    const { cut } = createSegmenter()
    const lessonOf = (post: Redacted & Partial<ShadowLesson['document']['post']>, label: string): ShadowLesson => {
      const title = normalize(post.title)
      const text = normalize(post.text)
      const facts = { kind: 'letter' as const, postedAt: undefined, givenAppealType: undefined, addressee: undefined }
      return {
        document: {
          post: { channel: undefined, ...facts, ...post },
          title,
          text,
          tokens: { title: cut(title.text), text: cut(text.text) },
        },
        label,
      }
    }
    const lessons: ShadowLesson[] = []
    for await (const lesson of decided(records)) {
      const label = labelOf(task, lesson)
      if (label !== undefined) lessons.push(lessonOf(lesson.post, label))
    }
    if (files.length > 0)
      for (const row of (await readLabelled(files)).rows)
        if (row.text !== undefined) lessons.push(lessonOf(redact(row.title ?? '', row.text), row.label))
    const result = trainShadow({ task, live, lessons, city: config.city, onStep })
    const before = (await records.models.list()).length
    const version = await records.models.add(
      {
        task,
        digest: result.model.digest,
        decisions: result.figures.posts,
        figures: result.figures,
        content: packModel(result.model),
      },
      by,
      context.clock.now().toISOString(),
    )
    return { result, version, known: (await records.models.list()).length === before }
  } finally {
    await records.close()
  }
}

async function* decided({ review }: Pick<Records, 'review'>): AsyncGenerator<Lesson> {
  for (let after = ''; ; ) {
    const page = await review.lessons(PAGE, after)
    for (const lesson of page) if (lesson.via === null) yield lesson
    const last = page.at(-1)
    if (!last) return
    after = last.post.id
  }
}

/** A category that nobody changed when adopting the post counts as confirmed. */
function labelOf(task: LearningTask, { post, decision }: Lesson): string | undefined {
  if (task === 'spam')
    return decision.disposition === 'kept' ? 'ham' : decision.disposition === 'quarantined' ? 'spam' : undefined
  if (decision.disposition !== 'kept') return undefined
  return decision.category ?? post.screening?.category ?? undefined
}
