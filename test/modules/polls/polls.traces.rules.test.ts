import { randomBytes } from 'node:crypto'
import {
  CityNetworks,
  networkOf,
  readTrace,
  stampPaper,
  traceOf,
  writtenTrace,
} from '../../../src/modules/polls/polls.traces.rules'

const key = randomBytes(32)
const NOW = 1_764_000_000_000
const origin = (over: object = {}) => ({ address: '203.0.113.7', agent: 'MicroMessenger/8.0', ...over })

it.each<[string, string | null]>([
  ['203.0.113.7', '203.0.113'],
  ['203.0.113.255', '203.0.113'],
  ['2001:db8:1:2::5', '2001:db8:1'],
  ['2001:0DB8:0001:ffff:0:0:0:1', '2001:db8:1'],
  ['2001:db8::1', '2001:db8:0'],
  ['::1', '0:0:0'],
  ['::ffff:10.0.0.1', '0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0'],
  ['', null],
  ['unknown', null],
])('the network of “%s” is %s', (address, network) => expect(networkOf(address)).toBe(network))

it('a trace says only what is alike, within one poll, and holds neither address nor telephone', () => {
  const trace = traceOf(key, origin(), NOW, 'unknown')
  expect(traceOf(key, origin({ address: '203.0.113.99' }), NOW, 'unknown')).toEqual(trace)
  expect(traceOf(key, origin({ address: '203.0.114.7' }), NOW, 'unknown')?.network).not.toBe(trace?.network)
  expect(traceOf(key, origin({ agent: 'other' }), NOW, 'unknown')?.device).not.toBe(trace?.device)
  expect(traceOf(randomBytes(32), origin(), NOW, 'unknown')?.network).not.toBe(trace?.network)
  const text = writtenTrace(trace as NonNullable<typeof trace>)
  expect(text).toMatch(/^[\w-]{8}\.[\w-]{8}\.\.u$/)
  expect(readTrace(text)).toEqual(trace)
  expect(traceOf(key, origin({ address: '' }), NOW, 'unknown')).toBeNull()
})

it.each<[string, string | undefined, number | null]>([
  ['at once', stampPaper(key, NOW), 0],
  ['after a minute', stampPaper(key, NOW - 60_000), 60],
  ['after a week', stampPaper(key, NOW - 7 * 86_400_000), 86_400],
  ['from a clock that is ahead', stampPaper(key, NOW + 5_000), null],
  ['of another poll', stampPaper(randomBytes(32), NOW - 60_000), null],
  ['made earlier by hand', stampPaper(key, NOW).replace(/^[^.]+/, 'a0000'), null],
  ['nonsense', '...', null],
  ['none', undefined, null],
])('the time since the questions, %s', (_, paper, seconds) =>
  expect(traceOf(key, origin({ paper }), NOW, 'inside')?.seconds).toBe(seconds),
)

it.each([null, '', 'a.b.c.d', 'AAAAAAAA.BBBBBBBB.5.x', 'AAAAAAAA.BBBBBBBB.123456.i'])(
  '“%s” is no trace',
  (text) => expect(readTrace(text)).toBeNull(),
)

it('the city is known only where somebody has told its networks', () => {
  const city = new CityNetworks(['203.0.113.0/24', '2001:db8::/32', '198.51.100.1'])
  const told = ['203.0.113.200', '2001:db8:5::1', '198.51.100.1', '198.51.100.2', '2001:db9::1', '?']
  expect(told.map((a) => city.of(a))).toEqual(['inside', 'inside', 'inside', 'outside', 'outside', 'unknown'])
  expect(new CityNetworks([]).of('203.0.113.200')).toBe('unknown')
})
