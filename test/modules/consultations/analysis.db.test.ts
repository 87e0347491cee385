import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { chance, letters, single, variantOf } from '../../../bench/analysis/letters'
import { Analysing, Analysis, CommentAnalysis, CommentGroupRow } from '../../../src/modules/consultations'
import { GroupBucket, OwnSentence } from '../../../src/modules/consultations/analysis.entities'
import { createOffice } from '../../../src/office'
import { idsFrom } from '../../../src/platform/ids'
import { Jobs } from '../../../src/platform/jobs'
import { arrive, expectTrueAnalysis, groupingOf } from '../../support/analysis'
import { openConsultation } from '../../support/consultations'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../../support/office'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const opened = async () => (await openConsultation(test)).consultation.id
const analyse = (id: string) => test.office.analysing.analyse(id)
const rowOf = (commentId: string) =>
  test.office.database.reads.findOneByOrFail(CommentAnalysis, { commentId })
/** Form letters with variants among comments of people's own. */
const textsOf = (seed: number, count: number) => {
  const random = chance(seed)
  const few = letters.slice(0, 3)
  return Array.from({ length: count }, (_, i) =>
    random() < 0.3 ? single(seed * 1_000 + i, random) : variantOf(few[i % 3]!, random).text,
  )
}
const letter = '救援时限只看钟表，不看路况和天气。维保站点少的公司只能让工人闯红灯赶路。'
const request = '建议把第十七条的三十分钟改为四十五分钟，并写明恶劣天气可以顺延'

describe('a whole is the sum of its arrivals', () => {
  it('comments that come in any pieces are grouped as if they had come at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
        async (seed, pieces) => {
          const texts = textsOf(
            seed,
            pieces.reduce((a, b) => a + b),
          )
          const [whole, parts] = [await opened(), await opened()]
          await arrive(test, whole, texts)
          await analyse(whole)
          let at = 0
          for (const size of pieces) {
            await arrive(test, parts, texts.slice(at, at + size))
            at += size
            await analyse(parts)
          }
          expect(await groupingOf(test, parts)).toEqual(await groupingOf(test, whole))
          await expectTrueAnalysis(test, parts)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('more comments than fit into one commit are placed beside those that are still being written', async () => {
    const id = await opened()
    const texts = textsOf(7, 2_300)
    await arrive(test, id, texts)
    await analyse(id)
    await expectTrueAnalysis(test, id)
    const groups = await groupingOf(test, id)
    const again = await opened()
    for (let at = 0; at < texts.length; at += 250) {
      await arrive(test, again, texts.slice(at, at + 250))
      await analyse(again)
    }
    expect(await groupingOf(test, again)).toEqual(groups)
  })

  it('a comment with an older id that comes to light late is found by the counters', async () => {
    const id = await opened()
    const late = `${idsFrom(test.clock.now() - 5_000)}${'0'.repeat(16)}`
    await arrive(test, id, [`${letter}${request}。`])
    await analyse(id)
    await arrive(test, id, [`各位领导：${letter}${request}！`], { ids: [late] })
    await analyse(id)
    expect(await groupingOf(test, id)).toHaveLength(1)
    await expectTrueAnalysis(test, id)
  })
})

describe('workers', () => {
  it('two at one consultation read every comment once', async () => {
    const id = await opened()
    await arrive(test, id, textsOf(11, 900))
    const { database, log } = test.office
    const second = new Analysing(database, test.clock, new Jobs(database, test.clock, log))
    await Promise.all([analyse(id), second.analyse(id), analyse(id), second.analyse(id)])
    await analyse(id)
    await expectTrueAnalysis(test, id)
  })

  it('one that is killed in the middle is taken over, and all is as if it had lived', async () => {
    const own = await openTestOffice()
    const { consultation } = await openConsultation(own)
    const { id } = consultation
    const texts = textsOf(13, COMMENTS)
    await arrive(own, id, texts)
    await own.office.close()
    await killedWithin(own.databaseUrl, id, own.clock.now())
    // As long as a dead worker's claim holds.
    own.clock.advance(61_000)
    const office = await createOffice(testOfficeOptions(own.databaseUrl, own.clock))
    const after = { ...own, office, clock: own.clock }
    try {
      const { analysed } = await office.database.reads.findOneByOrFail(Analysis, { consultationId: id })
      expect(analysed).toBeGreaterThan(0)
      expect(analysed).toBeLessThan(COMMENTS)
      await office.analysing.analyse(id)
      await expectTrueAnalysis(after, id)
      const alive = await opened()
      await arrive(test, alive, texts)
      await analyse(alive)
      expect(await groupingOf(after, id)).toEqual(await groupingOf(test, alive))
    } finally {
      await office.close()
      await own.close()
    }
  })
})

const COMMENTS = 4_000

/** A process that analyses, killed as soon as it has written something. */
async function killedWithin(databaseUrl: string, consultationId: string, now: number): Promise<void> {
  const support = join(__dirname, '..', '..', 'support')
  const child: ChildProcess = fork(
    join(support, 'analysis-child.ts'),
    [databaseUrl, consultationId, String(now)],
    { execArgv: ['-r', join(support, 'swc-register.js')] },
  )
  const gone = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, signal) => resolve(signal)),
  )
  child.once('message', () => child.kill('SIGKILL'))
  expect(await gone).toBe('SIGKILL')
}

