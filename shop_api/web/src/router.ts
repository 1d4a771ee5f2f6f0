import { createRouter, createWebHistory } from 'vue-router'
import InspirationPage from './pages/InspirationPage.vue'

declare module 'vue-router' {
  interface RouteMeta { title?: string }
}

export const router = createRouter({
  history: createWebHistory(),
  // A filter or an open sheet in the address is no new page.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: InspirationPage },
    // "new" is a design that is not stored yet; the address changes to its own once it is.
    { path: '/d/:id', component: () => import('./pages/DesignerPage.vue'), props: true },
    { path: '/d/:id/order', component: () => import('./pages/OrderFormPage.vue'), props: true, meta: { title: 'order.title' } },
    { path: '/o', component: () => import('./pages/OrderStatusPage.vue'), meta: { title: 'status.find' } },
    { path: '/o/:number', component: () => import('./pages/OrderStatusPage.vue'), props: true, meta: { title: 'status.title' } },
    {
      path: '/staff',
      component: () => import('./staff/StaffFrame.vue'),
      children: [
        { path: '', redirect: '/staff/orders' },
        { path: 'orders', component: () => import('./staff/OrderBoardPage.vue'), meta: { title: 'staff.orders' } },
        { path: 'orders/:number', component: () => import('./staff/StaffOrderPage.vue'), props: true, meta: { title: 'staff.orders' } },
        { path: 'stock', component: () => import('./staff/StockPage.vue'), meta: { title: 'staff.stock' } },
        { path: 'catalogue', component: () => import('./staff/CataloguePage.vue'), meta: { title: 'catalogue.title' } },
      ],
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
