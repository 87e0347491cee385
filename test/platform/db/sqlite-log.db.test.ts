import fs from 'node:fs'
import { ballotRow } from '../../support/lane'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll } from '../../support/polls'

declare const TEST_DATABASE: 'sqlite' | 'mysql'
const onSqlite = TEST_DATABASE === 'sqlite' ? describe : describe.skip

type Done = (error: NodeJS.ErrnoException | null) => void

onSqlite('the write-ahead log', () => {
  let test: TestOffice
  beforeEach(async () => {
    test = await openTestOffice()
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    await test.close()
  })

  it('nobody is answered before the disk has his row, and the event loop goes on meanwhile', async () => {
    const poll = await openPoll(test)
    let done: (() => void) | undefined
    const real = fs.fdatasync
    jest.spyOn(fs, 'fdatasync').mockImplementation(((file: number, callback: Done) => {
      done = () => real(file, callback)
    }) as typeof fs.fdatasync)
    let answered = false
    const vote = test.office.lane.write(ballotRow(poll.id, `R${'1'.repeat(25)}`)).then((outcome) => {
      answered = true
      return outcome
    })
    while (!done) await new Promise((resolve) => setImmediate(resolve))
    await test.office.database.select('SELECT 1', [])
    expect(answered).toBe(false)
    done()
    expect(await vote).toBe('written')
  })

  it('after the lane every other commit waits for the disk itself', async () => {
    const poll = await openPoll(test)
    await test.office.lane.write(ballotRow(poll.id, `R${'2'.repeat(25)}`))
    const [row] = await test.office.database.exclusive((h) => h.prepare('PRAGMA synchronous').all())
    expect(row).toEqual({ synchronous: 2 })
  })

  it('a disk that refuses ends the writing until a restart: no receipt, not ready, and nothing half', async () => {
    const poll = await openPoll(test)
    jest
      .spyOn(fs, 'fdatasync')
      .mockImplementation(((_: number, callback: Done) =>
        callback(Object.assign(new Error('EIO'), { code: 'EIO' }))) as typeof fs.fdatasync)
    const lane = () => test.office.lane
    await expect(lane().write(ballotRow(poll.id, `R${'3'.repeat(25)}`))).rejects.toMatchObject({
      code: 'unavailable',
    })
    jest.restoreAllMocks()
    expect(await test.office.database.ready()).toBe(false)
    await expect(lane().write(ballotRow(poll.id, `R${'4'.repeat(25)}`))).rejects.toMatchObject({
      code: 'unavailable',
    })
    await test.restart()
    expect(await test.office.database.ready()).toBe(true)
    expect(await lane().write(ballotRow(poll.id, `R${'4'.repeat(25)}`))).toBe('written')
    const { ballots } = (await test.office.pollReads.tally(poll.id)).tally
    expect((await test.office.pollReads.recount(poll.id)).ballots).toBe(ballots)
  })
})

if (TEST_DATABASE === 'mysql') it('is SQLite’s alone', () => expect(TEST_DATABASE).toBe('mysql'))
