import { type RuleName, ruleNames } from '../src/modules/counting/counting.rules'
import { type Found, foundBy } from './fair.count'
import { botKinds, honestKinds, plant } from './fair.plant'

const HONEST = Number(process.env.BENCH_HONEST ?? 20_000)
const BOTS = Number(process.env.BENCH_BOTS ?? 400)
const SEEDS = [1, 2, 3]

const say = (cells: readonly (string | number)[]) =>
  process.stdout.write(
    `${cells
      .map((c) => String(c).padEnd(12))
      .join('')
      .trimEnd()}\n`,
  )
const share = ({ all, flagged }: { all: number; flagged: number }) => `${flagged}/${all}`

/** How the traffic is made stands above `plant`. */
async function main(): Promise<void> {
  process.stdout.write(
    `${HONEST} honest ballots, ${BOTS} of each kind of bot; a cell says flagged/all of that kind\n` +
      '“all but city” is every rule but out_of_city, which travellers and carriers trip and which only informs\n',
  )
  const groups: [string, readonly RuleName[]][] = [
    ...ruleNames.map((rule): [string, RuleName[]] => [rule, [rule]]),
    ['all but city', ruleNames.filter((rule) => rule !== 'out_of_city')],
  ]
  for (const seed of SEEDS) {
    const planted = plant(seed, HONEST, BOTS)
    process.stdout.write(`\nseed ${seed}\n`)
    say(['found', ...botKinds])
    const found: ({ name: string } & Found)[] = []
    for (const [name, rules] of groups) found.push({ name, ...(await foundBy(planted, rules)) })
    for (const { name, of } of found) say([name, ...botKinds.map((kind) => share(of[kind]))])
    say(['wrongly', ...honestKinds, 'honest'])
    for (const { name, of } of found) {
      const honest = honestKinds.map((kind) => of[kind])
      const sum = { all: 0, flagged: 0 }
      for (const one of honest) {
        sum.all += one.all
        sum.flagged += one.flagged
      }
      say([name, ...honest.map(share), `${share(sum)} = ${((100 * sum.flagged) / sum.all).toFixed(2)} %`])
    }
  }
}

void main()
