/** A file that is not taken in, with the sentence that its sender reads. */
export class FileRefused extends Error {}

export const damagedImage = () => new FileRefused('图片已损坏，或者内容与扩展名不符，请重新导出后上传。')
