import { hash } from 'node:crypto'
import { HashRow, leafBytes } from './tree.rules'

/**
 * The published file, version 1: one JSON value a line. Entries and rows stand in parts of 256, each part behind a line
 * with its hash, each line with its number and a short check over both, so that whoever verifies can say which line is
 * wrong and not only that one is.
 */
export const OPEN_DATA_FORMAT = 'guangting-open-data/1'
export const PART = 256

/** Eight characters that fit this line at this place only. */
export function checkOf(index: number, first: string, second: string): string {
  return hash('sha256', `${index} ${first} ${second}`, 'hex').slice(0, 8)
}

export function entryLine(index: number, receipt: string, commitment: string): string {
  return `["e",${index},"${receipt}","${commitment}","${checkOf(index, receipt, commitment)}"]\n`
}

export function rowLine(index: number, salt: string, choices: string): string {
  return `["r",${index},"${salt}","${choices}","${checkOf(index, salt, choices)}"]\n`
}

/** @param of entries or rows */
export function partLine(of: 'e' | 'r', number: number, root: string): string {
  return `["${of}p",${number},"${root}"]\n`
}

/** What the tree over rows takes for a leaf, one byte a character: they are millions. */
export function rowBytes(salt: string, choices: string): string {
  return leafBytes(Buffer.from(`${salt} ${choices}`))
}

const entry = Buffer.alloc(48)

export function entryBytes(receipt: string, commitment: string): string {
  entry.write(receipt, 0, 'hex')
  entry.write(commitment, 16, 'base64')
  return leafBytes(entry)
}

const part = new HashRow(PART)

/** @param leaves at most a part, one byte a character */
export function partRoot(leaves: readonly string[]): string {
  for (const leaf of leaves) part.add(leaf)
  return part.takeRoot().toString('base64')
}
