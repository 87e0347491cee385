import { computed, type Ref, ref } from 'vue'
import { type QuizDraft, quizFaults } from './quizzes.draft'

/** What is wrong with a draft, told from the first try to save on: by the form itself, and by the service. */
export function useQuizFaults(draft: Ref<QuizDraft>, act: { errors: Record<string, string> }) {
  const isChecked = ref(false)
  const faults = computed(() => (isChecked.value ? quizFaults(draft.value, Date.now()) : {}))
  return {
    errors: computed<Record<string, string>>(() => ({ ...act.errors, ...faults.value })),
    isSound(): boolean {
      isChecked.value = true
      return Object.keys(faults.value).length === 0
    },
  }
}
