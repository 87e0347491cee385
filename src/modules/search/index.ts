export { SearchMiss } from './search.entities'
export { PublicSearch, type SearchSource } from './search.service'
