import { bare, wechatApp } from './push.people'

const ABREAST = Number(process.env.BENCH_ABREAST ?? 64)
let people = 0

/** The bare client: the same requests with fetch, each answer read and parsed, and nothing remembered. */
async function run(url: string, count: number): Promise<number> {
  const reply = await fetch(`${url}/cgi-bin/stable_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credential',
      appid: wechatApp.appId,
      secret: wechatApp.secret,
    }),
  })
  const { access_token } = (await reply.json()) as { access_token: string }
  const path = `${url}/cgi-bin/message/subscribe/send?access_token=${access_token}`
  let left = count
  const lane = async () => {
    while (left-- > 0) {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          touser: `${bare.prefix}${people++}`,
          template_id: bare.templateId,
          page: 'pages/polls/read?id=01',
          miniprogram_state: 'formal',
          lang: 'zh_CN',
          data: {
            thing1: { value: '消费提示' },
            phrase2: { value: '已公布' },
            thing3: { value: '一次摘要' },
            date4: { value: '2026年11月24日' },
          },
        }),
      })
      const { errcode } = (await response.json()) as { errcode: number }
      if (errcode !== 0) throw new Error(`The fake answered ${errcode}`)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: ABREAST }, lane))
  return count / ((performance.now() - began) / 1000)
}

process.on('message', ({ url, count }: { url: string; count: number }) => {
  run(url, count).then(
    (perSecond) => process.send?.({ perSecond }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
