import { Turns } from '../../src/platform/turns'

const pause = () => new Promise((resolve) => setImmediate(resolve))

test('work under one key never overlaps, work under two keys does', async () => {
  const turns = new Turns()
  const running = new Set<string>()
  let together = 0
  const work = (key: string) => async () => {
    expect(running.has(key)).toBe(false)
    running.add(key)
    if (running.size === 2) together++
    await pause()
    running.delete(key)
    return key
  }
  const results = await Promise.all(['a', 'b', 'a', 'b', 'a'].map((key) => turns.run(key, work(key))))
  expect(results).toEqual(['a', 'b', 'a', 'b', 'a'])
  expect(together).toBeGreaterThan(0)
})

test('work that fails is told to its caller and does not stop the next', async () => {
  const turns = new Turns()
  const failed = turns.run('a', () => Promise.reject(new Error('no')))
  const next = turns.run('a', async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
