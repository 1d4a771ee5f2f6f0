import { computed, type ComputedRef } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import type { Language, Text } from '@/api/types'
import en from './en'
import zh from './zh'

const KEY = 'posy.language'

function preferred(): Language {
  try {
    const saved = localStorage.getItem(KEY)
    if (saved === 'zh' || saved === 'en') return saved
  } catch {
    // Storage may be closed in private windows; the browser's language still decides.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const i18n = createI18n({ legacy: false, locale: preferred(), fallbackLocale: 'zh', messages: { zh, en } })

function announce(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
announce(i18n.global.locale.value)

interface UseLanguage {
  language: ComputedRef<Language>
  pick: (text: Text | null | undefined) => string
  toggle: () => void
}

/** The language on screen, `pick` for the server's two-language texts, and the switch. */
export function useLanguage(): UseLanguage {
  const { locale } = useI18n({ useScope: 'global' })
  const language = computed<Language>(() => (locale.value === 'en' ? 'en' : 'zh'))
  return {
    language,
    pick: (text) => (text ? text[language.value] || text.zh || text.en : ''),
    toggle: () => {
      const next: Language = language.value === 'zh' ? 'en' : 'zh'
      locale.value = next
      announce(next)
      try {
        localStorage.setItem(KEY, next)
      } catch {
        // Not kept in private windows.
      }
    },
  }
}
