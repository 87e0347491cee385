import { addColumns } from '../columns'

/** In whose hand a delivery left: the name of a journal (docs/decisions/0035). */
export const flightColumns = [
  addColumns(1764000004701, 'deliveries', [{ name: 'flight_id', kind: 'key', length: 26, nullable: true }]),
]
