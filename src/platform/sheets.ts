/**
 * Exports for staff, streamed: rows are pulled from the source only as fast as the reader takes bytes.
 *
 * Both formats of one export state the same row count (header not counted) and the same SHA-256, that of the
 * *canonical text*: byte order mark EF BB BF, then the header and every row as RFC 4180 lines. Fields are
 * separated by a comma and quoted only when they hold a comma, a quote, CR or LF (or are a line's only field,
 * and empty); each line ends in CRLF; every line has as many fields as the header. A text that a spreadsheet
 * could run (its first visible character is one of = + - @ TAB CR LF ＝ ＋ － ＠, leading apostrophes not
 * counted) has one apostrophe put before it: take one away to get the stored text back. Characters that XML
 * 1.0 forbids are dropped, lone surrogates become U+FFFD.
 *
 * To check a CSV: the canonical text is the file without its last line, so
 * `head -n -1 export.csv | sha256sum` must print the hash on that last line (`校验 行数=N SHA-256=…`).
 *
 * To check a workbook: write the header row of the first sheet and then the rows of all sheets but the last
 * (校验) as canonical text and hash that. In Python, with `texts` the cells as read (numbers as they stand in
 * the XML, missing cells as '', and _x005F_ back to _, which Excel does by itself):
 * `csv.writer(open('x.csv', 'w', encoding='utf-8-sig', newline='')).writerows(texts)` writes it, once the
 * apostrophes are put in. Cells over Excel's 32,767 characters are cut in the workbook only, and the 校验
 * sheet counts them: check such an export by its CSV.
 */
export type { Cell, SheetSource } from './sheets.canonical'
export { csvStream } from './sheets.csv'
export { xlsxStream } from './sheets.xlsx'
