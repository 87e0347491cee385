import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { addressOf, api, onSignedOut, setCsrfToken } from '@/kit/client'
import { ago, bytes, count, day, minute, quoted, share } from '@/kit/format'
import { Problem } from '@/kit/problem'
import { ShownHtml } from '@/kit/ShownHtml'
import { shownState } from '@/kit/states'
import { useAct } from '@/kit/useAct'
import { menuFor } from '@/shell/duties'
import type { Duty } from '@/shell/duty'

const answer = (status: number, body: unknown, headers = {}) =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers })

describe('the client', () => {
  it('fills in the path, leaves out what is not given, and escapes both', () => {
    expect(addressOf('/api/{id}/x', { id: 'a/b' }, { state: '', q: '你 好', n: 0, no: undefined })).toBe(
      '/api/a%2Fb/x?q=%E4%BD%A0+%E5%A5%BD&n=0',
    )
  })

  it('carries the CSRF token with writes only, and the key of the intention', async () => {
    const sent = vi.fn(async (..._: Parameters<typeof fetch>) => answer(200, {}))
    vi.stubGlobal('fetch', sent)
    setCsrfToken('token')
    await api.get('/api/staff/polls')
    await api.post('/api/staff/polls/{id}/opening', { params: { id: '1' }, idempotencyKey: 'k' })
    const headers = sent.mock.calls.map(([, init]) => new Headers(init?.headers))
    expect(headers.map((h) => [h.get('x-csrf-token'), h.get('idempotency-key')])).toEqual([
      [null, null],
      ['token', 'k'],
    ])
    expect(sent.mock.calls[1]?.[0]).toBe('/api/staff/polls/1/opening')
  })

  it('tells a refusal as a Problem, and the shell when nobody is signed in any more', async () => {
    const told: string[] = []
    onSignedOut((reason) => told.push(reason))
    const problem = {
      code: 'unauthenticated',
      detail: '您还没有登录。',
      errors: [{ path: 'a', message: 'b' }],
    }
    vi.stubGlobal('fetch', async () => answer(401, problem))
    const refusal = await api.get('/api/staff/polls').catch((e: unknown) => e)
    expect(refusal).toBeInstanceOf(Problem)
    expect(refusal).toMatchObject({ code: 'unauthenticated', status: 401, message: '您还没有登录。' })
    expect((refusal as Problem).errors).toEqual(problem.errors)
    expect(told).toEqual(['unauthenticated'])
  })

  it('says that it cannot reach the service', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(api.get('/api/staff/polls')).rejects.toMatchObject({ code: 'offline', isUnknown: true })
  })
})

describe('an act', () => {
  it('keeps its key while nobody knows whether it was done, and takes a new one after any answer', async () => {
    const keys: string[] = []
    const outcomes = [Problem.offline(), new Problem('stale', 409, '已被修改'), null, null]
    const act = useAct(
      async (key) => {
        keys.push(key)
        const outcome = outcomes.shift()
        if (outcome) throw outcome
        return 'done'
      },
      { show: 'screen' },
    )
    for (let i = 0; i < 4; i++) await act.run()
    expect(keys[1]).toBe(keys[0])
    expect(new Set(keys).size).toBe(3)
  })

  it('runs once at a time and maps what is wrong to its fields', async () => {
    let runs = 0
    const act = useAct(
      async () => {
        runs++
        throw new Problem('invalid_request', 400, '请按提示修改', [{ path: 'title', message: '请填写标题' }])
      },
      { show: 'screen' },
    )
    const first = act.run()
    expect(act.busy).toBe(true)
    expect(await act.run()).toBeUndefined()
    await first
    expect(act.errors).toEqual({ title: '请填写标题' })
    expect([act.busy, runs]).toEqual([false, 1])
  })
})

describe('shown HTML', () => {
  it('keeps what an article is made of and nothing that could run or dress up', () => {
    const html =
      '<h2 style="color:red" onclick="x()">怎么选</h2><p>看<a href="https://a.example/x">标签</a>' +
      '<a href="javascript:alert(1)">坏</a></p><script>alert(1)</script><svg><a href="x">y</a></svg>' +
      '<img src="https://elsewhere.example/x.png" onerror="alert(1)"><iframe src="/"></iframe>' +
      '<form action="/x"><button>按</button></form><table><td colspan="2">格</td></table>'
    const wrapper = mount(ShownHtml, { props: { html } })
    expect(wrapper.find('h2').attributes()).toEqual({})
    expect(wrapper.findAll('a').map((a) => a.attributes('href'))).toEqual(['https://a.example/x', undefined])
    expect(wrapper.find('a').attributes('rel')).toBe('noopener noreferrer')
    expect(wrapper.find('img').attributes()).toEqual({ alt: '' })
    for (const gone of ['script', 'svg', 'iframe', 'form', 'button'])
      expect(wrapper.find(gone).exists()).toBe(false)
    expect(wrapper.text()).toContain('按')
    expect(wrapper.html()).not.toMatch(/alert|style=/)
  })
})

describe('times and numbers', () => {
  it('are those of Shanghai', () => {
    expect(day('2026-11-24T16:00:00.000Z')).toBe('2026-11-25')
    expect(day('2026-11-24T15:59:59.999Z')).toBe('2026-11-24')
    expect(minute('2026-11-24T16:05:00.000Z')).toBe('2026-11-25 00:05')
    expect([day(null), count(undefined), share(0, 0)]).toEqual(['—', '—', '—'])
    expect([count(1234567), share(1, 3), bytes(1023), bytes(1024)]).toEqual([
      '1,234,567',
      '33.3%',
      '1023 B',
      '1.0 KB',
    ])
    const now = Date.UTC(2026, 10, 24)
    expect([-59_999, -60_000, 3_599_999, 86_400_000].map((d) => ago(now + d, now))).toEqual([
      '刚刚',
      '1 分钟前',
      '59 分钟后',
      '1 天后',
    ])
  })
})

describe('the menu', () => {
  const screen = (name: string, roles?: ('editor' | 'office')[]) => ({
    name,
    path: name,
    title: name,
    component: async () => ({}),
    roles,
    menu: true,
  })
  const all: Duty[] = [
    { group: '推送', screens: [screen('push', ['office']), { ...screen('push.one'), menu: false }] },
    { group: '首页', screens: [screen('home')] },
  ]
  it('shows what the roles allow, in the order of the groups, and no empty group', () => {
    const as = (role: string) => menuFor((...wanted) => wanted.some((w) => w === role), all)
    expect(as('editor').map((g) => g.group)).toEqual(['首页'])
    expect(as('office').map((g) => g.entries.map((e) => e.name))).toEqual([['home'], ['push']])
  })
})

describe('a state', () => {
  it('unknown to this console is shown by its name', () => {
    expect(shownState('poll', 'open')).toEqual({ label: '进行中', tone: 'success' })
    expect(shownState('poll', 'toString2').label).toBe('toString2')
  })
})

describe('a title in quotation marks', () => {
  it('has its own marks turned into the inner ones', () => {
    expect(quoted('食品安全问答')).toBe('“食品安全问答”')
    expect(quoted('冬季“你点我检”')).toBe('“冬季‘你点我检’”')
  })
})
