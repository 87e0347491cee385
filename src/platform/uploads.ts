export const MEGABYTE = 1024 * 1024

/** Bytes of an image or an attachment at most. */
export const UPLOAD_MAX = 15 * MEGABYTE

/** Bytes of a spreadsheet at most. */
export const SHEET_MAX = 2 * MEGABYTE
