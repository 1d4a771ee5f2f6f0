import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

interface Load<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  run: () => Promise<void>
}

/** Data of a list or page with its three states; `run` loads again, and an older answer never replaces a newer one. */
export function useLoad<T>(get: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let turn = 0
  async function run(): Promise<void> {
    const mine = ++turn
    loading.value = true
    error.value = null
    try {
      const result = await get()
      if (mine === turn) data.value = result
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return { data, error, loading, run }
}
