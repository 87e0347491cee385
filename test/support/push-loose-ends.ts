import { publishPublication } from './publications'
import { launch } from './push'
import { MINI_NOTICE, oaApp, type WechatTest, wechatPeople } from './wechat'

const runJobs = async (test: WechatTest) => {
  while ((await test.office.jobs.runDue()) > 0);
  await test.fake.settled()
}

/**
 * What the demo never has: pushes with messages that went astray or found WeChat too busy, a mass message that is done,
 * and one of which nobody knows what became of it.
 * @param titles one a push, and one a mass message, four at the most
 */
export async function leaveLooseEnds(
  test: WechatTest,
  titles: { pushes: readonly string[]; masses: readonly string[] },
): Promise<{ campaignIds: string[] }> {
  const { fake, office, clock } = test
  const leader = await test.staff('leader')
  await wechatPeople(test, 6, { consent: { templateId: MINI_NOTICE, kind: 'long_term' } })
  const campaignIds: string[] = []
  for (const title of titles.pushes) {
    const { id: publicationId } = await publishPublication(test, { title })
    fake.faults.busy(1, '/cgi-bin/message')
    fake.faults.loseReplies(2)
    const order = { publicationId, title, summary: title, channels: ['wechat_mini'] }
    campaignIds.push(await launch(test, { ...order, level: 'info' }))
    await runJobs(test)
  }
  for (const openid of ['o-follower-1', 'o-follower-2']) await fake.follow(openid)
  for (const [n, title] of titles.masses.entries()) {
    const { id } = await publishPublication(test, { title })
    if (n === titles.masses.length - 1) fake.faults.loseReplies(1)
    await office.massSends.create(leader, id)
    await runJobs(test)
  }
  // As WeChat's events bring it: no bot listens here.
  const report = { status: 'send success', total: 2, filtered: 2, sent: 2, failed: 0 }
  for (const { msgId, state } of (await office.massSends.list()).items)
    if (state === 'sent' && msgId !== null) await office.massSending.reported(oaApp.appId, msgId, report)
  fake.faults.calm()
  // Longer than any send is in a worker's hand; the mass message is not tried again before its job's time.
  clock.advance(60_001)
  return { campaignIds }
}
