import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import elementPlus from 'unplugin-element-plus/vite'
import { defineConfig } from 'vite'
import { describeInterface } from './tools/describe'
import { precompress } from './tools/precompress'

const source = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  plugins: [
    vue(),
    // Messages are compiled while building: no parser and no eval in the browser.
    vueI18n({ include: [`${source}/i18n/*.json`], runtimeOnly: true, strictMessage: true }),
    elementPlus({}),
    describeInterface(),
    precompress(),
  ],
  resolve: { alias: { '@': source } },
  build: {
    target: 'es2022',
    // Small assets stay files: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  server: { proxy: { '/api': process.env.LUOSHI_SERVER ?? 'http://127.0.0.1:8080' } },
})
