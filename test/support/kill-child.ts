import { createOffice } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { serveOffice } from './http'
import { testOfficeOptions } from './office'

/** The real service in a process of its own, to be killed. Tells its parent the port. */
async function main(databaseUrl: string): Promise<void> {
  const office = await createOffice(testOfficeOptions(databaseUrl, systemClock))
  const { port } = await serveOffice(office)
  process.send?.({ port })
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
