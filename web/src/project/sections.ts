/** The pages of the navigation's “项目”; each has a permission to be seen. */
export const sections = [
  { name: 'projects', label: 'project.page.libraries', permission: 'project.read' },
  { name: 'project-wall', label: 'project.page.wall', permission: 'project.read' },
  { name: 'project-portfolio', label: 'project.page.portfolio', permission: 'project.read' },
  { name: 'rallies', label: 'project.page.rallies', permission: 'rally.read' },
  { name: 'project-money', label: 'project.page.money', permission: 'project.read' },
  { name: 'project-renewal', label: 'project.page.renewal', permission: 'project.read' },
] as const
