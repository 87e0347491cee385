import { parseArgs } from 'node:util'
import { readConfig } from '../src/platform/config'
import { startFakeWechat } from './index'

const PORT = 3080
const SERVICE = 'http://127.0.0.1:3000'

/** `npm run fake-wechat -- --port 3080 --service http://127.0.0.1:3000`: WeChat for a service in another process. */
async function main(): Promise<void> {
  if (process.env.NODE_ENV === 'production') {
    process.stderr.write('模拟微信只用于开发和演示，生产环境不能启动。\n')
    process.exit(1)
  }
  const { values } = parseArgs({
    options: { port: { type: 'string' }, service: { type: 'string' }, seed: { type: 'string' } },
  })
  const { wechat } = readConfig()
  const callback = {
    url: `${values.service ?? SERVICE}/wechat/callback`,
    token: wechat.oaToken,
    aesKey: wechat.oaAesKey,
  }
  const fake = await startFakeWechat({
    port: Number(values.port ?? PORT),
    seed: Number(values.seed ?? 1),
    apps: [
      { appId: wechat.miniAppId, secret: wechat.miniSecret, kind: 'mini' },
      { appId: wechat.oaAppId, secret: wechat.oaSecret, kind: 'oa', callback },
    ],
  })
  process.stdout.write(
    [
      '',
      `模拟微信已启动：${fake.url}`,
      `  小程序    ${wechat.miniAppId}`,
      `  服务号    ${wechat.oaAppId}，消息推送到 ${callback.url}`,
      '  在另一个终端启动广听：',
      `    WECHAT_MODE=live WECHAT_API_BASE=${fake.url} npm start`,
      '  例如，以一位群众的身份说一句话：',
      `    curl ${fake.url}/__fake/say -d '{"openid":"o-xiaolan","text":"帮助"}'`,
      '',
      '',
    ].join('\n'),
  )
  const stop = () => void fake.close().then(() => process.exit(0))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
