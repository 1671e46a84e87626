// node openapi.mjs FILE: is FILE a valid OpenAPI 3.1 document? Prints each fault as FILE:LINE POINTER: WHAT and ends with 1 when there is one.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { LineCounter, parseDocument } from 'yaml'

const file = process.argv[2]
const lines = new LineCounter()
const source = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines })
const faults = new Set()

/** Notes that WHAT is wrong at PATH, or at the nearest that is written above it. */
function fault(path, what) {
  let at = path
  while (at.length && !source.hasIn(at)) at = at.slice(0, -1)
  const { line } = lines.linePos(source.getIn(at, true)?.range?.[0] ?? 0)
  faults.add(`${file}:${line} /${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}: ${what}`)
}

const steps = (pointer) => pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
const follow = (root, pointer) => steps(pointer).reduce((at, step) => at?.[step], root)
const told = ({ message, params }) => [message, ...Object.values(params).filter((one) => typeof one === 'string' && !message.includes(one) && !one.startsWith('#'))].join(': ')

/** Calls VISIT with each object below NODE and its path. */
function walk(node, visit, path = []) {
  if (node === null || typeof node !== 'object') return
  visit(node, path)
  for (const [key, child] of Object.entries(node)) walk(child, visit, [...path, Array.isArray(node) ? Number(key) : key])
}

/** The shape of the document and whether its references lead anywhere. */
async function checkShape(document) {
  if (!String(document?.openapi).startsWith('3.1.')) return fault(['openapi'], 'is not 3.1')
  const { valid, errors } = await new Validator({ allErrors: true }).validate(structuredClone(document))
  if (valid) return
  if (Array.isArray(errors)) return errors.forEach((error) => fault(steps(error.instancePath), told(error)))
  const lost = errors.match(/Can't resolve ([^\s,]+)/)?.[1]
  walk(document, (node, path) => node.$ref === lost && lost && fault([...path, '$ref'], errors))
  if (!faults.size) fault([], errors)
}

/** The document's own schemas: sound JSON Schema 2020-12, and no keyword or format that nobody knows, as half a description after a comma is. */
function checkSchemas(document) {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }))
  const sound = ajv.compile({
    $dynamicAnchor: 'meta',
    $ref: 'https://json-schema.org/draft/2020-12/schema',
    properties: { discriminator: true, xml: true, externalDocs: true, example: true, format: { enum: Object.keys(ajv.formats) } },
    patternProperties: { '^x-': true },
    unevaluatedProperties: false,
  })
  const check = (schema, path) => {
    if (!sound(schema)) for (const error of sound.errors) fault([...path, ...steps(error.instancePath)], told(error))
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) check(schema, ['components', 'schemas', name])
  const { schemas, ...components } = document.components ?? {}
  walk({ paths: document.paths, components }, (node, path) => {
    if (node.schema !== undefined && (node.in || path.at(-2) === 'content' || path.at(-2) === 'headers')) check(node.schema, [...path, 'schema'])
  })
}

/** What no schema can say: an operation's name is its own, and a path's parameters are those it declares. */
function checkOperations(document) {
  const owners = new Map()
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const inPath = (list = []) => list.map((one) => (one.$ref ? follow(document, one.$ref) : one)).filter((one) => one?.in === 'path').map((one) => one.name)
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map((one) => one[1])
    for (const [method, operation] of Object.entries(item).filter(([, one]) => one?.responses)) {
      const place = ['paths', path, method]
      const declared = new Set([...inPath(item.parameters), ...inPath(operation.parameters)])
      for (const name of named) if (!declared.has(name)) fault(place, `does not declare the path's parameter “${name}”`)
      for (const name of declared) if (!named.includes(name)) fault(place, `declares “${name}”, which the path does not have`)
      const id = operation.operationId
      if (id && owners.has(id)) fault([...place, 'operationId'], `“${id}” is the name of ${owners.get(id)} too`)
      if (id) owners.set(id, `${method} ${path}`)
    }
  }
}

for (const error of source.errors) faults.add(`${file}:${error.linePos?.[0].line ?? 1} ${error.message.split('\n')[0]}`)
if (!faults.size) {
  const document = source.toJS()
  await checkShape(document)
  if (!faults.size) {
    checkSchemas(document)
    checkOperations(document)
  }
}
for (const one of faults) console.log(one)
process.exitCode = faults.size ? 1 : 0
