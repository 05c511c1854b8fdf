import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

export default defineConfig(({ command }): ViteUserConfig => {
  return {
    plugins: [vue(), compressed()],
    base: './',
    server: { proxy: { '/api': { target: 'http://127.0.0.1:5080', ws: true } } },
    build: {
      outDir: '../Tally.Host/wwwroot',
      emptyOutDir: true,
      target: 'es2022',
      // The page forbids data: URLs, so every asset stays a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
    },
    // A busy machine is no failure.
    test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], testTimeout: 120_000 },
    define: command === 'build' ? { __VUE_OPTIONS_API__: 'false' } : {},
  }
})

/** Lays a brotli file beside each text of the build: the server sends it as it is. */
function compressed(): Plugin {
  return {
    name: 'brotli',
    apply: 'build',
    async writeBundle(options) {
      const compress = promisify(brotliCompress)
      const files = await readdir(options.dir!, { recursive: true })
      for (const file of files.filter((name) => /\.(js|css|html|svg)$/.test(name))) {
        const path = join(options.dir!, file)
        await writeFile(`${path}.br`, await compress(await readFile(path)))
      }
    },
  }
}
