import { ElMessageBox } from 'element-plus'

export interface Question {
  title: string
  /** What will happen, in a sentence; shown as text. */
  text: string
  /** The verb on the button: 发布, 撤回. */
  action: string
  danger?: boolean
}

/** Asks before what cannot be taken back. @returns whether it may be done */
export const ask = ({ title, text, action, danger }: Question): Promise<boolean> =>
  ElMessageBox.confirm(text, title, {
    confirmButtonText: action,
    cancelButtonText: '取消',
    confirmButtonClass: danger ? 'el-button--danger' : '',
    closeOnClickModal: false,
    autofocus: true,
    type: danger ? 'warning' : '',
  }).then(
    () => true,
    () => false,
  )

/**
 * Asks for a reason that is written down with the act.
 * @returns the reason, or null where nothing shall be done
 */
export const askReason = ({ title, text, action, danger }: Question): Promise<string | null> =>
  ElMessageBox.prompt(text, title, {
    confirmButtonText: action,
    cancelButtonText: '取消',
    confirmButtonClass: danger ? 'el-button--danger' : '',
    inputType: 'textarea',
    inputValidator: (value: string) => value?.trim().length > 0 || '请写明原因',
    closeOnClickModal: false,
  }).then(
    ({ value }) => value.trim(),
    () => null,
  )
