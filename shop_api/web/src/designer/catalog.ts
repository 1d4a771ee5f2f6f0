import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api } from '@/api/posy'
import type { Good, Language, Shop, Species, StemLine, Text, Variety } from '@/api/types'

/** The form that designs have here: only what can hold it is offered. */
const FORM = 'round'

/** What can be used: species, goods and the shop's days, read once for all pages. */
export const useCatalog = defineStore('catalog', () => {
  const species = shallowRef<Species[]>([])
  const goods = shallowRef<Good[]>([])
  const shop = shallowRef<Shop | null>(null)
  const error = shallowRef<unknown>(null)
  const loaded = ref(false)
  let loading: Promise<void> | null = null

  const byId = computed(() => new Map(species.value.map((s) => [s.id, s])))
  const goodById = computed(() => new Map(goods.value.map((g) => [g.id, g])))
  const grown = computed(() => species.value.filter((s) => s.grown))
  const papers = computed(() => goods.value.filter((g) => g.kind === 'paper' && g.forms.includes(FORM)))
  const vases = computed(() => goods.value.filter((g) => g.kind === 'vase' && g.forms.includes(FORM)))
  const ribbons = computed(() => goods.value.filter((g) => g.kind === 'ribbon' && g.modelled))

  function load(): Promise<void> {
    loading ??= (async () => {
      error.value = null
      try {
        [species.value, goods.value, shop.value] = await Promise.all([api.species(), api.goods(), api.shop()])
        loaded.value = true
      } catch (problem) {
        error.value = problem
        loading = null
      }
    })()
    return loading
  }

  function variety(speciesId: string, varietyId: string): Variety | undefined {
    return byId.value.get(speciesId)?.varieties.find((v) => v.id === varietyId)
  }

  /** Whether it says something how open a line's flowers are: not of leaves, nor of fillers. */
  function opens(line: Pick<StemLine, 'species' | 'role'>): boolean {
    const role = byId.value.get(line.species)?.role ?? line.role
    return role !== 'foliage' && role !== 'filler'
  }

  return { species, goods, shop, error, loaded, byId, goodById, grown, papers, vases, ribbons, load, variety, opens }
})

/** A name without what stands in brackets: "玫瑰(切花月季)" is "玫瑰" in a list. */
export function shortName(name: Text | undefined, language: Language): string {
  return (name?.[language] ?? '').replace(/\s*[((].*$/u, '')
}
