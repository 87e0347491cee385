import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loadDictionary } from '../../src/platform/chinese-words'
import { serveOffice } from '../../test/support/http'
import { openTestOffice } from '../../test/support/office'
import { fill, openElevator } from './fill'

const MORE = 100
export const READERS = 8
const MIB = 2 ** 20

export interface Load {
  comments: number
  /** Seconds from the first comment to the last topic. */
  grouped: number
  peakMiB: number
  /** Longest stop of the event loop meanwhile, and the 99th of a hundred, ms. */
  stopMs: number
  stop99Ms: number
  groups: number
  /** Of comments, those that are not alone. */
  together: number
  /** Reads of the dashboard over HTTP, ms: the first and the median of ten. */
  firstReadMs: number
  readMs: number
  /** Until the last of {@link READERS} who ask at once has it. */
  parallelMs: number
  detailMs: number
  moreSeconds: number
}

/** As many comments, nine of ten form letters, from nothing to the dashboard; then a hundred more. */
export async function load(kind: 'sqlite' | 'mysql', comments: number): Promise<Load> {
  // As main.ts does before it listens.
  loadDictionary()
  const test = await openTestOffice({}, kind)
  try {
    const id = await openElevator(test)
    await fill(test, id, comments, 1)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    let peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }, 50)
    const grouped = await timed(() => test.office.analysing.analyse(id))
    clearInterval(watch)
    delay.disable()
    const [stopMs, stop99Ms] = [delay.max / 1e6, delay.percentile(99) / 1e6]
    const web = await serveOffice(test.office)
    const editor = await web.staff('editor')
    const url = `/api/staff/consultations/${id}/analysis`
    const firstReadMs = 1000 * (await timed(() => editor('GET', url)))
    const reads: number[] = []
    for (let i = 0; i < 10; i++) reads.push(1000 * (await timed(() => editor('GET', url))))
    const parallelMs =
      1000 * (await timed(() => Promise.all(Array.from({ length: READERS }, () => editor('GET', url)))))
    const { json } = await editor('GET', url)
    const largest = json.groups[0].id
    const detailMs =
      1000 * (await timed(() => editor('GET', `/api/staff/consultations/${id}/groups/${largest}`)))
    const [alone] = await test.office.database.select(
      "SELECT COUNT(*) AS n, SUM(CASE WHEN size = 1 THEN 1 ELSE 0 END) AS alone FROM comment_groups WHERE consultation_id = ? AND level = 'same'",
      [id],
    )
    await fill(test, id, MORE, 2)
    const moreSeconds = await timed(() => test.office.analysing.analyse(id))
    await web.close()
    return {
      comments,
      grouped,
      peakMiB: peak / MIB,
      stopMs,
      stop99Ms,
      groups: Number(alone?.n),
      together: 1 - Number(alone?.alone) / comments,
      firstReadMs,
      parallelMs,
      readMs: reads.sort((a, b) => a - b)[5] ?? 0,
      detailMs,
      moreSeconds,
    }
  } finally {
    await test.close()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
