// The State Council's yearly notices, as chinese-days keeps them, in the form that src/kernel/calendar.h reads.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const days = JSON.parse(readFileSync(require.resolve('chinese-days/dist/chinese-days.json'), 'utf8'))

const exceptions = [
  ...Object.entries(days.holidays).map(([day, name]) => [day, 'off', name]),
  ...Object.entries(days.workdays).map(([day, name]) => [day, 'work', name]),
]
// Names come as “Spring Festival,春节,4”. A holiday that falls on a weekend is off anyway, and kept: it has a name.
const lines = exceptions
  .map(([day, kind, name]) => `${day},${kind},${name.split(',')[1]}`)
  .sort()
const years = lines.map((line) => line.slice(0, 4))
process.stdout.write(`# Holidays and swapped working days (调休) of ${years[0]} to ${years.at(-1)}, from the State Council's yearly notices.\n`)
process.stdout.write('# Made by tools/data (npm run calendar); src/kernel/calendar.h says the form.\n')
process.stdout.write(lines.join('\n') + '\n')
