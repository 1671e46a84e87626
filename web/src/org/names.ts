import { t } from '@/i18n'
import type { Area, Grant, Role, Unit } from './api'

export interface OrgNames {
  roles: Role[]
  areas: Area[]
  units: Unit[]
}

/** "审核员 · 农业农村局": a grant in words. */
export function grantText(grant: Grant, names: OrgNames): string {
  const role = names.roles.find((one) => one.key === grant.role)?.name ?? grant.role
  const area = names.areas.find((one) => one.code === grant.scope)?.name
  const unit = names.units.find((one) => one.id === grant.scope)?.name
  const scope = { district: t('org.scope.district'), area: area ?? grant.scope, unit: unit ?? grant.scope }
  return `${role} · ${scope[grant.scope_kind]}`
}
