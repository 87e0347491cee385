import { createHash, randomBytes } from 'node:crypto'
import type { DrawRule, NewClaim } from '../modules/draws'
import { systemActor } from '../modules/ledger'
import type { Quiz } from '../modules/quizzes'
import { addCalendarDays, shanghaiDay } from '../platform/calendar'
import { city, type StaffRole } from './city'
import { DAY_MS, type DemoFilling } from './fill'
import type { DemoQuiz } from './quiz-bank'
import { KEEP_DAYS } from './quiz-bank.rules-text'

const HOUR_MS = 3600_000
const WITNESSES = ['office', 'auditor'] as const satisfies readonly StaffRole[]
/** One of so many does not come for his prize, so that somebody follows on. */
const FORGETFUL = 5

/** The rule as the text for residents tells it. */
function ruleOf({ staff }: DemoFilling, demo: DemoQuiz, closesAt: number): DrawRule {
  const terms = {
    substitutes: demo.prizes.reduce((sum, { count }) => sum + count, 0),
    claimDays: demo.claimDays,
    keepDays: KEEP_DAYS,
    revealDays: 7,
  }
  if (demo.seed === 'witnesses')
    return { ...terms, source: { kind: 'witnesses', witnessIds: WITNESSES.map((role) => staff[role].id) } }
  if (demo.seed === 'public')
    return {
      ...terms,
      source: {
        kind: 'public',
        name: '中国福利彩票3D当日开奖号码',
        writing: '三位数字，按开奖次序，不加空格',
        announcedOn: addCalendarDays(shanghaiDay(closesAt), 1),
      },
    }
  return { ...terms, source: { kind: 'system' } }
}

/** What happens around a draw: rule and promises before the opening at `openedAt`, and all the rest after the end. */
export function fillDraw(
  filling: DemoFilling,
  demo: DemoQuiz,
  quiz: () => Quiz,
  { openedAt, closesAt }: { openedAt: number; closesAt: number },
): void {
  const { office, timeline, staff } = filling
  const shares = new Map(WITNESSES.map((role) => [role, randomBytes(32).toString('hex')]))
  timeline.add(openedAt - 2 * HOUR_MS, () =>
    office.drawPreparing.setRule(staff.editor, quiz().id, ruleOf(filling, demo, closesAt)),
  )
  if (demo.seed === 'witnesses')
    timeline.add(openedAt - HOUR_MS, async () => {
      for (const [role, share] of shares) {
        const commitment = createHash('sha256').update(share).digest('hex')
        await office.drawPreparing.commitShare(staff[role], quiz().id, commitment)
      }
    })
  if (demo.closesInDays >= 0) return
  const drawnAt = closesAt + 17 * HOUR_MS
  timeline.add(closesAt + 15 * HOUR_MS, async () => {
    if (demo.seed !== 'witnesses') return
    for (const [role, share] of shares) await office.drawSeeding.revealShare(staff[role], quiz().id, share)
  })
  timeline.add(drawnAt, async () => {
    await office.draws.drawPrizes(staff.leader, quiz().id)
    while ((await office.jobs.runDue()) > 0);
  })
  timeline.add(drawnAt + 2 * DAY_MS, () => claimAll(filling, quiz(), FORGETFUL))
  timeline.add(drawnAt + 9 * DAY_MS, () => handOverAll(filling, quiz()))
  timeline.add(drawnAt + (demo.claimDays + 1) * DAY_MS, async () => {
    await office.prizeTerms.forfeitDue(systemActor)
    while ((await office.jobs.runDue()) > 0);
  })
  // Whoever followed on has registered; his prize still lies in the cupboard.
  timeline.add(drawnAt + (demo.claimDays + 3) * DAY_MS, () => claimAll(filling, quiz()))
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'

/** Nobody has these names and numbers: there is no area code 0900. */
function claimOf(n: number): NewClaim {
  const number = (i: number) => `0900-2${String(i).padStart(6, '0')}`
  const person = { name: `${surnames[n % surnames.length]}演示`, phone: number(n + 1) }
  const child = {
    isOver14: false,
    guardianName: '钱监护',
    guardianPhone: number(n + 501),
    guardianConsent: true,
  }
  return {
    ...person,
    ...(n % 3 === 0 ? {} : { address: `${city.name}（虚构）听澜路${n + 1}号` }),
    ...(n === 3 ? child : { isOver14: true, showName: n % 2 === 0 }),
  }
}

async function claimAll({ office }: DemoFilling, quiz: Quiz, forgetful = 0): Promise<void> {
  const { items } = await office.winReads.list(quiz.id, { limit: 100, state: 'open' })
  for (const [n, { win }] of items.entries()) {
    if (forgetful > 0 && n % forgetful === forgetful - 1) continue
    const resident = { kind: 'resident' as const, id: win.residentId }
    await office.claiming.claimPrize(resident, win.id, claimOf(win.place))
  }
}

async function handOverAll({ office, staff }: DemoFilling, quiz: Quiz): Promise<void> {
  const { items } = await office.winReads.list(quiz.id, { limit: 100, state: 'claimed' })
  for (const { win, claim } of items.slice(0, -2))
    await office.prizeDesk.handOver(staff.editor, win.id, claim?.masked?.hasAddress ? 'mailed' : 'collected')
}
