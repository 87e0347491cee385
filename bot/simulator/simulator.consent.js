// The dialog with which a mini-program asks whether it may send messages: at most three kinds at a time, and never
// one-time and long-term ones together, as WeChat demands.

const dialog = document.querySelector('#consent')
const list = document.querySelector('#templates')
const MOST = 3

const names = {
  alert: '消费提示（紧急）',
  notice: '新发布提醒',
  vote_result: '投票结果通知',
  consultation_outcome: '意见采纳情况通知',
  quiz_prize: '中奖通知',
  enquiry_answer: '留言答复通知',
}

function option({ templateId, purpose, kind }) {
  const label = document.createElement('label')
  const box = Object.assign(document.createElement('input'), {
    type: 'checkbox',
    value: templateId,
    checked: true,
  })
  label.append(box, `${names[purpose] ?? purpose}（${kind === 'long_term' ? '长期' : '一次'}）`)
  return label
}

let turn = 0

/** Asks, by turns for the one-time and the long-term kinds. @returns template id → accept or reject */
export function askConsent(templates) {
  const kinds = ['one_time', 'long_term'].filter((kind) => templates.some((t) => t.kind === kind))
  if (kinds.length === 0) return Promise.resolve({})
  const kind = kinds[turn++ % kinds.length]
  list.replaceChildren(
    ...templates
      .filter((t) => t.kind === kind)
      .slice(0, MOST)
      .map(option),
  )
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const boxes = [...list.querySelectorAll('input')]
        const accepts = (box) => dialog.returnValue === 'accept' && box.checked
        resolve(Object.fromEntries(boxes.map((box) => [box.value, accepts(box) ? 'accept' : 'reject'])))
      },
      { once: true },
    )
  })
}
