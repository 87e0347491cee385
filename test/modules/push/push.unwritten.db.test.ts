import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FlightJournal } from '../../../src/modules/push/push.journal'
import { createLog } from '../../../src/platform/log'
import { counted, launch } from '../../support/push'
import {
  claimed,
  folder,
  nothing,
  rowsOf,
  test,
  WatchedJournals,
  withJournals,
  worker,
} from '../../support/push-recovery'
import { grantsLeft, MINI_VOTE, wechatPeople } from '../../support/wechat'

withJournals()

it('a worker whose database went away while replies came leaves its journal, and they are written down', async () => {
  const its = worker()
  const people = await wechatPeople(test, 5, { consent: { templateId: MINI_VOTE, kind: 'one_time' } })
  const id = await launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'] }, its.campaigns)
  await its.fanOut.run(id)
  const { database } = test.office
  const transaction = database.transaction
  const send = its.mini.sendSubscribe.bind(its.mini)
  its.mini.sendSubscribe = (message, departure) => {
    database.transaction = () => Promise.reject(new Error('The database is away'))
    return send(message, departure)
  }
  const later = setTimeout
  // Its tries take half a minute in all; what it waits for is not the time.
  const soon = jest
    .spyOn(global, 'setTimeout')
    .mockImplementation(((act: () => void, ms = 0) => later(act, ms > 8_000 ? ms : 1)) as typeof setTimeout)
  try {
    await expect(its.sending.step(id)).rejects.toThrow('The database is away')
  } finally {
    soon.mockRestore()
    database.transaction = transaction
  }
  expect(test.fake.sends).toHaveLength(people.ids.length)
  expect((await rowsOf(id)).map((d) => d.state)).toEqual(Array(5).fill('unknown'))
  expect(await its.recovery.run()).toEqual({ ...nothing, came: 5 })
  expect((await rowsOf(id)).map((d) => d.state)).toEqual(Array(5).fill('sent'))
})

describe('where a journal cannot be kept', () => {
  it('from the start, messages go out as ever, claimed for no flight', async () => {
    writeFileSync(join(folder, 'file'), '')
    const its = worker(undefined, new WatchedJournals(join(folder, 'file'), test.clock, createLog('silent')))
    const it = await claimed(2, its)
    expect((await it.rows()).map((d) => [d.state, d.flightId])).toEqual([
      ['unknown', null],
      ['unknown', null],
    ])
    const other = worker(undefined, its.journals)
    await wechatPeople(test, 3, { consent: { templateId: MINI_VOTE, kind: 'one_time' } })
    const id = await launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'] }, other.campaigns)
    await other.fanOut.run(id)
    await other.sending.run(id)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 3 })
  })

  it('from the middle on, what was claimed for it does not leave, and waits', async () => {
    const its = worker()
    its.journals.flight = () =>
      new FlightJournal(
        '01JFULLFULLFULLFULLFULLFUL',
        test.clock,
        () => ({ fd: openSync('/dev/full', 'w'), path: join(folder, 'full') }),
        () => undefined,
      )
    await wechatPeople(test, 4, { consent: { templateId: MINI_VOTE, kind: 'one_time' } })
    const id = await launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'] }, its.campaigns)
    await its.fanOut.run(id)
    await its.sending.step(id)
    expect(test.fake.sends).toEqual([])
    expect(await counted(test.office, id)).toMatchObject({ counts: { busy: 4 }, addsUp: true })
    expect([...(await grantsLeft(test.office, MINI_VOTE)).values()]).toEqual([1, 1, 1, 1])
  })
})
