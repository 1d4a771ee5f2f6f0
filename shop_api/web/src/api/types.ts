// The shapes of the HTTP contract, in one file so that types generated from the OpenAPI document can take its place.

export type Language = 'zh' | 'en'
export type Text = Record<Language, string>
export type Stage = 'bud' | 'half' | 'full'
export type Role = 'focal' | 'mass' | 'line' | 'filler' | 'foliage'
export type Severity = 'error' | 'warning' | 'hint'
export type Vector = [number, number, number]

export interface Variety {
  id: string
  name: Text
  hex: string
  accent: string | null
  in_stock: number
  from_fen: number
  /** The flower form where it differs from that of its species: varieties of one form share their models. */
  form: string | null
  /** None while the species is not grown, as is its model at the stage it is sold at and its palette. */
  swatch: string | null
  model: string | null
  palette: string | null
}

export type PetRisk = 'severe' | 'toxic' | 'mild' | 'none' | 'unknown'

export interface Species {
  id: string
  name: Text
  latin: string
  role: Role
  roles: Role[]
  grown: boolean
  stages: Stage[]
  fragrance: number
  pollen: number
  pets: { cat: PetRisk; dog: PetRisk }
  thorns: boolean
  months: number[]
  meaning: Text
  varieties: Variety[]
}

export interface StemModel { form: string | null; stage: Stage; individual: number; day: number; url: string }

/** All that is known of one species; ranges are [least, most]. */
export interface SpeciesDetail extends Species {
  form: string
  head_cm: Record<Stage, number>
  heads_per_stem: [number, number]
  stem_cm: [number, number]
  stem_mm: [number, number]
  vase_days: [number, number]
  plan_days: number
  peak_months: number[]
  bunch_stems: number
  ethylene: string
  store_celsius: [number, number]
  conditioning_hours: [number, number]
  vase_water: string
  care: Text
  /** A scan of the shop's own. */
  scanned: boolean
  /** Names of the facts that no measured source was found for. */
  estimates: string[]
  substitutes: { id: string; name: Text }[]
  models: StemModel[]
}

/** The query of an import; the body is the file. Lengths in cm, money in fen per stem. */
export interface NewScan {
  id: string
  length_cm: number
  role: Role
  name_zh?: string
  name_en?: string
  latin?: string
  head_cm?: number
  stem_cm?: number
  up?: string
  hex?: string
  cost_fen?: number
  vase_days_min?: number
  vase_days_max?: number
  plan_days?: number
  bunch_stems?: number
  fragrance?: number
  pollen?: number
  thorns?: boolean
  cat?: PetRisk
  dog?: PetRisk
  replace?: boolean
}

export interface Scan { id: string; variety: string; name: Text; role: Role; hex: string; retired: boolean }

export interface Good {
  id: string
  name: Text
  kind: string
  unit: string
  price_fen: number
  colours: string[]
  modelled: boolean
  /** Forms of bouquet that may stand in it. */
  forms: string[]
}

export interface StemLine {
  species: string
  variety: string
  stage: Stage
  count: number
  role?: Role | null
}

export interface Design {
  version: 1
  name: Text
  style: string
  form: string
  seed: number
  stems: StemLine[]
  container: { id: string; colours: string[] }
  ribbon?: { id: string; colour: string } | null
  card?: { text: string } | null
  /** Goods that go along without being part of the picture. */
  extras?: string[]
}

export interface Issue {
  code: string
  severity: Severity
  field: string
  message: Text
}

export interface PlacedStem {
  id: string
  species: string
  variety: string
  name: Text
  stage: Stage
  role: Role
  head: { centre: Vector; radius: number; axis: Vector }
  path: Vector[]
  /** world_from_bloom, column-major. */
  transform: number[]
  model: string
  palette: string
}

export interface Arrangement {
  units: 'm'
  binding: { point: Vector; radius: number }
  size: { height: number; width: number; depth: number }
  stems: PlacedStem[]
  parts: { kind: 'wrap' | 'vase' | 'ribbon' | 'card'; transform: number[] }[]
  issues: Issue[]
}

