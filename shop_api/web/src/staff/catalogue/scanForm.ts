import type { NewScan, PetRisk, Role } from '@/api/types'

/** What is typed into the form; lengths in cm, money in yuan, empty for what is to be measured. */
export interface ScanForm {
  id: string
  nameZh: string
  nameEn: string
  latin: string
  role: Role
  length: string
  head: string
  stem: string
  cost: string
  vase: string
  bunch: string
  up: string
  hex: string
  cat: PetRisk
  dog: PetRisk
  replace: boolean
}

export const EMPTY_FORM: ScanForm = {
  id: '', nameZh: '', nameEn: '', latin: '', role: 'focal', length: '', head: '', stem: '', cost: '', vase: '', bunch: '', up: 'y', hex: '',
  cat: 'unknown', dog: 'unknown', replace: false,
}
export const AXES = ['y', 'z', 'x', '-y', '-z', '-x'] as const
export const RISKS: readonly PetRisk[] = ['unknown', 'none', 'mild', 'toxic', 'severe']

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** An id out of a name: "My Rose" -> "my-rose"; empty when nothing of it can stay. */
export function idOf(name: string): string {
  return name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '').slice(0, 40).replace(/-+$/u, '')
}

/** The fields that cannot be sent as they are, with the name of the words that say why. */
export function faults(form: ScanForm, file: Blob | null): Record<string, string> {
  const found: Record<string, string> = {}
  if (!file) found['file'] = 'needFile'
  if (!ID.test(form.id) || form.id.length > 40) found['id'] = 'needId'
  const length = Number(form.length)
  if (!(length >= 1 && length <= 200)) found['length_cm'] = 'needLength'
  return found
}

/** The form as the server reads it: what is empty is left out. */
export function requestOf(form: ScanForm): NewScan {
  const number = (text: string): number | undefined => (text.trim() && Number.isFinite(Number(text)) ? Number(text) : undefined)
  const whole = (text: string): number | undefined => (number(text) === undefined ? undefined : Math.round(Number(text)))
  const words = (text: string): string | undefined => text.trim() || undefined
  const cost = number(form.cost)
  const vase = whole(form.vase)
  const all = {
    id: form.id, length_cm: Number(form.length), role: form.role,
    name_zh: words(form.nameZh), name_en: words(form.nameEn), latin: words(form.latin),
    head_cm: number(form.head), stem_cm: number(form.stem), up: form.up === 'y' ? undefined : form.up, hex: words(form.hex),
    cost_fen: cost === undefined ? undefined : Math.round(cost * 100),
    vase_days_min: vase, vase_days_max: vase, bunch_stems: whole(form.bunch),
    cat: form.cat === 'unknown' ? undefined : form.cat, dog: form.dog === 'unknown' ? undefined : form.dog,
    replace: form.replace || undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as NewScan
}
