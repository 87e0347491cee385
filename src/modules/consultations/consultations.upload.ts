import { cleanText } from '../../platform/text'
import type { DraftFormat } from './consultations.entities'
import { draftRefused } from './consultations.problems'
import { importDocx, importMarkdown, importText } from './drafts.import'
import { DraftRefused, type ImportedDraft } from './drafts.shape'

/** Bytes of one file. */
export const DRAFT_FILE_MAX = 10 * 1024 * 1024

export interface ReadDraft {
  format: DraftFormat
  draft: ImportedDraft
}

/**
 * Reads a file by its extension, and only when its content is what the extension says.
 * @throws Problem draft_refused saying why
 */
export async function readDraftFile(filename: string, content: Buffer): Promise<ReadDraft> {
  const extension = /\.(docx|md|txt)$/i.exec(filename)?.[1]?.toLowerCase()
  if (!extension) throw refusal('只能上传 .docx、.md 或 .txt 文件。')
  if (content.length === 0) throw refusal('文件是空的，请核对后重新上传。')
  if (content.length > DRAFT_FILE_MAX) throw refusal('文件超过10MB，无法导入。')
  return refusing(async () => {
    if (extension === 'docx') return { format: 'docx', draft: await importDocx(content) }
    const text = cleaned(decoded(content))
    return extension === 'md'
      ? { format: 'markdown', draft: importMarkdown(text) }
      : { format: 'text', draft: importText(text) }
  })
}

/** Reads a draft typed or pasted as text. @throws Problem draft_refused */
export function readDraftText(text: string): Promise<ReadDraft> {
  return refusing(async () => ({ format: 'text', draft: importText(cleaned(text)) }))
}

async function refusing(read: () => Promise<ReadDraft>): Promise<ReadDraft> {
  let result: ReadDraft
  try {
    result = await read()
  } catch (error) {
    throw error instanceof DraftRefused ? refusal(error.message) : error
  }
  if (result.draft.clauses.length === 0)
    throw refusal('没有读到任何条款（“第一条……”或“一、……”），请核对文件内容和编号写法。')
  return result
}

function refusal(message: string): Error {
  return draftRefused({ detail: message, errors: [{ path: 'file', message }] })
}

/** UTF-8, UTF-16 with its mark, or GB 18030, in which Windows in Chinese has long saved plain text. */
function decoded(content: Buffer): string {
  const mark = content.subarray(0, 2).toString('hex')
  const encodings = mark === 'fffe' ? ['utf-16le'] : mark === 'feff' ? ['utf-16be'] : ['utf-8', 'gb18030']
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(content)
    } catch {
      // Not in this encoding: the next one.
    }
  }
  throw new DraftRefused('文件不是纯文本，或者文字编码无法识别，请另存为 UTF-8 编码后上传。')
}

function cleaned(text: string): string {
  // A program or a picture under a text file's name shows by its control characters.
  if (/[^\P{Cc}\s]/u.test(text)) throw new DraftRefused('文件内容不是纯文本，请核对后重新上传。')
  const clean = cleanText(text)
  if (!clean.ok) throw new DraftRefused(`${clean.reason}。`)
  return clean.text
}
