import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/**
 * The client's address. A forwarding header is believed only when the connection itself comes from a listed proxy,
 * and then from the right: the last address that is not a listed proxy, as everything left of it is the client's word.
 */
export class Addresses {
  private readonly proxies = new BlockList()

  /** @param trusted single addresses or CIDR ranges */
  constructor(private readonly trusted: readonly string[]) {
    for (const entry of trusted) {
      const [address, bits] = entry.split('/') as [string, string?]
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
      if (isIP(address) === 0) throw new Error(`TRUSTED_PROXIES：“${entry}”不是地址。`)
      if (bits === undefined) this.proxies.addAddress(address, family)
      else this.proxies.addSubnet(address, Number(bits), family)
    }
  }

  trusts(address: string): boolean {
    if (this.trusted.length === 0) return false
    const plain = unmapped(address)
    return isIP(plain) !== 0 && this.proxies.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
  }

  of(request: IncomingMessage): string {
    const peer = unmapped(request.socket.remoteAddress ?? '')
    if (!this.trusts(peer)) return peer
    const header = request.headers['x-forwarded-for']
    const chain = (Array.isArray(header) ? header.join(',') : (header ?? ''))
      .split(',')
      .map((a) => unmapped(a.trim()))
    for (const address of chain.reverse()) {
      if (isIP(address) === 0) break
      if (!this.trusts(address)) return address
    }
    return peer
  }
}

function unmapped(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
