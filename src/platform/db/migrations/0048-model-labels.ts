import { addColumns } from '../columns'

/** What a language model said of a comment, where one is asked: beside what the rules said. */
export const modelLabelColumns = [
  addColumns(1764000004801, 'comment_analyses', [{ name: 'model', kind: 'json', nullable: true }]),
]
