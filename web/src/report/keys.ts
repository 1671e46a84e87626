/** The keys of the review page, for its help sheet. */
export const reviewKeys = [
  { name: 'move', keys: ['j', 'k'] },
  { name: 'confirm', keys: ['Enter'] },
  { name: 'assign', keys: ['a'] },
  { name: 'accept', keys: ['y'] },
  { name: 'edit', keys: ['e'] },
  { name: 'split', keys: ['s'] },
  { name: 'merge', keys: ['m'] },
  { name: 'drop', keys: ['d'] },
  { name: 'dropIdle', keys: ['D'] },
  { name: 'restore', keys: ['r'] },
  { name: 'undo', keys: ['u'] },
  { name: 'pick', keys: ['x'] },
  { name: 'pickAll', keys: ['X'] },
  { name: 'escape', keys: ['Esc'] },
  { name: 'help', keys: ['?'] },
] as const
