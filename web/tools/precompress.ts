import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(js|css|html|svg|json|yaml|txt|webmanifest)$/

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

/** Writes a .gz beside each built file that gets smaller by it, so the server never compresses. */
export function precompress(): Plugin {
  let folder = 'dist'
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    closeBundle() {
      for (const path of files(folder)) {
        if (!compressible.test(path)) continue
        const packed = gzipSync(readFileSync(path), { level: 9 })
        if (packed.length < statSync(path).size) writeFileSync(`${path}.gz`, packed)
      }
    },
  }
}
