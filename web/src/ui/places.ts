import { Bell, Calendar, CircleCheck, Coin, DataLine, Document, Files, MapLocation, Monitor, OfficeBuilding, Suitcase, Tickets, TrophyBase } from '@element-plus/icons-vue'
import { computed, type Component } from 'vue'
import { may } from '@/session/session'

export interface Place {
  name: string
  label: 'nav.duties' | 'nav.dashboard' | 'nav.reports' | 'nav.commitments' | 'nav.indicators' | 'nav.projects' | 'nav.cases' | 'nav.rounds' | 'nav.scores' | 'nav.papers' | 'nav.budget' | 'nav.registers' | 'nav.org'
  icon: Component
  /** Who may not read there is not sent there. */
  permission: string
  /** Routes that belong to it. */
  covers: string[]
  /** On a phone it has a place of its own at the bottom; the others stand behind “more”. */
  thumb?: boolean
}

const all: Place[] = [
  { name: 'duties', label: 'nav.duties', icon: CircleCheck, permission: 'duty.read', covers: ['duties'], thumb: true },
  { name: 'dashboard', label: 'nav.dashboard', icon: Monitor, permission: 'commitment.read', covers: ['dashboard', 'lights'], thumb: true },
  { name: 'reports', label: 'nav.reports', icon: Document, permission: 'report.read', covers: ['reports', 'report', 'upload'] },
  { name: 'commitments', label: 'nav.commitments', icon: Tickets, permission: 'commitment.read', covers: ['commitments', 'commitment', 'livelihood'], thumb: true },
  { name: 'indicators', label: 'nav.indicators', icon: DataLine, permission: 'indicator.read', covers: ['indicators', 'indicator', 'figures', 'figure-import'] },
  { name: 'projects', label: 'nav.projects', icon: Suitcase, permission: 'project.read', covers: ['projects', 'project', 'register-board', 'project-portfolio', 'project-money', 'project-renewal', 'project-import', 'project-wall', 'rallies', 'rally', 'rally-site', 'rally-judging'] },
  { name: 'cases', label: 'nav.cases', icon: Bell, permission: 'case.read', covers: ['cases', 'case'], thumb: true },
  { name: 'rounds', label: 'nav.rounds', icon: Calendar, permission: 'round.read', covers: ['rounds', 'round_duty', 'meeting'] },
  { name: 'scores', label: 'nav.scores', icon: TrophyBase, permission: 'score.read', covers: ['scores', 'score-entries', 'scheme', 'score-run', 'unit-score'] },
  { name: 'papers', label: 'nav.papers', icon: Files, permission: 'report.read', covers: ['papers'] },
  { name: 'budget', label: 'nav.budget', icon: Coin, permission: 'budget.read', covers: ['budget', 'budget-line', 'debt'] },
  { name: 'registers', label: 'nav.registers', icon: MapLocation, permission: 'register.read', covers: ['registers', 'register-object', 'register-map', 'register-import'] },
  { name: 'org', label: 'nav.org', icon: OfficeBuilding, permission: 'org.read', covers: ['org'] },
]

export const places = computed(() => all.filter((place) => may(place.permission)))

export const covers = (place: Place, route: unknown): boolean => place.covers.includes(String(route))
