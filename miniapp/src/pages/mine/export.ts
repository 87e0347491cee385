/**
 * Gives what was exported into the person's hands: a file of the browser, or the clipboard in WeChat, where a
 * mini-program cannot put a file anywhere else.
 * @returns what to say
 */
export function handOver(text: string): Promise<string> {
  if (__WEB__) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = '我的信息.json'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    return Promise.resolve('已保存为文件“我的信息.json”。')
  }
  return new Promise((resolve) => {
    uni.setClipboardData({
      data: text,
      showToast: false,
      success: () => resolve('已复制，可以粘贴到“文件传输助手”里保存。'),
      fail: () => resolve('没有复制成功，请在微信里允许使用剪贴板后再试。'),
    })
  })
}
