import { buildMiniapp } from '../support/fronts'

/** Before the first test of it is read: it is what they run. */
export default function build(): void {
  buildMiniapp('weixin')
}
