import { startFakeWechat } from '../fake-wechat'
import { bare, bulk, urgent, wechatApp } from './push.people'

/** The other end, in a process of its own: everybody whose openid begins right has allowed what he is sent. */
async function main(): Promise<void> {
  const fake = await startFakeWechat({
    apps: [{ ...wechatApp, kind: 'mini', outcomeEvents: false }],
    keepMessages: 0,
  })
  fake.faults.quota('subscribe/send', 100_000_000)
  for (const { prefix, templateId, kind } of [bulk, urgent, bare])
    fake.populate(wechatApp.appId, prefix, { templateId, kind })
  process.on('message', () => {
    process.send?.({ ...fake.tally() })
  })
  process.send?.({ url: fake.url })
}

main().catch((error: unknown) => {
  process.send?.({ failed: error instanceof Error ? error.stack : String(error) })
  process.exit(1)
})
