import { systemActor } from '../../src/modules/ledger'
import type { NewPublication } from '../../src/modules/publications'
import type { Step } from '../../src/modules/reviews'
import type { StaffActor, StaffRole } from '../../src/modules/staff'
import { actorOf } from '../../src/modules/staff'
import { type TestOffice, testPassword } from './office'

/** A publication as an editor would write it; every part may be replaced. */
export function buildPublication(over: Partial<NewPublication> = {}): NewPublication {
  return {
    kind: 'consumer_alert',
    title: '端午选粽提示',
    summary: '看标签、看包装、看贮存温度。',
    markdown: '## 怎么选\n\n买粽子选证照齐全的商家。拨打 12315 投诉。',
    contact: { division: '消费者权益保护科', phone: '0900-0000018（虚构）', hours: '工作日 9:00—17:00' },
    level: 'notice',
    ...over,
  }
}

export const signers = {
  first: 'head',
  second: 'office',
  final: 'leader',
  confidentiality: 'secrecy',
  confidentiality_major: 'leader',
} as const satisfies Record<Step, StaffRole>

/** Signs steps in the given order, each by the person the bureau would ask. */
export async function approve(
  test: TestOffice,
  id: string,
  contentHash: string,
  steps: readonly Step[] = ['first', 'confidentiality', 'second', 'final'],
): Promise<void> {
  for (const step of steps)
    await test.office.publications.signOff(await test.staff(signers[step]), id, {
      step,
      decision: 'approve',
      opinion: '同意。',
      contentHash,
    })
}

/** Written, submitted and cleared, not published. */
export async function clearPublication(test: TestOffice, over: Partial<NewPublication> = {}) {
  const editor = await test.staff('editor')
  const { publication } = await test.office.publications.createPublication(editor, buildPublication(over))
  await test.office.publications.submitForReview(editor, publication.id)
  await approve(test, publication.id, publication.contentHash)
  return publication
}

export async function publishPublication(test: TestOffice, over: Partial<NewPublication> = {}) {
  const { id } = await clearPublication(test, over)
  return (await test.office.publishing.publish(await test.staff('office'), id)).publication
}

let people = 0
/** A further member of staff, in the given division or in the bureau itself. */
export async function hire(
  test: TestOffice,
  roles: StaffRole[],
  divisionId?: string,
): Promise<StaffActor & { username: string }> {
  const account = await test.office.staff.createStaff(systemActor, {
    username: `colleague${++people}`,
    name: `同事${people}`,
    divisionId: divisionId ?? (await test.staff('editor')).divisionId,
    roles,
    password: testPassword,
    mustChangePassword: false,
  })
  return { ...actorOf(account), username: account.username }
}

/** The code of the Problem that `work` is refused with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'done'
}

/** The usual people doing the usual things; anybody else may be named. */
export function publicationDesk(office: () => TestOffice) {
  const publications = () => office().office.publications
  const create = async (over: Partial<NewPublication> = {}) =>
    (await publications().createPublication(await office().staff('editor'), buildPublication(over)))
      .publication
  const submit = async (id: string, major = false) =>
    publications().submitForReview(await office().staff('editor'), id, major)
  return {
    create,
    submit,
    async submitted(over: Partial<NewPublication> = {}) {
      const publication = await create(over)
      await submit(publication.id)
      return publication
    },
    async edit(id: string, seenHash: string, over: Partial<NewPublication> = {}) {
      const editor = await office().staff('editor')
      return (await publications().editPublication(editor, id, buildPublication(over), seenHash)).publication
    },
    async sign(id: string, step: Step, contentHash: string, who?: StaffActor) {
      const signer = who ?? (await office().staff(signers[step]))
      return publications().signOff(signer, id, { step, decision: 'approve', opinion: '同意', contentHash })
    },
    publish: async (id: string) => office().office.publishing.publish(await office().staff('leader'), id),
    stateOf: async (id: string) => (await office().office.publicationReads.findAny(id)).state,
  }
}
