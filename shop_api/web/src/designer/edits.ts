import type { Design, Role, Stage, StemLine } from '@/api/types'

// Every change of a design, as pure functions: they return a new design and leave the old one for undo.

export const MAX_STEMS = 120
export const MAX_CARD = 120

export function stemCount(design: Design): number {
  return design.stems.reduce((n, line) => n + line.count, 0)
}

/** How many stems line `index` may have at most, with the others as they are. */
export function roomFor(design: Design, index: number): number {
  return MAX_STEMS - stemCount(design) + (design.stems[index]?.count ?? 0)
}

export function setCount(design: Design, index: number, count: number): Design {
  const limited = Math.max(1, Math.min(roomFor(design, index), Math.round(count)))
  return withStems(design, design.stems.map((line, i) => (i === index ? { ...line, count: limited } : line)))
}

export function addStem(design: Design, species: string, variety: string, stage: Stage, role?: Role): Design {
  const known = design.stems.findIndex((line) => line.species === species && line.variety === variety && line.stage === stage)
  if (known >= 0) return setCount(design, known, (design.stems[known]?.count ?? 0) + 1)
  if (stemCount(design) >= MAX_STEMS) return design
  const line: StemLine = { species, variety, stage, count: 1, ...(role ? { role } : {}) }
  return withStems(design, [...design.stems, line])
}

export function removeLine(design: Design, index: number): Design {
  return withStems(design, design.stems.filter((_, i) => i !== index))
}

export function setVariety(design: Design, index: number, variety: string): Design {
  return merged(design, index, { variety })
}

export function setStage(design: Design, index: number, stage: Stage): Design {
  return merged(design, index, { stage })
}

/** Opens or closes all flowers; `fixed` names the species that have only one stage to show. */
export function setAllStages(design: Design, stage: Stage, stagesOf: (species: string) => Stage[]): Design {
  return design.stems.reduce((result, line) => {
    if (!stagesOf(line.species).includes(stage)) return result
    const at = result.stems.findIndex((l) => l.species === line.species && l.variety === line.variety && l.stage === line.stage)
    return at < 0 ? result : setStage(result, at, stage)
  }, design)
}

/** Replaces one variety wherever it stands, as the shop suggests when it is short. */
export function substitute(design: Design, from: { species: string; variety: string }, to: { species: string; variety: string }): Design {
  let result = design
  for (;;) {
    const at = result.stems.findIndex((line) => line.species === from.species && line.variety === from.variety)
    if (at < 0 || (from.species === to.species && from.variety === to.variety)) return result
    result = merged(result, at, { species: to.species, variety: to.variety })
  }
}

/** Leaves `available` stems of one variety, taken from its last lines first. */
export function reduceTo(design: Design, of: { species: string; variety: string }, available: number): Design {
  let left = available
  const lines = design.stems.flatMap((line) => {
    if (line.species !== of.species || line.variety !== of.variety) return [line]
    const count = Math.min(line.count, left)
    left -= count
    return count > 0 ? [{ ...line, count }] : []
  })
  return lines.length ? withStems(design, lines) : design
}

export function setContainer(design: Design, id: string, colours: string[]): Design {
  return { ...design, container: { id, colours } }
}

export function setContainerColour(design: Design, layer: number, colour: string): Design {
  const colours = design.container.colours.map((old, i) => (i === layer ? colour : old))
  if (layer >= colours.length) colours.push(colour)
  return { ...design, container: { ...design.container, colours } }
}

export function setRibbon(design: Design, ribbon: { id: string; colour: string } | null): Design {
  return { ...design, ribbon }
}

export function setCard(design: Design, text: string): Design {
  const short = Array.from(text).slice(0, MAX_CARD).join('')
  return { ...design, card: short.trim() ? { text: short } : null }
}

export function arrangeAgain(design: Design): Design {
  return { ...design, seed: (design.seed + 1) % 2 ** 31 }
}

export function rename(design: Design, name: string, language: 'zh' | 'en'): Design {
  const short = Array.from(name.trim()).slice(0, 60).join('')
  const other = language === 'zh' ? 'en' : 'zh'
  // A customer writes one name; it is shown in both languages unless the other one has its own.
  const keep = design.name[other] && design.name[other] !== design.name[language]
  return { ...design, name: { ...design.name, [language]: short, ...(keep ? {} : { [other]: short }) } }
}

function withStems(design: Design, stems: StemLine[]): Design {
  return { ...design, stems }
}

/** Changes a line; if another line then says the same, the two become one. */
function merged(design: Design, index: number, change: Partial<StemLine>): Design {
  const line = design.stems[index]
  if (!line) return design
  const next = { ...line, ...change }
  const twin = design.stems.findIndex((other, i) =>
    i !== index && other.species === next.species && other.variety === next.variety && other.stage === next.stage)
  if (twin < 0) return withStems(design, design.stems.map((old, i) => (i === index ? next : old)))
  return withStems(design, design.stems
    .map((old, i) => (i === twin ? { ...old, count: old.count + next.count } : old))
    .filter((_, i) => i !== index))
}
