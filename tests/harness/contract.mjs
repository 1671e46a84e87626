// Holds every answer against api/openapi.yaml: the status must be declared, the media type too, and JSON must fit its schema.
import { appendFileSync, readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

const document = parse(readFileSync(new URL('../../api/openapi.yaml', import.meta.url), 'utf8'))
const ajv = new Ajv({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addSchema({ $id: 'openapi', ...document })

const routes = Object.entries(document.paths).map(([path, item]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
  item,
}))

/** Every operation of the interface, with its method and path. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([, one]) => one.operationId).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
)
const validators = new Map()

function resolve(node) {
  return node?.$ref ? node.$ref.split('/').slice(1).reduce((at, step) => at[step], document) : node
}

function validator(name) {
  if (!validators.has(name)) validators.set(name, ajv.compile({ $ref: `openapi#/components/schemas/${name}` }))
  return validators.get(name)
}

const seen = new Set()

/** Notes in the file LUOSHI_TEST_SEEN that an operation was asked and did what was asked: tools/run_tests.py tells those that never did. */
function note(operation) {
  if (!process.env.LUOSHI_TEST_SEEN || seen.has(operation)) return
  seen.add(operation)
  appendFileSync(process.env.LUOSHI_TEST_SEEN, `${operation}\n`)
}

/** ANSWER is {status, headers, content, body}, body only of JSON. */
export function checkAnswer(method, path, answer) {
  const bare = `/api/v1${path.split('?')[0]}`
  const route = routes.find((one) => one.pattern.test(bare))
  const operation = route?.item[method.toLowerCase()]
  if (!operation) {
    if (answer.status !== 404 && answer.status !== 405) throw new Error(`${method} ${bare} is not in api/openapi.yaml but gave ${answer.status}`)
    if (!validator('Problem')(answer.body)) throw new Error(`${method} ${bare} is not there, and what says so is no problem document`)
    return
  }
  if (answer.status < 400) note(operation.operationId)
  const response = resolve(operation.responses[answer.status] ?? (answer.status >= 400 ? operation.responses.default : undefined))
  if (!response) throw new Error(`${method} ${bare} gave an undeclared status ${answer.status}: ${answer.content}`)
  if (!response.content) {
    if (answer.content.length > 0) throw new Error(`${method} ${bare} gave a body with ${answer.status}, which has none`)
    return
  }
  const type = answer.headers.get('content-type').split(';')[0]
  const media = response.content[type]
  if (!media) throw new Error(`${method} ${bare} gave an undeclared media type ${type}`)
  if (!answer.body) return
  const reference = media.schema.$ref
  const check = reference ? validator(reference.split('/').pop()) : ajv.compile(media.schema)
  if (!check(answer.body)) throw new Error(`${method} ${bare} does not fit its schema: ${ajv.errorsText(check.errors)}`)
}
