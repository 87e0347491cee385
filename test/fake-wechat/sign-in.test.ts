import { MINI, MINUTE, OA, type OpenDesk, openDesk } from './wire'

function code(d: OpenDesk, openid: string, unionid?: string): string {
  d.world.people.meet(openid, MINI.appId, unionid)
  return d.world.people.issueCode(MINI.appId, openid, d.clock.now)
}

const exchange = (d: OpenDesk, js: string, app: { appId: string; secret: string } = MINI) =>
  d.call(
    'GET',
    `/sns/jscode2session?appid=${app.appId}&secret=${app.secret}&js_code=${js}&grant_type=authorization_code`,
  )

describe('code2session', () => {
  it('gives openid, session_key, and the unionid where there is one', () => {
    const d = openDesk()
    expect(exchange(d, code(d, 'o-1', 'u-1'))).toEqual({
      openid: 'o-1',
      unionid: 'u-1',
      session_key: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/),
    })
    expect(exchange(d, code(d, 'o-2'))).not.toHaveProperty('unionid')
  })

  it('takes a code once', () => {
    const d = openDesk()
    const once = code(d, 'o-1')
    expect(exchange(d, once).openid).toBe('o-1')
    expect(exchange(d, once).errcode).toBe(40029)
  })

  it('takes a code for five minutes', () => {
    const d = openDesk()
    const [early, late] = [code(d, 'o-1'), code(d, 'o-1')]
    d.clock.now += 5 * MINUTE - 1
    expect(exchange(d, early).openid).toBe('o-1')
    d.clock.now += 1
    expect(exchange(d, late).errcode).toBe(40029)
  })

  it('refuses the 101st of one person in a minute, not another person', () => {
    const d = openDesk()
    for (let i = 0; i < 100; i += 1) expect(exchange(d, code(d, 'o-1')).openid).toBe('o-1')
    expect(exchange(d, code(d, 'o-1')).errcode).toBe(45011)
    expect(exchange(d, code(d, 'o-2')).openid).toBe('o-2')
    d.clock.now += MINUTE
    expect(exchange(d, code(d, 'o-1')).openid).toBe('o-1')
  })

  it('refuses a dangerous person, a wrong secret, and the 服务号', () => {
    const d = openDesk()
    d.world.faults.block('o-bad')
    expect(exchange(d, code(d, 'o-bad')).errcode).toBe(40226)
    expect(exchange(d, code(d, 'o-1'), { ...MINI, secret: 'x' }).errcode).toBe(40125)
    expect(exchange(d, code(d, 'o-1'), OA).errcode).toBe(48001)
  })
})

describe('user/info', () => {
  const info = (d: OpenDesk, openid: string) =>
    d.call('GET', `/cgi-bin/user/info?access_token=${d.tokenOf(OA)}&openid=${openid}&lang=zh_CN`)

  it('gives the unionid of those who follow, and of them alone', async () => {
    const d = openDesk()
    await d.deeds.follow('f-1', { unionid: 'u-1' })
    expect(info(d, 'f-1')).toMatchObject({ subscribe: 1, unionid: 'u-1' })
    await d.deeds.unfollow('f-1')
    expect(info(d, 'f-1')).toEqual({ subscribe: 0, openid: 'f-1', tagid_list: [] })
  })

  it('knows no openid of the mini-program', () => {
    const d = openDesk()
    code(d, 'o-1')
    expect(info(d, 'o-1').errcode).toBe(40003)
    expect(() => d.deeds.follow('o-1', {})).toThrow(/mini-program/)
  })
})
