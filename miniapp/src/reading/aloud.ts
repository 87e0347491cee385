import { onUnmounted, reactive } from 'vue'

/** As long as a voice reads in one breath: some stop in the middle of a long text. */
const LONGEST = 180

/** Sentences of an article, none longer than a voice can hold. */
export function sentencesOf(html: string): string[] {
  const text = html
    .replace(/<\/(p|h2|h3|h4|li|tr|td|th)>/g, '。')
    .replace(/<[^>]+>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '和', quot: '"', '#39': "'" })[name] ?? ' ',
    )
  return (text.match(/[^。！？；\n]+[。！？；\n]*/g) ?? [])
    .map((sentence) => sentence.trim().replace(/^。+/, ''))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .flatMap((sentence) => sentence.match(new RegExp(`.{1,${LONGEST}}`, 'gu')) ?? [])
}

/** Reads aloud where the platform has a voice; the mini-program has none of its own. */
export function useAloud() {
  const voice = __WEB__ && 'speechSynthesis' in window ? window.speechSynthesis : null
  const aloud = reactive({ isOffered: voice !== null, isSpeaking: false })
  let left: string[] = []

  function next(): void {
    const sentence = left.shift()
    if (!voice || sentence === undefined) {
      aloud.isSpeaking = false
      return
    }
    const said = new SpeechSynthesisUtterance(sentence)
    said.lang = 'zh-CN'
    said.rate = 0.9
    said.onend = next
    said.onerror = stop
    voice.speak(said)
  }
  function stop(): void {
    left = []
    aloud.isSpeaking = false
    voice?.cancel()
  }
  onUnmounted(stop)
  return Object.assign(aloud, {
    start(html: string): void {
      stop()
      left = sentencesOf(html)
      aloud.isSpeaking = true
      next()
    },
    stop,
  })
}
