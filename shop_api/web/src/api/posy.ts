import { request, upload } from './client'
import type {
  Design, DesignView, Good, LibraryItem, Lot, LotRequest, NewScan, OrderRequest, OrderStatus, OrderView, Scan, Shop, Species, SpeciesDetail,
  StaffOrder, StaffOrderDetail, StaffOrderPage, StaffSession,
} from './types'

interface Items<T> { items: T[] }

const at = (path: string, date?: string | null): string => (date ? `${path}?date=${encodeURIComponent(date)}` : path)
const segment = encodeURIComponent

export const api = {
  species: () => request<Items<Species>>('GET', '/api/species').then((page) => page.items),
  speciesDetail: (id: string) => request<SpeciesDetail>('GET', `/api/species/${segment(id)}`),
  goods: () => request<Items<Good>>('GET', '/api/goods').then((page) => page.items),
  shop: () => request<Shop>('GET', '/api/shop'),
  library: () => request<Items<LibraryItem>>('GET', '/api/library').then((page) => page.items),
  libraryItem: (id: string) => request<LibraryItem>('GET', `/api/library/${segment(id)}`),

  createDesign: (design: Design, date?: string) =>
    request<DesignView>('POST', '/api/designs', { body: date ? { design, date } : { design } }),
  design: (id: string, date?: string | null) => request<DesignView>('GET', at(`/api/designs/${segment(id)}`, date)),
  replaceDesign: (id: string, design: Design, revision: number, date?: string | null) =>
    request<DesignView>('PUT', at(`/api/designs/${segment(id)}`, date), { body: { design, revision } }),

  placeOrder: (order: OrderRequest, key: string) =>
    request<OrderView>('POST', '/api/orders', { body: order, headers: { 'Idempotency-Key': key } }),
  findOrder: (number: string, phone: string) => request<OrderView>('POST', '/api/orders/find', { body: { number, phone } }),
}

// Unsafe staff requests carry a header that another site's form cannot send.
const staffHeaders = { 'X-Posy': '1' }

export const staffApi = {
  session: () => request<StaffSession>('GET', '/api/staff/session'),
  logIn: (name: string, password: string) =>
    request<undefined>('POST', '/api/staff/session', { body: { name, password }, headers: staffHeaders }),
  logOut: () => request<undefined>('DELETE', '/api/staff/session', { headers: staffHeaders }),

  orders: (state: OrderStatus, cursor?: string) =>
    request<StaffOrderPage>('GET', `/api/staff/orders?state=${state}${cursor ? `&cursor=${segment(cursor)}` : ''}`),
  order: (number: string) => request<StaffOrderDetail>('GET', `/api/staff/orders/${segment(number)}`),
  act: (number: string, action: 'confirm' | 'decline' | 'refund', reason?: string) =>
    request<StaffOrder>('POST', `/api/staff/orders/${segment(number)}/${action}`, {
      body: reason === undefined ? {} : { reason },
      headers: staffHeaders,
    }),

  lots: (cursor?: string) =>
    request<{ items: Lot[]; next: string | null }>('GET', `/api/staff/lots${cursor ? `?cursor=${segment(cursor)}` : ''}`),
  receiveLot: (lot: LotRequest, key: string) =>
    request<Lot>('POST', '/api/staff/lots', { body: lot, headers: { ...staffHeaders, 'Idempotency-Key': key } }),

  scans: () => request<Items<Scan>>('GET', '/api/staff/species').then((page) => page.items),
  importScan: (file: Blob, scan: NewScan, key: string, sent: (share: number) => void, signal: AbortSignal) => {
    const query = new URLSearchParams(Object.entries(scan).map(([name, value]) => [name, String(value)]))
    const headers = { ...staffHeaders, 'Idempotency-Key': key, 'Content-Type': 'model/gltf-binary' }
    return upload<Scan>(`/api/staff/species?${query.toString()}`, file, { headers, sent, signal })
  },
  removeScan: (id: string) =>
    request<{ id: string; outcome: 'removed' | 'retired' }>('DELETE', `/api/staff/species/${segment(id)}`, { headers: staffHeaders }),
}
