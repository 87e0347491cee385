import { addIndex } from '../columns'

/** Staff look through a hundred thousand comments for the few of a stance, or for those whose text is gone. */
export const commentListIndexes = [
  addIndex(1764000005701, 'comments', 'comments_stance', ['consultation_id', 'stance', 'id']),
  addIndex(1764000005702, 'comments', 'comments_state', ['consultation_id', 'state', 'id']),
]
