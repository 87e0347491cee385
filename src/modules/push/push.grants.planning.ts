import type { ResidentActor } from '../residents'
import type { Purpose } from './push.entities'
import type { Grants } from './push.grants'
import { type Askable, type Moment, outcomeOf } from './push.grants.rules'
import type { TemplateHome } from './push.templates.entities'

/** A duty to the right says what a resident has begun whose outcome is still to come; the office introduces it. */
export interface AwaitedOutcomes {
  readonly purpose: Purpose
  /** Ids of what he waits for, at most `limit`. */
  of(residentId: string, limit: number): Promise<string[]>
}

/** Nobody is asked for more consents than this at once; counting further is of no use. */
const MOST = 20

/** When to ask for consent, and for what: where somebody has just begun what will have an outcome. */
export class ConsentPlanner {
  private readonly sources: AwaitedOutcomes[] = []

  constructor(private readonly grants: Grants) {}

  register(source: AwaitedOutcomes): void {
    this.sources.push(source)
  }

  /** How many outcomes of each kind this resident waits for. */
  async awaited(residentId: string): Promise<Map<Purpose, Set<string>>> {
    const waits = new Map<Purpose, Set<string>>()
    for (const source of this.sources) waits.set(source.purpose, new Set(await source.of(residentId, MOST)))
    return waits
  }

  /**
   * What to ask for now, at most three templates of one kind; nothing where asking would only annoy.
   * @param subjectId what he is about to begin, where he is asked beforehand; counted once either way
   */
  async plan(
    resident: ResidentActor,
    moment: Moment,
    subjectId?: string,
    home: TemplateHome = 'mini',
  ): Promise<Askable[]> {
    const waits = await this.awaited(resident.id)
    const purpose = outcomeOf[moment]
    if (purpose && subjectId !== undefined) waits.get(purpose)?.add(subjectId)
    const counts = Object.fromEntries([...waits].map(([of, ids]) => [of, ids.size]))
    const wanted = await this.grants.plan(resident, moment, counts, home)
    const askable = await this.grants.askable(home)
    return wanted.flatMap((id) => askable.find((t) => t.templateId === id) ?? [])
  }
}
