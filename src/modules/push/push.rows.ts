export { insertRows } from '../../platform/db/rows'
