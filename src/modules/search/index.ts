export { SearchMiss } from './search.entities'
export { publicPathOf } from './search.rules'
export { PublicSearch, type SearchSource } from './search.service'
