import type { Config } from '../../model/config.ts'
import type { Case } from '../../model/issue.ts'
import type { OpenWordsOf } from '../../model/open-issues.ts'
import type { Records, SearchStore } from '../../model/ports.ts'
import type {
  ExplanationService,
  HotService,
  ImportService,
  ReviewService,
  SourceWatch,
  UnsentDigest,
  VisitPlan,
} from '../../model/services.ts'
import type { Clock } from '../../model/time.ts'
import type { CaseState } from '../../model/words.ts'

/** What a person says when an issue is handed to departments: the first unit leads (主办), the others assist (协办). */
interface HandOver {
  readonly issueId: string
  readonly units: readonly string[]
  readonly note: string
  readonly by: string
}

/** What a person or a system says when a case goes on; `rev` is the revision they saw. */
interface CaseStepInput {
  readonly id: string
  readonly state: CaseState
  readonly note: string
  readonly rev?: number | undefined
  readonly by: string
}

/** Everything the console needs of the running program; cli/app.ts gives it. */
export interface ConsoleDeps {
  readonly records: Records
  readonly search: SearchStore
  readonly hot: HotService
  /** Tells why a post is in its issue. */
  readonly explanations: ExplanationService
  readonly imports: ImportService
  /** Systems that may push letters, by token; none: loopback is enough. */
  readonly pushTokens?: readonly { readonly name: string; readonly secret: string }[] | undefined
  readonly review: ReviewService
  /** Tells the silence of a source from calm. */
  readonly watch: SourceWatch
  /** How each source that is on is visited, and when next. */
  readonly visitPlans: () => Promise<readonly VisitPlan[]>
  /** Whom the digests of the last days have not reached, and why (delivery/unsent.ts). */
  readonly unsentDigests: () => Promise<readonly UnsentDigest[]>
  /** Ends the pause of a source and the rest of its host; false when there is no such source. */
  readonly resumeSource: (id: string) => Promise<boolean>
  readonly openWords?: OpenWordsOf | undefined
  /** Letters taken in that are not yet screened and grouped. */
  readonly waiting: () => Promise<number>
  /** A case as it may be shown now (delivery/open-words.ts). */
  readonly openCase: (kase: Case) => Promise<Case & { readonly issueTitle: string }>
  /** When the time of a case without a date will be over as far as can be told by now (delivery/redate.ts). */
  readonly expectedDue: (kase: Case) => Promise<string | null>
  /** Whom a case can be handed to, as the duty list has them. */
  readonly units: readonly { readonly name: string; readonly official: string }[]
  /** Writes case, event and outbox rows in one transaction; idempotent for one issue and unit on one day. */
  readonly handOver: (input: HandOver) => Promise<Case>
  /** What a person writes beside the cases (a name of an issue, a remark) is kept and sent without personal data, like a letter. */
  readonly withoutPersonalData: (text: string) => string
  /** Whether what is kept and shown as it is (the name of a source) holds what leads to a person. */
  readonly namesPerson: (text: string) => boolean
  /** 签收, 答复, 办结, 撤回; personal data in the note is redacted before it is kept (delivery/case-step.ts). */
  readonly takeCaseStep: (input: CaseStepInput) => Promise<Case>
  /** Runs after a person or a program has changed something: grouping and indexing have work. */
  readonly afterWrite?: (() => void) | undefined
  readonly clock: Clock
  readonly config: Config
  /** The bundled sample city: everything shown is marked 样例. */
  readonly sample: boolean
  readonly version: string
  /** Names the data folder without telling where it is. */
  readonly folder: string
  /** Folder of the built pages (console/web/dist). */
  readonly webDir: string
  /** Display names of sources by id; an id without one is shown as it is. */
  readonly sourceNames?: Readonly<Record<string, string>> | undefined
  /** One line for each unexpected failure: ids and codes, no bodies. */
  readonly log?: ((line: string, error: unknown) => void) | undefined
}

/** Who did it, in audit lines, until accounts exist. */
export const ACTOR = 'console'