describe('erasing a resident', () => {
  const canary = '翡翠'
  const everything = async () => {
    const { reads } = test.office.database
    const tables = await Promise.all(
      [CommentAnalysis, CommentGroupRow, OwnSentence, GroupBucket].map((entity) => reads.find(entity)),
    )
    return JSON.stringify(tables)
  }

  it('takes his words out of readings, groups and topics, and another stands for the group', async () => {
    const id = await opened()
    const [first, second] = [await test.resident('o-first'), await test.resident('o-second')]
    const said = `${letter}${request}`
    const [gone = ''] = await arrive(test, id, [`${canary}湾业主：${said}。`], { residentId: first.id })
    const [next = ''] = await arrive(test, id, [`各位领导：${said}！`], { residentId: second.id })
    await arrive(test, id, ['停车场的收费牌太小了，请放大'])
    await analyse(id)
    expect(await everything()).toContain(canary)
    const group = await rowOf(gone).then((r) => r.groupId)
    expect((await rowOf(next)).groupId).toBe(group)
    const buckets = await test.office.database.reads.findBy(GroupBucket, { groupId: group })

    await test.office.personalData.erase(first)
    expect(await everything()).not.toContain(canary)
    expect(await test.office.database.reads.findBy(GroupBucket, { groupId: group })).toEqual([])
    const { groups } = await test.office.groupReads.list(id, { limit: 100 })
    expect(groups.find((g) => g.id === group)).toMatchObject({ size: 1, representative: { id: next } })

    await analyse(id)
    expect(await everything()).not.toContain(canary)
    expect(await test.office.database.reads.findBy(GroupBucket, { groupId: group })).not.toEqual(buckets)
    const [joined = ''] = await arrive(test, id, [`各位领导：${said}。`])
    await analyse(id)
    expect((await rowOf(joined)).groupId).toBe(group)
    await expectTrueAnalysis(test, id)
  })

  it('the last of a group takes it along, and what two had besides stands alone with the other', async () => {
    const id = await opened()
    const [first, second] = [await test.resident('o-last'), await test.resident('o-besides')]
    const besides = '另外请公布每个维保单位有多少名持证人员'
    await arrive(test, id, [`${letter}${request}。`])
    await arrive(test, id, [`${letter}${request}。${besides}。`], { residentId: first.id })
    await arrive(test, id, [`${letter}${request}！${besides}！`], { residentId: second.id })
    await arrive(test, id, ['停车场的收费牌太小了，请放大'], { residentId: first.id })
    await analyse(id)
    expect(await groupingOf(test, id)).toHaveLength(2)
    const lone = () => test.office.database.reads.findBy(OwnSentence, { isLone: true })
    const before = await lone()
    await test.office.personalData.erase(first)
    expect(await groupingOf(test, id)).toHaveLength(1)
    expect((await lone()).length).toBe(before.length + 1)
    await analyse(id)
    await expectTrueAnalysis(test, id)
  })
})

describe('a person’s word', () => {
  it('stands beside the machine’s through every further analysis, and the rate of agreement counts both', async () => {
    const id = await opened()
    const editor = await test.staff('editor')
    const texts = ['反对第十七条，做不到', '停车场的收费牌太小了，建议放大', '支持第五条']
    const [a = '', b = '', c = ''] = await arrive(test, id, texts)
    await analyse(id)
    const machine = (await rowOf(a)).machine
    expect(machine.stance).toBe('oppose')
    await test.office.judging.judge(editor, id, a, { stance: 'amend', groupId: (await rowOf(b)).groupId })
    await test.office.judging.judge(editor, id, b, { stance: (await rowOf(b)).machine.stance })
    await test.office.judging.judge(editor, id, c, { flags: ['question'] })
    await arrive(test, id, ['反对第十七条，做不到！', '收费牌太小了，建议放大'])
    await analyse(id)
    expect(await rowOf(a)).toMatchObject({
      machine,
      stance: 'amend',
      person: { stance: 'amend' },
      groupId: (await rowOf(b)).groupId,
      judgedBy: editor.id,
    })
    expect((await rowOf(c)).machine.flags).toEqual([])
    const { agreement } = await test.office.groupReads.overview(id)
    expect(Object.fromEntries(agreement.map((r) => [r.label, [r.agreed, r.judged]]))).toEqual({
      stance: [1, 2],
      clauseIds: [0, 0],
      flags: [0, 1],
      dimension: [0, 0],
      group: [0, 1],
    })
    await expectTrueAnalysis(test, id)
  })
})
