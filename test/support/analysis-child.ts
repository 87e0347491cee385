import { Analysis } from '../../src/modules/consultations'
import { createOffice } from '../../src/office'
import { FrozenClock, testOfficeOptions } from './office'

/** Analyses a consultation in a process of its own, to be killed. Tells its parent once something is written. */
async function main([databaseUrl = '', consultationId = '', now = '']: string[]): Promise<void> {
  const office = await createOffice(testOfficeOptions(databaseUrl, new FrozenClock(Number(now))))
  const look = async () => {
    const state = await office.database.reads.findOneBy(Analysis, { consultationId })
    if (state && state.analysed > 0) process.send?.({ analysed: state.analysed })
    else setTimeout(look, 2)
  }
  void look()
  await office.analysing.analyse(consultationId)
  // Not killed in time: the parent sees by how it ended.
  process.exit(0)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
