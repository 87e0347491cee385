import { elevatorConsultation } from '../../src/demo/consultations'
import { Comment } from '../../src/modules/consultations'
import { sameKeyOf, tallyItems } from '../../src/modules/consultations/consultations.rules'
import { shanghaiDay } from '../../src/platform/calendar'
import { insertRows } from '../../src/platform/db/rows'
import { moveTallies } from '../../src/platform/db/tally'
import { newId } from '../../src/platform/ids'
import { buildConsultation } from '../../test/support/consultations'
import type { TestOffice } from '../../test/support/office'
import { chance, letters, single, variantOf } from './letters'

const CHUNK = 1_000
/** Of ten comments one is somebody's own. */
const OWN = 0.1
const HOUR_MS = 3_600_000

export async function openElevator(test: TestOffice): Promise<string> {
  const editor = await test.staff('editor')
  const { consultations, drafting } = test.office
  const made = await consultations.createConsultation(editor, {
    ...buildConsultation(test.clock.now()),
    title: elevatorConsultation.title,
  })
  await drafting.uploadDraft(editor, made.id, { text: elevatorConsultation.draft })
  await consultations.openConsultation(await test.staff('leader'), made.id)
  return made.id
}

/** Comments straight into the tables, with the counters that the write lane would have moved. */
export async function fill(
  test: TestOffice,
  consultationId: string,
  count: number,
  seed: number,
): Promise<void> {
  const random = chance(seed)
  const { database } = test.office
  for (let at = 0; at < count; at += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - at) }, (_, i) => {
      const n = seed * 1_000_000 + at + i
      const letter = letters[Math.floor(random() * letters.length)]!
      const text = random() < OWN ? single(n, random) : variantOf(letter, random).text
      return comment(consultationId, text, test.clock.now() + Math.floor((at / count) * 6 * HOUR_MS))
    })
    const counts = new Map<string, number>()
    for (const row of rows)
      for (const item of tallyItems(row, [])) counts.set(item, (counts.get(item) ?? 0) + 1)
    await database.transaction(async (tx) => {
      await insertRows(tx, Comment, rows)
      await moveTallies(
        tx,
        [...counts].map(([item, n]) => [consultationId, item, n] as const),
      )
    })
  }
}

function comment(consultationId: string, text: string, receivedAt: number): Comment {
  const id = newId(receivedAt)
  const fixed = { id, consultationId, clauseId: null, text, receivedAt }
  return {
    ...fixed,
    residentId: null,
    personKey: id,
    ordinal: 1,
    repeatKey: id,
    sameKey: sameKeyOf(text),
    stance: null,
    writerGroup: null,
    writerKind: null,
    source: 'mini_program',
    state: 'received',
    receivedOn: shanghaiDay(receivedAt),
    receipt: id,
    enteredBy: null,
    salt: null,
    quotable: false,
    lineId: null,
  }
}
