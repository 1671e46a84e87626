import { send, type Method, type Request } from './client'
import type { components, paths } from './schema'

/** Everything the pages know of the server comes from api/openapi.yaml. */
export type Schemas = components['schemas']

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Route<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never
}[keyof paths]

type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never
type Responses<O> = O extends { responses: infer R } ? R : never
type AnswerOf<O> = Json<Responses<O>[keyof Responses<O> & (200 | 201)]>
type BodyOf<O> = O extends { requestBody: { content: infer C } }
  ? C extends { 'application/json': infer B }
    ? { body: B }
    : { body: Blob }
  : { body?: undefined }
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? { query?: Q } : unknown
type Names<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never
type PathOf<P extends string> = [Names<P>] extends [never]
  ? { path?: undefined }
  : { path: Record<Names<P>, string> }

type Options<V extends Verb, P extends Route<V>> = PathOf<P> &
  BodyOf<paths[P][V]> &
  QueryOf<paths[P][V]> &
  Pick<Request, 'signal' | 'key' | 'anonymous'>

export function fill(path: string, names: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
}

/** One call of the interface: the route, its parameters and its answer are checked by the compiler. */
export async function call<V extends Verb, P extends Route<V>>(
  verb: V,
  path: P,
  options: Options<V, P>,
): Promise<AnswerOf<paths[P][V]>> {
  const { path: names, ...request } = options as Request & { path?: Record<string, string> }
  return send<AnswerOf<paths[P][V]>>(verb.toUpperCase() as Method, fill(path, names), request)
}
