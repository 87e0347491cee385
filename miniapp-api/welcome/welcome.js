import { becomeSomeoneElse, feedPaths, has, isDemo, knownVisitor, learnOperations } from './welcome.api.js'
import { readConsultation, showConsultations } from './welcome.consultations.js'
import { button, empty, one } from './welcome.dom.js'
import { showPolls } from './welcome.polls.js'
import { showQuizzes } from './welcome.quizzes.js'
import { openSearch, readFaq, readPublication, showPublications } from './welcome.reading.js'

const MODE = 'guangting.elder'
const page = document.documentElement
const toggle = one('#elder')

function setMode(isElder) {
  page.classList.toggle('elder', isElder)
  toggle.ariaPressed = isElder
  localStorage.setItem(MODE, isElder ? 'on' : 'off')
}
setMode(localStorage.getItem(MODE) === 'on')
toggle.addEventListener('click', () => setMode(!page.classList.contains('elder')))

function showWho() {
  const openid = knownVisitor()
  if (openid)
    one('#who').replaceChildren(
      `演示：您现在是模拟居民 ${openid}。`,
      button('换一位居民再试', becomeSomeoneElse),
    )
  else one('#who').textContent = '演示：投票时以模拟微信身份登录，身份只存在这个浏览器里。'
}
if (isDemo) showWho()
document.addEventListener('signed-in', showWho)

const sections = [
  [
    'polls',
    'listPolls',
    '投票正在准备中：开放后可以在这里点选想检的食品。',
    (box) => showPolls(box, readPublication),
  ],
  ['quizzes', 'listQuizzes', '有奖问答正在准备中：开放后可以在这里答题、看得分。', showQuizzes],
  [
    'consultations',
    'listConsultations',
    '意见征集正在准备中：开放后可以在这里逐条读、逐条提意见。',
    showConsultations,
  ],
  [
    'publications',
    'listPublications',
    '政策解读、消费提示和抽检结果正在准备中，审核通过后在这里发布。',
    (box) => showPublications(box, one('.kinds')),
  ],
]

async function fill([section, operation, coming, show]) {
  const box = one(`#${section} .list`)
  if (!has(operation)) return box.replaceChildren(empty(coming))
  await show(box).catch((refused) => box.replaceChildren(empty(refused.message)))
}

try {
  await learnOperations()
  openSearch()
  for (const path of feedPaths()) {
    const link = Object.assign(document.createElement('a'), { href: path, textContent: `订阅源 ${path}` })
    const item = document.createElement('li')
    item.append(link)
    one('.links').append(item)
  }
  const [, kind, linked] = /^\/(\w+)\/(\w{26})$/.exec(location.pathname) ?? []
  if (kind === 'publications') await readPublication(linked)
  if (kind === 'faqs') await readFaq(linked)
  await Promise.all(sections.map(fill))
  if (kind === 'consultations') await readConsultation(linked, location.hash).catch(() => undefined)
} catch (refused) {
  one('#polls .list').replaceChildren(empty(refused.message))
}
page.dataset.ready = 'yes'
