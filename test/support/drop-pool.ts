import { dropPool } from './databases'

export default dropPool
