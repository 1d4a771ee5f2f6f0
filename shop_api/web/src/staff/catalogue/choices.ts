import type { Role, SpeciesDetail, Stage } from '@/api/types'

/** Which stem of a species is shown, how open it was cut and how many days ago. */
export interface Look { variety: string; stage: Stage; individual: number; day: number }

export interface Choices { stages: Stage[]; individuals: number[]; days: number[] }

const STAGES: readonly Stage[] = ['bud', 'half', 'full']

/** The stage at which it is sold: flowers half open, foliage and fillers full. */
export function usualStage(species: { role: Role }): Stage {
  return species.role === 'foliage' || species.role === 'filler' ? 'full' : 'half'
}

/** Address of the model of a look; null when there is none. */
export function modelOf(species: SpeciesDetail, look: Look): string | null {
  const form = species.varieties.find((one) => one.id === look.variety)?.form ?? null
  const { stage, individual, day } = look
  return species.models.find((one) => one.form === form && one.stage === stage && one.individual === individual && one.day === day)?.url ?? null
}

/** What there is to choose for a flower form: only what looks different. */
export function choicesOf(species: SpeciesDetail, form: string | null): Choices {
  const models = species.models.filter((one) => one.form === form)
  const usual = usualStage(species)
  const differing = <T>(values: T[], url: (value: T) => string | undefined): T[] => {
    const seen = new Set<string>()
    return values.filter((value) => {
      const address = url(value)
      if (address === undefined || seen.has(address)) return false
      seen.add(address)
      return true
    })
  }
  const at = (stage: Stage, individual: number, day: number): string | undefined =>
    models.find((one) => one.stage === stage && one.individual === individual && one.day === day)?.url
  const days = [...new Set(models.map((one) => one.day))].sort((a, b) => a - b)
  const individuals = [...new Set(models.map((one) => one.individual))].sort((a, b) => a - b)
  return {
    stages: differing([...STAGES], (stage) => at(stage, 0, 0)),
    individuals: differing(individuals, (individual) => at(usual, individual, 0)),
    days: differing(days, (day) => at(usual, 0, day)),
  }
}
