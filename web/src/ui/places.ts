import { CircleCheck, Document, OfficeBuilding, Tickets } from '@element-plus/icons-vue'
import { computed, type Component } from 'vue'
import { session } from '@/session/session'

export interface Place {
  name: string
  label: 'nav.duties' | 'nav.reports' | 'nav.commitments' | 'nav.org'
  icon: Component
  /** Routes that belong to it. */
  covers: string[]
}

const all: Place[] = [
  { name: 'duties', label: 'nav.duties', icon: CircleCheck, covers: ['duties'] },
  { name: 'reports', label: 'nav.reports', icon: Document, covers: ['reports', 'report', 'upload'] },
  { name: 'commitments', label: 'nav.commitments', icon: Tickets, covers: ['commitments', 'commitment'] },
  { name: 'org', label: 'nav.org', icon: OfficeBuilding, covers: ['org'] },
]

export const places = computed(() => (session.value ? all : []))
