import type { Poll } from '../../src/modules/polls'
import type { TestOffice } from './office'
import { manyPeople } from './people'

/** Ballots of as many residents, through the box, each with choices of its own kind. */
export async function castMany(test: TestOffice, poll: Poll, count: number): Promise<string[]> {
  const { office } = test
  const tokens = await manyPeople(office, count)
  const receipts: string[] = []
  for (let at = 0; at < count; at += 1_000) {
    const some = await Promise.all(
      tokens.slice(at, at + 1_000).map((token) => office.sessions.find(token, 'resident')),
    )
    const cast = some.map((session, i) =>
      office.ballotBox.castBallot(
        { kind: 'resident', id: session?.holderId ?? '', divisionId: null },
        poll.id,
        answersOf(at + i),
      ),
    )
    receipts.push(...(await Promise.all(cast)).map(({ ballot }) => ballot.receipt))
  }
  return receipts
}

const answersOf = (i: number) => [
  { questionId: 'q1', optionIds: [`q1o${1 + (i % 5)}`, ...(i % 3 === 0 ? [`q1o${1 + ((i + 2) % 5)}`] : [])] },
  { questionId: 'q2', optionIds: [`q2o${1 + (i % 3)}`] },
]
