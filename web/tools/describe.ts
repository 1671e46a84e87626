import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import type { Plugin } from 'vite'

interface Operation {
  tags?: string[]
  operationId?: string
  summary?: string
  description?: string
  parameters?: { $ref?: string; name?: string; in?: string; required?: boolean; description?: string; schema?: unknown }[]
  requestBody?: { content: Record<string, { schema?: unknown }> }
  responses?: Record<string, unknown>
  [extra: `x-${string}`]: string
}

interface Interface {
  info: { title: string; version: string; description: string }
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown>; parameters: Record<string, unknown> }
}

const verbs = ['get', 'post', 'put', 'patch', 'delete']
const plain = (text: unknown): string =>
  String(text ?? '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
const name = (ref: unknown): string => String(ref).split('/').pop() ?? ''
/** The little Markdown that the file's descriptions use: paragraphs, lists, bold and code. */
const prose = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const items = block.split(/^- /m)
      const lines = items.map((item) => plain(item.trim()).replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>').replace(/`(.+?)`/g, '<code>$1</code>'))
      return items.length > 1 ? `<ul>${lines.slice(1).map((line) => `<li>${line}</li>`).join('')}</ul>` : `<p>${lines[0] ?? ''}</p>`
    })
    .join('\n')
/** YAML of a schema, with links to what it refers to. */
const schema = (value: unknown): string =>
  `<pre>${plain(stringify(value, { lineWidth: 100 })).replace(/\$ref: &quot;?"?#\/components\/schemas\/(\w+)(?:&quot;)?/g, '<a href="#schema-$1">$1</a>')}</pre>`

function operation(path: string, verb: string, one: Operation): string {
  const parameters = (one.parameters ?? []).filter((item) => item.name)
  const rows = parameters.map(
    (item) => `<tr><td><code>${plain(item.name)}</code></td><td>${plain(item.in)}</td><td>${plain(item.description)}</td><td>${schema(item.schema)}</td></tr>`,
  )
  const bodies = Object.entries(one.requestBody?.content ?? {})
  return `<details id="${plain(one.operationId)}"><summary><span class="method">${verb.toUpperCase()}</span> <code>${plain(path)}</code> ${plain(one.summary)}</summary>
<p>${plain(one.description)} <span class="muted">Permission: ${plain(one['x-permission'])}; scope: ${plain(one['x-scope'])}</span></p>
${rows.length ? `<table><tbody>${rows.join('')}</tbody></table>` : ''}
${bodies.map(([type, body]) => `<p>Body, <code>${plain(type)}</code></p>${schema(body.schema)}`).join('')}
<p>Answers: ${Object.entries(one.responses ?? {}).map(([status, answer]) => `${plain(status)} ${plain(name((answer as { $ref?: string }).$ref ?? 'file'))}`).join(', ')}</p></details>`
}

export function page(yaml: string): string {
  const api = parse(yaml) as Interface
  const all = Object.entries(api.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => (item[verb] ? [{ path, verb, one: item[verb] }] : [])),
  )
  const sections = api.tags.map((tag) => {
    const mine = all.filter(({ one }) => one.tags?.includes(tag.name))
    return `<h2 id="${plain(tag.name)}">${plain(tag.description)}</h2>${mine.map(({ path, verb, one }) => operation(path, verb, one)).join('\n')}`
  })
  const schemas = Object.entries(api.components.schemas).map(
    ([key, value]) => `<details id="schema-${plain(key)}"><summary><code>${plain(key)}</code></summary>${schema(value)}</details>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(api.info.title)} API</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/docs.css"></head><body>
<h1>${plain(api.info.title)} API ${plain(api.info.version)}</h1>${prose(api.info.description)}
<p><a href="/api/openapi.yaml">openapi.yaml</a></p>
<nav><ul>${api.tags.map((tag) => `<li><a href="#${plain(tag.name)}">${plain(tag.description)}</a></li>`).join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main>${sections.join('\n')}<h2 id="schemas">Schemas</h2>${schemas.join('\n')}</main></body></html>\n`
}

/** Writes the interface's human page (/api/docs) and the file itself (/api/openapi.yaml) into the build. */
export function describeInterface(): Plugin {
  const source = fileURLToPath(new URL('../../api/openapi.yaml', import.meta.url))
  let folder = 'dist'
  return {
    name: 'describe-interface',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    writeBundle() {
      const yaml = readFileSync(source, 'utf8')
      mkdirSync(join(folder, 'api'), { recursive: true })
      writeFileSync(join(folder, 'api', 'openapi.yaml'), yaml)
      writeFileSync(join(folder, 'docs.html'), page(yaml))
    },
  }
}
