import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { changeSettings, readSettings } from './settings.contract'

export function settingsRoutes(counter: Counter, { settings }: Pick<Office, 'settings'>): void {
  counter.serve(readSettings, () => settings.current())
  counter.serve(changeSettings, ({ caller, body }) => settings.change(caller, body))
}
