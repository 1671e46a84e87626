import type { EvidenceFile } from '@/evidence/api'

/** A photograph taken at a site; it is uploaded with its key when there is a network. */
export interface Photo {
  name: string
  key: string
  bytes: Blob
}

/** A judge's sheet of one site, as this device keeps it until the server has locked it. */
export interface Draft {
  project: string
  /** Being filled in; submitted and waiting for a network; not taken by the server. */
  state: 'draft' | 'waiting' | 'refused'
  marks: Record<string, string>
  note: string
  day: string
  files: EvidenceFile[]
  photos: Photo[]
  /** One for each content: sent twice, it counts once. */
  key: string
  /** Why the server did not take it. */
  message: string
}

const shelf = 'kept'
const apart = '/'

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('luoshi-rally', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(shelf)
    asked.onsuccess = () => { done(asked.result) }
    asked.onerror = () => { failed(asked.error ?? new Error('indexedDB')) }
  })
}

/** Answers when it is on the disk. */
async function using<T>(mode: IDBTransactionMode, job: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((done, failed) => {
      const work = database.transaction(shelf, mode)
      const asked = job(work.objectStore(shelf))
      work.oncomplete = () => { done(asked.result) }
      work.onabort = () => { failed(work.error ?? new Error('indexedDB')) }
    })
  } finally {
    database.close()
  }
}

export const readKept = <T>(...name: string[]) => using('readonly', (store) => store.get(name.join(apart)) as IDBRequest<T | undefined>)
export const keep = (value: unknown, ...name: string[]) => using('readwrite', (store) => store.put(value, name.join(apart)))
export const forgetKept = (...name: string[]) => using('readwrite', (store) => store.delete(name.join(apart)))
/** All that is kept under NAME. */
export const readAll = <T>(...name: string[]) => {
  const start = [...name, ''].join(apart)
  return using('readonly', (store) => store.getAll(IDBKeyRange.bound(start, `${start}\uffff`)) as IDBRequest<T[]>)
}
