import { createRouter, createWebHistory } from 'vue-router'
import { asProblem } from '@/api/problem'
import DutyPage from '@/duty/DutyPage.vue'
import { signedIn } from '@/session/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without the frame. */
    bare?: boolean
    /** For anyone, without an account. */
    open?: boolean
    /** May use the whole width. */
    wide?: boolean
    /** Works from what this device keeps, when there is no network. */
    offline?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', redirect: { name: 'duties' } },
    { path: '/login', name: 'login', component: () => import('@/session/LoginPage.vue'), meta: { bare: true } },
    { path: '/duties', name: 'duties', component: DutyPage },
    { path: '/reports', name: 'reports', component: () => import('@/report/ReportsPage.vue') },
    { path: '/reports/new', name: 'upload', component: () => import('@/report/UploadPage.vue') },
    { path: '/reports/:id', name: 'report', component: () => import('@/report/ReviewPage.vue'), meta: { wide: true } },
    { path: '/commitments', name: 'commitments', component: () => import('@/commitment/CommitmentsPage.vue'), meta: { wide: true } },
    { path: '/commitments/:id', name: 'commitment', component: () => import('@/commitment/CommitmentPage.vue') },
    { path: '/dashboard', name: 'dashboard', component: () => import('@/light/DashboardPage.vue'), meta: { wide: true } },
    { path: '/lights', name: 'lights', component: () => import('@/light/LightsPage.vue') },
    { path: '/livelihood', name: 'livelihood', component: () => import('@/disclosure/LivelihoodPage.vue') },
    { path: '/public/livelihood', name: 'public-livelihood', component: () => import('@/disclosure/PublicPage.vue'), meta: { bare: true, open: true } },
    { path: '/budget', name: 'budget', component: () => import('@/budget/BudgetPage.vue') },
    { path: '/budget/:id', name: 'budget-line', component: () => import('@/budget/LinePage.vue') },
    { path: '/debts/:id', name: 'debt', component: () => import('@/budget/DebtPage.vue') },
    { path: '/projects', name: 'projects', component: () => import('@/project/ProjectsPage.vue'), meta: { wide: true } },
    { path: '/projects/wall', name: 'project-wall', component: () => import('@/project/WallPage.vue'), meta: { wide: true } },
    { path: '/projects/portfolio', name: 'project-portfolio', component: () => import('@/project/PortfolioPage.vue') },
    { path: '/projects/money', name: 'project-money', component: () => import('@/project/MoneyPage.vue') },
    { path: '/projects/renewal', name: 'project-renewal', component: () => import('@/project/RenewalPage.vue') },
    { path: '/projects/import', name: 'project-import', component: () => import('@/project/ImportPage.vue') },
    { path: '/projects/:id', name: 'project', component: () => import('@/project/ProjectPage.vue') },
    { path: '/rallies', name: 'rallies', component: () => import('@/rally/RalliesPage.vue') },
    { path: '/rallies/:id', name: 'rally', component: () => import('@/rally/RallyPage.vue') },
    { path: '/rallies/:id/judging', name: 'rally-judging', component: () => import('@/rally/JudgePage.vue'), meta: { offline: true } },
    { path: '/rallies/:id/projects/:project', name: 'rally-site', component: () => import('@/rally/SheetsPage.vue') },
    { path: '/registers/:type?', name: 'registers', component: () => import('@/register/RegistersPage.vue'), meta: { wide: true } },
    { path: '/registers/:type/board', name: 'register-board', component: () => import('@/register/BoardPage.vue'), meta: { wide: true } },
    { path: '/registers/:type/map', name: 'register-map', component: () => import('@/register/MapPage.vue'), meta: { wide: true } },
    { path: '/registers/:type/import', name: 'register-import', component: () => import('@/register/ImportPage.vue') },
    { path: '/registers/:type/:id/counted/:figure', name: 'register-counted', component: () => import('@/register/CountedPage.vue'), meta: { wide: true } },
    { path: '/registers/:type/:id', name: 'register-object', component: () => import('@/register/ObjectPage.vue'), meta: { wide: true } },
    { path: '/rounds', name: 'rounds', component: () => import('@/round/RoundsPage.vue') },
    { path: '/round-duties/:id', name: 'round_duty', component: () => import('@/round/RoundDutyPage.vue') },
    { path: '/meetings/:id', name: 'meeting', component: () => import('@/round/MeetingPage.vue') },
    { path: '/cases', name: 'cases', component: () => import('@/casework/CasesPage.vue') },
    { path: '/cases/:id', name: 'case', component: () => import('@/casework/CasePage.vue') },
    { path: '/indicators', name: 'indicators', component: () => import('@/indicator/IndicatorsPage.vue'), meta: { wide: true } },
    { path: '/indicators/:id', name: 'indicator', component: () => import('@/indicator/IndicatorPage.vue'), meta: { wide: true } },
    { path: '/figures', name: 'figures', component: () => import('@/indicator/GridPage.vue'), meta: { wide: true } },
    { path: '/figures/import', name: 'figure-import', component: () => import('@/indicator/ImportPage.vue') },
    { path: '/scores', name: 'scores', component: () => import('@/score/ScoresPage.vue') },
    { path: '/scores/entries', name: 'score-entries', component: () => import('@/score/EntriesPage.vue') },
    { path: '/scores/schemes/:id', name: 'scheme', component: () => import('@/score/SchemePage.vue'), meta: { wide: true } },
    { path: '/scores/:id', name: 'score-run', component: () => import('@/score/RunPage.vue'), meta: { wide: true } },
    { path: '/scores/:id/units/:unit', name: 'unit-score', component: () => import('@/score/UnitPage.vue') },
    { path: '/papers', name: 'papers', component: () => import('@/drafting/PapersPage.vue'), meta: { wide: true } },
    { path: '/org/:tab?', name: 'org', component: () => import('@/org/OrgPage.vue') },
    { path: '/account', name: 'account', component: () => import('@/session/AccountPage.vue') },
    { path: '/history/:kind/:id', name: 'history', component: () => import('@/ledger/HistoryPage.vue') },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('@/ui/MissingPage.vue') },
  ],
})

router.beforeEach(async (to) => {
  if (to.name === 'login' || to.meta.open) return true
  const inside = await signedIn().catch((error: unknown) => to.meta.offline === true && asProblem(error).kind === 'offline')
  return inside || { name: 'login', query: to.path === '/' ? {} : { next: to.fullPath } }
})
