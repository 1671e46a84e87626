// Opens the judge's page (/rallies/…) without a network: src/rally/shell.ts keeps its files, this answers with them.
const cacheName = 'luoshi-rally'
const patience = 4000

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

const kept = (what) => caches.open(cacheName).then((cache) => cache.match(what, { ignoreVary: true }))

/** The newest page, or the kept one when there is no network or it takes too long. */
async function page(request) {
  const shell = await kept('/')
  if (!shell) return fetch(request)
  const late = new Promise((done) => setTimeout(done, patience, shell))
  return Promise.race([fetch(request).catch(() => shell), late])
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else event.respondWith(kept(url.pathname).then((found) => found ?? fetch(request)))
})
