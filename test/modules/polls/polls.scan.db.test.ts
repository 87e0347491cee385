import { alongIds } from '../../../src/modules/polls'
import { openTestOffice } from '../../support/office'

it('a page of ballots is read along their ids, and not sorted out of all of the poll', async () => {
  const test = await openTestOffice()
  try {
    const { database } = test.office
    const { ballots, ofPoll } = alongIds(database.kind)
    const page = `SELECT id, answers FROM ${ballots} WHERE id > ? AND ${ofPoll} ORDER BY id LIMIT 5000`
    const explain = database.kind === 'mysql' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'
    const plan = JSON.stringify(await database.select(`${explain} ${page}`, ['0', 'poll']))
    expect(plan).toMatch(/PRIMARY/)
    expect(plan).not.toMatch(/TEMP B-TREE|filesort/)
  } finally {
    await test.close()
  }
})
