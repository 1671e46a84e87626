// Prints what the first route costs: index.html and everything it loads before it shows, gzipped.
// Usage: node tools/size.mjs [--json]; ends with 1 when over the limit.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const limit = 350 * 1000
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
if (!existsSync(`${dist}.vite/manifest.json`)) {
  console.error('dist/ is missing: run npm run build first')
  process.exit(2)
}
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
// The page, and the route that everyone lands on with the frame around it.
const first = ['index.html', 'src/ui/AppShell.vue', 'src/duty/DutyPage.vue', 'src/i18n/zh-CN.json']
const wanted = new Set(['index.html'])
const visited = new Set()

function visit(key) {
  const chunk = manifest[key]
  if (!chunk || visited.has(key)) return
  visited.add(key)
  wanted.add(chunk.file)
  for (const style of chunk.css ?? []) wanted.add(style)
  for (const next of chunk.imports ?? []) visit(next)
}
first.forEach(visit)

const rows = [...wanted].map((file) => {
  const packed = `${dist}${file}.gz`
  return { file, bytes: statSync(existsSync(packed) ? packed : `${dist}${file}`).size }
})
const total = rows.reduce((sum, row) => sum + row.bytes, 0)
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ total, limit, rows }))
} else {
  for (const row of rows.sort((a, b) => b.bytes - a.bytes)) {
    console.log(`${(row.bytes / 1000).toFixed(1).padStart(8)} kB  ${row.file}`)
  }
  console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  first route, gzipped (limit ${limit / 1000} kB)`)
}
process.exit(total <= limit ? 0 : 1)
