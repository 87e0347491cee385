import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { type Cell, csvStream, xlsxStream } from '../../src/platform/sheets'
import { source } from './sheets.samples'

describe.each([
  ['csv', csvStream],
  ['xlsx', xlsxStream],
] as const)('%s stream', (_, open) => {
  /** 300,000 rows that do not compress; remembers how many were pulled and whether it was let go. */
  function watched(failAt = 300_000) {
    const seen = { pulled: 0, returned: 0 }
    const rows: AsyncIterableIterator<Cell[]> = {
      [Symbol.asyncIterator]: () => rows,
      next: async () => {
        seen.pulled += 1
        if (seen.pulled > failAt) throw new Error('the database went away')
        return {
          done: false,
          value: [seen.pulled, createHash('sha256').update(`${seen.pulled}`).digest('hex')],
        }
      },
      return: async () => {
        seen.returned += 1
        return { done: true, value: undefined }
      },
    }
    return { seen, rows: { name: '明细', header: ['编号', '内容'], rows } }
  }
  const settle = async () => {
    for (let n = 0; n < 200; n++) await turn()
  }

  it('pulls no row before it is read, and only a few thousand of 300,000 when the reader stalls', async () => {
    const { seen, rows } = watched()
    const stream = open(rows)
    await settle()
    expect(seen.pulled).toBe(0)
    await new Promise<void>((resolve) => {
      stream.once('readable', resolve)
      stream.read(0)
    })
    await settle()
    expect(seen.pulled).toBeGreaterThan(0)
    expect(seen.pulled).toBeLessThan(20_000)
    stream.destroy()
    await finished(stream).catch(() => undefined)
    await settle()
    expect(seen.returned).toBe(1)
  })

  it.each([0, 1, 5000])('is destroyed with the error of the source after %i rows', async (failAt) => {
    const { seen, rows } = watched(failAt)
    await expect(buffer(open(rows))).rejects.toThrow('the database went away')
    await settle()
    expect(seen).toEqual({ pulled: failAt + 1, returned: 0 })
  })

  it('lets the source go when the reader leaves, even before the first read', async () => {
    const early = watched()
    open(early.rows).destroy()
    const late = watched()
    for await (const piece of open(late.rows)) if (piece.length > 0 && late.seen.pulled > 100) break
    await settle()
    expect([early.seen.returned, early.seen.pulled, late.seen.returned]).toEqual([1, 0, 1])
  })

  it('runs the finally block of a generator when the reader leaves with an error', async () => {
    let closed = false
    async function* rows(): AsyncGenerator<Cell[]> {
      try {
        for (let n = 0; ; n++) yield [n, createHash('sha256').update(`${n}`).digest('hex')]
      } finally {
        closed = true
      }
    }
    const stream = open({ name: '明细', header: ['编号', '内容'], rows: rows() })
    stream.once('data', () => stream.destroy(new Error('socket hang up')))
    await expect(finished(stream)).rejects.toThrow('socket hang up')
    await settle()
    expect(closed).toBe(true)
  })

  it('does not ask a source that ended by itself to return', async () => {
    const { seen, rows } = watched()
    const next = rows.rows.next.bind(rows.rows)
    rows.rows.next = async () => (seen.pulled < 10 ? next() : { done: true, value: undefined })
    await buffer(open(rows))
    expect(seen).toEqual({ pulled: 10, returned: 0 })
  })

  it('refuses a row wider than its header, a number that is none, and a table without columns', async () => {
    await expect(buffer(open(source([[1, '甲', '乙']])))).rejects.toThrow(RangeError)
    await expect(
      buffer(
        open(
          source([
            [1, '甲'],
            [Number.NaN, '乙'],
          ]),
        ),
      ),
    ).rejects.toThrow(RangeError)
    await expect(buffer(open(source([[1 / 0]])))).rejects.toThrow('row 1 holds Infinity')
    expect(() => open(source([], []))).toThrow(RangeError)
  })
})
