import type { EntityManager } from 'typeorm'
import { newId } from '../../platform/ids'
import type { Actor } from '../ledger'
import { type MovementKind, PrizeMovement, type Win } from './wins.entities'

/** A line of the prize ledger for each of these wins. */
export async function noteMovements(
  tx: EntityManager,
  actor: Pick<Actor, 'id' | 'name'>,
  kind: Exclude<MovementKind, 'stock_in'>,
  wins: readonly Pick<Win, 'quizId' | 'prizeId' | 'token'>[],
  at: number,
): Promise<void> {
  if (wins.length === 0) return
  await tx.insert(
    PrizeMovement,
    wins.map(({ quizId, prizeId, token }) => ({
      id: newId(at),
      quizId,
      prizeId,
      kind,
      quantity: 1,
      token,
      at,
      actorId: actor.id,
      actorName: actor.name,
    })),
  )
}

export interface PrizeSums {
  stock: number
  allotted: number
  forfeited: number
  handedOver: number
  /** Promised and not yet handed over. */
  outstanding: number
  /** In the cupboard and promised to nobody. */
  left: number
}

/** The book of one prize. Whatever happens, `stock = left + outstanding + handedOver`. */
export function sumsOf(quantity: (kind: MovementKind) => number): PrizeSums {
  const [stock, allotted] = [quantity('stock_in'), quantity('allotted')]
  const [forfeited, handedOver] = [quantity('forfeited'), quantity('handed_over')]
  const outstanding = allotted - forfeited - handedOver
  return { stock, allotted, forfeited, handedOver, outstanding, left: stock - outstanding - handedOver }
}
