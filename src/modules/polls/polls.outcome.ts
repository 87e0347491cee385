import type { EntityManager } from 'typeorm'
import type { PublicationReads } from '../publications'
import type { AudienceSource, StorySource, ToldByPublication } from '../push'
import { Poll } from './polls.entities'
import type { PollReads } from './polls.reads'

/** Those who voted, asked for by the residents a fan-out looks at. */
export class VotersOfPoll implements AudienceSource {
  readonly kind = 'voters'

  exists(tx: EntityManager, pollId: string): Promise<boolean> {
    return tx.existsBy(Poll, { id: pollId })
  }

  async among(
    tx: EntityManager,
    pollId: string,
    residentIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows: { resident_id: string }[] = await tx.query(
      `SELECT DISTINCT resident_id FROM ballots
       WHERE poll_id = ? AND resident_id IN (${residentIds.map(() => '?').join(', ')})`,
      [pollId, ...residentIds],
    )
    return new Set(rows.map((row) => row.resident_id))
  }
}

/** 你知: what came of a poll, told once its tally is final; by the results where they have been published. */
export class PollOutcomes implements StorySource, ToldByPublication {
  readonly kind = 'poll_outcome'

  constructor(
    private readonly polls: PollReads,
    private readonly publications: PublicationReads,
  ) {}

  async tell(id: string) {
    const poll = await this.polls.findOpened(id)
    if (!poll?.finalTally) return null
    const results = poll.loop.results ? await this.publications.findLive(poll.loop.results) : null
    return {
      title: poll.title,
      summary: results?.content.summary ?? `投票已结束，共收到 ${poll.finalTally.ballots} 张选票。`,
      publicationId: results?.publicationId ?? id,
    }
  }

  toldBy(publicationId: string): Promise<string | null> {
    return this.polls.ofResults(publicationId)
  }
}
