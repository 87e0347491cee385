import type { Day } from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import type { DrawSettings, PlanLine } from './sampling.entities'
import type { InspectorState, UnitState } from './sampling.registers.entities'

/** Stands in every record; whatever changes what comes out takes the next number. */
export const ALGORITHM = 'guangting-double-random/1'
/** A register's word for a unit that sells every class. */
export const EVERY_CLASS = '全部'

export interface RegisterUnit {
  code: string
  name: string
  address: string
  place: string
  classes: string[]
  licenceUntil: Day | null
  state: UnitState
}

export interface RegisterInspector {
  certNo: string
  name: string
  certUntil: Day
  specialties: string[]
  state: InspectorState
  avoids: string[]
}

/** Both registers on one day. */
export interface Registers {
  on: Day
  units: RegisterUnit[]
  inspectors: RegisterInspector[]
}

export interface DrawOutcome {
  batches: { lineId: string; code: string }[]
  teams: Record<string, string[]>
  /** Every eligible unit of a line in the drawn order: whoever replaces a unit is found further on. */
  orders: Record<string, string[]>
}

export type Shortage =
  | { kind: 'units'; lineId: string; wanted: number; found: number }
  | { kind: 'inspectors'; code: string; wanted: number; found: number }

/** Not enough units or inspectors to fill the plan. */
export class DrawShort extends Error {
  constructor(readonly shortage: Shortage) {
    super(`draw short of ${shortage.kind}`)
  }
}

/** In one order, whatever the database says: the hash is of the registers, not of how they were read. */
export function sortedRegisters({ on, units, inspectors }: Registers): Registers {
  const by = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return {
    on,
    units: [...units].sort((a, b) => by(a.code, b.code)),
    inspectors: [...inspectors].sort((a, b) => by(a.certNo, b.certNo)),
  }
}

export const registersHashOf = (registers: Registers): string =>
  sha256(canonicalJson(sortedRegisters(registers)))

export interface SeedParts {
  planId: string
  planHash: string
  registersHash: string
  secret: string
  witness: string
}

/** The secret was committed to before the witness spoke, and the witness did not know it: nobody chooses the seed. */
export const seedOf = ({ planId, planHash, registersHash, secret, witness }: SeedParts): string =>
  sha256([ALGORITHM, planId, planHash, registersHash, secret, witness].join('\n'))

/** 商场、超市 and 超市 are one kind of place. */
const plain = (text: string) => text.replace(/\s/g, '')
const isPlace = (place: string, label: string) =>
  plain(place) !== '' && (plain(place).includes(plain(label)) || plain(label).includes(plain(place)))

/** Whether a unit may be sampled for a line: in business, licence valid on the day, of the class and the place. */
export function unitFits(unit: RegisterUnit, line: Pick<PlanLine, 'item' | 'places'>, on: Day): boolean {
  return (
    unit.state === 'active' &&
    (unit.licenceUntil === null || unit.licenceUntil >= on) &&
    (unit.classes.includes(line.item) || unit.classes.includes(EVERY_CLASS)) &&
    (line.places.length === 0 || line.places.some((p) => isPlace(unit.place, p.label)))
  )
}

/** Whether an inspector may be drawn at all; whom he must keep away from is judged unit by unit. */
export const inspectorFits = (
  i: RegisterInspector,
  { specialty }: Pick<DrawSettings, 'specialty'>,
  on: Day,
) => i.state === 'active' && i.certUntil >= on && (specialty === '' || i.specialties.includes(specialty))

/**
 * The draw: by SHA-256 over seed and name, so that nothing is divided and nobody is favoured.
 *
 * Lines are filled in the order of how little choice they have. A unit is taken a second time only when every unit of
 * the line has been taken once, and never more often than allowed over the whole plan. Each unit drawn is visited by
 * one team, put together from those who have been sent to the fewest units so far; among equals the hash decides.
 * @throws DrawShort
 */
export function drawPlan(
  seed: string,
  lines: readonly PlanLine[],
  settings: DrawSettings,
  given: Registers,
): DrawOutcome {
  const { on, units, inspectors } = sortedRegisters(given)
  const sampled = lines.filter((line) => line.batches > 0)
  const orders = new Map(
    sampled.map((line) => [
      line.id,
      inOrder(
        `${seed}\nunit\n${line.id}`,
        units.filter((u) => unitFits(u, line, on)).map((u) => u.code),
      ),
    ]),
  )
  const room = (line: PlanLine) => (orders.get(line.id)?.length ?? 0) * settings.perUnit - line.batches
  const taken = new Map<string, number>()
  const chosen = new Map<string, string[]>()
  const byScarcity = [...sampled].sort((a, b) => room(a) - room(b) || sampled.indexOf(a) - sampled.indexOf(b))
  for (const line of byScarcity)
    chosen.set(line.id, fill(line, orders.get(line.id) ?? [], settings.perUnit, taken))
  const teams: Record<string, string[]> = {}
  const load = new Map<string, number>()
  const eligible = inspectors.filter((i) => inspectorFits(i, settings, on))
  for (const code of inOrder(`${seed}\nvisit`, [...taken.keys()].sort())) {
    const team = teamFor(seed, code, eligible, settings, load)
    teams[code] = team
    for (const certNo of team) load.set(certNo, (load.get(certNo) ?? 0) + 1)
  }
  return {
    batches: sampled.flatMap((line) =>
      (chosen.get(line.id) ?? []).map((code) => ({ lineId: line.id, code })),
    ),
    teams,
    orders: Object.fromEntries(orders),
  }
}

/** @throws DrawShort when too few of those who may go are left */
export function teamFor(
  seed: string,
  code: string,
  eligible: readonly RegisterInspector[],
  { team, maxLoad }: DrawSettings,
  load: ReadonlyMap<string, number>,
): string[] {
  const of = (certNo: string) => load.get(certNo) ?? 0
  const free = eligible.filter((i) => !i.avoids.includes(code) && of(i.certNo) < maxLoad).map((i) => i.certNo)
  if (free.length < team) throw new DrawShort({ kind: 'inspectors', code, wanted: team, found: free.length })
  const order = inOrder(`${seed}\nteam\n${code}`, free)
  return order
    .map((certNo, place) => ({ certNo, place }))
    .sort((a, b) => of(a.certNo) - of(b.certNo) || a.place - b.place)
    .slice(0, team)
    .map((i) => i.certNo)
}

function fill(
  line: PlanLine,
  order: readonly string[],
  perUnit: number,
  taken: Map<string, number>,
): string[] {
  const chosen: string[] = []
  for (let pass = 1; pass <= perUnit; pass++)
    for (const code of order) {
      if (chosen.length === line.batches) return chosen
      const so = taken.get(code) ?? 0
      if (so >= pass) continue
      taken.set(code, so + 1)
      chosen.push(code)
    }
  if (chosen.length < line.batches)
    throw new DrawShort({ kind: 'units', lineId: line.id, wanted: line.batches, found: chosen.length })
  return chosen
}

/** The drawn order: by SHA-256 over seed and name, equal hashes by name. */
function inOrder(seed: string, names: readonly string[]): string[] {
  return names
    .map((name): [string, string] => [sha256(`${seed}\n${name}`), name])
    .sort(([a, x], [b, y]) => (a !== b ? (a < b ? -1 : 1) : x < y ? -1 : 1))
    .map(([, name]) => name)
}