export interface QuoteLine {
  species: string
  variety: string
  name: Text
  count: number
  available: number | null
  unit_fen: number
  total_fen: number
}

export interface Shortage {
  species: string
  variety: string
  name: Text
  wanted: number
  available: number
  message: Text
  suggestion: { species: string; variety: string; name: Text } | null
}

export interface Quote {
  currency: string
  total_fen: number
  date: string
  can_make: boolean
  earliest_date: string | null
  lines: QuoteLine[]
  breakdown: {
    stems_fen: number
    waste_fen: number
    flowers_fen: number
    goods_fen: number
    labour_fen: number
    sum_fen: number
    list_fen: number
  }
  shortages: Shortage[]
}

/** What composing a design gives; a stored one also has its id, revision and links. */
export interface DesignPreview {
  hash: string
  design: Design
  arrangement: Arrangement
  parts: string
  quote: Quote
  issues: Issue[]
}

export interface DesignView extends DesignPreview {
  id: string
  revision: number
  links: { still: string; glb: string; usdz: string }
}

export interface LibraryItem {
  id: string
  name: Text
  style: string
  occasions: string[]
  note: Text
  stem_count: number
  total_fen: number
  can_make: boolean
  earliest_date: string | null
  picture: string
  design: Design
}

export interface Shop {
  name: Text
  currency: string
  timezone: string
  slots: string[]
  first_slots: string[]
  first_date: string
  last_date: string
  pickup: boolean
  delivery_fee_fen: number
}

export type OrderStatus = 'received' | 'confirmed' | 'declined' | 'refunded'
export type Method = 'pickup' | 'delivery'
export interface Buyer { name: string; phone: string }
export interface Recipient { name: string; phone: string; address: string }

export interface OrderRequest {
  design_id: string
  revision: number
  total_fen: number
  date: string
  slot: string
  method: Method
  buyer: Buyer
  recipient: Recipient | null
  note: string
}

export interface OrderView {
  number: string
  status: OrderStatus
  placed_at: string
  date: string
  slot: string
  method: Method
  total_fen: number
  delivery_fen: number
  design: Design
  name: Text
  still: string
  buyer: Buyer
  recipient: Recipient | null
  history: { status: OrderStatus; at: string }[]
  reason: Text | null
  note?: string
}

export type StaffOrder = OrderView

export interface Pick { lot: string; count: number; location: string; discard_at: string | null }

export interface StaffOrderDetail extends StaffOrder {
  recipe: {
    stems: { species: string; variety: string; name: Text; count: number; picks: Pick[] }[]
    goods: { good: string; name: Text; quantity: number; unit: string }[]
    minutes: number
  }
  customer: {
    id: string
    name: string
    phone: string
    orders: number
    spent_fen: number
    points: { balance: number; pending: number }
    history: { number: string; at: string; status: OrderStatus; total_fen: number }[]
    ledger: { at: string; kind: string; points: number; order: string | null }[]
  } | null
  card_text: string | null
  events: { at: string; type: string }[]
}

export interface StaffOrderPage {
  items: StaffOrder[]
  next: string | null
  counts: Partial<Record<OrderStatus, number>>
}

export interface Lot {
  id: string
  species: string
  variety: string
  name: Text
  on_hand: number
  reserved: number
  received: number
  unit_cost_fen: number
  arrived_at: string
  discard_at: string | null
  sell_by: string | null
  location: string
  status: 'conditioning' | 'ready' | 'past_sell_by' | 'withdrawn'
}

export interface LotRequest {
  species: string
  variety: string
  quantity: number
  unit_cost_fen: number
  arrived_at?: string
  discard_at?: string
  location: string
}

export interface StaffSession { name: string; role: string }

/** RFC 9457 problem details, with what some codes add. */
export interface Problem {
  code: string
  status: number
  title?: string
  detail?: string
  message?: Text
  issues?: Issue[]
  current?: DesignView
  quote?: Quote
  shortages?: Shortage[]
  alternative?: { design: Design; quote: Quote } | null
  allowed?: string[]
}
