import { Refusal } from './refusal'
import type { ConsentKind } from './types'

/** Who accepted which template. A one-time accept is one message; a long-term one lasts until refused. */
export class Consents {
  /** By template, then person: messages left; Infinity for long-term. Absent: as the population has it. */
  private readonly left = new Map<string, Map<string, number>>()
  private readonly populations: { prefix: string; templateId: string; left: number }[] = []
  /** Turned everything off; what is granted later counts again. */
  private readonly refusedAll = new Set<string>()

  grant(openid: string, templateId: string, kind: ConsentKind, times = 1): void {
    const before = this.of(openid, templateId)
    this.set(openid, templateId, kind === 'long_term' ? Number.POSITIVE_INFINITY : before + times)
  }

  populate(prefix: string, templateId: string, kind: ConsentKind, times = 1): void {
    this.populations.push({
      prefix,
      templateId,
      left: kind === 'long_term' ? Number.POSITIVE_INFINITY : times,
    })
  }

  refuse(openid: string, templateId?: string): void {
    if (templateId !== undefined) this.set(openid, templateId, 0)
    else {
      this.refusedAll.add(openid)
      for (const people of this.left.values()) people.delete(openid)
    }
  }

  /** A refused dialog ends a long-term consent; one-time accepts already saved up stay. */
  decline(openid: string, templateId: string): void {
    if (this.of(openid, templateId) === Number.POSITIVE_INFINITY) this.refuse(openid, templateId)
  }

  /** Messages left: 0, a count, or Infinity. */
  of(openid: string, templateId: string): number {
    const own = this.left.get(templateId)?.get(openid)
    if (own !== undefined) return own
    if (this.refusedAll.has(openid)) return 0
    for (const population of this.populations)
      if (population.templateId === templateId && openid.startsWith(population.prefix)) return population.left
    return 0
  }

  /** @throws Refusal 43101 never accepted, used up, or refused */
  spend(openid: string, templateId: string): void {
    const left = this.of(openid, templateId)
    if (left <= 0) throw new Refusal(43101)
    if (left !== Number.POSITIVE_INFINITY) this.set(openid, templateId, left - 1)
  }

  private set(openid: string, templateId: string, left: number): void {
    let people = this.left.get(templateId)
    if (!people) {
      people = new Map()
      this.left.set(templateId, people)
    }
    people.set(openid, left)
  }
}
