const cacheName = 'luoshi-rally'

/** The files that this page is made of, as far as they are loaded. */
function loadedFiles(): string[] {
  const timed = performance.getEntriesByType('resource').map((entry) => entry.name)
  const linked = [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[href]')].map((one) => ('src' in one ? one.src : one.href))
  const here = [...timed, ...linked].map((name) => new URL(name, location.href)).filter((url) => url.origin === location.origin)
  return [...new Set(here.map((url) => url.pathname))].filter((path) => path.startsWith('/assets/') || path === '/favicon.svg')
}

/**
 * Keeps the judge's page itself on this device, so that it opens at a site without a network
 * (public/rally-worker.js answers for it). True if it will; a browser does so over https alone.
 */
export async function keepShell(): Promise<boolean> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return false
  await navigator.serviceWorker.register('/rally-worker.js', { scope: '/rallies/' })
  const cache = await caches.open(cacheName)
  const files = ['/', ...loadedFiles()]
  await cache.addAll(files)
  for (const old of await cache.keys()) {
    if (!files.includes(new URL(old.url).pathname)) await cache.delete(old)
  }
  return true
}
