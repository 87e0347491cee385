import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { demoTemplates } from '../modules/push'
import type { Config } from '../platform/config'

/** WeChat as the demo knows it: a fake in this process, on a free port of this machine. */
export function startDemoWechat({ wechat }: Config): Promise<FakeWechat> {
  const templatesOf = (home: 'mini' | 'oa') =>
    demoTemplates.flatMap(({ templateId, kind, fields, ...template }) =>
      template.home === home
        ? [
            {
              id: templateId,
              kind: kind === 'one_time' ? kind : ('long_term' as const),
              fields: fields.map((f) => f.key),
            },
          ]
        : [],
    )
  return startFakeWechat({
    apps: [
      {
        appId: wechat.miniAppId,
        secret: wechat.miniSecret,
        kind: 'mini',
        templates: templatesOf('mini'),
      },
      { appId: wechat.oaAppId, secret: wechat.oaSecret, kind: 'oa', templates: templatesOf('oa') },
    ],
  })
}

/** From here on its pushes come to us: the port is known only once the door is open. */
export function pushTo(fake: FakeWechat, { wechat }: Config, port: number): void {
  const url = `http://127.0.0.1:${port}/wechat/callback`
  for (const appId of [wechat.miniAppId, wechat.oaAppId])
    fake.setCallback(appId, { url, token: wechat.oaToken, aesKey: wechat.oaAesKey })
}
