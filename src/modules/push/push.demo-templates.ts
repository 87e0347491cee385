import type { MessageTemplate } from './push.templates'

const publication = 'pages/publications/read?id={id}'
const alert = [
  { key: 'thing1', kind: 'thing', from: 'title' },
  { key: 'thing2', kind: 'thing', from: 'summary' },
  { key: 'time3', kind: 'time', from: 'moment' },
] as const
const outcome = [
  { key: 'thing1', kind: 'thing', from: 'title' },
  { key: 'phrase2', kind: 'phrase', text: '已公布' },
  { key: 'thing3', kind: 'thing', from: 'summary' },
  { key: 'date4', kind: 'date', from: 'day' },
] as const
const answer = [
  { key: 'thing1', kind: 'thing', from: 'title' },
  { key: 'phrase2', kind: 'phrase', text: '已答复' },
  { key: 'date3', kind: 'date', from: 'day' },
] as const

/**
 * The templates of the demo's two accounts. A real account's ids, kinds and fields are whatever WeChat approved;
 * they are given to the office in place of these.
 */
export const demoTemplates: readonly MessageTemplate[] = [
  {
    home: 'mini',
    purpose: 'alert',
    version: 1,
    kind: 'long_term',
    templateId: 'demo-mini-alert',
    page: publication,
    fields: alert,
  },
  {
    home: 'mini',
    purpose: 'notice',
    version: 1,
    kind: 'long_term',
    templateId: 'demo-mini-notice',
    page: publication,
    fields: alert,
  },
  {
    home: 'mini',
    purpose: 'vote_result',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-mini-vote-result',
    page: 'pages/sampling/poll?id={id}',
    fields: outcome,
  },
  {
    home: 'mini',
    purpose: 'consultation_outcome',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-mini-consultation',
    page: 'pages/consultations/report?id={id}',
    fields: outcome,
  },
  {
    home: 'mini',
    purpose: 'quiz_prize',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-mini-quiz-prize',
    page: 'pages/quizzes/win?quiz={id}',
    fields: outcome,
  },
  {
    home: 'oa',
    purpose: 'alert',
    version: 1,
    kind: 'unsolicited',
    templateId: 'demo-oa-alert',
    page: publication,
    fields: alert,
  },
  {
    home: 'oa',
    purpose: 'notice',
    version: 1,
    kind: 'long_term',
    templateId: 'demo-oa-notice',
    page: publication,
    fields: alert,
  },
  {
    home: 'oa',
    purpose: 'vote_result',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-oa-vote-result',
    page: 'pages/sampling/poll?id={id}',
    fields: outcome,
  },
  {
    home: 'oa',
    purpose: 'consultation_outcome',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-oa-consultation',
    page: 'pages/consultations/report?id={id}',
    fields: outcome,
  },
  {
    home: 'mini',
    purpose: 'enquiry_answer',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-mini-enquiry-answer',
    page: 'pages/enquiries/read?id={id}',
    fields: answer,
  },
  {
    home: 'oa',
    purpose: 'enquiry_answer',
    version: 1,
    kind: 'one_time',
    templateId: 'demo-oa-enquiry-answer',
    page: 'pages/enquiries/read?id={id}',
    fields: answer,
  },
]
