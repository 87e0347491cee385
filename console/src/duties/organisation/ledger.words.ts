import type { ReplyOf } from '@/kit/client'

export type Entry = ReplyOf<'get', '/api/staff/ledger'>['items'][number]
export type Verification = ReplyOf<'get', '/api/staff/ledger/verification'>

/** The beginning of an action is its duty. */
export const dutyNames: Record<string, string> = {
  'publications.': '信息发布',
  'polls.': '你点我检',
  'quizzes.': '有奖问答',
  'consultations.': '意见征集',
  'push.': '推送',
  'enquiries.': '咨询工单',
  'moderation.': '内容安全',
  'staff.': '机构、账号、登录',
  'settings.': '设置',
  'calendar.': '放假安排',
}

const actionNames: Record<string, string> = {
  'staff.sign_in': '登录',
  'staff.sign_out': '退出登录',
  'staff.create': '开设账号',
  'staff.edit': '修改账号',
  'staff.disable': '停用账号',
  'staff.enable': '启用账号',
  'staff.reset_password': '重设密码',
  'staff.change_password': '修改密码',
  'staff.enrol_otp': '申请动态口令',
  'staff.confirm_otp': '开通动态口令',
  'staff.disable_otp': '停用动态口令',
  'staff.reset_otp': '取消动态口令',
  'staff.revoke_session': '结束一处登录',
  'staff.revoke_sessions': '结束全部登录',
  'staff.create_division': '增加单位',
  'staff.edit_division': '改名或移动单位',
  'staff.close_division': '撤销单位',
  'settings.change': '修改设置',
  'calendar.enter': '导入放假安排',
  'publications.create': '起草',
  'publications.edit': '修改',
  'publications.submit': '提交审核',
  'publications.sign_off': '签署审核意见',
  'publications.override_finding': '对提示作出说明',
  'publications.publish': '发布',
  'publications.withdraw': '撤回',
  'publications.upload_file': '上传文件',
  'polls.create': '新建投票',
  'polls.edit': '修改投票',
  'polls.open': '开放投票',
  'polls.close': '结束投票',
  'polls.follow_up': '登记后续抽检',
  'polls.issue_stall': '发点检日现场链接',
  'polls.revoke_stall': '收回点检日现场链接',
  'quizzes.create': '新建问答',
  'quizzes.open': '开放问答',
  'quizzes.close': '结束问答',
  'quizzes.draw': '抽奖',
  'quizzes.create_question': '增加题目',
  'quizzes.import_questions': '导入题目',
  'quizzes.retire_question': '停用题目',
  'consultations.create': '新建征集',
  'consultations.upload_draft': '上传征求意见稿',
  'consultations.open': '开放征集',
  'consultations.close': '结束征集',
  'consultations.enter_comment': '录入纸质等意见',
  'consultations.reveal_comments': '查看留言人信息',
  'push.launch': '发起推送',
  'push.pause': '暂停推送',
  'push.resume': '恢复推送',
  'push.cancel': '取消推送',
  'push.resend': '补发',
  'push.settle': '认定推送结果',
  'push.mass_send': '群发',
  'push.settle_mass_send': '认定群发结果',
  'push.register_template': '登记消息模板',
  'push.retire_template': '停用消息模板',
  'push.place_menu': '设置服务号菜单',
  'enquiries.assign': '分办工单',
  'enquiries.answer': '答复工单',
  'enquiries.reveal': '查看留言人信息',
  'moderation.decide': '处理待核看文字',
  'demo.fill': '填入演示数据',
}
export const subjectNames: Record<string, string> = {
  staff: '账号',
  division: '单位',
  publication: '信息',
  file: '文件',
  poll: '投票',
  quiz: '问答',
  quiz_question: '题目',
  consultation: '意见征集',
  campaign: '推送',
  delivery: '单条推送',
  mass_send: '群发',
  message_template: '消息模板',
  service_account: '服务号',
  enquiry: '咨询工单',
  faq: '常见问答',
  held_text: '待核看文字',
  settings: '设置',
  calendar: '放假安排',
  demo: '演示数据',
}

/** An action this console does not know yet is shown by its name, not hidden. */
export const actionName = (action: string): string => actionNames[action] ?? action
export const subjectName = (type: string): string => subjectNames[type] ?? type
export const actionOptions = (prefix: string) =>
  Object.entries(actionNames)
    .filter(([action]) => action.startsWith(prefix))
    .map(([value, label]) => ({ value, label }))

/** What was written down before and after, as it stands in the book. */
export const written = (value: unknown): string =>
  value === null || value === undefined ? '（无）' : JSON.stringify(value, null, 2)
